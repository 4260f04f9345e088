#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbEnvironment' {
    BeforeEach { Connect-Emulator $emulator }

    It 'lists all, with what the server tells of them' {
        $found = Get-BbEnvironment
        $found.Name | Should -Be 'Test', 'Staging', 'Production'
        $found[2] | Should -BeOfType BitbucketPipelines.Api.Models.DeploymentEnvironment
        $found[2].EnvironmentType | Should -BeExactly 'Production'
        $found[2].AdminOnly | Should -BeFalse
        $found[2].Lock | Should -BeExactly 'OPEN'
        $found[2].Workspace | Should -BeExactly 'acme'
        $found[2].Repository | Should -BeExactly 'widgets'
    }

    It 'finds by name, whatever the case, and by wildcard' {
        (Get-BbEnvironment PRODUCTION).Name | Should -BeExactly 'Production'
        (Get-BbEnvironment -Environment 't*', Staging).Name | Should -Be 'Test', 'Staging'
        Get-BbEnvironment 'x*' -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'lists what there is when a name means none, and writes the others' {
        (Get-BbEnvironment Test, Nowhere -ErrorVariable errors -ErrorAction SilentlyContinue).Name | Should -Be 'Test'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Test, Staging, Production*'
    }

    It 'asks for one by its uuid' {
        $uuid = (Get-BbEnvironment Staging).Uuid
        $null = Send-Order $emulator DELETE requests
        (Get-BbEnvironment -Uuid $uuid, $uuid.Trim('{}')).Name | Should -Be 'Staging', 'Staging'
        @(Get-EmulatorRequest $emulator).pathAndQuery | Should -BeLike '*/environments/%7B*%7D'
        Get-EmulatorRequest $emulator | Should -HaveCount 2
    }

    It 'lists what there is when a uuid means none: <_>' -ForEach '{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}', 'nonsense' {
        Get-BbEnvironment -Uuid $_ -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Test, Staging, Production*'
    }

    It 'says that a repository is not there, not an environment' {
        Get-BbEnvironment -Uuid '{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}' -Repository none -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'reads every page' {
        1..110 | ForEach-Object { $null = Send-Order $emulator POST environments/acme/gadgets @{ name = "E$_"; type = 'Test' } }
        Get-BbEnvironment -Repository gadgets | Should -HaveCount 112
        $null = Send-Order $emulator PATCH options @{ next = 'missing' }
        (Get-BbEnvironment E110 -Repository gadgets).Name | Should -BeExactly 'E110'
    }

    It 'takes repositories from the pipeline, and goes on to variables' {
        $found = Get-BbRepository | Get-BbEnvironment
        ($found | ForEach-Object { "$($_.Repository)/$($_.Name)" }) -join ' ' | Should -BeExactly 'gadgets/Staging gadgets/Production widgets/Test widgets/Staging widgets/Production'
        ($found | Get-BbVariable | Group-Object Repository, Environment -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" }) -join '; ' |
            Should -BeExactly 'gadgets, Production 1; widgets, Production 4; widgets, Staging 2'
    }

    It 'has nothing to say of a repository without environments' {
        Get-BbEnvironment -Repository empty | Should -BeNullOrEmpty
        Get-BbEnvironment Test -Repository empty -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'The repository has no environments.'
    }

    It 'fits into <_> columns' -ForEach 80, 120 {
        $lines = (Get-BbEnvironment | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        $lines | ForEach-Object Length | Should -BeLessOrEqual $_
        $lines[0] | Should -Match '^Repository +Name +EnvironmentType AdminOnly Lock$'
        $lines | Where-Object { $_ -match '^widgets +Production +Production +False +OPEN$' } | Should -HaveCount 1
    }

    It 'completes names' {
        (TabExpansion2 'Get-BbEnvironment prod').CompletionMatches.CompletionText | Should -Be 'Production'
    }
}
