#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbSession' {
    It 'writes nothing when nothing is connected' {
        Disconnect-BbWorkspace
        Get-BbSession | Should -BeNullOrEmpty
    }

    It 'shows where and as whom, and no secret' {
        Connect-Emulator $emulator
        $session = Get-BbSession
        $session.Workspace | Should -BeExactly 'acme'
        $session.Repository | Should -BeExactly 'widgets'
        $session.Authentication | Should -BeExactly 'ApiToken'
        $session.User | Should -BeExactly 'dev@example.com'
        ($session | Format-List * -Force | Out-String) + ($session | ConvertTo-Json -Depth 5) | Should -Not -Match 'api-token-123'
    }

    It 'can be handed to other runspaces' {
        Connect-Emulator $emulator
        $session = Get-BbSession
        $module = (Get-Module BitbucketPipelines).ModuleBase
        $names = 1..3 | ForEach-Object -Parallel {
            Import-Module $using:module
            (Get-BbRepository widgets -Session $using:session).Slug
        }
        $names | Should -Be 'widgets', 'widgets', 'widgets'
    }
}
