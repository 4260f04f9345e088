#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What an interrupt does to a whole process. Where else a cmdlet can be stopped is tested in BitbucketPipelines.HostTests.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    # A shell ignores SIGINT in what it starts in the background, and all processes below inherit that.
    function Test-InterruptIgnored {
        $line = Get-Content /proc/self/status -ErrorAction Ignore | Where-Object { $_ -like 'SigIgn:*' }
        $line -and ([Convert]::ToUInt64(($line -split '\s+')[1], 16) -band 2) -ne 0
    }
}
AfterAll { Stop-TestFile }

Describe 'Ctrl+C' {
    It 'ends a process at once, and leaves no request open' -Skip:$IsWindows {
        if (Test-InterruptIgnored) { Set-ItResult -Skipped -Because 'SIGINT is ignored here, as in what a shell script starts with &' }
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:endless @{ steps = @(@{ name = 'For ever'; duration = 1000000; log = @('on and on') }) }
        $null = Invoke-BbPipeline -Custom endless
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 5 }
        $marker = Join-Path $TestDrive 'waiting'
        $child = Start-ThreadJob {
            Import-Module $using:PSScriptRoot/../Support/Process.psm1
            Invoke-Child $using:emulator "Set-Content '$using:marker' `$PID; Wait-BbPipeline 1 -Follow; 'not reached'" -TimeoutSec 300
        }
        Wait-Until { Get-EmulatorRequest $emulator -Path '*/log' } -TimeoutSec 120
        & /bin/kill -INT (Get-Content $marker)
        # The run has no end: that the process ends is the interrupt's doing.
        $result = $child | Receive-Job -Wait -AutoRemoveJob
        $result.Output | Should -Not -Contain 'not reached'
        Wait-Until { (Send-Order $emulator GET inflight) -eq 0 } -TimeoutSec 60
    }

    It 'does not end the emulator of a PowerShell that is typed in' -Skip:$IsWindows {
        $own = Start-Emulator
        try {
            & /bin/kill -INT $own.Process.Id
            # It has got the signal before it has answered a few times.
            1..5 | ForEach-Object { Send-Order $own GET inflight | Should -Be 0 }
            & /bin/kill -TERM $own.Process.Id
            $own.Process.WaitForExit(60000) | Should -BeTrue
        }
        finally {
            Stop-Emulator $own
        }
    }
}
