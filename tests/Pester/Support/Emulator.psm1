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
    Send-Order $Emulator GET "requests?method=$Method&path=$([uri]::EscapeDataString($Path))" | ForEach-Object { $_ }
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

Export-ModuleMember -Function *-*
