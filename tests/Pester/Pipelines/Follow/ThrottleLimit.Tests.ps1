#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# -ThrottleLimit limits the requests in flight of a whole wait: looks, lists, steps, logs, reports and requests to stop.
BeforeDiscovery {
    $limits = @{ Limit = 1 }, @{ Limit = 3 }, @{ Limit = 0 }
}
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1" -Speed 100
    function Set-Delay { $null = Send-Order $emulator POST faults @{ times = 0; delaySeconds = 0.02 } }
    # Limit 0 stands for the default.
    function Get-Throttle([int] $Limit) { if ($Limit) { @{ ThrottleLimit = $Limit } } else { @{} } }
    function Get-Most { Send-Order $emulator GET inflight/most }
    # Eight repositories in which a run of the pipeline 'both' takes some seconds and fails in two steps, with logs and tests.
    function New-World {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'many'; count = 8; mainBranch = 'main' }
        $script:all = @(Get-BbRepository 'many-*')
        $failed = @{ duration = 2; result = 'FAILED'; parallel = 'g'; log = @('one', 'two', 'three'); tests = @{ cases = @(@{ name = 't'; status = 'FAILED' }) } }
        foreach ($slug in $all.Slug) {
            $null = Send-Order $emulator PUT "scripts/acme/$slug/custom:both" @{ steps = @((@{ name = 'A' } + $failed), (@{ name = 'B' } + $failed)) }
            $null = Send-Order $emulator PUT "scripts/acme/$slug/custom:long" @{ steps = @(@{ name = 'A'; duration = 30; log = @('one', @{ at = 20; text = 'two' }) }) }
            $null = Send-Order $emulator PUT "scripts/acme/$slug/custom:endless" @{ steps = @(@{ name = 'For ever'; duration = 1000000 }) }
        }
    }
    $quick = @{ PollIntervalSec = 0.1 }
    $quiet = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue'; InformationAction = 'Ignore' }
}
AfterAll { Stop-TestFile }

Describe 'The requests in flight of a wait, with -ThrottleLimit <Limit> (0: by default)' -ForEach $limits {
    BeforeEach {
        New-World
        $throttle = Get-Throttle $Limit
        $most = if ($Limit) { $Limit } else { 5 }
    }

    It 'are so many for runs in many repositories that fail' {
        $runs = $all | Invoke-BbPipeline -Custom both
        Set-Delay
        Clear-Request
        $done = @($runs | Wait-BbPipeline @throttle @quiet -ErrorVariable errors)
        $done.Result | Should -Be (@('FAILED') * 8)
        # The reports were read: each error names the tests.
        @($errors -match '(?s)A.*test').Count | Should -Be 8
        Get-Most | Should -Be $most
    }

    It 'are so many for one repository' {
        $runs = 1..8 | ForEach-Object { Invoke-BbPipeline -Repository $all[0].Slug -Custom both }
        Set-Delay
        Clear-Request
        @($runs | Wait-BbPipeline @throttle @quiet @quick).Count | Should -Be 8
        Get-Most | Should -Be $most
    }

    It 'are so many where logs are followed' {
        $runs = $all | Invoke-BbPipeline -Custom both
        Set-Delay
        Clear-Request
        @($runs | Wait-BbPipeline @throttle @quiet @quick -Follow).Count | Should -Be 8
        Get-Most | Should -Be $most
    }

    It 'are so many with Invoke-BbPipeline -Wait' {
        Set-Delay
        Clear-Request
        @($all | Invoke-BbPipeline -Custom both -Wait @throttle @quiet @quick).Count | Should -Be 8
        Get-Most | Should -Be $most
    }

    It 'are so many while runs are stopped because their time is up, and each is stopped' {
        $runs = $all | Invoke-BbPipeline -Custom endless
        Set-Delay
        Clear-Request
        $null = $runs | Wait-BbPipeline @throttle @quiet -TimeoutSec 1 -StopOnTimeout
        Get-EmulatorRequest $emulator -Method POST -Path '*/stopPipeline' | Should -HaveCount 8
        Get-Most | Should -Be $most
    }
}

Describe 'The requests in flight of a command that follows runs' {
    It 'are no more than -ThrottleLimit with <Command>' -ForEach @(
        @{ Command = 'Show-BbPipeline -Live -PollIntervalSec 0.1'; Runs = 1 }
        @{ Command = 'Get-BbStepLog -Follow'; Runs = 2 }
    ) {
        New-World
        $runs = @($all[0..($Runs - 1)] | Invoke-BbPipeline -Custom long)
        Set-Delay
        Clear-Request
        $null = & ([scriptblock]::Create("`$runs | $Command -ThrottleLimit 1 @quiet"))
        Get-Most | Should -Be 1
    }
}
