#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# A server that limits requests, whose windows are seconds long in place of an hour.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Set-Content TestDrive:/ten.env (1..10 | ForEach-Object { "NAME_$_=value $_" })
    function Set-Limit([int] $Limit, [double] $Seconds, [bool] $Headers = $true) {
        $null = Send-Order $emulator PUT allowance @{ limit = $Limit; windowSeconds = $Seconds * $emulator.Speed; rolls = $false; headers = $Headers }
    }
    function Get-Refused { (Send-Order $emulator GET allowance).refused }
}
AfterAll { Stop-TestFile }


Describe 'An allowance that is used up' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is waited for: 12 x 10 changes with 40 requests a window are one run, with one warning' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        $repositories = Get-BbRepository bulk-*
        Set-Limit 40 6
        $rows = $repositories | Import-BbVariable TestDrive:/ten.env -WarningVariable warnings -ErrorVariable failures -WarningAction SilentlyContinue
        $failures | Should -HaveCount 0
        $rows.Status | Should -HaveCount 120
        $rows.Status | Select-Object -Unique | Should -BeExactly Succeeded
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike 'The allowance of 40 requests in 6 seconds is used up; * left; goes on at about *'
        # Three windows end: what is in flight at that moment, and a probe.
        Get-Refused | Should -BeLessOrEqual 18
        $sent = @(Get-EmulatorRequest $emulator -Path '*bulk-0*' | Where-Object status -NE 429)
        @($sent | Where-Object method -EQ POST) | Should -HaveCount 120
        $sent | Should -HaveCount 132
    }

    It 'is shared by runspaces and by sessions of one account, and shown by Get-BbSession' {
        Set-Limit 30 6
        $session = Get-BbSession
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
        $other = Connect-BbWorkspace -NoCheck -Workspace acme -Repository gadgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $module = (Get-Module BitbucketPipelines).Path
        $results = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            $mine = $_ % 2 ? $using:session : $using:other
            foreach ($i in 1..6) { Set-BbVariable "P$($_)_$i" v -Session $mine -PassThru -WarningAction SilentlyContinue }
        }
        $results.Status | Should -HaveCount 24
        $results.Status | Select-Object -Unique | Should -BeExactly Succeeded
        Get-Refused | Should -BeLessOrEqual 5
        foreach ($one in $session, $other) { $one.RateLimit | Should -Be 30 }
    }

    It 'that another program uses up is waited for, and -RetryTimeoutSec bounds the wait' {
        Set-Limit 30 6
        $null = Send-Order $emulator POST allowance @{ account = 'dev@example.com:api-token-123'; use = 30 }
        $null = Connect-BbWorkspace -NoCheck -RetryTimeoutSec 2
        { Get-BbVariable -ErrorAction Stop } | Should -Throw -ErrorId 'RateLimited,*'
        Get-Refused | Should -Be 1
        $null = Connect-BbWorkspace -NoCheck -RetryTimeoutSec 60
        @(Get-BbVariable).Count | Should -BeGreaterThan 3
        Get-Refused | Should -BeLessOrEqual 3
    }

    It 'ends no wait for a run before its -TimeoutSec' {
        $run = Add-Run @{ result = 'RUNNING' }
        $null = Send-Order $emulator POST faults @{ preset = '429-text'; path = '/pipelines/'; skip = 1; times = 0 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Wait-BbPipeline $run -TimeoutSec 4 -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 3.5
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
    }
}
