#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
}
AfterAll { Stop-TestFile }

Describe 'Sync-BbVariable' {
    BeforeEach {
        Connect-Emulator $emulator
        Set-Stored $emulator $widgets @(@{ key = 'A'; value = '1' }, @{ key = 'B'; value = '2' }, @{ key = 'S'; value = 'leak'; secured = $true })
        Set-Stored $emulator $gadgets @(@{ key = 'A'; value = 'old' }, @{ key = 'OWN'; value = 'x' }, @{ key = 'S'; value = 'kept'; secured = $true })
    }

    It 'keeps other variables of the target without -Prune' {
        (Sync-BbVariable -ToRepository gadgets -WarningAction SilentlyContinue).Action | Should -Be 'Update', 'Create', 'Skipped'
        (Get-Stored $emulator $gadgets).key | Should -Contain 'OWN'
    }

    It 'makes the target equal with -Prune -Force, and never removes a secret that the source has' {
        $results = Sync-BbVariable -ToRepository gadgets -Prune -Force -WarningAction SilentlyContinue
        $results.Action | Should -Be 'Update', 'Create', 'Skipped', 'Remove'
        $results.Status | Should -Be 'Succeeded', 'Succeeded', 'Skipped', 'Succeeded'
        Get-Snapshot $emulator $gadgets | Should -BeExactly "A=1|False`nB=2|False`nS=kept|True"
        Compare-BbVariable -ToRepository gadgets | ForEach-Object Difference | Should -Be 'Unknown'
    }

    It 'shows the plan with -WhatIf' {
        (Sync-BbVariable -ToRepository gadgets -Prune -WhatIf).Status | Select-Object -Unique | Should -Be 'Planned'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'rejects -Prune with -Name or an empty source' {
        { Sync-BbVariable -ToRepository gadgets -Prune -Name A } | Should -Throw -ErrorId 'PruneNeedsAll,*'
        Sync-BbVariable -Environment Test -ToRepository gadgets -Prune -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NothingToKeep,*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }
}
