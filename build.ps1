#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module into out/BitbucketPipelines, tests it, shows it at work, or measures it beside Invoke-RestMethod.
.EXAMPLE
    ./build.ps1 Build
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Demo
.EXAMPLE
    ./build.ps1 Bench
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Bench')]
    [string] $Task = 'Build'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Invoke-Build {
    dotnet build BitbucketPipelines.sln --configuration Release --nologo --verbosity quiet | Out-Host
    if ($LASTEXITCODE) { throw "The build failed ($LASTEXITCODE)." }
}

function Invoke-XunitTest {
    dotnet test tests/BitbucketPipelines.Tests --configuration Release --no-build --nologo --logger 'console;verbosity=minimal' --logger 'trx;LogFileName=xunit.trx' --results-directory out/test | Out-Host
    $broken = $LASTEXITCODE
    $counters = ([xml](Get-Content -Raw out/test/xunit.trx)).TestRun.ResultSummary.Counters
    [pscustomobject]@{
        Passed  = [int]$counters.passed
        # A run that broke off has failed even where no test did.
        Failed  = if ($broken) { [Math]::Max(1, [int]$counters.failed) } else { [int]$counters.failed }
        Skipped = [int]$counters.total - [int]$counters.executed
    }
}

function Find-Pester {
    $find = { Get-Module Pester -ListAvailable | Where-Object Version -ge 5.5 | Sort-Object Version -Descending | Select-Object -First 1 }
    $local = Join-Path $PSScriptRoot 'out/tools/Modules'
    if (-not (& $find) -and (Get-Command Save-PSResource -ErrorAction Ignore)) {
        $null = New-Item $local -ItemType Directory -Force
        Save-PSResource Pester -Version '[5.5,6.0)' -Path $local -TrustRepository -ErrorAction Ignore
    }
    $env:PSModulePath = $local, $env:PSModulePath -join [IO.Path]::PathSeparator
    & $find
}

function Invoke-PesterTest {
    $files = @(Get-ChildItem tests/Pester -Filter *.Tests.ps1)
    $pester = Find-Pester
    if (-not $pester) {
        Write-Host "No Pester here: $($files.Count) Pester files are skipped."
        return [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = $files.Count }
    }
    $resultFile = "$PSScriptRoot/out/test/pester.json"
    Remove-Item $resultFile -ErrorAction Ignore
    & (Get-Process -Id $PID).Path -NoProfile -NoLogo -NonInteractive -File tests/Pester/Support/Invoke-Tests.ps1 -Pester $pester.Path -ResultFile $resultFile | Out-Host
    if (-not (Test-Path $resultFile)) {
        Write-Host 'The Pester run broke off.'
        return [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0 }
    }
    Get-Content -Raw $resultFile | ConvertFrom-Json
}

Invoke-Build
switch ($Task) {
    'Test' {
        $results = @(Invoke-XunitTest) + @(Invoke-PesterTest)
        $sum = @{}
        foreach ($name in 'Passed', 'Failed', 'Skipped') {
            $sum[$name] = ($results | Measure-Object $name -Sum).Sum
        }
        Write-Host "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
        exit [int]($sum.Failed -gt 0)
    }
    'Demo' {
        & "$PSScriptRoot/tests/Demo/demo.ps1"
    }
    'Bench' {
        & "$PSScriptRoot/tests/Benchmarks/bench.ps1"
    }
}
