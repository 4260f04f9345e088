#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbRunner' {
    BeforeEach { Connect-Emulator $emulator }

    It 'lists those of the repository, or of the workspace' {
        $found = Get-BbRunner
        $found.Name | Should -Be 'linux-1', 'mac-1'
        $found[0] | Should -BeOfType BitbucketPipelines.Api.Models.Runner
        $found[0].Labels | Should -Be 'self.hosted', 'linux'
        $found[0].Status | Should -BeExactly 'ONLINE'
        $found[0].Version | Should -BeExactly '3.10.0'
        $found[0].Cordoned | Should -BeFalse
        $found[0].ClientId, $found[0].TokenEndpoint, $found[0].Audience, $found[0].CreatedOn, $found[0].StateUpdatedOn | Should -Not -Contain $null
        "$($found[0].Workspace)/$($found[0].Repository) $($found[0].WorkspaceScope)" | Should -BeExactly 'acme/widgets False'
        $shared = Get-BbRunner -WorkspaceScope
        $shared.Name | Should -Be 'shared-1', 'shared-2'
        "$($shared[0].Workspace)/$($shared[0].Repository) $($shared[0].WorkspaceScope)" | Should -BeExactly 'acme/ True'
    }

    It 'finds by name, whatever the case, and by wildcard' {
        (Get-BbRunner LINUX-1).Name | Should -BeExactly 'linux-1'
        (Get-BbRunner '*-1').Name | Should -Be 'linux-1', 'mac-1'
        Get-BbRunner 'x*' -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'asks for one by its uuid, in either scope' {
        $mine = (Get-BbRunner mac-1).Uuid
        $shared = (Get-BbRunner shared-2 -WorkspaceScope).Uuid
        $null = Send-Order $emulator DELETE requests
        (Get-BbRunner -Uuid $mine).Name | Should -BeExactly 'mac-1'
        (Get-BbRunner -Uuid $shared.Trim('{}') -WorkspaceScope).Name | Should -BeExactly 'shared-2'
        @(Get-EmulatorRequest $emulator).pathAndQuery | Should -Be @(
            "/2.0/repositories/acme/widgets/pipelines-config/runners/$([uri]::EscapeDataString($mine))"
            "/2.0/workspaces/acme/pipelines-config/runners/$([uri]::EscapeDataString($shared))")
    }

    It 'lists what there is when nothing is meant: <With.Values>' -ForEach @(
        @{ With = @{ Name = 'nope' }; Has = '*linux-1, mac-1*-WorkspaceScope*' }
        @{ With = @{ Uuid = '{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}' }; Has = '*linux-1, mac-1*' }
        @{ With = @{ Uuid = 'nonsense'; WorkspaceScope = $true }; Has = 'It has: shared-1, shared-2.' }
        @{ With = @{ Name = 'x'; Repository = 'gadgets' }; Has = 'It has none.*' }
    ) {
        Get-BbRunner @With -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RunnerNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike $Has
    }

    It 'reads labels that come as objects' {
        $null = Send-Order $emulator PATCH options @{ runnerLabelObjects = $true }
        (Get-BbRunner linux-1).Labels | Should -Be 'self.hosted', 'linux'
    }

    It 'reads every page, of all repositories' {
        1..105 | ForEach-Object { $null = Send-Order $emulator POST runners/acme/gadgets @{ name = "g$_" } }
        (Get-BbRepository '*dgets' | Get-BbRunner | Group-Object Repository -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'gadgets 105', 'widgets 2'
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        Get-BbRunner -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*read:runner:bitbucket*'
    }

    It 'fits into <_> columns' -ForEach 80, 120 {
        $lines = (& { Get-BbRunner; Get-BbRunner -WorkspaceScope } | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        $lines | ForEach-Object Length | Should -BeLessOrEqual $_
        $lines -match '^Repository ' | Should -HaveCount 1
        $lines -match '^\(workspace\) +shared-1 +ONLINE ' | Should -HaveCount 1
        $lines -match '^widgets +linux-1 +ONLINE +3\.10\.0 +self\.hosted, linux$' | Should -HaveCount 1
        (Get-BbRunner linux-1 | Format-List | Out-String) | Should -Not -Match 'Secret|Detail'
    }

    It 'completes names' {
        (TabExpansion2 'Get-BbRunner ').CompletionMatches.CompletionText | Should -Be 'linux-1', 'mac-1'
        (TabExpansion2 'Get-BbRunner -WorkspaceScope -Name sh').CompletionMatches.CompletionText | Should -Be 'shared-1', 'shared-2'
    }
}
