#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

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
