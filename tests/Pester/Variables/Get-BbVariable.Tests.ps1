#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
    function Connect-Legacy { Connect-Emulator $emulator -User legacy@example.com -Token legacy-token }
    function Get-UserUuid { '{d1e2f3a4-0001-4a5b-8c6d-7e8f90a1b2c3}' }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbVariable' {
    BeforeEach { Connect-Emulator $emulator }

    It 'sees all 23, though ten are on a page' {
        $all = Get-BbVariable
        $all | Should -HaveCount 23
        $all.Name | Should -Contain 'ZZ_LAST'
        ($all | Where-Object Name -CEQ 'ZZ_LAST').Value | Should -BeExactly 'the twenty-third'
        ($all | Where-Object Name -CEQ 'GREETING').Value | Should -BeExactly 'Grüße, "welt" & co = $HOME #1'
    }

    It 'sees 223 of them, each once' {
        $null = Send-Order $emulator POST "variables/$widgets" @{ key = 'A'; value = '1'; count = 200 }
        $all = Get-BbVariable
        $all | Should -HaveCount 223
        $all.Uuid | Sort-Object -Unique | Should -HaveCount 223
    }

    It 'sees all where the server does not say what comes next' {
        $null = Send-Order $emulator PATCH options @{ next = 'missing' }
        Get-BbVariable | Should -HaveCount 23
    }

    It 'never has a value for a secured one' {
        $secured = Get-BbVariable -Secured
        $secured.Name | Should -Be 'DB_PASSWORD', 'DEPLOY_KEY', 'SMTP_PASSWORD'
        @($secured.Value | Where-Object { $null -ne $_ }) | Should -HaveCount 0
        $secured.Secured | Should -Not -Contain $false
    }

    It 'leaves secured ones out with -Plain' {
        Get-BbVariable -Plain | Should -HaveCount 20
        (Get-BbVariable -Plain).Secured | Should -Not -Contain $true
    }

    It 'finds names case-sensitively, but not wildcards' {
        (Get-BbVariable API_URL).Value | Should -BeExactly 'https://api.example.com'
        (Get-BbVariable api_url).Value | Should -BeExactly 'https://old.example.com'
        (Get-BbVariable 'api_*').Name | Should -Be 'API_URL', 'api_url'
        (Get-BbVariable -Key 'DB_*', RETRIES).Name | Should -Be 'DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_PASSWORD', 'RETRIES'
    }

    It 'reports a missing name, and a similar one' {
        $found = Get-BbVariable Db_Host, NOSUCH, RETRIES, 'X*' -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'RETRIES'
        $errors | Should -HaveCount 2
        $errors.FullyQualifiedErrorId | Should -Be (@('VariableNotFound,BitbucketPipelines.Commands.GetVariableCommand') * 2)
        ($errors | Where-Object TargetObject -EQ 'Db_Host').ErrorDetails.RecommendedAction | Should -BeLike "*'DB_HOST'*case-sensitive*"
    }

    It 'reads an environment by <What>' -ForEach @(
        @{ What = 'its name'; Name = { 'Production' } }
        @{ What = 'its name in another case'; Name = { 'pRODUCTION' } }
        @{ What = 'its uuid'; Name = { $uuid } }
        @{ What = 'its uuid without braces'; Name = { $uuid.Trim('{}') } }
    ) {
        $null = Get-BbVariable -Environment Production
        $path = (Get-EmulatorRequest $emulator -Path '*/environments/*/variables*')[0].pathAndQuery
        $uuid = [uri]::UnescapeDataString(($path -split '/environments/')[1].Split('/')[0])
        $found = Get-BbVariable -Environment (& $Name)
        $found.Name | Should -Be 'LOG_LEVEL', 'API_URL', 'REPLICAS', 'DB_PASSWORD'
        $found.Environment | Should -Be (@('Production') * 4)
        $found[0].Scope | Should -BeExactly 'Environment'
        $found[0].Repository | Should -BeExactly 'widgets'
    }

    It 'prefers the letter case that was given, where two environments differ in it only' {
        $null = Send-Order $emulator POST environments/acme/widgets @{ name = 'PRODUCTION'; type = 'Production' }
        $null = Send-Order $emulator POST variables/environment/acme/widgets/PRODUCTION @{ key = 'OTHER'; value = '1' }
        @(Get-BbVariable -Environment PRODUCTION).Count + @(Get-BbVariable -Environment Production).Count | Should -BeGreaterThan 3
    }

    It 'lists the environments where there is no such one' {
        Get-BbVariable -Environment Nowhere -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        $errors[0].Exception.Message | Should -BeLike "*acme/widgets*'Nowhere'*"
        $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Specify one of: Test, Staging, Production.'
    }

    It 'says nothing of an environment without variables' {
        Get-BbVariable -Environment Test -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'reads the workspace' {
        $found = Get-BbVariable -WorkspaceScope
        $found.Name | Should -Be 'ORGANISATION', 'LOG_LEVEL', 'REGION', 'NPM_TOKEN'
        $found[0].Scope | Should -BeExactly 'Workspace'
        $found[0].WorkspaceScope | Should -BeTrue
        $found[0].Repository | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator -Path '*/workspaces/acme/pipelines-config/variables*' | Should -Not -BeNullOrEmpty
    }

    It 'reads <Scope> with a warning, once a call' -ForEach @{ Scope = 'a team' }, @{ Scope = 'a user' } {
        Connect-Legacy
        $arguments = if ($Scope -eq 'a team') { @{ Team = 'acme' } } else { @{ User = Get-UserUuid } }
        $found = 1, 2 | ForEach-Object { [pscustomobject]$arguments } | Get-BbVariable -WarningVariable warnings -WarningAction SilentlyContinue
        $found | Should -HaveCount $(if ($Scope -eq 'a team') { 8 } else { 4 })
        $warnings | Should -HaveCount 1
        $warnings | Should -BeLike '*deprecated*-WorkspaceScope*'
    }

    It 'takes the uuid of a user without braces' {
        Connect-Legacy
        (Get-BbVariable -User (Get-UserUuid).Trim('{}') -WarningAction SilentlyContinue).Name | Should -Be 'EDITOR', 'HOME_TOKEN'
    }

    It 'says that two scopes are too many: <Arguments>' -ForEach @(
        @{ Arguments = @{ Environment = 'Test'; WorkspaceScope = $true } }
        @{ Arguments = @{ Team = 'acme'; User = 'x' } }
        @{ Arguments = @{ Team = 'acme'; Environment = 'Test' } }
    ) {
        { Get-BbVariable @Arguments } | Should -Throw -ErrorId 'AmbiguousScope,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'refuses an empty environment, which would mean the repository' {
        { Get-BbVariable -Environment '' } | Should -Throw -ErrorId 'EmptyArgument,*'
    }

    It 'reads several repositories from the pipe' {
        (Get-BbRepository widgets, gadgets | Get-BbVariable APP_NAME).Value | Should -Be 'widgets', 'gadgets'
    }

    It 'stops reading when enough has come' {
        $null = Send-Order $emulator POST "variables/$widgets" @{ key = 'A'; value = '1'; count = 300 }
        Get-BbVariable | Select-Object -First 1 | Should -HaveCount 1
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 2
    }

    It 'says that Pipelines is not on, or the repository not there: <Repository>' -ForEach @{ Repository = 'secret-lab' }, @{ Repository = 'nosuch' } {
        Get-BbVariable -Repository $Repository -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'gets one by its uuid, braced or not, of <Scope>' -ForEach @(
        @{ Scope = 'a repository'; Arguments = @{} }
        @{ Scope = 'an environment'; Arguments = @{ Environment = 'Production' } }
        @{ Scope = 'the workspace'; Arguments = @{ WorkspaceScope = $true } }
    ) {
        $one = (Get-BbVariable @Arguments)[-1]
        $again = Get-BbVariable @Arguments -Uuid $one.Uuid.Trim('{}')
        $again.Name | Should -BeExactly $one.Name
        $again.Scope | Should -BeExactly $one.Scope
        Get-BbVariable @Arguments -Uuid '{00000000-0000-0000-0000-00000000dead}', $one.Uuid -ErrorVariable errors -ErrorAction SilentlyContinue |
            ForEach-Object Name | Should -BeExactly $one.Name
        $errors | Should -HaveCount 1
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
