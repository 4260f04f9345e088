#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50 }
AfterAll { Stop-TestFile }

Describe 'Disconnect-BbWorkspace' {
    It 'forgets the session, silently' {
        Connect-Emulator $emulator
        Disconnect-BbWorkspace | Should -BeNullOrEmpty
        Get-BbSession | Should -BeNullOrEmpty
        { Get-BbPipeline } | Should -Throw -ErrorId 'NotConnected,*'
    }

    It 'is no error when nothing is connected' {
        Disconnect-BbWorkspace
        { Disconnect-BbWorkspace -ErrorAction Stop } | Should -Not -Throw
    }

    It 'leaves a session alive that was handed on' {
        Connect-Emulator $emulator
        $session = Get-BbSession
        Disconnect-BbWorkspace
        (Get-BbRepository gadgets -Session $session).Slug | Should -BeExactly 'gadgets'
    }

    It 'leaves what the environment says' {
        Connect-Emulator $emulator
        $env:BITBUCKET_WORKSPACE, $env:BITBUCKET_ACCESS_TOKEN = 'acme', 'access-token-123'
        try {
            Disconnect-BbWorkspace
            (Get-BbSession).Source | Should -BeExactly 'Environment'
        }
        finally {
            $null = Clear-HostEnvironment
        }
    }
}
