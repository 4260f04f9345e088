#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The token that Bitbucket gives to each step of a run.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $names = 'BITBUCKET_API_URI', 'BITBUCKET_SITE_URI', 'BITBUCKET_WORKSPACE', 'BITBUCKET_REPO_SLUG', 'BITBUCKET_STEP_OAUTH_TOKEN',
        'BITBUCKET_STEP_OAUTH_ACCESS_TOKEN', 'BITBUCKET_ACCESS_TOKEN'
}
AfterAll { Stop-TestFile }

Describe 'In a Bitbucket step' {
    BeforeEach {
        Connect-Emulator $emulator
        Disconnect-BbWorkspace
        $env:BITBUCKET_API_URI, $env:BITBUCKET_SITE_URI = "$($emulator.ApiUri)", "$($emulator.SiteUri)"
        $env:BITBUCKET_WORKSPACE, $env:BITBUCKET_REPO_SLUG = 'acme', 'widgets'
        $null = Send-Order $emulator POST credentials @{ accessToken = 'step-token'; scopes = @('pipeline', 'repository'); repositories = @('acme/widgets') }
        $null = Add-Run @{ result = 'SUCCESSFUL' }
    }
    AfterEach { $names | ForEach-Object { Remove-Item Env:$_ -ErrorAction Ignore } }

    It 'the token of the step is used and shown: <_>' -ForEach 'BITBUCKET_STEP_OAUTH_TOKEN', 'BITBUCKET_STEP_OAUTH_ACCESS_TOKEN' {
        Set-Item Env:$_ step-token
        Get-BbPipeline | Should -HaveCount 1
        (Get-EmulatorRequest $emulator)[-1].authorization | Should -Be 'Bearer'
        $session = Get-BbSession
        $session.Authentication | Should -BeExactly 'StepToken'
        $session.Source | Should -BeExactly "Environment ($_)"
        $session | Format-List * | Out-String | Should -Not -Match 'step-token'
    }

    It 'a token of its own comes first' {
        $env:BITBUCKET_STEP_OAUTH_TOKEN, $env:BITBUCKET_ACCESS_TOKEN = 'step-token', 'access-token-123'
        (Get-BbSession).Authentication, (Get-BbSession).Source | Should -BeExactly 'AccessToken', 'Environment'
    }

    It 'Connect-BbWorkspace takes it, says so, and leaves it for a token that comes later' {
        $env:BITBUCKET_STEP_OAUTH_TOKEN = 'step-token'
        Connect-BbWorkspace -InformationVariable said 6>$null
        "$said" | Should -BeLike 'Connected to acme/widgets* with the token of the step.*'
        (Get-BbSession).Source | Should -BeExactly 'Environment (BITBUCKET_STEP_OAUTH_TOKEN)'
        $env:BITBUCKET_ACCESS_TOKEN = 'access-token-123'
        Connect-BbWorkspace acme -NoCheck
        (Get-BbSession).Authentication, (Get-BbSession).Source | Should -BeExactly 'AccessToken', 'Environment'
        Disconnect-BbWorkspace
    }

    It 'a missing scope names the place in the pipeline file' {
        $env:BITBUCKET_STEP_OAUTH_TOKEN = 'step-token'
        { Invoke-BbPipeline -Branch trunk -ErrorAction Stop } | Should -Throw -ErrorId 'MissingScope,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*lack the scope pipeline:write*'auth: system: scopes:': pipeline:write*"
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -Match 'create a new token'
        (Test-BbSession -Detailed | Where-Object { $_.Check -like 'Scopes: runs, start*' }).Recommendation | Should -BeLike "*'auth: system: scopes:': pipeline:write*"
    }

    It 'a refusal for another reason names it too, and an expired token says how long one lives' {
        $env:BITBUCKET_STEP_OAUTH_TOKEN = 'step-token'
        $null = Send-Order $emulator POST faults @{ status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        { Get-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionDenied,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*auth: system: scopes:*'
        $env:BITBUCKET_STEP_OAUTH_TOKEN = 'ended'
        { Get-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidCredentials,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*only while the step runs*'
    }

    It 'other credentials do not hear of it' {
        $env:BITBUCKET_ACCESS_TOKEN = 'step-token'
        { Invoke-BbPipeline -Branch trunk -ErrorAction Stop } | Should -Throw -ErrorId 'MissingScope,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -Match 'auth: system'
    }
}
