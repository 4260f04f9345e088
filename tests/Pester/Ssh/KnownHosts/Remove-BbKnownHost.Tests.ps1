#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Remove-BbKnownHost' {
    BeforeEach { Connect-Emulator $emulator }

    It 'removes <Name>' -ForEach @(
        @{ Name = 'build.example.com'; Left = '[git.example.com]:7999' }
        @{ Name = 'BUILD.EXAMPLE.COM'; Left = '[git.example.com]:7999' }
        @{ Name = '[git.example.com]:7999'; Left = 'build.example.com' }
        @{ Name = 'git.example.com:7999'; Left = 'build.example.com' }
        @{ Name = '*.example.com*'; Left = $null }
    ) {
        Remove-BbKnownHost $Name -Force | Should -BeNullOrEmpty
        (Get-BbKnownHost).Name | Should -Be $Left
    }

    It 'says what is not there, and removes the rest' {
        $result = Remove-BbKnownHost nosuch, '[nosuch]:7999', build.example.com, 'zz*' -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $result.Action | Should -Be 'Remove'
        $errors.FullyQualifiedErrorId | Should -Be (@('KnownHostNotFound,BitbucketPipelines.Commands.RemoveKnownHostCommand') * 2)
    }

    It 'removes by uuid, and what is piped in' {
        Remove-BbKnownHost -Uuid (Get-BbKnownHost build.example.com).Uuid -Force
        Get-BbRepository | Get-BbKnownHost | Where-Object Name -NE gitlab.com | Remove-BbKnownHost -Force
        [pscustomobject]@{ Name = 'gitlab.com'; Repository = 'gadgets' } | Remove-BbKnownHost -Force
        Get-BbRepository | Get-BbKnownHost | Should -BeNullOrEmpty
    }

    It 'takes a name from the pipe to the letter' {
        [pscustomobject]@{ Name = '*' } | Remove-BbKnownHost -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KnownHostNotFound,*'
        (Get-BbKnownHost).Count | Should -Be 2
    }

    It 'removes nothing with -WhatIf -Force' {
        (Remove-BbKnownHost * -WhatIf -Force -PassThru).Status | Should -Be 'Planned', 'Planned'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'succeeds if the host was already removed' {
        $before = Get-BbKnownHost build.example.com
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; status = 404; body = @{ error = @{ message = 'Not found' } }; contentType = 'application/json' }
        ($before | Remove-BbKnownHost -Force -PassThru).Status | Should -Be 'Succeeded'
    }
}
