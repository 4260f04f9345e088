#requires -Version 5.1
<#
.SYNOPSIS
    Uses a built module the way a build system would, in the PowerShell that runs this script: Windows PowerShell 5.1, or 7.4 and later.
.DESCRIPTION
    Needs a folder with the module, and an emulated Bitbucket: one that runs, or the build of it and the .NET runtime that starts it.
    Ends with 1 when a check fails, or when none was made.
.EXAMPLE
    ./tests/Smoke/smoke.ps1
.EXAMPLE
    powershell -NoProfile -ExecutionPolicy Bypass -File tests/Smoke/smoke.ps1 -Module C:\Modules\BitbucketPipelines\0.1.0
#>
[CmdletBinding()]
param(
    # The folder with BitbucketPipelines.psd1.
    [string] $Module,

    # The API of an emulator that is running. Without it, one is started and ended.
    [uri] $ApiUri,

    # The emulator to start.
    [string] $Emulator
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
if (-not $Module) { $Module = Join-Path $root 'out/BitbucketPipelines' }
if (-not $Emulator) { $Emulator = Join-Path $root 'out/build/bin/BitbucketEmulator/release/BitbucketEmulator.dll' }
$manifestFile = Join-Path $Module 'BitbucketPipelines.psd1'
if (-not (Test-Path -LiteralPath $manifestFile)) { throw "There is no module in '$Module'. Build it first: ./build.ps1 Build" }
$Module = (Resolve-Path -LiteralPath $Module).Path
$manifestFile = (Resolve-Path -LiteralPath $manifestFile).Path
# Credentials of the machine must not reach the emulator, nor its workspace the checks.
Get-ChildItem Env:BITBUCKET_* | ForEach-Object { Remove-Item -LiteralPath "Env:$($_.Name)" }

$script:passed = 0
$script:failed = 0

# One check: the script must end without an error and return $true and nothing else.
function Test-That {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [scriptblock] $Check)
    $reason = $null
    try {
        $answer = @(& $Check)
        if ($answer.Count -ne 1 -or $answer[0] -isnot [bool] -or -not $answer[0]) { $reason = "it gave '$answer'" }
    }
    catch {
        $reason = "$_"
    }
    if ($null -eq $reason) {
        $script:passed++
        Write-Host "  ok      $Name"
    }
    else {
        $script:failed++
        Write-Host "  FAILED  $Name - $reason"
    }
}

function Start-Emulator {
    if (-not (Test-Path -LiteralPath $Emulator)) { throw "There is no emulator to start: $Emulator. Build it first: ./build.ps1 Build" }
    $start = New-Object Diagnostics.ProcessStartInfo 'dotnet', "`"$Emulator`" --speed 20 --parent $PID --lifetime 600"
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $null = $process.StandardOutput.ReadLine()
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw 'The emulator did not start.' }
    $addresses = $line | ConvertFrom-Json
    [pscustomobject]@{ Process = $process; ApiUri = [uri]$addresses.apiUri; SiteUri = [uri]$addresses.siteUri }
}

Write-Host "PowerShell $($PSVersionTable.PSVersion) ($($PSVersionTable.PSEdition)) on $([Environment]::OSVersion.VersionString)"
Write-Host "The module in $Module"
$process = $null
try {
    if ($ApiUri) {
        $siteUri = New-Object Uri $ApiUri, '/'
    }
    else {
        $started = Start-Emulator
        $process = $started.Process
        $ApiUri = $started.ApiUri
        $siteUri = $started.SiteUri
    }

    # Topics about the module are found where PowerShell looks for modules.
    $folder = $Module
    while ($folder -and (Split-Path $folder -Leaf) -ne 'BitbucketPipelines') { $folder = Split-Path $folder }
    if ($folder) { $env:PSModulePath = (Split-Path $folder) + [IO.Path]::PathSeparator + $env:PSModulePath }

    $leg = if ($PSVersionTable.PSEdition -eq 'Core') { 'Core' } else { 'Desktop' }
    $token = 'api-token-123'
    $credential = New-Object pscredential 'dev@example.com', (ConvertTo-SecureString $token -AsPlainText -Force)

    Test-That 'the module is imported from this folder, with the assembly for this PowerShell' {
        Import-Module $manifestFile -Force
        $assembly = (Get-Command Get-BbPipeline).ImplementingType.Assembly.Location
        $assembly -eq (Get-Item -LiteralPath (Join-Path $Module "$leg/BitbucketPipelines.dll")).FullName
    }
    if ($failed) { throw 'The module could not be imported: nothing more is checked.' }
    Test-That 'it exports what its manifest names' {
        $manifest = Test-ModuleManifest $manifestFile
        $script:cmdlets = @(Get-Command -Module BitbucketPipelines -CommandType Cmdlet)
        $same = -not (Compare-Object @($cmdlets.Name) @($manifest.ExportedCmdlets.Keys))
        $cmdlets.Count -gt 50 -and $same -and (Get-Alias Start-BbPipeline).Definition -eq 'Invoke-BbPipeline'
    }
    Test-That 'without a session and credentials, a cmdlet says how to connect' {
        $problem = $null
        try { Get-BbRepository -Workspace acme } catch { $problem = $_ }
        $problem.FullyQualifiedErrorId -like 'NotConnected,*' -and $problem.ErrorDetails.RecommendedAction -like '*Connect-BbWorkspace*'
    }
    Test-That 'a wrong token is refused' {
        $wrong = New-Object pscredential 'dev@example.com', (ConvertTo-SecureString 'wrong' -AsPlainText -Force)
        Connect-BbWorkspace -NoCheck acme widgets -Credential $wrong -ApiUri $ApiUri -SiteUri $siteUri
        $problem = $null
        try { Get-BbPipeline } catch { $problem = $_ }
        $problem.CategoryInfo.Category -eq 'AuthenticationError' -and "$problem" -notlike '*wrong*'
    }
    Test-That 'it connects' {
        Connect-BbWorkspace acme widgets -Credential $credential -ApiUri $ApiUri -SiteUri $siteUri
        $session = Get-BbSession
        $session.Workspace -eq 'acme' -and (Test-BbSession)
    }
    Test-That 'repositories are listed' {
        (Get-BbRepository).Slug -contains 'widgets'
    }
    Test-That 'a run is started and waited for' {
        $script:run = Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'smoke' } | Wait-BbPipeline -TimeoutSec 120
        $run.Result -eq 'SUCCESSFUL' -and $run.BuildNumber -gt 0 -and $run.Custom -eq 'deploy'
    }
    Test-That 'its steps are read' {
        $script:steps = @(Get-BbStep $run)
        $steps.Count -ge 2 -and @($steps | Where-Object { $_.Result -ne 'SUCCESSFUL' }).Count -eq 0
    }
    Test-That 'the log of a step is read' {
        $log = @($steps[-1] | Get-BbStepLog)
        $log.Count -gt 1 -and "$log" -like '*deploy.sh*'
    }
    Test-That 'a log is followed on the host' {
        $shown = @(Invoke-BbPipeline -Custom deploy -Follow -TimeoutSec 120 6>&1)
        "$shown" -like '*deploy.sh*' -and $shown[-1].Result -eq 'SUCCESSFUL'
    }
    Test-That 'a run that fails is an error, after the run' {
        $failing = Invoke-BbPipeline -Custom fail -Wait -TimeoutSec 120 -ErrorAction SilentlyContinue -ErrorVariable problem
        $failing.Result -eq 'FAILED' -and $problem[0].FullyQualifiedErrorId -like 'PipelineFailed,*'
    }
    Test-That 'runs are listed, newest first' {
        $numbers = @((Get-BbPipeline -First 3).BuildNumber)
        $numbers.Count -eq 3 -and $numbers[0] -gt $numbers[1] -and $numbers[1] -gt $numbers[2]
    }
    Test-That 'an object goes down the pipeline' {
        @(Get-BbPipeline -First 1 | Get-BbStep).Count -gt 0
    }
    Test-That 'a variable is set, listed, changed and removed' {
        $name = "SMOKE_$([guid]::NewGuid().ToString('N'))"
        Set-BbVariable $name one
        $first = (Get-BbVariable $name).Value
        # Letters outside of ASCII, written so that this file can be read in any encoding.
        $text = "two $([char]0xE4)$([char]0x20AC)"
        Set-BbVariable $name $text
        $second = (Get-BbVariable).Where({ $_.Name -ceq $name }).Value
        Remove-BbVariable $name -Force
        $first -eq 'one' -and $second -ceq $text -and -not (Get-BbVariable | Where-Object { $_.Name -ceq $name })
    }
    Test-That 'a secured variable does not give its value back' {
        $name = "SMOKE_$([guid]::NewGuid().ToString('N'))"
        Set-BbVariable $name -SecureValue (ConvertTo-SecureString 'smoke-secret' -AsPlainText -Force)
        $variable = Get-BbVariable $name
        Remove-BbVariable $name -Force
        $variable.Secured -and -not $variable.Value
    }
    Test-That '-WhatIf changes nothing' {
        Set-BbVariable SMOKE_WHAT_IF 1 -WhatIf
        -not (Get-BbVariable | Where-Object { $_.Name -eq 'SMOKE_WHAT_IF' })
    }
    Test-That 'an SSH key pair is made and removed' {
        $pair = New-BbSshKeyPair -Force
        $public = (Get-BbSshKeyPair).PublicKey
        Remove-BbSshKeyPair -Force
        $public -like 'ssh-*' -and $public -eq $pair.PublicKey
    }
    Test-That 'any other resource is reached' {
        (Invoke-BbApi 'repositories/{workspace}/{repo_slug}').slug -eq 'widgets'
    }
    Test-That 'verbose output shows requests and no secret' {
        $verbose = @(Get-BbPipeline -First 1 -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }) -join "`n"
        $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("dev@example.com:$token"))
        $verbose -like '*pipelines*' -and $verbose -notlike "*$token*" -and $verbose -notlike "*$encoded*"
    }
    Test-That 'lists have the views of the module' {
        $table = Get-BbPipeline -First 2 | Out-String -Width 200
        $variables = Get-BbVariable | Out-String -Width 200
        $table -match '(?m)^Repository\s+Build\s+Status\s' -and $table -match '(?m)^widgets\s+\d+\s' -and $variables -like '*API_URL*'
    }
    Test-That 'names are completed' {
        $line = 'Get-BbPipeline -Repository wid'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -contains 'widgets'
    }
    Test-That 'every cmdlet has help with examples' {
        $without = @($cmdlets | Where-Object {
                $help = Get-Help $_.Name -Full
                -not $help.Synopsis -or $help.Synopsis -like "*$($_.Name) *" -or @($help.examples.example).Count -lt 2
            })
        if (-not $cmdlets) { 'there is no cmdlet' } elseif ($without) { "without: $($without.Name)" } else { $true }
    }
    Test-That 'the topics about the module are found' {
        $topic = Get-Help about_BitbucketPipelines | Out-String
        $errors = Get-Help about_BitbucketPipelines_Errors | Out-String
        $topic -like '*FIRST STEPS*' -and $errors -like '*PipelineFailed*'
    }
    Test-That 'it disconnects, and unloads' {
        Disconnect-BbWorkspace
        $none = -not (Get-BbSession)
        Remove-Module BitbucketPipelines
        $none -and -not (Get-Module BitbucketPipelines)
    }
}
finally {
    if ($process) {
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
}

Write-Host "$passed passed, $failed failed"
exit [int]($failed -gt 0 -or $passed -eq 0)
