#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbOidcKey' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is asked for without credentials' {
        $key = Get-BbOidcKey
        $key | Should -BeOfType BitbucketPipelines.Api.Models.OidcKey
        "$($key.KeyType) $($key.Algorithm) $($key.Use) $($key.Exponent) $($key.Workspace)" | Should -BeExactly 'RSA RS256 sig AQAB acme'
        $key.Modulus.Length | Should -BeGreaterThan 300
        (Get-EmulatorRequest $emulator).authorization | Should -BeNullOrEmpty
    }

    It 'finds one by its id' {
        (Get-BbOidcKey -Kid pipelines-emulator-1).KeyId | Should -BeExactly 'pipelines-emulator-1'
        (Get-BbOidcKey 'pipelines*').KeyId | Should -BeExactly 'pipelines-emulator-1'
        Get-BbOidcKey nope -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OidcKeyNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*pipelines-emulator-1*'
    }

    It 'needs no session' {
        Disconnect-BbWorkspace
        $env:BITBUCKET_API_URI = $emulator.ApiUri
        try { Get-BbOidcKey -Workspace acme | Should -HaveCount 1 } finally { Remove-Item Env:BITBUCKET_API_URI }
    }

    It 'is asked for of the server that the configuration names, workspace by workspace' {
        (Get-BbOidcConfiguration | Get-BbOidcKey).Workspace | Should -BeExactly 'acme'
        Get-BbOidcKey -Workspace nowhere -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotFound,*'
    }

    It 'fits into <_> columns' -ForEach 80, 120 {
        $lines = (Get-BbOidcKey | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        $lines | ForEach-Object Length | Should -BeLessOrEqual $_
        $lines[-1] | Should -BeExactly 'acme           pipelines-emulator-1                     RSA     RS256     sig'
    }
}
