#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Remove-BbRunner' {
    BeforeEach { Connect-Emulator $emulator }

    It 'removes by name, of the repository or the workspace, and writes nothing' {
        Remove-BbRunner linux-1 -Force | Should -BeNullOrEmpty
        Remove-BbRunner -Name SHARED-1 -WorkspaceScope -Force
        (Get-BbRunner).Name | Should -Be 'mac-1'
        (Get-BbRunner -WorkspaceScope).Name | Should -Be 'shared-2'
    }

    It 'asks at High impact, and -Force never beats -WhatIf' {
        ([System.Management.Automation.CommandMetadata](Get-Command Remove-BbRunner)).ConfirmImpact | Should -Be 'High'
        Remove-BbRunner * -Force -WhatIf
        Get-BbRunner | Remove-BbRunner -WhatIf
        Get-EmulatorRequest $emulator -Method DELETE | Should -BeNullOrEmpty
        Remove-BbRunner mac-1 -Confirm:$false
        (Get-BbRunner).Name | Should -Be 'linux-1'
    }

    It 'takes wildcards, uuids, and runners from the pipeline' {
        Remove-BbRunner -Uuid (Get-BbRunner shared-2 -WorkspaceScope).Uuid -WorkspaceScope -Force
        & { Get-BbRunner; Get-BbRunner -WorkspaceScope } | Remove-BbRunner -Force
        Get-BbRunner | Should -BeNullOrEmpty
        Get-BbRunner -WorkspaceScope | Should -BeNullOrEmpty
        Remove-BbRunner * -Force -ErrorAction Stop
    }

    It 'takes what is left of an object' {
        Get-BbRunner -WorkspaceScope | Select-Object Name, Workspace, WorkspaceScope | Remove-BbRunner -Force
        Get-BbRunner | Select-Object * | Remove-BbRunner -Force
        Get-EmulatorRequest $emulator -Method DELETE | Should -HaveCount 4
    }

    It 'does not guess between two of the same name, yet removes both when they are piped' {
        $null = Send-Order $emulator POST runners/acme/widgets @{ name = 'linux-1' }
        Remove-BbRunner linux-1 -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AmbiguousRunner,*'
        Get-BbRunner | Should -HaveCount 3
        Get-BbRunner linux-1 | Remove-BbRunner -Force
        (Get-BbRunner).Name | Should -Be 'mac-1'
    }

    It 'says which is not there' {
        Remove-BbRunner nope -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RunnerNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*linux-1, mac-1*'
    }
}
