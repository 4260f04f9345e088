#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Set-Script($Steps, [string] $Repository = 'widgets') { $null = Send-Order $emulator PUT "scripts/acme/$Repository/custom:t" @{ parsing = 0; pending = 4; steps = $Steps } }
    function Get-ListRequest { @(Get-EmulatorRequest $emulator -Path '*/pipelines/[?]*') }
    # The same numbers, from all that Get-BbPipeline has.
    function Get-Expected([object[]] $Runs) {
        $ended = @($Runs | Where-Object State -EQ 'COMPLETED')
        $half = { param($n) $s = @($n | Sort-Object); if ($s.Count % 2) { $s[($s.Count - 1) / 2] } else { ($s[$s.Count / 2 - 1] + $s[$s.Count / 2]) / 2 } }
        $high = { param($n) $s = @($n | Sort-Object); $s[[math]::Ceiling(0.95 * $s.Count) - 1] }
        $waits = @($ended | ForEach-Object { [math]::Max(0, ($_.CompletedOn - $_.CreatedOn).TotalSeconds - $_.DurationSeconds) })
        [ordered]@{
            Runs = $Runs.Count; Unfinished = $Runs.Count - $ended.Count; Successful = @($ended | Where-Object Result -EQ 'SUCCESSFUL').Count
            BuildSeconds = ($Runs.BuildSecondsUsed | Measure-Object -Sum).Sum
            Median = & $half $ended.DurationSeconds; P95 = & $high $ended.DurationSeconds; Waiting = & $half $waits; P95Waiting = & $high $waits
        }
    }
}
AfterAll { Stop-TestFile }

Describe 'Measure-BbPipeline' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
    }

    Context 'of many runs of several repositories' {
        BeforeEach {
            $random = [random]::new(5)
            foreach ($repository in 'widgets', 'gadgets') {
                foreach ($n in 1..12) {
                    Set-Script @(@{ name = 'Build'; duration = $random.Next(1, 300) }, @{ name = 'Test'; duration = $random.Next(1, 90); ready = $random.Next(0, 60); result = ('SUCCESSFUL', 'FAILED')[$random.Next(2)] }) $repository
                    $null = Add-Run @{ selector = 'custom:t'; result = $null; ageSeconds = 2000 + $n * 86400 } $repository
                    $null = Add-Run @{ ageSeconds = 1000 + $n * 90000 } $repository
                }
            }
            $null = Add-Run @{ result = 'RUNNING' }
            $null = Add-Run @{ result = 'STOPPED'; ageSeconds = 5000 } gadgets
        }

        It 'equals what can be computed of all runs, to the second' {
            $rows = Measure-BbPipeline * -Since 90d -GroupBy Repository, Pipeline
            $rows | Should -HaveCount 4
            foreach ($row in $rows) {
                $row | Should -BeOfType BitbucketPipelines.Api.Runs.PipelineMeasure
                $runs = @(Get-BbPipeline -Repository $row.Repository | Where-Object { $row.Section -eq ($_.Custom ? "custom: $($_.Custom)" : 'default') })
                $expected = Get-Expected $runs
                $row.Runs, $row.Unfinished, $row.Successful, $row.BuildSeconds | Should -Be $expected.Runs, $expected.Unfinished, $expected.Successful, $expected.BuildSeconds
                $row.MedianDurationSeconds, $row.P95DurationSeconds | Should -Be $expected.Median, $expected.P95
                [math]::Abs($row.MedianWaitingSeconds - $expected.Waiting) | Should -BeLessThan 0.01
                [math]::Abs($row.P95WaitingSeconds - $expected.P95Waiting) | Should -BeLessThan 0.01
                $row.SuccessRate | Should -Be ($expected.Successful / ($expected.Runs - $expected.Unfinished))
                $row.BuildMinutes | Should -Be ($expected.BuildSeconds / 60)
            }
        }

        It 'shows piped repositories in the same table as those of a pattern' {
            $table = Measure-BbPipeline * | Out-String -Width 80
            $table | Should -Match 'Repository +Runs +BuildMinutes +Share +SuccessRate +MedianDuration'
            Get-BbRepository | Measure-BbPipeline | Out-String -Width 80 | Should -BeExactly $table
        }

        It 'has the one that used most minutes first, and adds up to all' {
            $rows = Measure-BbPipeline *
            $rows.BuildSeconds | Should -Be @($rows.BuildSeconds | Sort-Object -Descending)
            ($rows | Measure-Object Share -Sum).Sum | Should -Be 1
            $all = Measure-BbPipeline * -GroupBy None
            $all | Should -HaveCount 1
            $all.Runs | Should -Be ($rows | Measure-Object Runs -Sum).Sum
            $all.BuildSeconds | Should -Be ($rows | Measure-Object BuildSeconds -Sum).Sum
            $all.Repository | Should -BeNullOrEmpty
            $all.Workspace | Should -Be 'acme'
        }

        It 'measures the repository of the session, those that are piped in, and those that are named, each once' {
            (Measure-BbPipeline).Repository | Should -Be 'widgets'
            (Measure-BbPipeline -Repository gadgets).Repository | Should -Be 'gadgets'
            (Get-BbRepository '*dgets' | Measure-BbPipeline).Repository | Sort-Object | Should -Be 'gadgets', 'widgets'
            (Measure-BbPipeline acme/gadgets, widgets, 'wid*').Runs | Should -Be (Get-BbRepository '*dgets' | Measure-BbPipeline).Runs
            ([pscustomobject]@{ Repository = 'gadgets' } | Measure-BbPipeline).Repository | Should -Be 'gadgets'
        }

        It 'counts the runs of the range only' {
            $since, $until = [datetimeoffset]::UtcNow.AddDays(-9), [datetimeoffset]::UtcNow.AddDays(-4)
            $runs = @(Get-BbPipeline -Since $since -Until $until)
            $row = Measure-BbPipeline -Since $since -Until $until
            $row.Runs | Should -Be $runs.Count
            $row.BuildSeconds | Should -Be ($runs.BuildSecondsUsed | Measure-Object -Sum).Sum
            $row.Since, $row.Until | Should -Be $since, $until
        }

        It 'shows who uses the minutes in a table of <_> columns' -ForEach 80, 120 {
            $lines = Measure-BbPipeline * | Show $_
            $lines | ForEach-Object Length | Should -BeLessOrEqual $_
            $lines[0] | Should -Match '^Repository +Runs +BuildMinutes +Share +SuccessRate'
            $lines[2] | Should -Match '^(wid|gad)gets +2\d +\d+\.\d +\d+(\.\d)?% +\d+(\.\d)?%'
            (Measure-BbPipeline -GroupBy Branch, Pipeline | Show $_)[0] | Should -Match '^Repository +Branch +Section +Month +Runs +BuildMinutes'
        }

        It 'has rows that lead to the runs of their repository, and of their branch' {
            $row = Measure-BbPipeline
            @($row | Get-BbPipeline -Since 30d).Count | Should -Be $row.Runs
            foreach ($row in Measure-BbPipeline -GroupBy Repository, Branch, Pipeline | Select-Object Repository, Branch, Section -Unique) {
                ($row | Get-BbPipeline -Since 30d).Branch | Select-Object -Unique | Should -Be $row.Branch
            }
        }

        It 'has times for scripts' {
            $row = Measure-BbPipeline
            $row.MedianDuration | Should -BeOfType timespan
            $row.MedianDuration.TotalSeconds | Should -Be $row.MedianDurationSeconds
            $row.P95Waiting.TotalSeconds | Should -Be $row.P95WaitingSeconds
        }
    }

    It 'has a row for each month, in their order' {
        $null = Add-Run @{ count = 3; ageSeconds = 3600; spacingSeconds = 31 * 86400 }
        $months = Measure-BbPipeline -Since 120d -GroupBy Month
        $months | Should -HaveCount 3
        $months.Month | Should -Be @(Get-BbPipeline | ForEach-Object { $_.CreatedOn.UtcDateTime.ToString('yyyy-MM') } | Sort-Object)
    }

    It 'returns nothing where nothing ran' {
        Measure-BbPipeline -ErrorAction Stop | Should -BeNullOrEmpty
        Measure-BbPipeline * -GroupBy None -ErrorAction Stop | Should -BeNullOrEmpty
        $null = Add-Run @{ ageSeconds = 40 * 86400 }
        Measure-BbPipeline | Should -BeNullOrEmpty
        Measure-BbPipeline 'nothing*' -ErrorAction Stop | Should -BeNullOrEmpty
        (Measure-BbPipeline -Until 35d).Runs | Should -Be 1
    }

    It 'refuses a range that ends before it begins, and a total with groups, before it asks for anything' {
        $null = Send-Order $emulator DELETE requests
        { Measure-BbPipeline -Since 1d -Until 2d } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*is after -Until*'
        { Get-BbPipeline -Since 1d -Until 2d } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*is after -Until*'
        { Measure-BbPipeline -GroupBy None, Month } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        { Measure-BbPipeline -GroupBy Week } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Measure-BbPipeline -Since nonsense } | Should -Throw
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'leaves out a repository that cannot be read, with an error, and goes on' {
        $null = Add-Run @{ }
        (Measure-BbPipeline widgets, nowhere -ErrorVariable errors -ErrorAction SilentlyContinue).Repository | Should -Be 'widgets'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'does not count half a repository' {
        $null = Add-Run @{ count = 130; spacingSeconds = 10 }
        $null = Add-Run @{ } gadgets
        $null = Send-Order $emulator POST faults @{ path = 'widgets/pipelines/.*page=2'; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        (Measure-BbPipeline * -ErrorVariable errors -ErrorAction SilentlyContinue).Repository | Should -Be 'gadgets'
        $errors | Should -HaveCount 1
    }

    It 'reads no page more than the range needs, and no field that is not counted' {
        $null = Add-Run @{ count = 1000; spacingSeconds = 3600 }
        $null = Send-Order $emulator DELETE requests
        (Measure-BbPipeline -Since 5d).Runs | Should -Be 120
        (Get-ListRequest).Count | Should -BeLessOrEqual 3
        (Get-ListRequest)[0].pathAndQuery | Should -BeLike '*fields=size*values.build_seconds_used*'
        $null = Send-Order $emulator DELETE requests
        (Measure-BbPipeline -Since 5d -GroupBy Pipeline).Section | Should -Be 'default'
    }

    It 'measures 10,000 runs of 100 repositories with few requests' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'many'; count = 100; mainBranch = 'main' }
        1..100 | ForEach-Object { $null = Send-Order $emulator POST ('runs/acme/many-{0:000}' -f $_) @{ count = 100; spacingSeconds = 3600 } }
        $null = Send-Order $emulator DELETE requests
        $rows = Measure-BbPipeline 'many-*' -ThrottleLimit 8
        $rows | Should -HaveCount 100
        $rows.Runs | Select-Object -Unique | Should -Be 100
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 400
    }
}

Describe 'Measure-BbPipeline -Flaky' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        $null = Send-Order $emulator POST refs/acme/widgets @{ branch = 'x'; count = 5 }
        function New-Report([string] $Status) {
            @{ cases = @(@{ name = 'wavers'; className = 'acme.Login'; packageName = 'acme'; status = $Status }, @{ name = 'holds'; className = 'acme.Login'; packageName = 'acme'; status = 'SUCCESSFUL' }) }
        }
        function Add-Result([string] $Branch, [string] $Build, [string] $Test) {
            Set-Script @(@{ name = 'Build'; duration = 1; result = $Build }, @{ name = 'Test'; duration = 1; result = $Test; tests = (New-Report $Test) })
            $script:age -= 60
            $null = Add-Run @{ selector = 'custom:t'; branch = $Branch; result = $null; ageSeconds = $script:age }
        }
        $script:age = 5000
        foreach ($branch in 'x-001', 'x-002') {
            Add-Result $branch SUCCESSFUL FAILED
            Add-Result $branch SUCCESSFUL SUCCESSFUL
        }
        Add-Result x-003 FAILED SUCCESSFUL
        Add-Result x-003 FAILED SUCCESSFUL
        Add-Result x-003 SUCCESSFUL SUCCESSFUL
        # Good and then broken, or broken for good, is not flaky.
        Add-Result x-004 SUCCESSFUL SUCCESSFUL
        Add-Result x-004 FAILED SUCCESSFUL
        Add-Result x-005 FAILED SUCCESSFUL
    }

    It 'finds steps and tests that failed and then succeeded on the same commit, the flakiest first' {
        $rows = Measure-BbPipeline -Flaky
        $rows | ForEach-Object { "$($_.Kind) $($_.Step) $($_.Test) $($_.Commits) $($_.Failures) #$($_.Pipeline)" } | Should -Be 'Step Test  2 2 #3', 'Test Test acme.acme.Login.wavers 2 2 #3', 'Step Build  1 2 #6'
        $rows[0].Section | Should -Be 'custom: t'
        ($rows[0] | Get-BbTestCase -Failed).Name | Should -Be 'wavers'
        $rows[2].Url | Should -BeLike '*/acme/widgets/pipelines/results/6/steps/*'
    }

    It 'reads the steps of those commits alone, of no more than -MaxCommit, and says so' {
        $null = Send-Order $emulator DELETE requests
        $null = Measure-BbPipeline -Flaky
        @(Get-EmulatorRequest $emulator -Path '*/steps/[?]*').pathAndQuery -replace '.*pipelines/(\d+)/.*', '$1' | Sort-Object { [int]$_ } | Should -Be 1, 2, 3, 4, 5, 6, 7
        (Measure-BbPipeline -Flaky -MaxCommit 1 -WarningVariable said -WarningAction SilentlyContinue).Step | Should -Be 'Build'
        $said | Should -BeLike '*1 of 3 commits*-MaxCommit*'
    }

    It 'advises how a workspace is meant, where there is no repository of the name: <_>' -ForEach { Measure-BbPipeline acme }, { Get-BbRepository acme } {
        & $_ 2>$null
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*If 'acme' is a workspace: * -Workspace acme"
        & ([scriptblock]::Create(($Error[0].ErrorDetails.RecommendedAction -replace '.*: '))) | Should -Not -BeNullOrEmpty
    }

    It 'finds nothing where nothing failed' {
        Measure-BbPipeline -Flaky -Repository gadgets -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'goes on after a run that cannot be read' {
        $null = Send-Order $emulator POST faults @{ path = 'pipelines/1/steps'; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        (Measure-BbPipeline -Flaky -ErrorVariable errors -ErrorAction SilentlyContinue).Step | Should -Be 'Build', 'Test', 'Test'
        $errors | Should -HaveCount 1
    }
}
