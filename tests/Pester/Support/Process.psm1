# Scripts in a PowerShell of their own, and an environment without traces of the build system that runs the tests.
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../../..").Path
$names = 'TF_BUILD', 'GITHUB_ACTIONS', 'CI', 'GITHUB_STEP_SUMMARY', 'AGENT_TEMPDIRECTORY'

<#
.SYNOPSIS
    The command that starts another PowerShell like this one: a path, and for one that runs as a .NET tool the assembly that comes first
    among the arguments. $engine = @(Get-Engine); & $engine[0] @($engine | Select-Object -Skip 1) -NoProfile ...
#>
function Get-Engine {
    $path = [Environment]::ProcessPath
    $path
    if ([IO.Path]::GetFileNameWithoutExtension($path) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }
}

function Get-HostVariable {
    [Environment]::GetEnvironmentVariables().Keys | Where-Object { $_ -in $names -or $_ -like 'BITBUCKET_*' }
}

<#
.SYNOPSIS
    Takes away every variable that the module looks at, and returns them for Restore-HostEnvironment.
#>
function Clear-HostEnvironment {
    $saved = @{}
    foreach ($name in @(Get-HostVariable)) {
        $saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $null)
    }
    $saved
}

<#
.SYNOPSIS
    Puts the variables back as they were.
#>
function Restore-HostEnvironment {
    param([Parameter(Mandatory)] [hashtable] $Saved)
    $null = Clear-HostEnvironment
    foreach ($name in $Saved.Keys) { [Environment]::SetEnvironmentVariable($name, $Saved[$name]) }
}

<#
.SYNOPSIS
    Runs a script with `pwsh -File`, as a build step does, connected to the emulator through the environment. Tells the exit code and
    what really came out of the process, line by line.
.PARAMETER Wrapper
    Runs it as the PowerShell task of Azure DevOps or as a step of GitHub Actions does: with the lines that these add, and their arguments.
.PARAMETER Columns
    The width of the terminal that the process sees; needs the commands script and stty. Without it the output is redirected.
#>
function Invoke-Child {
    param(
        [Parameter(Mandatory)] $Emulator,
        [Parameter(Mandatory)] [string] $Script,
        [hashtable] $Environment = @{},
        [int] $TimeoutSec = 60,
        # Without -NonInteractive, so that PowerShell tries to ask: its standard input has ended.
        [switch] $Interactive,
        [ValidateSet('None', 'AzureDevOps', 'GitHub')] [string] $Wrapper = 'None',
        [int] $Columns
    )
    $file = Join-Path ([IO.Path]::GetTempPath()) "bb-$([guid]::NewGuid().ToString('n')).ps1"
    $Script = "Import-Module '$root/out/BitbucketPipelines'`n$Script"
    $arguments = @('-NoProfile'; if (-not $Interactive) { '-NonInteractive' }; '-File'; $file)
    if ($Wrapper -eq 'AzureDevOps') {
        $Script = "`$ErrorActionPreference = 'stop'`n$Script"
        $arguments = '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', ". '$file'"
    }
    elseif ($Wrapper -eq 'GitHub') {
        $Script = "`$ErrorActionPreference = 'stop'`n$Script`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }"
        $arguments = '-command', ". '$file'"
    }
    Set-Content $file $Script
    $command = @(Get-Engine) + $arguments
    if ($Columns) {
        $quoted = ($command | ForEach-Object { "'$($_ -replace "'", "'\''")'" }) -join ' '
        $command = 'script', '-qec', "stty cols $Columns rows 50; exec $quoted", '/dev/null'
    }
    $start = [Diagnostics.ProcessStartInfo]::new($command[0])
    foreach ($argument in $command | Select-Object -Skip 1) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    foreach ($name in @(Get-HostVariable)) { $null = $start.Environment.Remove($name) }
    $variables = @{
        POWERSHELL_TELEMETRY_OPTOUT = '1'
        NO_COLOR                    = '1'
        BITBUCKET_WORKSPACE         = 'acme'
        BITBUCKET_REPO_SLUG         = 'widgets'
        BITBUCKET_EMAIL             = 'dev@example.com'
        BITBUCKET_API_TOKEN         = 'api-token-123'
        BITBUCKET_API_URI           = $Emulator.ApiUri
        BITBUCKET_SITE_URI          = $Emulator.SiteUri
    }
    foreach ($name in $variables.Keys) { $start.Environment[$name] = $variables[$name] }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $problems = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($TimeoutSec * 1000)) {
            $process.Kill($true)
            throw "The script did not end within $TimeoutSec seconds."
        }
        [pscustomobject]@{
            ExitCode = $process.ExitCode
            Output   = [string[]]($output.Result.TrimEnd() -split '\r?\n')
            Error    = [string[]]($problems.Result.TrimEnd() -split '\r?\n')
            All      = $output.Result + $problems.Result
        }
    }
    finally {
        $process.Dispose()
        Remove-Item $file
    }
}

<#
.SYNOPSIS
    Starts a script in a runspace of its own, with the session in $session, and returns while it runs: see Wait-Background.
#>
function Start-Background {
    param([Parameter(Mandatory)] [string] $Script, $Argument)
    $shell = [powershell]::Create()
    $null = $shell.AddScript("Import-Module '$root/out/BitbucketPipelines'; `$session, `$argument = `$args; $Script")
    $null = $shell.AddArgument((Get-BbSession)).AddArgument($Argument)
    [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
}

<#
.SYNOPSIS
    Waits for the end of such a script, and returns its output and its errors.
#>
function Wait-Background {
    param([Parameter(Mandatory)] $Background, [int] $TimeoutSec = 30)
    try {
        if (-not $Background.Running.AsyncWaitHandle.WaitOne($TimeoutSec * 1000)) {
            $Background.Shell.Stop()
            throw "The script did not end within $TimeoutSec seconds."
        }
        $output = $Background.Shell.EndInvoke($Background.Running)
        [pscustomobject]@{ Output = @($output); Errors = @($Background.Shell.Streams.Error); Streams = $Background.Shell.Streams }
    }
    finally {
        $Background.Shell.Dispose()
    }
}

<#
.SYNOPSIS
    Waits until a condition holds.
#>
function Wait-Until {
    param([Parameter(Mandatory)] [scriptblock] $Condition, [int] $TimeoutSec = 60)
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt $TimeoutSec) { throw "It did not come about within $TimeoutSec seconds: $Condition" }
        [Threading.Thread]::Sleep(20)
    }
}

Export-ModuleMember -Function Get-Engine, Clear-HostEnvironment, Restore-HostEnvironment, Invoke-Child, Start-Background, Wait-Background, Wait-Until
