#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    $roots = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }

    function Get-Secret([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    function Get-Credential([string] $User, [string] $Text) { [pscredential]::new($User, (Get-Secret $Text)) }
    function Get-Check([string] $Name) { Test-BbSession -Detailed | Where-Object Check -Like $Name }
}
AfterAll { Stop-TestFile }

Describe 'Test-BbSession' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is True for a session that works: <_>' -ForEach 'ApiToken', 'AccessToken', 'OAuthClient' {
        $kind = $_
        switch ($kind) {
            AccessToken { Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret access-token-123) @roots }
            OAuthClient { Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 client-secret-123) @roots }
        }
        $result = Test-BbSession
        $result | Should -BeOfType bool
        $result | Should -BeTrue
        $failed = @(Test-BbSession -Detailed | Where-Object Status -NE Passed | ForEach-Object Check)
        $without = if ($kind -eq 'AccessToken') { 'Scopes: configuration', 'Scopes: runners, read', 'Scopes: runners, write' }
        "$failed" | Should -BeExactly "$without"
        (Get-EmulatorRequest $emulator -Path '/2.0/user') | Should -BeNullOrEmpty -Because 'an access token is nobody'
        (Get-EmulatorRequest $emulator -Path '/2.0/*').method | Sort-Object -Unique | Should -Be 'GET' -Because 'it changes nothing'
    }

    It 'is one Boolean, without an error, for <What>' -ForEach @(
        @{ What = 'a wrong token'; User = 'dev@example.com'; Token = 'wrong' }
        @{ What = 'no pipeline scope'; User = 'noscope@example.com'; Token = 'noscope-token' }
    ) {
        Connect-Emulator $emulator -User $User -Token $Token
        $result = Test-BbSession -ErrorVariable errors -WarningVariable warnings -WarningAction SilentlyContinue
        $result | Should -BeOfType bool
        $result | Should -BeFalse
        $errors | Should -BeNullOrEmpty
        $warnings | Should -BeLike '*(40?)*Test-BbSession -Detailed'
    }

    It 'is False, not an error, when nothing is connected: a condition must be able to use it' {
        Disconnect-BbWorkspace
        $result = Test-BbSession -ErrorVariable errors
        $result | Should -BeFalse
        $errors | Should -BeNullOrEmpty
        $check = Get-Check Credentials
        $check.Status, $check.Reason | Should -Be 'Failed', 'invalid_credentials'
        $check.Recommendation | Should -BeLike '*Connect-BbWorkspace*'
    }

    It 'is False for a repository that is not there, and True for one that is' {
        Test-BbSession -Repository nope | Should -BeFalse
        Test-BbSession -Repository secret-lab | Should -BeFalse
        Test-BbSession -Repository gadgets | Should -BeTrue
    }

    It 'is False when something else answers' {
        $null = Send-Order $emulator POST faults @{ status = 200; contentType = 'text/html'; body = '<html>Log in to the proxy</html>'; times = 0 }
        $checks = Test-BbSession -Detailed
        $checks[0].Status, $checks[0].Reason | Should -Be 'Failed', 'connection_failed'
        $checks[0].Recommendation | Should -BeLike "*proxy*$($emulator.ApiUri)*"
        Test-BbSession | Should -BeFalse
    }

    It 'says in verbose what failed' {
        Connect-Emulator $emulator -User dev@example.com -Token wrong
        $said = Test-BbSession -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] -and "$_" -like 'Credentials:*' }
        "$said" | Should -BeLike 'Credentials: invalid_credentials.*id.atlassian.com*'
    }

    Context '-Detailed' {
        It 'has a row for each check' {
            $checks = Test-BbSession -Detailed
            $checks | ForEach-Object { $_ | Should -BeOfType BitbucketPipelines.SessionCheck }
            $checks.Check | Select-Object -First 4 | Should -Be 'Credentials', 'Repository access', 'Pipelines access', 'Granted scopes'
            @($checks.Check -like 'Scopes: *').Count | Should -BeGreaterThan 2
            ($checks | Where-Object Check -EQ 'Granted scopes').Message | Should -BeLike '*read:pipeline:bitbucket*write:pipeline:bitbucket*'
        }

        It 'says which scopes are missing, and for what' {
            Connect-Emulator $emulator -User readonly@example.com -Token read-token
            $check = Get-Check '*start and stop*'
            $check.Status, $check.Reason | Should -Be 'Failed', 'invalid_permissions'
            $check.Message | Should -BeLike 'Missing: write:pipeline:bitbucket (*Invoke-BbPipeline*'
            (Get-Check '*runs, read').Status | Should -Be 'Passed'
            Test-BbSession | Should -BeTrue -Because 'a token that may only read is no broken one'
        }

        It 'knows that scopes of API tokens do not imply one another' {
            $null = Send-Order $emulator POST credentials @{ email = 'writer@example.com'; token = 'write-only'; scopes = 'write:pipeline', 'admin:pipeline', 'read:repository' }
            $credential = Get-Credential writer@example.com write-only
            Connect-BbWorkspace -NoCheck acme widgets -Credential $credential @roots
            $check = Get-Check 'Pipelines access'
            $check.Status, $check.Reason | Should -Be 'Failed', 'invalid_permissions'
            $check.Recommendation | Should -BeLike '*read:pipeline:bitbucket*'
            (Get-Check '*runs, read').Message | Should -BeLike 'Missing: read:pipeline:bitbucket*'
        }

        It 'knows that scopes of access tokens do' {
            $null = Send-Order $emulator POST credentials @{ accessToken = 'classic'; scopes = 'pipeline:variable', 'pullrequest'; repositories = @('acme/widgets') }
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret classic) @roots
            $checks = Test-BbSession -Detailed | Where-Object { $_.Check -like 'Scopes:*' -and $_.Check -notlike '*runners*' -and $_.Check -notlike '*configuration' }
            $checks.Status | Sort-Object -Unique | Should -Be 'Passed'
        }

        It 'says invalid_credentials, and what to do, of <What>' -ForEach @(
            @{ What = 'an app password'; User = 'dev'; Token = 'ATBBapppassword'; Text = '*app password*2026-07-28*' }
            @{ What = 'a username'; User = 'dev'; Token = 'api-token-123'; Text = "*e-mail address*'dev'*" }
            @{ What = 'a token without scopes'; User = 'dev@example.com'; Token = 'unscoped-token'; Text = '*without scopes*' }
            @{ What = 'a wrong token'; User = 'dev@example.com'; Token = 'wrong'; Text = '*id.atlassian.com*' }
        ) {
            Connect-Emulator $emulator -User $User -Token $Token -WarningAction SilentlyContinue
            $checks = Test-BbSession -Detailed
            $checks[0].Check, $checks[0].Status, $checks[0].Reason | Should -Be 'Credentials', 'Failed', 'invalid_credentials'
            $checks[0].Recommendation | Should -BeLike $Text
            $checks | Select-Object -Skip 1 | ForEach-Object { $_.Status | Should -BeIn 'Skipped', 'Unknown' }
        }

        It 'says invalid_credentials of a wrong access token' {
            Connect-BbWorkspace -NoCheck acme widgets -AccessToken (Get-Secret wrong) @roots
            (Get-Check Credentials).Reason | Should -Be 'invalid_credentials'
        }

        It 'says invalid_credentials of an OAuth client that is refused' {
            Connect-BbWorkspace -NoCheck acme widgets -ClientCredential (Get-Credential client-id-123 wrong) @roots
            $check = Get-Check Credentials
            $check.Status, $check.Reason | Should -Be 'Failed', 'invalid_credentials'
            $check.Recommendation | Should -BeLike '*OAuth consumer*'
        }

        It 'says no_resources of a repository that is not there, though the credentials are good' {
            $checks = Test-BbSession -Detailed -Repository nope
            $checks[0].Status | Should -Be 'Passed'
            $checks[1].Status, $checks[1].Reason | Should -Be 'Failed', 'no_resources'
        }

        It 'says invalid_permissions without the scope for pipelines' {
            Connect-Emulator $emulator -User noscope@example.com -Token noscope-token
            $check = Get-Check 'Pipelines access'
            $check.Status, $check.Reason | Should -Be 'Failed', 'invalid_permissions'
            $check.Recommendation | Should -BeLike '*read:pipeline:bitbucket*'
        }

        It 'looks at the workspace when no repository is known' {
            Connect-BbWorkspace -NoCheck acme -Credential (Get-Credential dev@example.com api-token-123) @roots
            Push-Location TestDrive:/
            try { $checks = Test-BbSession -Detailed }
            finally { Pop-Location }
            ($checks | Where-Object Check -EQ 'Workspace access').Status | Should -Be 'Passed'
            ($checks | Where-Object Check -EQ 'Pipelines access').Status | Should -Be 'Skipped'
        }

        It 'looks at the account when not even a workspace is known' {
            Connect-BbWorkspace -NoCheck -Credential (Get-Credential dev@example.com api-token-123) @roots
            Push-Location TestDrive:/
            try { Test-BbSession | Should -BeTrue }
            finally { Pop-Location }
        }
    }

    It 'takes repositories from the pipeline' {
        $results = [pscustomobject]@{ Repository = 'gadgets' }, [pscustomobject]@{ Repository = 'nope' } | Test-BbSession
        $results | Should -Be $true, $false
    }
}
