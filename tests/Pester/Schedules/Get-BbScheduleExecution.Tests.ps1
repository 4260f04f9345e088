#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbScheduleExecution' {
    BeforeEach {
        Connect-Emulator $emulator
        $nightly = Get-BbSchedule -Custom nightly
        function Add-Execution($Body = @{}) { $null = Send-Order $emulator POST "executions/acme/widgets/$([uri]::EscapeDataString($nightly.Uuid))" $Body }
        Add-Execution
        Add-Execution @{ error = @{ key = 'no.branch'; message = 'No such branch any more' } }
    }

    It 'gets runs and failures' {
        $all = @($nightly | Get-BbScheduleExecution)
        $all.Result | Should -Be 'ERRORED', 'EXECUTED', 'ERRORED'
        $run = $all[1]
        $run.BuildNumber, $run.Pipeline, $run.Error, $run.Schedule | Should -Be 1, '1', $null, $nightly.Uuid
        $run.CreatedOn | Should -BeOfType [DateTimeOffset]
        $run.Url | Should -BeLike '*/acme/widgets/pipelines/results/1'
        $all[2].Error, $all[2].Pipeline, $all[2].Workspace, $all[2].Repository | Should -Be 'No such branch any more', $null, 'acme', 'widgets'
    }

    It 'filters' {
        (Get-BbScheduleExecution $nightly.Uuid -Executed).BuildNumber | Should -Be 1
        Get-BbScheduleExecution $nightly.Uuid -Errored | Should -HaveCount 2
        Get-BbScheduleExecution $nightly.Uuid -Errored -Executed | Should -HaveCount 3
    }

    It 'pipes on to the cmdlets of runs' {
        ($nightly | Get-BbScheduleExecution -Executed | Get-BbPipeline).Trigger | Should -Be 'SCHEDULE'
        ($nightly | Get-BbScheduleExecution -Executed -Repository widgets | Wait-BbPipeline).BuildNumber | Should -Be 1
        ($nightly | Get-BbScheduleExecution -Executed | Get-BbStep).Count | Should -BeGreaterThan 0
        ($nightly | Get-BbScheduleExecution | Get-BbSchedule | Select-Object -First 1).Custom | Should -Be 'nightly'
    }

    It 'reads every page, and each failure' {
        foreach ($i in 1..105) { Add-Execution @{ error = @{ key = 'k'; message = 'm' } } }
        $nightly | Get-BbScheduleExecution -Errored | Should -HaveCount 107
    }

    It 'goes through all schedules, and reports one that is not there' {
        Get-BbSchedule | Get-BbScheduleExecution | Should -HaveCount 3
        Get-BbScheduleExecution '{00000000-0000-0000-0000-000000000001}' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotFound,*'
    }

    It 'without a run is named when a run is asked for' {
        $all = @($nightly | Get-BbScheduleExecution)
        $runs = @($all | Get-BbPipeline -ErrorVariable e -ErrorAction SilentlyContinue)
        $runs.Count + $e.Count | Should -Be $all.Count
        $runs.BuildNumber | Should -Be @($all.BuildNumber | Where-Object { $_ })
        "$($e[0])" | Should -BeLike "*schedule $($nightly.Uuid) has no run: none was started. $(@($all | Where-Object IsErrored)[0].Error)"
        $e[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-BbScheduleExecution -Executed'
    }

    It 'has a table' {
        $lines = @(($nightly | Get-BbScheduleExecution | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
        $lines | ForEach-Object Length | Should -BeLessOrEqual 80
        $lines[0] | Should -Match '^Repository +Schedule Result +Build State +CreatedOn Error$'
        $lines[4] | Should -Match "^widgets +$($nightly.Uuid.Substring(1, 8)) ERRORED +No such branch …$"
    }
}
