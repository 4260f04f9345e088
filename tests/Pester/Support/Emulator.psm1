# Starts the emulator for a test file and gives it orders. See tests/BitbucketEmulator/README.md.
Set-StrictMode -Version Latest
$root = (Resolve-Path "$PSScriptRoot/../../..").Path
$assembly = "$root/out/build/bin/BitbucketEmulator/release/BitbucketEmulator.dll"

<#
.SYNOPSIS
    Starts an emulator whose time runs fast. It ends with Stop-Emulator, with this process, or after its lifetime.
#>
function Start-Emulator {
    param([double] $Speed = 20, [int] $LifetimeSec = 600)
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    foreach ($argument in $assembly, '--speed', $Speed, '--parent', $PID, '--lifetime', $LifetimeSec) { $start.ArgumentList.Add($argument) }
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
    $Emulator.Process.WaitForExit()
}

<#
.SYNOPSIS
    The one emulator of this process, at its seed. It is started when there is none yet, when it has died, and when it was built anew.
#>
function Get-SharedEmulator {
    param([double] $Speed = 20)
    # Global, because this module is imported anew by each test file.
    $shared = Get-Variable SharedEmulator -Scope Global -ValueOnly -ErrorAction Ignore
    $built = (Get-Item $assembly).LastWriteTime
    if (-not $shared -or $shared.Process.HasExited -or $built -gt $shared.Process.StartTime) {
        if ($shared) { Stop-Emulator $shared }
        $global:SharedEmulator = $shared = Start-Emulator -LifetimeSec 86400
    }
    $emulator = $shared.PSObject.Copy()
    $emulator.Speed = $Speed
    Reset-Emulator $emulator
    $emulator
}

<#
.SYNOPSIS
    Puts the emulator back to its seed. What was asked of it before is cut off.
#>
function Reset-Emulator {
    param([Parameter(Mandatory)] $Emulator)
    $null = Send-Order $Emulator POST reset
    $null = Send-Order $Emulator PATCH options @{ speed = $Emulator.Speed }
    Clear-Allowance
}

<#
.SYNOPSIS
    Forgets what the module learned of the limit of requests. All sessions of a process share it, so a 429 of one test would slow down the
    next. Sessions that exist keep what they know.
#>
function Clear-Allowance {
    $api = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'BitbucketPipelines.Api' }
    foreach ($assembly in $api) {
        $field = $assembly.GetType('BitbucketPipelines.Api.AccountAllowances', $true).GetField('s_all', 'NonPublic, Static')
        $null = $field.GetValue($null).Remove([TimeProvider]::System)
    }
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
    # The server knows * and ? alone; what it sends is looked at once more.
    $wide = [uri]::EscapeDataString(($Path -replace '\[[^\]]*\]', '?'))
    Send-Order $Emulator GET "requests?method=$Method&path=$wide" | ForEach-Object { $_ } | Where-Object { $_.pathAndQuery -like $Path }
}

<#
.SYNOPSIS
    Puts the emulator back to its seed, and connects to acme/widgets as one of its users.
#>
function Connect-Emulator {
    param([Parameter(Mandatory)] $Emulator, [string] $Repository = 'widgets', [string] $User = 'dev@example.com', [string] $Token = 'api-token-123')
    Reset-Emulator $Emulator
    $credential = [pscredential]::new($User, (ConvertTo-SecureString $Token -AsPlainText -Force))
    Connect-BbWorkspace -NoCheck -Workspace acme -Repository $Repository -Credential $credential -ApiUri $Emulator.ApiUri -SiteUri $Emulator.SiteUri
}

Export-ModuleMember -Function *-*
