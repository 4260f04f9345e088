#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $ed = Get-TestPublicKey ed25519
    $rsa = Get-TestPublicKey rsa
    $ecdsa = Get-TestPublicKey ecdsa
}
AfterAll { Stop-TestFile }

Describe 'Set-BbKnownHost' {
    BeforeEach { Connect-Emulator $emulator }

    It 'makes a host, with the type that the key has, and writes nothing' {
        Set-BbKnownHost new.example.com "$ed a comment" | Should -BeNullOrEmpty
        Get-StoredHost $emulator -Name new.example.com | Should -BeExactly "new.example.com=$ed"
    }

    It 'accepts -KeyType and -Key: <_>' -ForEach 'ed25519', 'ssh-ed25519', 'ED25519' {
        Set-BbKnownHost -Name new.example.com -KeyType $_ -Key ($ed -split ' ')[1]
        Get-StoredHost $emulator -Name new.example.com | Should -BeExactly "new.example.com=$ed"
    }

    It 'changes a host, whatever the case of its name, and leaves it alone the second time' {
        (Set-BbKnownHost BUILD.example.com $rsa -PassThru).Action | Should -Be 'Update'
        $result = Set-BbKnownHost build.example.com $rsa -PassThru
        $result.Action | Should -Be 'Unchanged'
        $result.Status | Should -Be 'Succeeded'
        $result.Target | Should -BeExactly 'acme/widgets'
        Get-SshWrite $emulator | Should -Be 'PUT widgets'
        @(Get-StoredHost $emulator) | Should -HaveCount 2
    }

    It 'does not write a key that differs only in the spelling of its type' {
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = 'old'; keyType = 'rsa'; key = ($rsa -split ' ')[1] }
        (Set-BbKnownHost old $rsa -PassThru).Action | Should -Be 'Unchanged'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'stores <Given> as <Stored>' -ForEach @(
        @{ Given = 'h:2222'; Stored = '[h]:2222' }
        @{ Given = '[h]:2222'; Stored = '[h]:2222' }
        @{ Given = 'h:22'; Stored = 'h' }
        @{ Given = '[::1]:22'; Stored = '::1' }
        @{ Given = '[::1]:2222'; Stored = '[::1]:2222' }
    ) {
        Set-BbKnownHost $Given $ed
        Get-StoredHost $emulator -Name $Stored | Should -BeExactly "$Stored=$ed"
        (Set-BbKnownHost $Given $ed -PassThru).Action | Should -Be 'Unchanged'
    }

    It 'refuses <What> with <Id>, and sends nothing' -ForEach @(
        @{ What = 'a host that builds know'; Name = 'GitHub.com'; Id = 'HostNotAllowed' }
        @{ What = 'the same with its port'; Name = 'bitbucket.org:22'; Id = 'HostNotAllowed' }
        @{ What = 'an address'; Name = 'ssh://git@host'; Id = 'InvalidHostName' }
        @{ What = 'a pattern'; Name = '*.example.com'; Id = 'InvalidHostName' }
        @{ What = 'a port that is none'; Name = 'host:99999'; Id = 'InvalidHostName' }
        @{ What = 'a key that is none'; Key = 'hello'; Id = 'InvalidHostKey' }
        @{ What = 'a key cut short'; Key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTT'; Id = 'InvalidHostKey' }
        @{ What = 'another type'; Key = 'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'; Id = 'InvalidHostKey' }
        @{ What = 'no key'; Key = $null; Id = 'HostKeyRequired' }
    ) {
        $arguments = @{ Name = if ($Name) { $Name } else { 'host' } }
        if ($Name) { $arguments.PublicKey = $ed } elseif ($null -ne $Key) { $arguments.PublicKey = $Key }
        $failure = try { Set-BbKnownHost @arguments -ErrorAction Stop } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'takes keys, hosts and tables from the pipe' {
        Get-BbKnownHost -Repository gadgets build.example.com | Set-BbKnownHost -Repository empty
        (Get-BbKnownHost -Repository empty).Fingerprint | Should -BeExactly 'SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo'
        $keyType, $key = $rsa -split ' '
        [pscustomobject]@{ Name = 'one:7999'; KeyType = 'rsa'; Key = $key; Repository = 'gadgets' }, [pscustomobject]@{ HostName = 'two'; PublicKey = $ed } | Set-BbKnownHost
        Get-StoredHost $emulator gadgets '[one]:7999' | Should -BeExactly "[one]:7999=$keyType $key"
        Get-StoredHost $emulator -Name two | Should -BeExactly "two=$ed"
        Get-BbKnownHost build.example.com | Set-BbKnownHost -PublicKey $ed
        Get-StoredHost $emulator -Name build.example.com | Should -BeExactly "build.example.com=$ed"
    }

    It 'never takes the name of a repository for a host' {
        { Get-BbRepository | Set-BbKnownHost -PublicKey $ed } | Should -Throw -ErrorId 'HostNameRequired,*'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'takes the best of several keys of one host' {
        $results = $rsa, $ed, $ecdsa | ForEach-Object { [pscustomobject]@{ Name = 'many'; PublicKey = $_ } } | Set-BbKnownHost -PassThru -WarningAction SilentlyContinue
        $results.Action | Should -Be 'Skipped', 'Create', 'Skipped'
        $results[0].Reason | Should -BeLike '*one key for each host*ssh-ed25519*'
        Get-StoredHost $emulator -Name many | Should -BeExactly "many=$ed"
    }

    It 'updates a variable that turns out to exist (409)' {
        $null = Send-Order $emulator PATCH options @{ knownHostHideOnce = $true }
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = 'hidden'; keyType = 'ssh-rsa'; key = ($rsa -split ' ')[1] }
        $result = Set-BbKnownHost hidden $ed -PassThru -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $result.Action | Should -Be 'Update'
        Get-StoredHost $emulator -Name hidden | Should -BeExactly "hidden=$ed"
    }

    It 'says that Bitbucket refuses a host that is not known to be refused' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'known_hosts'; status = 400; contentType = 'application/json'; body = '{"type":"error","error":{"message":"hostname-not-allowed: SSH for this hostname is already configured by Bitbucket"}}' }
        Set-BbKnownHost new.example.com $ed -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostNotAllowed,*'
        "$($errors[0])" | Should -BeLike '*already configured by Bitbucket*'
    }

    It 'changes nothing with -WhatIf' {
        Set-BbKnownHost new.example.com $ed -WhatIf | Should -BeNullOrEmpty
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'goes on with other repositories when one is not there' {
        Get-BbRepository | Set-BbKnownHost new.example.com $ed
        'nosuch', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Set-BbKnownHost other.example.com $ed -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Get-StoredHost $emulator gadgets other.example.com | Should -Not -BeNullOrEmpty
        Get-StoredHost $emulator empty new.example.com | Should -Not -BeNullOrEmpty
    }

    Context 'when the key of a host is rotated' {
        BeforeEach { $old = (Get-BbKnownHost build.example.com).Fingerprint }

        It 'changes every repository that holds the old key, and no other' {
            $null = Send-Order $emulator POST known-hosts/acme/empty @{ hostname = 'build.example.com'; keyType = 'ssh-rsa'; key = ($rsa -split ' ')[1] }
            $results = Get-BbRepository | Set-BbKnownHost build.example.com $ed -OldFingerprint $old -WarningAction SilentlyContinue
            ($results | ForEach-Object { "$($_.Repository) $($_.Action)" }) -join ', ' | Should -BeExactly 'empty Skipped, gadgets Update, widgets Update'
            $results[0].Reason | Should -BeLike '*another key*SHA256:*'
            $results[1].OldFingerprint | Should -BeExactly $old
            $again = Get-BbRepository | Set-BbKnownHost build.example.com $ed -OldFingerprint $old -WarningAction SilentlyContinue
            $again.Action | Should -Be 'Skipped', 'Unchanged', 'Unchanged'
            # Both requests are sent at the same time.
            Get-SshWrite $emulator | Sort-Object | Should -Be 'PUT gadgets', 'PUT widgets'
        }

        It 'makes no host' {
            (Set-BbKnownHost new.example.com $ed -OldFingerprint $old -WarningAction SilentlyContinue).Reason | Should -BeLike '*not a known host*'
            Get-SshWrite $emulator | Should -BeNullOrEmpty
        }

        It 'shows the plan with -WhatIf' {
            (Get-BbRepository | Set-BbKnownHost build.example.com $ed -OldFingerprint $old -WhatIf -WarningAction SilentlyContinue).Status | Should -Be 'Planned', 'Planned', 'Planned'
            Get-SshWrite $emulator | Should -BeNullOrEmpty
        }

        It 'rejects an invalid fingerprint' {
            { Set-BbKnownHost build.example.com $ed -OldFingerprint nonsense } | Should -Throw -ErrorId 'InvalidFingerprint,*'
        }
    }
}
