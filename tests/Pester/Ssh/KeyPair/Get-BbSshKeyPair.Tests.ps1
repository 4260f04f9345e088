#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbSshKeyPair' {
    BeforeEach { Connect-Emulator $emulator }

    It 'returns the public key and its properties' {
        $pair = Get-BbSshKeyPair -Repository gadgets
        $pair.PublicKey | Should -BeLike 'ssh-ed25519 AAAA*'
        $pair.KeyType | Should -BeExactly 'ssh-ed25519'
        $pair.Fingerprint | Should -Match '^SHA256:[A-Za-z0-9+/]{43}$'
        $pair.Comment | Should -BeExactly ($pair.PublicKey -split ' ', 3)[2]
        "$($pair.Workspace)/$($pair.Repository)" | Should -BeExactly 'acme/gadgets'
        $pair.GetRaw().Keys | Should -Be 'type', 'public_key'
    }

    It 'has the error KeyPairNotFound where there is none' {
        Get-BbSshKeyPair -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KeyPairNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*New-BbSshKeyPair*'
        $errors[0].Exception.Message | Should -Not -BeLike '*never*'
    }

    It 'says that Pipelines was never enabled' {
        Get-BbSshKeyPair -Repository empty -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KeyPairNotFound,*'
        "$($errors[0])" | Should -BeLike '*never enabled*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Set-BbPipelineConfig*'
    }

    It 'distinguishes a missing repository from a missing key pair' {
        Get-BbSshKeyPair -Repository nosuch -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'takes repositories from the pipe, and pipes on' {
        (Get-BbRepository | Get-BbSshKeyPair -ErrorAction SilentlyContinue).Repository | Should -BeExactly 'gadgets'
        (Get-BbSshKeyPair -Repository gadgets | Get-BbKnownHost).Name | Should -Contain 'gitlab.com'
    }
}
