#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbSchedule' {
    BeforeEach { Connect-Emulator $emulator }

    It 'gets all, with what they run and when' {
        $all = @(Get-BbSchedule)
        $all | Should -HaveCount 2
        $nightly = $all[0]
        $nightly.Uuid | Should -Match '^\{[0-9a-f-]{36}\}$'
        $nightly.Enabled, $nightly.Branch, $nightly.Custom, $nightly.Cron | Should -Be $true, 'trunk', 'nightly', '0 0 2 * * ? *'
        $nightly.NextRun | Should -BeOfType [DateTimeOffset]
        $nightly.NextRun.Offset | Should -Be ([timespan]::Zero)
        $nightly.NextRun.TimeOfDay | Should -Be ([timespan]'02:00')
        $nightly.NextRun | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
        $nightly.Workspace, $nightly.Repository | Should -Be 'acme', 'widgets'
        $all[1].NextRun | Should -BeNullOrEmpty
        $all[1].Custom | Should -BeNullOrEmpty
    }

    It 'filters' {
        (Get-BbSchedule -Branch trunk).Custom | Should -Be 'nightly'
        (Get-BbSchedule -Branch 'release/*').Branch | Should -Be 'release/1.x'
        (Get-BbSchedule -Branch 'release/*', trunk) | Should -HaveCount 2
        (Get-BbSchedule -Custom 'night*').Branch | Should -Be 'trunk'
        (Get-BbSchedule -Enabled).Branch | Should -Be 'trunk'
        (Get-BbSchedule -Disabled).Branch | Should -Be 'release/1.x'
        Get-BbSchedule -Branch nope -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'gets one by uuid, with or without braces' {
        $uuid = (Get-BbSchedule)[1].Uuid
        (Get-BbSchedule -Uuid $uuid).Branch | Should -Be 'release/1.x'
        (Get-BbSchedule $uuid.Trim('{', '}')).Branch | Should -Be 'release/1.x'
        (Get-BbSchedule | Get-BbSchedule) | Should -HaveCount 2
    }

    It 'lists what there is when there is no such schedule' {
        Get-BbSchedule -Uuid '{00000000-0000-0000-0000-000000000001}' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotFound,*'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'nightly'
        Get-BbSchedule -Uuid '{00000000-0000-0000-0000-000000000001}' -Repository nowhere -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'reads every page' {
        foreach ($i in 1..13) { $null = Send-Order $emulator POST schedules/acme/gadgets @{ cron = "0 $i 0 * * ? *"; branch = 'main' } }
        Get-BbSchedule -Repository gadgets | Should -HaveCount 13
        $null = Send-Order $emulator PATCH options @{ next = 'missing' }
        foreach ($i in 1..100) { $null = Send-Order $emulator POST schedules/acme/gadgets @{ cron = "0 0 $($i % 24) * * ? *"; branch = 'main' } }
        (Get-BbSchedule -Repository gadgets).Uuid | Select-Object -Unique | Should -HaveCount 113
    }

    It 'completes uuids' {
        $line = 'Remove-BbSchedule '
        $uuids = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $uuids | Should -Be ((Get-BbSchedule).Uuid | ForEach-Object { "'$_'" })
    }

    It 'goes through the repositories of a workspace' {
        (Get-BbRepository | Get-BbSchedule).Repository | Should -Be 'widgets', 'widgets'
    }

    It 'has a table that fits into <_> columns' -ForEach 80, 120 {
        $lines = @((Get-BbSchedule | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
        $lines | ForEach-Object Length | Should -BeLessOrEqual $_
        $lines[0] | Should -Match '^Repository +Branch +Custom +Cron +NextRun( +Uuid)?$'
        $lines[2] | Should -Match '^widgets +trunk +nightly +0 0 2 \* \* \? \* +\d{4}-\d\d-\d\d 02:00Z( \{[0-9a-f-]{36}\})?$'
        $lines[3] | Should -Match '^widgets +release/1\.x +0 30 6 \? \* MON-FRI \* \(disabled\)'
    }
}
