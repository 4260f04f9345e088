#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../Support/Ssh.psm1" -Force
    $noSshd = Get-SshdProblem
    if ($noSshd) { Write-Host "A real sshd is not tested: $noSshd." }
    $noKeyscan = $null -eq (Get-Command ssh-keyscan -ErrorAction Ignore)
}
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $ed = Get-TestPublicKey ed25519
}
AfterAll { Stop-TestFile }

Describe "A real sshd$(if ($noSshd) { " (skipped: $noSshd)" })" -Skip:([bool]$noSshd) {
    BeforeAll { $sshd = Start-Sshd $TestDrive }
    AfterAll { Stop-Sshd $sshd }
    BeforeEach { Connect-Emulator $emulator }

    It 'is scanned: every key, the preferred one first, without a session' {
        Disconnect-BbWorkspace
        $keys = Get-BbHostKey $sshd.Name
        $keys.PublicKey | Should -Be $sshd.PublicKey
        $keys.Fingerprint | Should -Be $sshd.Fingerprint
        $keys.Name | Select-Object -Unique | Should -BeExactly $sshd.Stored
        $keys.KeyType | Should -Be 'ssh-ed25519', 'ssh-rsa'
        $keys.Pinned | Should -Be $false, $false
        (Get-BbHostKey 127.0.0.1 -Port $sshd.Port -KeyType rsa).KeyType | Should -Be 'ssh-rsa'
        (Get-BbHostKey $sshd.Stored -KeyType ssh-ed25519).PublicKey | Should -Be $sshd.PublicKey[0]
    }

    It 'is pinned and stored' {
        $result = Get-BbHostKey $sshd.Name -Fingerprint $sshd.Fingerprint[0] | Set-BbKnownHost -PassThru
        $result.Action | Should -Be 'Create'
        $result.Fingerprint | Should -BeExactly $sshd.Fingerprint[0]
        Get-StoredHost $emulator -Name $sshd.Stored | Should -BeExactly "$($sshd.Stored)=$($sshd.PublicKey[0])"
        $file = Join-Path $TestDrive exported
        Export-BbKnownHost $file -Name $sshd.Name
        Get-Content $file | Should -BeExactly "$($sshd.Stored) $($sshd.PublicKey[0])"
    }

    It 'is stored with its best key, when all of them are piped' {
        Get-BbHostKey $sshd.Name | Set-BbKnownHost -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        Get-StoredHost $emulator -Name $sshd.Stored | Should -BeExactly "$($sshd.Stored)=$($sshd.PublicKey[0])"
    }

    It 'is refused with a wrong fingerprint, and nothing is stored' {
        $wrong = "SHA256:$('A' * 43)"
        Get-BbHostKey $sshd.Name -Fingerprint $wrong -ErrorVariable errors -ErrorAction SilentlyContinue | Set-BbKnownHost
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyMismatch,*'
        $errors[0].CategoryInfo.Category | Should -Be 'SecurityError'
        "$($errors[0])" | Should -BeLike "*$wrong*$($sshd.Fingerprint[0])*"
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'may have one of several fingerprints, also of MD5' {
        (Get-BbHostKey $sshd.Name -Fingerprint "SHA256:$('A' * 43)", $sshd.Fingerprint[1]).KeyType | Should -Be 'ssh-rsa'
        $md5 = (Get-BbHostKey $sshd.Name -KeyType ed25519).Md5Fingerprint
        (Get-BbHostKey $sshd.Name -Fingerprint "MD5:$md5").Pinned | Should -BeTrue
    }

    It 'says that it has no key of a type' {
        Get-BbHostKey $sshd.Name -KeyType ecdsa -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyNotFound,*'
    }

    It 'is scanned beside hosts that do not answer' {
        $keys = 'nosuch.invalid', '127.0.0.1:1', $sshd.Name | Get-BbHostKey -TimeoutSec 2 -ErrorVariable errors -ErrorAction SilentlyContinue
        $keys | Should -HaveCount 2
        $errors.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be 'HostUnreachable', 'HostUnreachable'
        $errors[0].CategoryInfo.Category | Should -Be 'ConnectionError'
    }

    It 'warns in the verbose stream that its keys are not verified' {
        (Get-BbHostKey $sshd.Name -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }) | Should -BeLike '*not verified*'
        (Get-BbHostKey $sshd.Name -Fingerprint $sshd.Fingerprint[0] -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }) | Should -BeNullOrEmpty
    }

    It 'replaces the old key of every repository' {
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = $sshd.Stored; keyType = 'ssh-ed25519'; key = ($ed -split ' ')[1] }
        $old = (Get-BbKnownHost $sshd.Name).Fingerprint
        $new = Get-BbHostKey $sshd.Name -Fingerprint $sshd.Fingerprint[0]
        $rows = Get-BbRepository | Set-BbKnownHost $new.Name $new.PublicKey -OldFingerprint $old -WarningAction SilentlyContinue
        ($rows | Where-Object Action -EQ Update).Repository | Should -Be 'widgets'
    }
}

Describe 'Get-BbHostKey' -Skip:$noKeyscan {
    It 'refuses <_>, and runs nothing' -ForEach '-oProxyCommand=touch', '-f/etc/passwd', 'a b', 'git@host', 'host:ssh', '*.example.com' {
        Get-BbHostKey -Name $_ -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHostName,*'
    }

    It 'rejects an invalid fingerprint before it contacts a host' {
        { Get-BbHostKey 127.0.0.1:1 -Fingerprint SHA256:short } | Should -Throw -ErrorId 'InvalidFingerprint,*'
    }

    It 'reports a host that does not answer in time' {
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        try { Get-BbHostKey "127.0.0.1:$($silent.LocalEndpoint.Port)" -TimeoutSec 1 -ErrorVariable errors -ErrorAction SilentlyContinue }
        finally { $silent.Stop() }
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostUnreachable,*'
    }
}

Describe 'Get-BbHostKey without ssh-keyscan' {
    It 'says what is missing' {
        $before = $env:PATH
        try {
            $env:PATH = "$TestDrive"
            { Get-BbHostKey host } | Should -Throw -ErrorId 'SshKeyscanMissing,*'
        }
        finally { $env:PATH = $before }
    }
}
