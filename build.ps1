#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module into out/BitbucketPipelines, tests it, shows it at work, opens a PowerShell to try it in, measures it beside
    Invoke-RestMethod, tries its tests with mutants of the client, draws the picture of README, or makes and publishes its package.
.DESCRIPTION
    Needs the .NET SDK. The PowerShell and the Pester of the tests come through NuGet, whatever PowerShell runs this script.
.PARAMETER Name
    Test: only the Pester files, and the classes of the other tests, that have this name. Wildcards are allowed.
    Bench: only these rows of the table, separated by commas. Wildcards are allowed.
.PARAMETER Module
    Smoke: the folder of a built module, or one with its package, such as out/package. It is used as it is. Without it, the module is built.
.PARAMETER PowerShell
    Smoke: the PowerShell to run in. 5.1 is Windows PowerShell; any other, such as 7.4.22, is installed into out/tools and needs its .NET
    runtime (8 for 7.4, 9 for 7.5, 10 for 7.6). Without it, the one of the tests is taken.
.PARAMETER Sign
    Package: the thumbprint of a certificate, or the path of a .pfx file, to sign with. Windows only; see eng/package.ps1.
.PARAMETER Install
    Desktop: installs mono with apt-get where it is missing.
.PARAMETER File
    Mutate: only these files of the client: names without .cs, separated by commas. Wildcards are allowed; see eng/mutate.ps1.
.PARAMETER Repositories
    Bench: in how many repositories the rows work. The bars are for 40 or more, the default.
.PARAMETER Latency
    Bench: what the network takes for each request, in seconds. The default is 0.05,0: each row with both.
.PARAMETER Rounds
    Bench: how often the sides of a row take turns. The default is 3.
.PARAMETER LogMB
    Bench: the size of the log, in MiB. The default is 128.
.PARAMETER Inside
    Bench: the hot paths inside the client instead, with BenchmarkDotNet. -Name chooses among them.
.PARAMETER Out
    Bench: a file for all figures, as JSON.
.EXAMPLE
    ./build.ps1 Build
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Test -Name Wait*
.EXAMPLE
    ./build.ps1 Smoke -Module out/package -PowerShell 5.1
.EXAMPLE
    ./build.ps1 Demo
.EXAMPLE
    ./build.ps1 Play
.EXAMPLE
    ./build.ps1 Picture
.EXAMPLE
    ./build.ps1 Bench -Name '*variables*,cold*' -Out bench.json
.EXAMPLE
    ./build.ps1 Bench -Waiting
.EXAMPLE
    ./build.ps1 Package
.EXAMPLE
    ./build.ps1 Desktop
.EXAMPLE
    ./build.ps1 Mutate -File VariablePlan,Cron*
.EXAMPLE
    ./build.ps1 Publish
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Smoke', 'Demo', 'Play', 'Picture', 'Bench', 'Package', 'Desktop', 'Mutate', 'Publish')]
    [string] $Task = 'Build',

    [string] $Name = '*',

    [string] $Module,

    [string] $PowerShell,

    [string] $Sign,

    [switch] $Install,

    [switch] $Waiting,

    [string[]] $File,

    [int] $Repositories,

    [string] $Latency,

    [int] $Rounds,

    [int] $LogMB,

    [switch] $Inside,

    [string] $Out
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'

# Says what is done now, in one line.
function Write-Phase {
    param([Parameter(Mandatory)] [string] $Text)
    Write-Host "$Text ..."
}

function Invoke-Build {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    # What a build needs: the module, the emulator and its tests. Each line comes before the work that it names.
    Write-Phase 'Restoring packages from NuGet'
    dotnet restore BitbucketPipelines.sln --nologo --verbosity quiet | Out-Host
    if ($LASTEXITCODE) { throw "The packages of the build could not be restored from NuGet ($LASTEXITCODE)." }
    foreach ($part in @(
            @{ Text = 'Compiling the client'; Project = 'src/BitbucketPipelines.Api' }
            @{ Text = 'Compiling the cmdlets and making their help'; Project = 'src/BitbucketPipelines' }
            @{ Text = 'Compiling the emulator and the tests'; Project = 'BitbucketPipelines.sln' }
        )) {
        Write-Phase $part.Text
        # Warnings are errors: what a build that succeeds has to say is of no interest.
        $log = dotnet build $part.Project --configuration Release --no-restore --nologo --verbosity quiet
        if ($LASTEXITCODE) { $log | Out-Host; throw "The build failed ($LASTEXITCODE)." }
    }
    Write-Host "The module is in out/BitbucketPipelines ($([Math]::Ceiling($watch.Elapsed.TotalSeconds)) s)."
}

# The PowerShell and the Pester that tests/Engine names, from the package cache; nothing where NuGet does not serve them.
function Find-Engine {
    $ask = { (dotnet msbuild tests/Engine -nologo -getProperty:PwshDll -getProperty:PesterManifest | Out-String | ConvertFrom-Json).Properties }
    $engine = & $ask
    if ((Test-Path $engine.PwshDll) -and (Test-Path $engine.PesterManifest)) { return $engine }
    Write-Phase 'Restoring PowerShell and Pester'
    dotnet restore tests/Engine --nologo --verbosity quiet | Out-Host
    if ($LASTEXITCODE) { return }
    $engine = & $ask
    foreach ($file in $engine.PwshDll, $engine.PesterManifest) {
        if (-not (Test-Path $file)) { throw "A package in the cache is not complete: $file is missing. Delete the folder of its version and run this again." }
    }
    $engine
}

# Runs a script in the pinned PowerShell, which inherits neither preferences nor strict mode.
function Invoke-Script {
    param([Parameter(Mandatory)] $Engine, [Parameter(Mandatory)] [string] $Path, [string[]] $Arguments = @())
    dotnet $Engine.PwshDll -NoProfile -NoLogo -NonInteractive -File $Path @Arguments | Out-Host
}

# The command that starts a version of PowerShell, which is installed first where it is not yet.
function Install-PowerShell {
    param([Parameter(Mandatory)] [string] $Version)
    if ($Version -eq '5.1') {
        $command = (Get-Command powershell.exe -CommandType Application -ErrorAction Ignore | Select-Object -First 1)?.Source
        if (-not $command) { throw 'Windows PowerShell 5.1 is a part of Windows, and not here.' }
    }
    else {
        $folder = Join-Path $PSScriptRoot "out/tools/powershell-$Version"
        $command = Join-Path $folder "pwsh$(if ($IsWindows) { '.exe' })"
        if (-not (Test-Path $command)) {
            Write-Phase "Installing PowerShell $Version"
            dotnet tool install PowerShell --tool-path $folder --version $Version | Out-Host
            if ($LASTEXITCODE) { throw "PowerShell $Version could not be installed from NuGet." }
        }
    }
    $found = & $command -NoProfile -NoLogo -NonInteractive -Command '$PSVersionTable.PSVersion.ToString()'
    if ("$found." -notlike "$Version.*") { throw "PowerShell $Version was asked for; $command is '$found'." }
    $command
}

# The folder of a module: this one, or a new one with what is in the package here.
function Expand-Module {
    param([Parameter(Mandatory)] [string] $Path)
    $packages = @(Get-ChildItem $Path -Filter *.nupkg -ErrorAction Ignore)
    if (-not $packages) { return $Path }
    if ($packages.Count -gt 1) { throw "There are $($packages.Count) packages in $Path." }
    $folder = Join-Path $PSScriptRoot out/smoke/BitbucketPipelines
    Remove-Item $folder -Recurse -ErrorAction Ignore
    Write-Host "The package $($packages[0].Name)"
    [IO.Compression.ZipFile]::ExtractToDirectory($packages[0].FullName, $folder)
    $folder
}

function Invoke-SmokeTest {
    $arguments = '-NoProfile', '-NoLogo', '-NonInteractive', '-File', 'tests/Smoke/smoke.ps1'
    if ($Module) { $arguments += '-Module', (Expand-Module $Module) }
    if ($PowerShell) {
        $command = Install-PowerShell $PowerShell
        # Windows PowerShell runs no scripts unless told to.
        if ($PowerShell -eq '5.1') { $arguments = '-ExecutionPolicy', 'Bypass' + $arguments }
    }
    else {
        $engine = Find-Engine
        if (-not $engine) { throw "The task '$Task' needs PowerShell, which could not be restored from NuGet. Name another with -PowerShell." }
        $command = 'dotnet'
        $arguments = @($engine.PwshDll) + $arguments
    }
    & $command @arguments | Out-Host
}

function Invoke-XunitTest {
    param([Parameter(Mandatory)] [string] $Project, [string] $Name = '*')
    $file = "$Project.trx"
    Write-Phase "Running the tests of $Project"
    Remove-Item "out/test/$file" -ErrorAction Ignore
    # The filter knows no wildcards: every part between them has to stand in the name.
    $parts = @($Name -split '[*?]' | Where-Object { $_ } | ForEach-Object { "FullyQualifiedName~$_" })
    $filter = if ($parts) { '--filter', ($parts -join '&') } else { @() }
    dotnet test "tests/$Project" --configuration Release --no-build --nologo --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$file" --results-directory out/test --blame-hang-timeout 5m --blame-hang-dump-type none @filter | Out-Host
    $broken = $LASTEXITCODE
    if (-not (Test-Path "out/test/$file")) {
        Write-Host "The tests of $Project broke off."
        return [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0 }
    }
    $report = Get-Content -Raw "out/test/$file"
    [regex]::Matches($report, '\d+ of \d+ cells hold') | ForEach-Object Value | Select-Object -Unique | Write-Host
    $counters = ([xml]$report).TestRun.ResultSummary.Counters
    [pscustomobject]@{
        Passed  = [int]$counters.passed
        # A run that broke off has failed even where no test did.
        Failed  = if ($broken) { [Math]::Max(1, [int]$counters.failed) } else { [int]$counters.failed }
        Skipped = [int]$counters.total - [int]$counters.executed
    }
}

# The tests that hold PowerShell in their own process. Its package is large, so the project is no part of the solution.
function Invoke-HostTest {
    param([string] $Name)
    $project = 'tests/BitbucketPipelines.HostTests'
    Write-Phase 'Building the host tests'
    dotnet restore $project --nologo --verbosity quiet | Out-Host
    if ($LASTEXITCODE) {
        Write-Host 'Microsoft.PowerShell.SDK could not be restored from NuGet: the host tests are skipped.'
        return [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 1 }
    }
    dotnet build $project --configuration Release --no-restore --nologo --verbosity quiet | Out-Host
    if ($LASTEXITCODE) { throw "The build of the host tests failed ($LASTEXITCODE)." }
    Invoke-XunitTest BitbucketPipelines.HostTests -Name $Name
}

function Invoke-PesterTest {
    param([string] $Name)
    $engine = Find-Engine
    if (-not $engine) {
        $count = @(Get-ChildItem tests/Pester -Recurse -Filter *.Tests.ps1).Count
        Write-Host "No PowerShell could be restored from NuGet: $count Pester files are skipped."
        return [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = $count }
    }
    $resultFile = "$PSScriptRoot/out/test/pester.json"
    Remove-Item $resultFile -ErrorAction Ignore
    Write-Phase 'Running the Pester files'
    Invoke-Script $engine tests/Pester/Support/Invoke-Tests.ps1 -Arguments '-Pester', $engine.PesterManifest, '-ResultFile', $resultFile, "-Name:$Name", '-Parent', $PID
    if (-not (Test-Path $resultFile)) {
        Write-Host 'The Pester run broke off.'
        return [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0 }
    }
    Get-Content -Raw $resultFile | ConvertFrom-Json
}

# A PowerShell to type in needs a terminal; without one it would wait for ever, or end at once.
if ($Task -eq 'Play' -and ([Console]::IsInputRedirected -or [Console]::IsOutputRedirected)) {
    [Console]::Error.WriteLine("build.ps1: the task 'play' opens a PowerShell to type in, and there is no terminal here. 'demo' plays by itself.")
    exit 2
}
# A package and mutants are built by themselves. What is tested or published as it is must not be built anew.
if ($Task -notin 'Package', 'Mutate', 'Publish' -and -not ($Task -eq 'Smoke' -and $Module)) { Invoke-Build }
switch ($Task) {
    'Build' { }
    'Test' {
        $results = @(Invoke-XunitTest BitbucketPipelines.Tests -Name $Name) + @(Invoke-HostTest -Name $Name) + @(Invoke-PesterTest -Name $Name)
        $sum = @{}
        foreach ($count in 'Passed', 'Failed', 'Skipped') {
            $sum[$count] = ($results | Measure-Object $count -Sum).Sum
        }
        if ($sum.Passed + $sum.Failed -eq 0) {
            Write-Host "No test was run: nothing has the name '$Name'."
            $sum.Failed = 1
        }
        Write-Host "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
        exit [int]($sum.Failed -gt 0)
    }
    'Smoke' {
        Invoke-SmokeTest
        exit $LASTEXITCODE
    }
    { $_ -in 'Play', 'Picture' } {
        $engine = Find-Engine
        if (-not $engine) { throw "The task '$Task' needs PowerShell, which could not be restored from NuGet." }
        # Not piped: one is typed in, and the other shows what a terminal shows.
        $arguments = if ($Task -eq 'Play') { '-NoExit', '-File', 'eng/play.ps1' } else { '-NonInteractive', '-File', 'eng/picture.ps1' }
        dotnet $engine.PwshDll -NoProfile -NoLogo @arguments
        exit $LASTEXITCODE
    }
    default {
        $scripts = @{
            Demo    = 'tests/Demo/demo.ps1'
            Bench   = 'tests/Benchmarks/bench.ps1'
            Package = 'eng/package.ps1'
            Desktop = 'eng/desktop.ps1'
            Mutate  = 'eng/mutate.ps1'
            Publish = 'eng/publish.ps1'
        }
        $arguments = @(
            if ($Sign) { '-Sign', $Sign }
            if ($Install) { '-Install' }
            if ($Waiting) { '-Waiting' }
            if ($File) { '-File', ($File -join ',') }
            if ($Task -eq 'Bench') {
                if ($Name -ne '*') { '-Name', $Name }
                if ($Latency) { '-Latency', $Latency }
                if ($Inside) { '-Inside' }
                foreach ($option in 'Repositories', 'Rounds', 'LogMB', 'Out') {
                    if ($PSBoundParameters.ContainsKey($option)) { "-$option", $PSBoundParameters[$option] }
                }
            }
        )
        $engine = Find-Engine
        if (-not $engine) { throw "The task '$Task' needs PowerShell, which could not be restored from NuGet." }
        Invoke-Script $engine $scripts[$Task] -Arguments $arguments
        exit $LASTEXITCODE
    }
}
