#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Kept { @((Send-Order $emulator GET settings/acme/widgets).schedules) }
}
AfterAll { Stop-TestFile }

Describe 'Remove-BbSchedule' {
    BeforeEach { Connect-Emulator $emulator }

    It 'removes by uuid or from the pipeline' {
        Remove-BbSchedule (Get-BbSchedule)[1].Uuid -Force | Should -BeNullOrEmpty
        (Get-Kept).selector | Should -Be 'custom:nightly'
        Get-BbSchedule | Remove-BbSchedule -Force
        Get-Kept | Should -BeNullOrEmpty
    }

    It 'removes nothing under -WhatIf, whatever -Force says' {
        Get-BbSchedule | Remove-BbSchedule -WhatIf -Force
        Get-Kept | Should -HaveCount 2
    }

    It 'goes on after one that is not there' {
        $all = Get-BbSchedule
        Remove-BbSchedule $all[0].Uuid, '{00000000-0000-0000-0000-000000000001}', $all[1].Uuid -Force -ErrorVariable e -ErrorAction SilentlyContinue
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotFound,*'
        Get-Kept | Should -BeNullOrEmpty
    }
}
