# Starts the emulator for a test file and gives it orders. See tests/BitbucketEmulator/README.md.
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../../..").Path

<#
.SYNOPSIS
    Starts an emulator whose time runs fast. It ends with Stop-Emulator, or with this process.
#>
function Start-Emulator {
    param([double] $Speed = 20)
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    foreach ($argument in "$root/out/build/bin/BitbucketEmulator/release/BitbucketEmulator.dll", '--speed', $Speed, '--parent', $PID, '--lifetime', '600') {
        $start.ArgumentList.Add($argument)
    }
    $process = [Diagnostics.Process]::Start($start)
    $null = $process.StandardOutput.ReadLine()
    $address = $process.StandardOutput.ReadLine() | ConvertFrom-Json
    [pscustomobject]@{
        ApiUri     = [uri]$address.apiUri
        SiteUri    = [uri]$address.siteUri
        StorageUri = [uri]$address.storageUri
        Process    = $process
        Speed      = $Speed
    }
}

function Stop-Emulator {
    param([Parameter(Mandatory)] $Emulator)
    if (-not $Emulator.Process.HasExited) { $Emulator.Process.Kill() }
    $Emulator.Process.Dispose()
}

<#
.SYNOPSIS
    Sends an order: Send-Order $emulator POST faults @{ preset = '429-text' }
#>
function Send-Order {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Method, [Parameter(Mandatory)] [string] $Path, $Body)
    $arguments = @{ Method = $Method; Uri = "$($Emulator.SiteUri)_emulator/$Path"; NoProxy = $true }
    if ($null -ne $Body) {
        $arguments.Body = ConvertTo-Json $Body -Depth 20
        $arguments.ContentType = 'application/json'
    }
    Invoke-RestMethod @arguments
}

<#
.SYNOPSIS
    The requests so far, API port unless told otherwise, oldest first.
#>
function Get-EmulatorRequest {
    param([Parameter(Mandatory)] $Emulator, [string] $Method = '*', [string] $Path = '*')
    Send-Order $Emulator GET requests | ForEach-Object { $_ } | Where-Object { $_.method -like $Method -and $_.pathAndQuery -like $Path }
}

<#
.SYNOPSIS
    Puts the emulator back to its seed, and connects to acme/widgets as one of its users.
#>
function Connect-Emulator {
    param([Parameter(Mandatory)] $Emulator, [string] $Repository = 'widgets', [string] $User = 'dev@example.com', [string] $Token = 'api-token-123')
    $null = Send-Order $Emulator POST reset
    $null = Send-Order $Emulator PATCH options @{ speed = $Emulator.Speed }
    $credential = [pscredential]::new($User, (ConvertTo-SecureString $Token -AsPlainText -Force))
    Connect-BbWorkspace -Workspace acme -Repository $Repository -Credential $credential -ApiUri $Emulator.ApiUri -SiteUri $Emulator.SiteUri
}

<#
.SYNOPSIS
    Runs a script in a runspace of its own, stops it (as Ctrl+C does) once a request matching -When has come (or so many), and tells how
    long the stop took.
#>
function Invoke-AndStop {
    param([Parameter(Mandatory)] $Emulator, [Parameter(Mandatory)] [string] $Script, [Parameter(Mandatory)] [string] $When, [string] $Method = '*', [int] $Count = 1)
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module '$root/out/BitbucketPipelines'; `$session = `$args[0]; $Script").AddArgument((Get-BbSession))
        $running = $shell.BeginInvoke()
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while (@(Get-EmulatorRequest $Emulator -Method $Method -Path $When).Count -lt $Count -and [datetime]::UtcNow -lt $deadline -and -not $running.IsCompleted) {
            [Threading.Thread]::Sleep(20)
        }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Stop()
        [pscustomobject]@{ State = $shell.InvocationStateInfo.State; StopTime = $watch.Elapsed; Errors = @($shell.Streams.Error) }
    }
    finally {
        $shell.Dispose()
    }
}

Export-ModuleMember -Function *-*
