#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $ed = Get-TestPublicKey ed25519
}
AfterAll { Stop-TestFile }

Describe 'Set-BbSshKeyPair' {
    BeforeEach { Connect-Emulator $emulator }

    It 'stores the pair <_>, with the file beside it' -ForEach 'ed25519', 'rsa', 'ecdsa', 'rsa-pem', 'rsa-pkcs8', 'ecdsa-pem', 'ecdsa-pkcs8' {
        Set-BbSshKeyPair (Get-TestKey $_) | Should -BeNullOrEmpty
        $stored = Get-StoredKeyPair $emulator
        $stored.privateKey | Should -BeExactly (Get-Content (Get-TestKey $_) -Raw)
        $stored.publicKey | Should -BeExactly (Get-Content (Get-TestKey "$_.pub") -Raw).Trim()
    }

    It 'computes the public key where there is no file' {
        Copy-Item (Get-TestKey rsa-pem) (Join-Path $TestDrive alone)
        $pair = Set-BbSshKeyPair -PrivateKeyPath (Join-Path $TestDrive alone) -PassThru
        $pair.PublicKey | Should -BeExactly (Get-TestPublicKey rsa-pem)
        $pair.Repository | Should -BeExactly 'widgets'
    }

    It 'accepts a SecureString, and restores its line breaks' {
        $text = (Get-Content (Get-TestKey ed25519) -Raw).Replace("`n", "`r`n").Trim()
        $pair = Set-BbSshKeyPair -PrivateKey (ConvertTo-SecureString $text -AsPlainText -Force) -PassThru
        $pair.Fingerprint | Should -BeLike 'SHA256:*'
        (Get-StoredKeyPair $emulator).privateKey | Should -BeExactly (Get-Content (Get-TestKey ed25519) -Raw)
    }

    It 'takes the public key as <As>' -ForEach @{ As = 'a text' }, @{ As = 'a file' } {
        $public = if ($As -eq 'a text') { @{ PublicKey = "$ed me@example.com" } } else { @{ PublicKeyPath = Get-TestKey ed25519.pub } }
        (Set-BbSshKeyPair (Get-TestKey ed25519) @public -PassThru).KeyType | Should -Be 'ssh-ed25519'
    }

    It 'refuses <What> with <Id>, and sends nothing' -ForEach @(
        @{ What = 'a passphrase (OpenSSH)'; Key = 'ed25519-encrypted'; Id = 'EncryptedPrivateKey'; Says = '*passphrase*' }
        @{ What = 'a passphrase (PEM)'; Key = 'rsa-pem-encrypted'; Id = 'EncryptedPrivateKey'; Says = '*passphrase*' }
        @{ What = 'a passphrase (PKCS#8)'; Key = 'rsa-pkcs8-encrypted'; Id = 'EncryptedPrivateKey'; Says = '*passphrase*' }
        @{ What = 'the public key'; Key = 'ed25519.pub'; Id = 'InvalidPrivateKey'; Says = '*public key*' }
        @{ What = 'a key of PuTTY'; Text = "PuTTY-User-Key-File-3: ssh-rsa`nEncryption: none"; Id = 'InvalidPrivateKey'; Says = '*PuTTY*' }
        @{ What = 'anything else'; Text = 'hello'; Id = 'InvalidPrivateKey'; Says = '*not a private key*' }
        @{ What = 'an empty file'; Text = ''; Id = 'InvalidPrivateKey'; Says = '*empty*' }
        @{ What = 'a file that is not there'; Key = 'nosuch'; Id = 'KeyFileNotFound'; Says = '*nosuch*' }
        @{ What = 'another public key'; Key = 'ed25519'; With = @{ PublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ' }; Id = 'KeyPairMismatch'; Says = '*not a pair*SHA256:*SHA256:*' }
        @{ What = 'a public key that is none'; Key = 'ed25519'; With = @{ PublicKey = 'hello' }; Id = 'InvalidPublicKey'; Says = '*public key*' }
        @{ What = 'two public keys'; Key = 'ed25519'; With = @{ PublicKey = 'a'; PublicKeyPath = 'b' }; Id = 'AmbiguousPublicKey'; Says = '*cannot be used together*' }
    ) {
        $file = if ($null -ne $Text) { $name = Join-Path $TestDrive text; Set-Content $name $Text; $name } else { Get-TestKey $Key }
        if ($null -eq $With) { $With = @{} }
        $failure = { Set-BbSshKeyPair $file @With } | Should -Throw -ErrorId "$Id,*" -PassThru
        "$failure" | Should -BeLike $Says
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'refuses a .pub file beside it that is of another pair' {
        Copy-Item (Get-TestKey ed25519) (Join-Path $TestDrive mixed)
        Copy-Item (Get-TestKey rsa.pub) (Join-Path $TestDrive mixed.pub)
        { Set-BbSshKeyPair (Join-Path $TestDrive mixed) } | Should -Throw -ErrorId 'KeyPairMismatch,*'
    }

    It 'replaces without a question with <_>' -ForEach @{ Force = $true }, @{ Confirm = $false } {
        Set-BbSshKeyPair (Get-TestKey ed25519)
        Set-BbSshKeyPair (Get-TestKey rsa) @_
        (Get-StoredKeyPair $emulator).publicKey | Should -BeLike 'ssh-rsa *'
    }

    It 'changes nothing with -WhatIf, also with -Force' {
        Set-BbSshKeyPair (Get-TestKey ed25519) -WhatIf
        Set-BbSshKeyPair (Get-TestKey ed25519) -Repository gadgets -WhatIf -Force
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'takes repositories from the pipe, and goes on after one that takes no pair' {
        $pairs = Get-BbRepository | Set-BbSshKeyPair (Get-TestKey ed25519) -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $pairs.Repository | Should -Be 'gadgets', 'widgets'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        "$($errors[0])" | Should -BeLike '*never enabled*'
    }

    It 'says what is missing when the credentials may not' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        Set-BbSshKeyPair (Get-TestKey ed25519) -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
    }

    Context 'with keys that ssh-keygen makes here' -Skip:($null -eq (Get-Command ssh-keygen -ErrorAction Ignore)) {
        It 'stores what is made with <Options>' -ForEach @(
            @{ Options = '-t ed25519' }
            @{ Options = '-t ecdsa -b 521' }
            @{ Options = '-t rsa -b 1024' }
            @{ Options = '-t rsa -b 1024 -m PEM' }
            @{ Options = '-t rsa -b 1024 -m PKCS8' }
            @{ Options = '-t ecdsa -m PEM' }
            @{ Options = '-t ecdsa -m PKCS8' }
        ) {
            $file = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            ssh-keygen -q ($Options -split ' ') -N '' -C made-here -f $file
            $public = (Get-Content "$file.pub" -Raw).Trim()
            (Set-BbSshKeyPair $file -PassThru).PublicKey | Should -BeExactly $public
            Remove-Item "$file.pub"
            (Set-BbSshKeyPair $file -PassThru -Force).Fingerprint | Should -BeExactly ((ssh-keygen -l -f $file) -split ' ')[1]
        }

        It 'refuses a passphrase of what is made with <_>' -ForEach '-t ed25519', '-t rsa -b 1024 -m PEM', '-t ecdsa -m PKCS8' {
            $file = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            ssh-keygen -q ($_ -split ' ') -N secret -f $file
            { Set-BbSshKeyPair $file } | Should -Throw -ErrorId 'EncryptedPrivateKey,*'
        }
    }

    It 'warns if the pair could not be checked' {
        Set-BbSshKeyPair (Get-TestKey ed25519-pkcs8) -PublicKey $ed -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        # A newer ssh-keygen reads this format and finds the mismatch.
        if ($warnings) { $warnings[0] | Should -BeLike '*could not be checked*' }
    }

    It 'says that a key file is in another encoding' {
        $path = Join-Path $TestDrive wide
        [IO.File]::WriteAllBytes($path, [Text.Encoding]::Unicode.GetBytes((Get-Content (Get-TestKey rsa-pem) -Raw)))
        { Set-BbSshKeyPair $path } | Should -Throw -ErrorId 'InvalidEncoding,*' -ExpectedMessage '*UTF-16 without a byte order mark.'
    }
}
