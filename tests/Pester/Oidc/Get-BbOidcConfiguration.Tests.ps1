#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbOidcConfiguration' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is asked for without credentials' {
        $found = Get-BbOidcConfiguration
        $found | Should -BeOfType BitbucketPipelines.Api.Models.OidcConfiguration
        $found.Issuer | Should -BeLike 'http*/workspaces/acme/pipelines-config/identity/oidc'
        $found.JwksUri | Should -BeExactly "$($found.Issuer)/keys.json"
        $found.SupportedAlgorithms | Should -Be 'RS256'
        $found.SupportedClaims | Should -Contain 'deploymentEnvironmentUuid'
        $found.Workspace | Should -BeExactly 'acme'
        $found.Audience | Should -BeNullOrEmpty
        (Get-EmulatorRequest $emulator).authorization | Should -BeNullOrEmpty
    }

    It 'returns the audience if the uuid of the workspace is specified' {
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
        $uuid = (Invoke-RestMethod "$($emulator.ApiUri)workspaces/acme" -Authentication Basic -Credential $credential -AllowUnencryptedAuthentication -NoProxy).uuid
        (Get-BbOidcConfiguration -Workspace $uuid).Audience | Should -BeExactly "ari:cloud:bitbucket::workspace/$($uuid.Trim('{}'))"
    }

    It 'works with credentials that are refused' {
        Connect-BbWorkspace -NoCheck acme -Credential ([pscredential]::new('nobody@example.com', (ConvertTo-SecureString wrong -AsPlainText -Force))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
        (Get-BbOidcConfiguration).Workspace | Should -BeExactly 'acme'
    }

    It 'takes repositories from the pipeline' {
        (Get-BbRepository widgets | Get-BbOidcConfiguration).Workspace | Should -BeExactly 'acme'
    }

    It 'says that there is no such workspace' {
        Get-BbOidcConfiguration -Workspace nowhere -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'WorkspaceNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'does not take a refusal for one of the credentials, since none were sent: <_>' -ForEach 401, 403 {
        $null = Send-Order $emulator POST faults @{ status = $_; contentType = 'application/json'; body = '{"error":{"message":"No"}}' }
        Get-BbOidcConfiguration -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnonymousRefused,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*has no credentials*'
    }

    It 'fits into <_> columns' -ForEach 80, 120 {
        $lines = (Get-BbOidcConfiguration | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd
        $lines | ForEach-Object Length | Should -BeLessOrEqual $_
        ($lines -join '' -replace ' ') | Should -BeLike '*RS256http*/identity/oidc*'
    }

    Context 'without a session' {
        BeforeEach { Disconnect-BbWorkspace }
        AfterEach { Remove-Item Env:BITBUCKET_* }

        It 'needs the address and the workspace only' {
            $env:BITBUCKET_API_URI = $emulator.ApiUri
            (Get-BbOidcConfiguration -Workspace acme).Workspace | Should -BeExactly 'acme'
            $env:BITBUCKET_WORKSPACE = 'acme'
            (Get-BbOidcConfiguration).Workspace | Should -BeExactly 'acme'
            Get-EmulatorRequest $emulator | Where-Object authorization | Should -BeNullOrEmpty
            { Get-BbRunner -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,*'
        }

        It 'does not look at credentials in the environment' {
            $env:BITBUCKET_API_URI = $emulator.ApiUri
            $env:BITBUCKET_ACCESS_TOKEN = 'cannot be sent'
            (Get-BbOidcConfiguration -Workspace acme).Workspace | Should -BeExactly 'acme'
        }

        It 'says that the workspace is not known' {
            $env:BITBUCKET_API_URI = $emulator.ApiUri
            Push-Location TestDrive:/
            try { { Get-BbOidcConfiguration } | Should -Throw -ErrorId 'NoWorkspace,*' } finally { Pop-Location }
        }

        It 'refuses an address without encryption' {
            $env:BITBUCKET_API_URI = 'http://bitbucket.example.com/2.0'
            { Get-BbOidcConfiguration -Workspace acme } | Should -Throw -ErrorId 'InsecureUri,*'
        }
    }
}
