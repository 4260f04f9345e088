#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 0
    function Set-Script($Steps) { $null = Send-Order $emulator PUT scripts/acme/widgets/custom:ship @{ parsing = 0; pending = 0; stopDelay = 0; steps = $Steps } }
    function Get-Stopped { @(Send-Order $emulator GET runs/acme/widgets | ForEach-Object { $_ } | Where-Object stopRequested | ForEach-Object buildNumber | Sort-Object) }
    function Add-Open([hashtable] $What = @{}) { Add-Run (@{ result = 'RUNNING' } + $What) }
    # Runs end at once when they are stopped.
    function Use-Speed { $null = Send-Order $emulator PATCH options @{ speed = 1000 } }
}
AfterAll { Stop-TestFile }

Describe 'Stop-BbPipeline -Superseded' {
    BeforeEach { Connect-Emulator $emulator }

    It 'stops the older unfinished runs of a pipeline and branch, never the newest of each' {
        $null = Add-Open @{ count = 3 }
        $null = Add-Run @{ result = 'PENDING'; branch = 'feature/log-view' }
        $null = Add-Open @{ branch = 'feature/log-view' }
        $null = Add-Open @{ selector = 'custom:nightly' }
        Use-Speed
        $stopped = Stop-BbPipeline -Superseded -PassThru -ErrorVariable errors -WarningVariable warnings
        $stopped | ForEach-Object { "$_ $($_.Result)" } | Should -Be '#1 STOPPED', '#2 STOPPED', '#4 STOPPED'
        Get-Stopped | Should -Be 1, 2, 4
        $errors + $warnings | Should -BeNullOrEmpty
    }

    It 'stops one of which a newer run has ended' {
        $null = Add-Open
        $null = Add-Run @{ result = 'SUCCESSFUL' }
        Use-Speed
        Stop-BbPipeline -Superseded | Should -BeNullOrEmpty
        Get-Stopped | Should -Be 1
    }

    It 'tells pull requests from branches, and leaves tags alone' {
        $null = Add-Open @{ branch = 'feature/log-view' }
        $null = Add-Open @{ pullRequest = 7 }
        $null = Add-Open @{ tag = 'v1.0.0'; count = 2 }
        $null = Add-Open @{ pullRequest = 7 }
        Use-Speed
        Stop-BbPipeline -Superseded
        Get-Stopped | Should -Be 2
    }

    It 'takes -Branch and -Custom, with wildcards' {
        $null = Add-Open @{ count = 2 }
        $null = Add-Open @{ count = 2; branch = 'feature/log-view' }
        $null = Add-Open @{ count = 2; selector = 'custom:nightly' }
        Use-Speed
        Stop-BbPipeline -Superseded -Branch 'feature/*'
        Get-Stopped | Should -Be 3
        Stop-BbPipeline -Superseded -Branch trunk -Custom 'night*'
        Get-Stopped | Should -Be 3, 5
    }

    It 'lists with -WhatIf what it would stop, and sends nothing' {
        $null = Add-Open @{ count = 2 }
        Set-Script @(@{ name = 'Ship'; deployment = 'Production'; duration = 1000 })
        $null = Add-Run @{ selector = 'custom:ship'; result = $null; count = 2 }
        Stop-BbPipeline -Superseded -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -BeLike 'Run #3 *'
        @(Get-EmulatorRequest $emulator -Method POST) | Should -BeNullOrEmpty
    }

    Context 'of runs that deploy' {
        BeforeEach {
            # Run 1 deploys, run 2 is about to, run 3 still builds, run 4 is the newest.
            Set-Script @(@{ name = 'Build'; duration = 100 }, @{ name = 'Ship'; deployment = 'Production'; duration = 1000; ready = 50 })
            200, 120, 50, 5 | ForEach-Object { $null = Add-Run @{ selector = 'custom:ship'; result = $null; ageSeconds = $_ } }
        }

        It 'does not stop one that is deploying, or whose deploying step is about to begin, and names it' {
            Stop-BbPipeline -Superseded -WarningVariable warnings -WarningAction SilentlyContinue
            Get-Stopped | Should -Be 3
            $warnings[0] | Should -BeLike 'Run #1 of acme/widgets is deploying to Production and was not stopped.*-IncludeDeployment*'
            $warnings[1] | Should -BeLike 'Run #2 *'
        }

        It 'stops it when told so' {
            Stop-BbPipeline -Superseded -IncludeDeployment -PassThru -WarningAction SilentlyContinue | ForEach-Object BuildNumber | Should -Be 1, 2, 3
            Get-Stopped | Should -Be 1, 2, 3
        }

        It 'does not stop one of which it cannot read whether it deploys: <_>' -ForEach 'deployments', 'steps' {
            $null = Send-Order $emulator POST faults @{ path = "/$_/"; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
            Stop-BbPipeline -Superseded -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            Get-Stopped | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
            $errors[0].Exception.Message | Should -BeLike 'Run #1 of acme/widgets was not stopped*'
        }

        It 'stops it although the server lists the deployments of other runs, too' {
            $null = Send-Order $emulator POST faults @{
                path = 'deployments/'; times = 0; status = 200; contentType = 'application/json'
                body = '{"values":[{"uuid":"{a}","state":{"name":"IN_PROGRESS"},"release":{"pipeline":{"uuid":"{other}"}}}]}'
            }
            Stop-BbPipeline -Superseded -WarningAction SilentlyContinue
            Get-Stopped | Should -Be 1, 2, 3
        }
    }

    It 'is content with a run that ended in the meantime, and warns of one that waits for a person' {
        $null = Add-Open
        $null = Add-Run @{ result = 'PAUSED' }
        $null = Add-Open
        $null = Send-Order $emulator POST faults @{
            method = 'POST'; path = 'stopPipeline'; status = 400; contentType = 'application/json'
            body = '{"error":{"message":"Bad request","detail":"Cannot stop pipeline result that is already complete with status PASSED"}}'
        }
        Use-Speed
        Stop-BbPipeline -Superseded -ThrottleLimit 1 -ErrorVariable errors -WarningVariable warnings -WarningAction SilentlyContinue
        $errors | Should -BeNullOrEmpty
        $warnings | Should -BeLike 'Run #2 of acme/widgets is paused on a manual step*'
    }

    It 'works in each repository that is piped in' {
        $null = Add-Open @{ count = 2 }
        $null = Send-Order $emulator POST runs/acme/gadgets @{ result = 'RUNNING'; count = 2 }
        Use-Speed
        Get-BbRepository | Stop-BbPipeline -Superseded -PassThru | ForEach-Object Repository | Should -Be 'gadgets', 'widgets'
    }

    It 'asks for one list where nothing runs' {
        $null = Add-Run @{ count = 3 }
        $null = Send-Order $emulator DELETE requests
        Stop-BbPipeline -Superseded -ErrorAction Stop | Should -BeNullOrEmpty
        @(Get-EmulatorRequest $emulator).Count | Should -Be 1
    }

    It 'says that there is nothing to stop, once' {
        $null = Add-Run @{ count = 3 }
        Stop-BbPipeline -Superseded 6>&1 | Should -BeLike 'Nothing to stop in acme/widgets:*'
        Get-BbRepository | Stop-BbPipeline -Superseded 6>&1 | Should -BeLike 'Nothing to stop in 3 repositories:*'
    }

    It 'takes no run' {
        { Stop-BbPipeline -Pipeline 1 -Superseded } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Stop-BbPipeline 1 -Branch trunk } | Should -Throw
    }
}
