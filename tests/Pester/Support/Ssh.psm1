# Helpers of the tests of SSH: test keys, the stored settings of the emulator, and a real sshd.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/Emulator.psm1"
$fixtures = (Resolve-Path "$PSScriptRoot/../../BitbucketPipelines.Tests/Fixtures/ssh").Path

<#
.SYNOPSIS
    Gets the path of a test key: ed25519, rsa, ecdsa, rsa-pem, ed25519-encrypted, ...
#>
function Get-TestKey {
    param([Parameter(Mandatory)] [string] $Name)
    Join-Path $fixtures $Name
}

<#
.SYNOPSIS
    Gets the public key of a test key: type and base64 key.
#>
function Get-TestPublicKey {
    param([Parameter(Mandatory)] [string] $Name)
    ((Get-Content (Get-TestKey "$Name.pub") -Raw) -split ' ')[0, 1] -join ' '
}

<#
.SYNOPSIS
    Makes a public key with a valid format and invented bytes.
#>
function New-TestPublicKey {
    param([Parameter(Mandatory)] [byte] $Seed)
    $bytes = [byte[]](0, 0, 0, 11) + [Text.Encoding]::ASCII.GetBytes('ssh-ed25519') + [byte[]](0, 0, 0, 32) + [byte[]](, $Seed * 32)
    'ssh-ed25519 ' + [Convert]::ToBase64String($bytes)
}

function Get-StoredKeyPair {
    param([Parameter(Mandatory)] $Emulator, [string] $Repository = 'widgets')
    (Send-Order $Emulator GET "settings/acme/$Repository").keyPair
}

<#
.SYNOPSIS
    Gets the stored known hosts of a repository, in their order: name=type key.
#>
function Get-StoredHost {
    param([Parameter(Mandatory)] $Emulator, [string] $Repository = 'widgets', [string] $Name)
    (Send-Order $Emulator GET "settings/acme/$Repository").knownHosts | ForEach-Object { $_ } |
        Where-Object { -not $Name -or $_.hostname -eq $Name } |
        ForEach-Object { "$($_.hostname)=$($_.keyType) $($_.key)" }
}

<#
.SYNOPSIS
    Gets the requests that changed something, as 'METHOD slug'.
#>
function Get-SshWrite {
    param([Parameter(Mandatory)] $Emulator)
    Get-EmulatorRequest $Emulator -Path '*pipelines_config/ssh*' | Where-Object method -NE GET | ForEach-Object { "$($_.method) $(($_.pathAndQuery -split '/')[4])" }
}

<#
.SYNOPSIS
    Gets the reason why no sshd can be started; nothing if it can.
#>
function Get-SshdProblem {
    if ($IsWindows) { return 'sshd is not started on Windows' }
    if (-not (Find-Sshd)) { return 'sshd is not installed (Debian: openssh-server)' }
    foreach ($tool in 'ssh-keygen', 'ssh-keyscan') { if (-not (Get-Command $tool -ErrorAction Ignore)) { return "$tool is not installed" } }
}

function Find-Sshd {
    $found = Get-Command sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($found) { $found.Source } elseif (Test-Path /usr/sbin/sshd) { '/usr/sbin/sshd' }
}

<#
.SYNOPSIS
    Starts an sshd on a loopback port, with its own host keys. Stop-Sshd ends it; otherwise it ends after two minutes.
#>
function Start-Sshd {
    param([Parameter(Mandatory)] [string] $Folder, [string[]] $KeyType = @('ed25519', 'rsa'))
    # As root, sshd needs this folder for its unprivileged child process.
    if ((id -u) -eq '0' -and -not (Test-Path /run/sshd)) { $null = New-Item /run/sshd -ItemType Directory }
    $keys = foreach ($type in $KeyType) {
        $file = Join-Path $Folder "host_$type"
        ssh-keygen -q -t $type $(if ($type -eq 'rsa') { '-b', '2048' }) -N '' -C host -f $file
        $file
    }
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $config = Join-Path $Folder sshd_config
    Set-Content $config (@("ListenAddress 127.0.0.1", "Port $port", 'PidFile none', 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no') + ($keys | ForEach-Object { "HostKey $_" }))
    $command = @(Find-Sshd) + '-D', '-e', '-f', $config
    $timer = Get-Command timeout -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($timer) { $command = @($timer.Source, '120') + $command }
    $start = [Diagnostics.ProcessStartInfo]::new($command[0])
    $start.RedirectStandardError = $true
    $command | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
    $process = [Diagnostics.Process]::Start($start)
    do { $line = $process.StandardError.ReadLine() } until ($null -eq $line -or $line -like 'Server listening*')
    if ($null -eq $line) { throw 'sshd did not start.' }
    # Read the output, so that it does not fill the pipe.
    $null = $process.StandardError.ReadToEndAsync()
    [pscustomobject]@{
        Process = $process; Port = $port; Name = "127.0.0.1:$port"; Stored = "[127.0.0.1]:$port"
        Fingerprint = @($keys | ForEach-Object { ((ssh-keygen -l -f $_) -split ' ')[1] })
        PublicKey   = @($keys | ForEach-Object { ((Get-Content "$_.pub" -Raw) -split ' ')[0, 1] -join ' ' })
    }
}

function Stop-Sshd {
    param([Parameter(Mandatory)] $Sshd)
    if (-not $Sshd.Process.HasExited) { $Sshd.Process.Kill($true) }
    $Sshd.Process.Dispose()
}

Export-ModuleMember -Function *-*
