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

    Context 'what is in effect' {
        BeforeAll {
            $clone = New-Item -ItemType Directory (Join-Path $TestDrive clone)
            $null = New-Item -ItemType Directory (Join-Path $clone .git)
            Set-Content (Join-Path $clone .git/config) "[remote `"origin`"]`n`turl = https://$($emulator.SiteUri.Authority)/acme/gadgets.git"
            $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
        }
        BeforeEach {
            Reset-Emulator $emulator
            $connect = @{ Credential = $credential; ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }
            Push-Location $clone
        }
        AfterEach {
            Pop-Location
            Remove-Item Env:BITBUCKET_WORKSPACE, Env:BITBUCKET_REPO_SLUG -ErrorAction Ignore
        }

        It 'is the git remote of the folder where nothing else says a place' {
            $line = Connect-BbWorkspace @connect 6>&1
            "$line" | Should -BeLike "Connected to acme/gadgets * as dev@example.com. The repository is from the git remote 'origin'."
            $session = Get-BbSession
            $session.Workspace, $session.Repository, $session.PlaceSource | Should -BeExactly 'acme', 'gadgets', "git remote 'origin'"
            Pop-Location
            (Get-BbSession).Repository | Should -BeNullOrEmpty
            Push-Location $clone
        }

        It 'is shown in the table' {
            Connect-BbWorkspace @connect -NoCheck
            Get-BbSession | Out-String -Width 120 | Should -Match "acme +gadgets .* git remote 'origin'"
        }

        It 'does not change with the folder once a repository is specified: <Name>' -ForEach @(
            @{ Name = 'moving'; With = { @{} } }
            @{ Name = 'connecting'; With = { $connect } }
        ) {
            Connect-BbWorkspace @connect -NoCheck
            $with = & $With
            $line = Connect-BbWorkspace -Repository widgets @with 6>&1
            "$line" | Should -BeLike 'Connected to acme/widgets * as dev@example.com.'
            Pop-Location
            $session = Get-BbSession
            $session.Workspace, $session.Repository, $session.PlaceSource | Should -BeExactly 'acme', 'widgets', 'Session'
            Push-Location $clone
        }

        It 'is looked for anew by the cmdlets that the session is given to' {
            Connect-BbWorkspace @connect -NoCheck
            $session = Get-BbSession
            Pop-Location
            { Get-BbPipelineConfig -Session $session } | Should -Throw -ErrorId 'NoRepository,*'
            Push-Location $clone
            (Get-BbPipelineConfig -Session $session).Repository | Should -BeExactly 'gadgets'
        }

        It 'is shown without credentials too' {
            Disconnect-BbWorkspace
            try {
                $env:BITBUCKET_SITE_URI = $emulator.SiteUri
                $env:BITBUCKET_API_URI = $emulator.ApiUri
                $session = Get-BbSession
                $session.Workspace, $session.Repository, $session.PlaceSource | Should -BeExactly 'acme', 'gadgets', "git remote 'origin'"
                $session.Authentication | Should -BeExactly 'None'
                { Get-BbPipeline } | Should -Throw -ErrorId 'NotConnected,*'
                Pop-Location
                Get-BbSession | Should -BeNullOrEmpty
                Push-Location $clone
            }
            finally { Remove-Item Env:BITBUCKET_SITE_URI, Env:BITBUCKET_API_URI }
        }

        It 'is the environment before the git remote, and the session before both' {
            $env:BITBUCKET_WORKSPACE = 'acme'
            Connect-BbWorkspace @connect -NoCheck
            $env:BITBUCKET_REPO_SLUG = 'widgets'
            $session = Get-BbSession
            $session.Repository, $session.PlaceSource | Should -BeExactly 'widgets', 'Environment'
            Connect-BbWorkspace acme/gizmos @connect -NoCheck
            $session = Get-BbSession
            $session.Repository, $session.PlaceSource | Should -BeExactly 'gizmos', 'Session'
        }
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
