#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Ctrl+C, which is Stop() to the engine: at once, whatever goes on, and nothing is left under way.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Process.psm1", "$PSScriptRoot/Support/Variable.psm1" -Force
    $environment = Clear-HostEnvironment
    $emulator = Start-Emulator -Speed 20
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
    Restore-HostEnvironment $environment
}

Describe 'Ctrl+C' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:endless @{ steps = @(
                @{ name = 'For ever'; duration = 1000000; log = @(1..2000 | ForEach-Object { @{ at = $_ / 5; text = "line $_" } }) }
            ) }
        $null = Invoke-BbPipeline -Custom endless
        $null = Invoke-BbPipeline -Custom endless
        # Both are at their step, whatever the machine is doing.
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 5 }
        $null = Send-Order $emulator DELETE requests
    }

    It 'ends <What> at once' -ForEach @(
        @{ What = 'a wait, in its pause'; Script = 'Wait-BbPipeline 1 -Session $session -PollIntervalSec 30'; When = '*/steps*' }
        @{ What = 'a wait without end'; Script = 'Wait-BbPipeline 1 -Session $session -TimeoutSec 0'; When = '*/pipelines/1*' }
        @{ What = 'a wait for many'; Script = '1, 2 | Wait-BbPipeline -Session $session -PollIntervalSec 0.1'; When = '*pagelen*' }
        @{ What = 'a wait for a manual step'; Script = 'Invoke-BbPipeline -Custom manual-gate -Session $session -Wait -OnPause Wait -PollIntervalSec 0.1'; When = '*/steps*' }
        @{ What = 'a wait whose request gets no answer'; Script = 'Wait-BbPipeline 1 -Session $session'; When = '*/pipelines/1'
            Fault = @{ method = 'GET'; path = '/pipelines/'; times = 0; delaySeconds = 60 } 
        }
        @{ What = 'a follow, between looks'; Script = 'Wait-BbPipeline 1 -Session $session -Follow -PollIntervalSec 30'; When = '*/log' }
        @{ What = 'a follow, with lines coming'; Script = 'Wait-BbPipeline 1 -Session $session -Follow -PollIntervalSec 0.1'; When = '*/log' }
        @{ What = 'a follow whose log gets no answer'; Script = 'Wait-BbPipeline 1 -Session $session -Follow'; When = '*/log'
            Fault = @{ path = '/log$'; times = 0; delaySeconds = 60 } 
        }
        @{ What = 'a pause that a 429 asks for'; Script = 'Get-BbPipeline 1 -Session $session'; When = '*/pipelines/1*'
            Fault = @{ method = 'GET'; preset = '429-text'; times = 0; headers = @{ 'Retry-After' = '60' } } 
        }
        @{ What = 'a pause before the next try'; Script = 'Get-BbPipeline 1 -Session $session'; When = '*/pipelines/1*'
            Fault = @{ method = 'GET'; status = 503; times = 0; headers = @{ 'Retry-After' = '60' } } 
        }
        @{ What = 'a look-up before a trigger'; Script = 'Invoke-BbPipeline -Session $session'; When = '*/widgets'
            Fault = @{ method = 'GET'; delaySeconds = 60 } 
        }
        @{ What = 'a trigger'; Script = 'Invoke-BbPipeline -Branch trunk -Session $session'; When = '*/pipelines/'
            Fault = @{ method = 'POST'; delaySeconds = 60 } 
        }
        @{ What = 'a test of the session'; Script = 'Test-BbSession -Session $session'; When = '*'
            Fault = @{ times = 0; delaySeconds = 60 } 
        }
        @{ What = 'a stop at the end of the time'; Script = 'Wait-BbPipeline 1 -Session $session -TimeoutSec 0.2 -StopOnTimeout'; When = '*stopPipeline'
            Fault = @{ method = 'POST'; delaySeconds = 60 } 
        }
    ) {
        if ($Fault) { $null = Send-Order $emulator POST faults $Fault }
        $stopped = Invoke-AndStop $emulator $Script -When $When
        $stopped.State | Should -Be 'Stopped' -Because 'it was still at work'
        $stopped.StopTime.TotalSeconds | Should -BeLessThan 1.5
        $stopped.Errors | Should -BeNullOrEmpty -Because 'who stops it knows'
        Wait-Until { (Send-Order $emulator GET inflight) -eq 0 } -TimeoutSec 3
    }

    It 'leaves each variable either old or new: <What>' -ForEach @(
        @{ What = 'Set-BbVariable'; Method = 'PUT'; Script = '1..20 | ForEach-Object { [pscustomobject]@{ Name = "V_$_"; Value = "new" } } | Set-BbVariable -Session $session -ThrottleLimit 2' }
        @{ What = 'Remove-BbVariable'; Method = 'DELETE'; Script = 'Remove-BbVariable V_* -Force -Session $session -ThrottleLimit 2' }
        @{ What = 'Sync-BbVariable'; Method = 'PUT'; Script = 'Sync-BbVariable -Environment Test -ToRepository widgets -Session $session -Prune -Force -ThrottleLimit 2' }
    ) {
        $of = { param($Value) @(1..20 | ForEach-Object { @{ key = "V_$_"; value = $Value } }) }
        Set-Stored $emulator repository/acme/widgets (& $of old)
        Set-Stored $emulator environment/acme/widgets/Test (& $of new)
        # Some are written; the rest gets no answer.
        $null = Send-Order $emulator POST faults @{ method = $Method; path = 'variables/'; skip = 3; times = 0; delaySeconds = 60 }
        $stopped = Invoke-AndStop $emulator $Script -When '*variables/*' -Count 5 -Method $Method
        $stopped.State | Should -Be 'Stopped' -Because 'it was still at work'
        $stopped.StopTime.TotalSeconds | Should -BeLessThan 1.5
        Wait-Until { (Send-Order $emulator GET inflight) -eq 0 } -TimeoutSec 3
        $now = @(Get-Stored $emulator repository/acme/widgets)
        @($now | Where-Object { $_.value -notin 'old', 'new' }) | Should -BeNullOrEmpty
        if ($Method -eq 'DELETE') { $now.Count | Should -BeIn 15, 16, 17 } else { $now.Count | Should -Be 20; @($now | Where-Object value -EQ new).Count | Should -BeIn 3, 4, 5 }
    }

    It 'sends nothing more, not the trigger either' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; preset = '429-text'; times = 0; headers = @{ 'Retry-After' = '1' } }
        $null = Invoke-AndStop $emulator 'Invoke-BbPipeline -Session $session -Wait' -When '*/widgets'
        $count = @(Get-EmulatorRequest $emulator).Count
        [Threading.Thread]::Sleep(1300)
        @(Get-EmulatorRequest $emulator).Count | Should -Be $count
        Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
    }

    It 'leaves the run alone' {
        $null = Invoke-AndStop $emulator 'Wait-BbPipeline 1 -Session $session -StopOnTimeout -PollIntervalSec 0.1' -When '*/steps*'
        Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
        (Get-BbPipeline 1).State | Should -BeExactly 'IN_PROGRESS'
    }

    It 'says in a script, too, what a change of a schedule has left half done' -Skip:$IsWindows {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'schedules'; times = 0; delaySeconds = 60 }
        $old = (Get-BbSchedule)[0].Uuid
        $marker = Join-Path $TestDrive 'changing'
        $child = Start-ThreadJob {
            Import-Module $using:PSScriptRoot/Support/Process.psm1
            Invoke-Child $using:emulator "Set-Content '$using:marker' `$PID; Set-BbSchedule '$using:old' -Cron '0 5 * * *'; 'not reached'"
        }
        Wait-Until { Get-EmulatorRequest $emulator -Method POST -Path '*schedules*' }
        & /bin/kill -INT (Get-Content $marker)
        $result = $child | Receive-Job -Wait -AutoRemoveJob
        $result.Output | Should -Not -Contain 'not reached'
        "$($result.All)" -replace '\s+', ' ' | Should -BeLike "*$old is disabled*Set-BbSchedule '$old' -Enabled `$true -Repository acme/widgets*"
    }

    It 'is what an interrupt does to a process' -Skip:$IsWindows {
        $marker = Join-Path $TestDrive 'waiting'
        $child = Start-ThreadJob {
            Import-Module $using:PSScriptRoot/Support/Process.psm1
            Invoke-Child $using:emulator "Set-Content '$using:marker' `$PID; Wait-BbPipeline 1 -Follow; 'not reached'"
        }
        Wait-Until { Get-EmulatorRequest $emulator -Path '*/log' }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        & /bin/kill -INT (Get-Content $marker)
        $result = $child | Receive-Job -Wait -AutoRemoveJob
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        $result.Output | Should -Not -Contain 'not reached'
        Wait-Until { (Send-Order $emulator GET inflight) -eq 0 } -TimeoutSec 3
    }
}
