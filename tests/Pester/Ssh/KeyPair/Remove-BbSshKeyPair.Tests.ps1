#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    Import-Module "$PSScriptRoot/../../../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/../../Support/Emulator.psm1", "$PSScriptRoot/../../Support/Ssh.psm1", "$PSScriptRoot/../../Support/Process.psm1" -Force
    $emulator = Start-Emulator
    $ed = Get-TestPublicKey ed25519
    $rsa = Get-TestPublicKey rsa
    $ecdsa = Get-TestPublicKey ecdsa
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}

Describe 'Remove-BbSshKeyPair' {
    BeforeEach { Connect-Emulator $emulator -Repository gadgets }

    It 'removes the pair, and says when there is none' {
        Remove-BbSshKeyPair -Force | Should -BeNullOrEmpty
        Get-StoredKeyPair $emulator gadgets | Should -BeNullOrEmpty
        Remove-BbSshKeyPair -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KeyPairNotFound,*'
    }

    It 'removes nothing with -WhatIf -Force' {
        Remove-BbSshKeyPair -WhatIf -Force
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'takes repositories and pairs from the pipe' {
        Get-BbRepository gadgets | Get-BbSshKeyPair | Remove-BbSshKeyPair -Force
        Get-StoredKeyPair $emulator gadgets | Should -BeNullOrEmpty
    }
}
