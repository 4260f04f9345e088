#requires -Version 7.4
<#
.SYNOPSIS
    The module beside Invoke-RestMethod, for the same jobs against the same emulator, turn by turn. What counts is the ratio.
.PARAMETER Waiting
    The planner of waiting beside simpler rules, on virtual time: how late ends are noticed, and for how many requests.
#>
param([int] $Rounds = 5, [double] $Latency = 0.02, [switch] $Waiting)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
if ($Waiting) {
    dotnet run --project "$PSScriptRoot/Waiting" --configuration Release
    exit $LASTEXITCODE
}
Import-Module "$root/out/BitbucketPipelines", "$root/tests/Pester/Support/Emulator.psm1"

$emulator = Start-Emulator -Speed 100
try {
    Connect-Emulator $emulator
    $null = Send-Order $emulator POST runs/acme/widgets @{ count = 500; branch = 'trunk'; spacingSeconds = 60 }
    $null = Send-Order $emulator PUT variables/repository/acme/widgets @{ variables = @(1..400 | ForEach-Object { @{ key = "V_$_"; value = "$_" } }) }
    $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 100 }
    $run = Invoke-BbPipeline -Custom long-log -Wait
    # What a network takes on the way.
    $null = Send-Order $emulator POST faults @{ port = 'api'; times = 0; delaySeconds = $Latency }

    $api = "$($emulator.ApiUri)repositories/acme"
    $common = @{ Authentication = 'Basic'; AllowUnencryptedAuthentication = $true; NoProxy = $true
        Credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
    }
    function Get-Page([string] $Uri) {
        for ($page = 1; ; $page++) {
            $answer = Invoke-RestMethod "$Uri$(if ($Uri.Contains('?')) { '&' } else { '?' })pagelen=100&page=$page" @common
            $answer.values
            if ($page * 100 -ge $answer.size) { break }
        }
    }

    $jobs = [ordered]@{
        'one run'                = { Get-BbPipeline 1 }, { Invoke-RestMethod "$api/widgets/pipelines/1" @common }
        '500 runs, newest first' = { Get-BbPipeline -First 500 }, { Get-Page "$api/widgets/pipelines/?sort=-created_on" }
        '400 variables'          = { Get-BbVariable }, { Get-Page "$api/widgets/pipelines_config/variables" }
        'write 40 variables'     = {
            1..40 | ForEach-Object { [pscustomobject]@{ Name = "V_$_"; Value = [guid]::NewGuid() } } | Set-BbVariable
        }, {
            $known = Get-Page "$api/widgets/pipelines_config/variables"
            foreach ($number in 1..40) {
                $one = $known | Where-Object key -CEQ "V_$number"
                $body = @{ key = $one.key; value = [guid]::NewGuid(); secured = $false } | ConvertTo-Json
                $null = Invoke-RestMethod "$api/widgets/pipelines_config/variables/$([uri]::EscapeDataString($one.uuid))" -Method Put -Body $body -ContentType application/json @common
            }
        }
        'a log of 5,000 lines'   = { Get-BbStepLog $run }, {
            $step = (Get-Page "$api/widgets/pipelines/$($run.BuildNumber)/steps/")[0]
            (Invoke-RestMethod "$api/widgets/pipelines/$($run.BuildNumber)/steps/$([uri]::EscapeDataString($step.uuid))/log" -Headers @{ Accept = '*/*' } @common) -split "`n"
        }
        'find in 103 repositories' = { Find-BbVariable LOG_LEVEL }, {
            foreach ($repository in Get-Page $api) {
                foreach ($list in @("$api/$($repository.slug)/pipelines_config/variables") + @(
                        Get-Page "$api/$($repository.slug)/environments/" | Where-Object { $_ } | ForEach-Object { "$api/$($repository.slug)/deployments_config/environments/$([uri]::EscapeDataString($_.uuid))/variables" })) {
                    Get-Page $list | Where-Object { $_ -and $_.key -ceq 'LOG_LEVEL' }
                }
            }
        }
    }
    $rows = foreach ($name in $jobs.Keys) {
        $module, $plain = $jobs[$name]
        $times = foreach ($round in 0..$Rounds) {
            [pscustomobject]@{ Module = (Measure-Command $module).TotalMilliseconds; Plain = (Measure-Command $plain).TotalMilliseconds }
        }
        # The first round warms up both.
        $median = { param($Values) @($Values | Sort-Object)[[int][Math]::Floor($Rounds / 2)] }
        $own = & $median ($times | Select-Object -Skip 1).Module
        $other = & $median ($times | Select-Object -Skip 1).Plain
        [pscustomobject]@{ Job = $name; 'Module (ms)' = [int]$own; 'Invoke-RestMethod (ms)' = [int]$other; Ratio = '{0:0.00}' -f ($own / $other) }
    }
    $rows | Format-Table -AutoSize
}
finally {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}
