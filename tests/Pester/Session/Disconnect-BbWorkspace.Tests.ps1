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

    It 'forgets a session that was made from environment variables, as Remove-Module does: <_>' -ForEach @(
        'Disconnect-BbWorkspace', 'Remove-Module BitbucketPipelines; Import-Module $module'
    ) {
        $module = (Get-Module BitbucketPipelines).Path
        $env:BITBUCKET_WORKSPACE, $env:BITBUCKET_ACCESS_TOKEN = 'acme', 'access-token-123'
        try {
            # Get-BbSession gives a copy, with the place in effect: what stays the same is its client.
            $client = [BitbucketPipelines.BitbucketSession].GetProperty('Client', [Reflection.BindingFlags]'NonPublic, Instance')
            $before = $client.GetValue((Get-BbSession))
            [object]::ReferenceEquals($client.GetValue((Get-BbSession)), $before) | Should -BeTrue
            . ([scriptblock]::Create($_))
            [object]::ReferenceEquals($client.GetValue((Get-BbSession)), $before) | Should -BeFalse
        }
        finally {
            $null = Clear-HostEnvironment
        }
    }

    It 'is kept when the module is imported again, which scripts do in the middle of the work' {
        Connect-Emulator $emulator
        $module = (Get-Module BitbucketPipelines).Path
        Remove-Module BitbucketPipelines
        Import-Module $module
        Import-Module $module -Force
        (Get-BbSession).Repository | Should -BeExactly 'widgets'
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
