#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# BITBUCKET_* variables, and the precedence of parameter, piped object, session, environment variables and git remote.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    function Set-Environment([hashtable] $Variables) {
        foreach ($name in $Variables.Keys) { [Environment]::SetEnvironmentVariable("BITBUCKET_$name", $Variables[$name]) }
    }

    function Get-Secret([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }

    function Connect-User([hashtable] $Place) {
        Connect-BbWorkspace -NoCheck @Place -Credential ([pscredential]::new('dev@example.com', (Get-Secret api-token-123))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
    }

    # A clone of which only the configuration is needed.
    function New-Clone([string] $Name, [string] $Remotes) {
        $null = New-Item "TestDrive:/$Name/.git", "TestDrive:/$Name/src/deep" -ItemType Directory -Force
        Set-Content "TestDrive:/$Name/.git/config" "[core]`n`tbare = false`n$Remotes"
    }

    # The place where a cmdlet would work; -WhatIf carries nothing out.
    function Get-Place([hashtable] $With = @{}) {
        $null = Send-Order $emulator DELETE requests
        Invoke-BbPipeline -Branch main @With -ErrorAction SilentlyContinue | Out-Null
        $sent = Get-EmulatorRequest $emulator -Method POST
        if ($sent) { [uri]::UnescapeDataString($sent.pathAndQuery) -replace '^/2.0/repositories/(.*)/pipelines/?$', '$1' }
    }
}
AfterAll { Stop-TestFile }

Describe 'The environment' {
    BeforeEach {
        $null = Send-Order $emulator POST reset
        $null = Send-Order $emulator PATCH options @{ speed = 50 }
        $null = Clear-HostEnvironment
        Disconnect-BbWorkspace
        Set-Environment @{ API_URI = "$($emulator.ApiUri)"; SITE_URI = "$($emulator.SiteUri)"; WORKSPACE = 'acme'; REPO_SLUG = 'widgets' }
        Push-Location TestDrive:/
    }
    AfterEach {
        Pop-Location
        $null = Clear-HostEnvironment
    }

    Context 'credentials' {
        It 'are read from <What>' -ForEach @(
            @{ What = 'EMAIL and API_TOKEN'; Set = @{ EMAIL = 'dev@example.com'; API_TOKEN = 'api-token-123' }; Kind = 'ApiToken'; User = 'dev@example.com' }
            @{ What = 'USERNAME and API_TOKEN'; Set = @{ USERNAME = 'dev@example.com'; API_TOKEN = 'api-token-123' }; Kind = 'ApiToken'; User = 'dev@example.com' }
            @{ What = 'ACCESS_TOKEN'; Set = @{ ACCESS_TOKEN = 'access-token-123' }; Kind = 'AccessToken'; User = $null }
            @{ What = 'CLIENT_ID and CLIENT_SECRET'; Set = @{ CLIENT_ID = 'client-id-123'; CLIENT_SECRET = 'client-secret-123' }; Kind = 'OAuthClient'; User = 'client-id-123' }
            @{ What = 'EMAIL before USERNAME'; Set = @{ EMAIL = 'dev@example.com'; USERNAME = 'dev'; API_TOKEN = 'api-token-123' }; Kind = 'ApiToken'; User = 'dev@example.com' }
            @{ What = 'API_TOKEN before ACCESS_TOKEN'; Set = @{ EMAIL = 'dev@example.com'; API_TOKEN = 'api-token-123'; ACCESS_TOKEN = 'wrong' }; Kind = 'ApiToken'; User = 'dev@example.com' }
            @{ What = 'ACCESS_TOKEN where API_TOKEN lacks its e-mail'; Set = @{ API_TOKEN = 'api-token-123'; ACCESS_TOKEN = 'access-token-123' }; Kind = 'AccessToken'; User = $null }
            @{ What = 'ACCESS_TOKEN before CLIENT_ID'; Set = @{ ACCESS_TOKEN = 'access-token-123'; CLIENT_ID = 'x'; CLIENT_SECRET = 'x' }; Kind = 'AccessToken'; User = $null }
            @{ What = 'ACCESS_TOKEN where API_TOKEN is empty'; Set = @{ EMAIL = 'dev@example.com'; API_TOKEN = ''; ACCESS_TOKEN = 'access-token-123' }; Kind = 'AccessToken'; User = $null }
        ) {
            Set-Environment $Set
            $session = Get-BbSession
            $session.Authentication, $session.User, $session.Source | Should -BeExactly @($Kind, $User, 'Environment')
            "$($session.Workspace)/$($session.Repository)" | Should -BeExactly 'acme/widgets'
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1 -Because 'nothing needs to be connected'
        }

        It 'are none when they are not whole' {
            Set-Environment @{ EMAIL = 'dev@example.com'; CLIENT_ID = 'x' }
            (Get-BbSession).Authentication | Should -Be 'None' -Because 'only the place is known'
            $failure = { Connect-BbWorkspace } | Should -Throw -ErrorId 'NotConnected,*' -PassThru
            $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Specify -Credential*'
        }

        It 'are taken by Connect-BbWorkspace alone, and kept' {
            Set-Environment @{ ACCESS_TOKEN = 'access-token-123' }
            Connect-BbWorkspace -NoCheck
            Set-Environment @{ ACCESS_TOKEN = $null; WORKSPACE = $null; REPO_SLUG = $null; API_URI = $null; SITE_URI = $null }
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
            (Get-BbSession).Source | Should -BeExactly 'Environment'
        }

        It 'give way to the session' {
            Set-Environment @{ ACCESS_TOKEN = 'wrong' }
            Connect-User @{ Workspace = 'acme'; Repository = 'gadgets' }
            (Get-BbSession).Authentication | Should -BeExactly 'ApiToken'
            Get-Place | Should -BeExactly 'acme/gadgets'
        }

        It 'are noticed when they change' {
            Set-Environment @{ ACCESS_TOKEN = 'wrong' }
            Test-BbSession | Should -BeFalse
            Set-Environment @{ ACCESS_TOKEN = 'access-token-123' }
            Test-BbSession | Should -BeTrue
        }
    }

    Context 'addresses' {
        It 'never sends credentials elsewhere because an address cannot be read: <_>' -ForEach 'api.example.com/2.0', 'http://api.example.com/2.0', 'not an address' {
            Set-Environment @{ ACCESS_TOKEN = 'access-token-123'; API_URI = $_ }
            { Get-BbPipeline } | Should -Throw -ErrorId 'InsecureUri,*'
            { Connect-BbWorkspace } | Should -Throw -ErrorId 'InsecureUri,*'
            { Get-BbSession } | Should -Throw -ErrorId 'InsecureUri,*'
        }
    }

    Context 'which repository' {
        BeforeEach { Set-Environment @{ EMAIL = 'dev@example.com'; API_TOKEN = 'api-token-123' } }

        It 'is that of the environment when nothing else says' {
            Get-Place | Should -BeExactly 'acme/widgets'
        }

        It 'is that of the session before that of the environment' {
            Connect-User @{ Workspace = 'acme'; Repository = 'gadgets' }
            Get-Place | Should -BeExactly 'acme/gadgets'
        }

        It 'is that of the parameter before that of the session' {
            Connect-User @{ Workspace = 'acme'; Repository = 'widgets' }
            Get-Place @{ Repository = 'gadgets' } | Should -BeExactly 'acme/gadgets'
            Get-Place @{ Repository = 'other/gadgets' } | Should -BeExactly 'other/gadgets'
            Get-Place @{ Workspace = 'other'; Repository = 'gadgets' } | Should -BeExactly 'other/gadgets'
        }

        It 'is that of the piped object before that of the session' {
            $run = Invoke-BbPipeline -Repository gadgets -Branch main | Wait-BbPipeline -PollIntervalSec 0.1
            Connect-User @{ Workspace = 'acme'; Repository = 'widgets' }
            $null = Send-Order $emulator DELETE requests
            $null = $run | Wait-BbPipeline -PollIntervalSec 0.1
            (Get-EmulatorRequest $emulator).pathAndQuery | ForEach-Object { $_ | Should -BeLike '*/acme/gadgets/*' }
        }

        It 'is that of the parameter before that of the piped object' {
            $run = Invoke-BbPipeline -Repository gadgets -Branch main | Wait-BbPipeline -PollIntervalSec 0.1
            $null = Send-Order $emulator DELETE requests
            $run | Wait-BbPipeline -Repository widgets -PollIntervalSec 0.1 -ErrorAction SilentlyContinue
            (Get-EmulatorRequest $emulator).pathAndQuery | ForEach-Object { $_ | Should -BeLike '*/acme/widgets/*' }
        }

        It 'is never one of another workspace than was asked for' {
            Set-Environment @{ WORKSPACE = 'acme'; REPO_SLUG = 'widgets' }
            { Get-BbPipeline -Workspace other } | Should -Throw -ErrorId 'NoRepository,*'
            Connect-User @{ Workspace = 'other' }
            { Get-BbPipeline } | Should -Throw -ErrorId 'NoRepository,*'
            (Get-BbSession).Repository | Should -BeNullOrEmpty
        }

        It 'takes the workspace of the environment for a repository alone' {
            Get-Place @{ Repository = 'gadgets' } | Should -BeExactly 'acme/gadgets'
        }
    }

    Context 'the git remote' {
        BeforeEach {
            Set-Environment @{ EMAIL = 'dev@example.com'; API_TOKEN = 'api-token-123'; WORKSPACE = $null; REPO_SLUG = $null }
            $here = "$($emulator.SiteUri)".TrimEnd('/')
        }

        It 'tells the repository: <_>' -ForEach 'https', 'https with a user', 'git@', 'ssh' {
            $url = switch ($_) {
                'https' { "$here/acme/gadgets.git" }
                'https with a user' { "$here/acme/gadgets.git" -replace '//', '//dev@' }
                'git@' { 'git@127.0.0.1:acme/gadgets.git' }
                'ssh' { 'ssh://git@127.0.0.1/acme/gadgets.git' }
            }
            New-Clone clone "[remote `"origin`"]`n`turl = $url`n`tfetch = +refs/heads/*:refs/remotes/origin/*"
            Set-Location TestDrive:/clone/src/deep
            Get-Place | Should -BeExactly 'acme/gadgets'
        }

        It 'gives way to the environment, the session and the parameter' {
            New-Clone clone "[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            Set-Location TestDrive:/clone
            Get-Place @{ Repository = 'acme/other' } | Should -BeExactly 'acme/other'
            Set-Environment @{ WORKSPACE = 'acme'; REPO_SLUG = 'widgets' }
            Get-Place | Should -BeExactly 'acme/widgets'
        }

        It 'is taken for the workspace of a repository alone' {
            New-Clone clone "[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            Set-Location TestDrive:/clone
            Get-Place @{ Repository = 'widgets' } | Should -BeExactly 'acme/widgets'
        }

        It 'is not taken from another host, nor from another workspace than the session''s' {
            New-Clone clone "[remote `"origin`"]`n`turl = https://github.com/acme/gadgets.git"
            Set-Location TestDrive:/clone
            { Get-BbPipeline } | Should -Throw -ErrorId 'NoRepository,*'
            New-Clone clone "[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            Connect-User @{ Workspace = 'other' }
            { Get-BbPipeline } | Should -Throw -ErrorId 'NoRepository,*'
        }

        It 'is origin, and no other when that is not understood' {
            New-Clone clone "[remote `"upstream`"]`n`turl = $here/acme/widgets.git`n[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            Set-Location TestDrive:/clone
            Get-Place | Should -BeExactly 'acme/gadgets'
            New-Clone clone "[remote `"origin`"]`n`turl = https://github.com/x/y`n[remote `"bb`"]`n`turl = $here/acme/widgets.git"
            $failure = { Get-BbPipeline } | Should -Throw -ErrorId 'NoRepository,*' -PassThru
            "$failure" | Should -BeLike "*'origin'*(https://github.com/x/y)*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike 'Specify -Repository*'
        }

        It 'is shown without what may be a password' {
            New-Clone clone "[remote `"origin`"]`n`turl = https://dev:s3cret@git.example.com/x/y.git"
            Set-Location TestDrive:/clone
            $failure = { Set-BbVariable A 1 } | Should -Throw -ErrorId 'NoRepository,*' -PassThru
            "$failure" | Should -BeLike '*(https://git.example.com/x/y.git)*'
            $failure | Format-List * -Force | Out-String | Should -Not -Match 's3cret'
        }

        It 'is named once by what writes, and not by what reads' {
            New-Clone clone "[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            Set-Location TestDrive:/clone
            Connect-User @{}
            $null = Get-BbVariable -WarningVariable read 3> $null
            Set-BbVariable A 1 -WarningVariable first 3> $null
            Set-BbVariable A 2 -WarningVariable second 3> $null
            Set-BbVariable A 1 -Repository widgets -WarningVariable other 3> $null
            Set-BbVariable A 1 -Repository acme/widgets -WarningVariable named 3> $null
            $read | Should -BeNullOrEmpty
            "$first" | Should -BeLike 'The target is acme/gadgets,*''origin''*'
            $second | Should -BeNullOrEmpty
            "$other" | Should -BeLike 'The target is acme/widgets,*'
            $named | Should -BeNullOrEmpty
        }

        It 'is found from a work tree' {
            New-Clone clone "[remote `"origin`"]`n`turl = $here/acme/gadgets.git"
            $null = New-Item TestDrive:/clone/.git/worktrees/w, TestDrive:/tree -ItemType Directory -Force
            Set-Content TestDrive:/clone/.git/worktrees/w/commondir '../..'
            Set-Content TestDrive:/tree/.git "gitdir: $((Get-Item TestDrive:/clone/.git/worktrees/w).FullName)"
            Set-Location TestDrive:/tree
            Get-Place | Should -BeExactly 'acme/gadgets'
        }
    }
}
