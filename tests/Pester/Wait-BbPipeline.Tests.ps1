#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Process.psm1" -Force
    $environment = Clear-HostEnvironment
    $emulator = Start-Emulator -Speed 50
    $quick = @{ PollIntervalSec = 0.1 }

    # Runs as the emulator makes them; a result of $null goes on as its script says.
    function New-Run([hashtable] $Run = @{}, [string] $Repository = 'widgets') {
        $branch = if ($Repository -eq 'widgets') { 'trunk' } else { 'main' }
        (Send-Order $emulator POST "runs/acme/$Repository" (@{ branch = $branch } + $Run)).buildNumbers
    }

    function Set-Script([string] $Name, [hashtable] $Script, [string] $Repository = 'widgets') {
        $null = Send-Order $emulator PUT "scripts/acme/$Repository/custom:$Name" $Script
    }

    # A run that has been where it is for a while: what its steps say and what it says itself are read one after the other.
    function Start-Settled([string] $Custom) {
        Invoke-BbPipeline -Custom $Custom
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 60 }
    }

    # What was asked of runs: neither steps nor the last successful run, by which the time is estimated.
    function Get-Look { Get-EmulatorRequest $emulator -Method GET -Path '*/pipelines/*' | Where-Object pathAndQuery -NotMatch 'steps|status=PASSED' }
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
    Restore-HostEnvironment $environment
}

Describe 'Wait-BbPipeline' {
    BeforeEach {
        Connect-Emulator $emulator
        $errors = $null
    }

    Context 'naming a run' {
        It 'takes <What>' -ForEach @(
            @{ What = 'a number'; Name = { 1 } }
            @{ What = '#1'; Name = { '#1' } }
            @{ What = 'a uuid in braces'; Name = { $run.Uuid } }
            @{ What = 'a uuid without braces'; Name = { $run.Uuid.Trim('{}') } }
            @{ What = 'a guid'; Name = { [guid]$run.Uuid } }
            @{ What = 'the address of its page'; Name = { $run.Url } }
            @{ What = 'the address of a step'; Name = { (Get-BbStep $run).Url[0] } }
            @{ What = 'the object'; Name = { $run } }
        ) {
            $null = New-Run @{ result = 'SUCCESSFUL' }
            $run = Get-BbPipeline 1
            $found = Wait-BbPipeline (& $Name) @quick
            $found.BuildNumber | Should -Be 1
            $found.Result | Should -BeExactly 'SUCCESSFUL'
            (& $Name) | Wait-BbPipeline @quick | ForEach-Object BuildNumber | Should -Be 1
        }

        It 'takes rows by the name of the column: <_>' -ForEach 'BuildNumber', 'Pipeline', 'Uuid', 'Id' {
            $null = New-Run @{ result = 'SUCCESSFUL' } gadgets
            $name = if ($_ -eq 'Uuid') { (Get-BbPipeline 1 -Repository gadgets).Uuid } else { 1 }
            $found = [pscustomobject]@{ Repository = 'gadgets'; $_ = $name } | Wait-BbPipeline @quick
            "$($found.Repository) $found" | Should -BeExactly 'gadgets #1'
        }

        It 'takes the repository of an address before that of the session' {
            $null = New-Run @{ result = 'SUCCESSFUL' } gadgets
            (Wait-BbPipeline 'https://bitbucket.org/acme/gadgets/pipelines/results/1' @quick).Repository | Should -BeExactly 'gadgets'
        }

        It 'says that <_> names no run, and goes on with the others' -ForEach 'abc', '0', '-1', '1.5', 'https://bitbucket.org/acme/widgets', '{12345}' {
            $null = New-Run @{ result = 'SUCCESSFUL' }
            $found = Wait-BbPipeline $_, 1 @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            $found.BuildNumber | Should -Be 1
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidPipelineId,BitbucketPipelines.Commands.WaitPipelineCommand'
            $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        }

        It 'says that <What> is not there, and goes on with the others' -ForEach @(
            @{ What = 'a number'; Name = 99 }
            @{ What = 'a uuid'; Name = '{d1e2f3a4-0009-4a5b-8c6d-7e8f90a1b2c3}' }
        ) {
            $null = New-Run @{ result = 'SUCCESSFUL' }
            $found = Wait-BbPipeline $Name, 1 @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            $found.BuildNumber | Should -Be 1
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
            $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            "$($errors[0])" | Should -BeLike "*'$Name'*"
            $errors[0].TargetObject | Should -Be "$Name"
        }

        It 'says which repository is not there' {
            Wait-BbPipeline 1 -Repository nope @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            "$($errors[0])" | Should -BeLike '*acme/nope*'
        }
    }

    Context 'the end of a run' {
        It 'writes a run that succeeded when it ends, and no error' {
            Set-Script slow @{ steps = @(@{ duration = 20 }) }
            $run = Invoke-BbPipeline -Custom slow
            $run.State | Should -BeExactly 'PARSING'
            $done = $run | Wait-BbPipeline @quick -ErrorVariable errors -WarningVariable warnings
            $done.State, $done.Result | Should -BeExactly @('COMPLETED', 'SUCCESSFUL')
            $errors | Should -BeNullOrEmpty
            $warnings | Should -BeNullOrEmpty
        }

        It 'writes a run that ended <_>, then one error' -ForEach 'FAILED', 'ERROR', 'STOPPED', 'EXPIRED' {
            $null = New-Run @{ result = $_ }
            $written = @(Wait-BbPipeline 1 @quick 2>&1)
            $written.Count | Should -Be 2
            $written[0].Result | Should -BeExactly $_
            $written[1].FullyQualifiedErrorId | Should -BeExactly 'PipelineFailed,BitbucketPipelines.Commands.WaitPipelineCommand'
            $written[1].CategoryInfo.Category | Should -Be 'OperationStopped'
            "$($written[1])" | Should -BeLike "*#1 of acme/widgets ended $_*"
            $written[1].TargetObject.BuildNumber | Should -Be 1
        }

        It 'takes a result that it has never heard of for no success' {
            $null = New-Run @{ rawState = @{ name = 'COMPLETED'; type = 'pipeline_state_completed'; result = @{ name = 'MELTED'; type = 'pipeline_state_completed_melted' } } }
            $run = Wait-BbPipeline 1 @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            $run.Result | Should -BeExactly 'MELTED'
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'PipelineFailed,*'
        }

        It 'names the first step that failed, not one that was never run' {
            Set-Script three @{ steps = @{ name = 'Good' }, @{ name = 'Bad'; result = 'FAILED'; log = 'it', 'broke here' }, @{ name = 'After' } }
            $null = Invoke-BbPipeline -Custom three | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            "$($errors[0])" | Should -BeLike "*'Bad' ended FAILED*broke here*"
            "$($errors[0])" | Should -Not -BeLike "*'After'*"
        }

        It 'is as good an error when the log cannot be read' {
            $null = Send-Order $emulator POST faults @{ path = '/log$'; times = 0; status = 500 }
            $written = @(Invoke-BbPipeline -Custom fail | Wait-BbPipeline @quick 2>&1)
            $written.Count | Should -Be 2
            "$($written[1])" | Should -BeLike "*'Unit tests' ended FAILED*$($emulator.SiteUri)acme/widgets/pipelines/results/1*"
        }

        It 'can be caught, with the object written before' {
            $got = [Collections.Generic.List[object]]::new()
            { Invoke-BbPipeline -Custom fail | Wait-BbPipeline @quick -ErrorAction Stop | ForEach-Object { $got.Add($_) } } | Should -Throw -ErrorId 'PipelineFailed,*'
            $got.Result | Should -Be 'FAILED'
        }
    }

    Context '-OnPause' {
        It 'returns with a warning and the address, by default' {
            $run = Start-Settled manual-gate | Wait-BbPipeline @quick -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable errors
            $run.Stage | Should -BeExactly 'PAUSED'
            $errors | Should -BeNullOrEmpty
            $warnings.Count | Should -Be 1
            "$warnings" | Should -BeLike "*'Deploy to production'*$($emulator.SiteUri)acme/widgets/pipelines/results/1*"
        }

        It 'writes the run, then one error with Error' {
            $written = @(Start-Settled manual-gate | Wait-BbPipeline @quick -OnPause Error 2>&1)
            $written.Count | Should -Be 2
            $written[0].Stage | Should -BeExactly 'PAUSED'
            $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelinePaused,*'
            $written[1].CategoryInfo.Category | Should -Be 'OperationStopped'
            $written[1].ErrorDetails.RecommendedAction | Should -BeLike "*$($emulator.SiteUri)acme/widgets/pipelines/results/1*"
        }

        It 'waits for the person with Wait' {
            $null = Start-Settled manual-gate | Wait-BbPipeline @quick -WarningAction SilentlyContinue
            $null = Send-Order $emulator DELETE requests
            $waiting = Start-Background 'Wait-BbPipeline 1 -Session $session -PollIntervalSec 0.1 -OnPause Wait'
            Wait-Until { @(Get-Look).Count -gt 2 }
            $waiting.Running.IsCompleted | Should -BeFalse
            $null = Send-Order $emulator POST manual/acme/widgets/1
            $ended = Wait-Background $waiting
            $ended.Output.Result | Should -BeExactly 'SUCCESSFUL'
            $ended.Errors | Should -BeNullOrEmpty
        }

        It 'sees the pause where the stage of the run still says RUNNING' {
            Set-Script lag @{ stageLags = $true; steps = @{ name = 'Build' }, @{ name = 'Ship it'; manual = $true } }
            $null = Invoke-BbPipeline -Custom lag | Wait-BbPipeline @quick -TimeoutSec 20 -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike "*'Ship it'*"
        }

        It 'does not take it for a pause when another deployment holds the lock' {
            Set-Script locked @{ steps = @{ name = 'Build' }, @{ name = 'Deploy'; locked = 20 } }
            $run = Invoke-BbPipeline -Custom locked | Wait-BbPipeline @quick -OnPause Error -ErrorVariable errors
            $run.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
        }

        It 'knows three words' {
            { Wait-BbPipeline 1 -OnPause Ignore } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage*'
        }
    }

    It 'writes a halted run, then an error that says why' {
        $written = @(Start-Settled halted | Wait-BbPipeline @quick 2>&1)
        $written.Count | Should -Be 2
        $written[0].Stage | Should -BeExactly 'HALTED'
        $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelineHalted,*'
        $written[1].CategoryInfo.Category | Should -Be 'OperationStopped'
        $written[1].ErrorDetails.RecommendedAction | Should -BeLike '*build minutes*'
    }

    Context '-TimeoutSec' {
        BeforeEach { Set-Script endless @{ steps = @(@{ name = 'For ever'; duration = 1000000 }) } }

        It 'gives the error PipelineTimeout, and lets the run go on' {
            $written = @(Invoke-BbPipeline -Custom endless | Wait-BbPipeline @quick -TimeoutSec 0.5 2>&1)
            $written.Count | Should -Be 2
            $written[0].State | Should -BeExactly 'IN_PROGRESS'
            $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
            $written[1].CategoryInfo.Category | Should -Be 'OperationTimeout'
            "$($written[1])" | Should -BeLike '*#1*did not end within 0.5 seconds*IN_PROGRESS (RUNNING)*'
            $written[1].ErrorDetails.RecommendedAction | Should -BeLike '*goes on*-TimeoutSec*-StopOnTimeout*'
            (Get-BbPipeline 1).State | Should -BeExactly 'IN_PROGRESS'
        }

        It 'stops the run with -StopOnTimeout, and says so' {
            $written = @(Invoke-BbPipeline -Custom endless | Wait-BbPipeline @quick -TimeoutSec 0.5 -StopOnTimeout 2>&1)
            $written[0].Result | Should -BeExactly 'STOPPED'
            $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
            "$($written[1])" | Should -BeLike '*it was IN_PROGRESS (RUNNING). It was stopped.*'
            (Get-BbPipeline 1).Result | Should -BeExactly 'STOPPED'
            @(Get-EmulatorRequest $emulator -Method POST -Path '*stopPipeline*').Count | Should -Be 1
        }

        It 'says so when the run cannot be stopped' {
            $run = Invoke-BbPipeline -Custom endless
            $reader = [pscredential]::new('readonly@example.com', (ConvertTo-SecureString read-token -AsPlainText -Force))
            Connect-BbWorkspace acme widgets -Credential $reader -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
            $written = @($run | Wait-BbPipeline @quick -TimeoutSec 0.5 -StopOnTimeout 2>&1)
            $written.Count | Should -Be 2
            "$($written[1])" | Should -BeLike '*could not be stopped*privilege scopes*'
        }

        It 'bounds the report of a failure too, and says what it lacks' {
            $run = Invoke-BbPipeline -Custom fail
            $null = Send-Order $emulator POST clock @{ advanceSeconds = 60 }
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/log$'; times = 0; delaySeconds = 30 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $written = @($run | Wait-BbPipeline @quick -TimeoutSec 1 2>&1)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $written[0].Result | Should -BeExactly 'FAILED'
            $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelineFailed,*'
            "$($written[1])" | Should -BeLike '*The end of its log could not be read: *'
            $null = Send-Order $emulator DELETE faults
        }

        It 'tells how a run ended though its log stands still' {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/log$'; times = 0; delaySeconds = 30 }
            $done = $run | Wait-BbPipeline @quick -Follow -TimeoutSec 4 -InformationAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue
            $done.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
            "$warnings" | Should -BeLike "*'Build'*is not complete*Read it again: Get-BbStepLog 1 1 -Repository acme/widgets*"
            $null = Send-Order $emulator DELETE faults
        }

        It 'ends though the server does not answer' {
            $run = Invoke-BbPipeline -Custom endless
            $null = Send-Order $emulator POST faults @{ method = 'GET'; times = 0; delaySeconds = 30 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $written = @($run | Wait-BbPipeline @quick -TimeoutSec 1 2>&1)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $written[-1].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
            $null = Send-Order $emulator DELETE faults
            Wait-Until { (Send-Order $emulator GET inflight) -eq 0 }
        }

        It 'ends though the server is out of order' {
            $run = Invoke-BbPipeline -Custom endless
            $null = Send-Order $emulator POST faults @{ method = 'GET'; times = 0; status = 503 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $written = @($run | Wait-BbPipeline @quick -TimeoutSec 1 2>&1)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $written[-1].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
        }

        It 'gives those that have ended, and an error for each that has not' {
            $runs = (Invoke-BbPipeline -Custom endless), (Invoke-BbPipeline -Custom deploy), (Invoke-BbPipeline -Custom endless)
            $done = $runs | Wait-BbPipeline @quick -TimeoutSec 1.5 -ErrorVariable errors -ErrorAction SilentlyContinue
            ($done | Where-Object Result -EQ SUCCESSFUL).BuildNumber | Should -Be 2
            $errors.Count | Should -Be 2
            $errors.TargetObject.BuildNumber | Sort-Object | Should -Be 1, 3
        }

        It 'waits as long as it takes with 0' {
            (Invoke-BbPipeline -Custom deploy | Wait-BbPipeline @quick -TimeoutSec 0).Result | Should -BeExactly 'SUCCESSFUL'
        }

        It 'is no negative number' {
            { Wait-BbPipeline 1 -TimeoutSec -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            { Wait-BbPipeline 1 -PollIntervalSec 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    Context 'many runs' {
        It 'shares list calls between the runs of a repository' {
            Set-Script slow @{ steps = @(@{ duration = 40 }) }
            $runs = 1..25 | ForEach-Object { Invoke-BbPipeline -Branch trunk -Custom slow }
            $null = Send-Order $emulator DELETE requests
            $done = $runs | Wait-BbPipeline -PollIntervalSec 0.3
            $done.Count | Should -Be 25
            $done.Result | Sort-Object -Unique | Should -Be 'SUCCESSFUL'
            $looks = @(Get-Look)
            $single = @($looks | Where-Object pathAndQuery -Match '/pipelines/(\d|%7B)')
            $single.Count | Should -BeLessOrEqual 2 -Because 'only a run that is left alone is asked for by itself'
            $looks.Count | Should -BeLessThan 40 -Because '25 runs looked at one by one would take hundreds of requests'
            $looks[0].pathAndQuery | Should -BeLike '*sort=-created_on*pagelen=100*'
        }

        It 'finds those that are older than the newest page' {
            $null = New-Run @{ count = 130; result = 'SUCCESSFUL' }
            $done = 1, 2, 130 | Wait-BbPipeline @quick
            $done.BuildNumber | Sort-Object | Should -Be 1, 2, 130
        }

        It 'waits in several repositories' {
            $runs = (Invoke-BbPipeline -Repository gadgets -Branch main), (Invoke-BbPipeline -Custom fail), (Invoke-BbPipeline -Custom deploy)
            $done = $runs | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            ($done | ForEach-Object { "$($_.Repository) $($_.Custom) $($_.Result)" } | Sort-Object) |
                Should -BeExactly @('gadgets  SUCCESSFUL', 'widgets deploy SUCCESSFUL', 'widgets fail FAILED')
            $errors.Count | Should -Be 1
        }

        It 'goes on with the other repositories when one cannot be read' {
            $run = Invoke-BbPipeline -Custom deploy
            $done = [pscustomobject]@{ Repository = 'nope'; Pipeline = 1 }, $run | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            $done.Result | Should -Be 'SUCCESSFUL'
            $errors.Count | Should -Be 1
        }

        It 'writes a run once that is given twice' {
            $null = New-Run @{ result = 'SUCCESSFUL' }
            @(1, '#1', 1 | Wait-BbPipeline @quick).Count | Should -Be 1
        }

        It 'writes one error for each that failed' {
            $null = New-Run @{ count = 3; result = 'FAILED' }
            $done = 1..3 | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue
            $done.Count | Should -Be 3
            $errors.Count | Should -Be 3
        }

        It 'ends early when nothing downstream wants more' {
            Set-Script endless @{ steps = @(@{ duration = 1000000 }) }
            $runs = (Invoke-BbPipeline -Custom endless), (Invoke-BbPipeline -Custom deploy)
            ($runs | Wait-BbPipeline @quick | Select-Object -First 1).Custom | Should -BeExactly 'deploy'
            Wait-Until { (Send-Order $emulator GET inflight) -eq 0 }
            $count = @(Get-EmulatorRequest $emulator).Count
            [Threading.Thread]::Sleep(300)
            @(Get-EmulatorRequest $emulator).Count | Should -Be $count
        }
    }

    Context 'a server that misbehaves' {
        It 'does not take one odd answer for the last: <What>' -ForEach @(
            @{ What = 'a web page'; Fault = @{ status = 200; body = '<html>Maintenance</html>'; contentType = 'text/html' } }
            @{ What = 'no content'; Fault = @{ status = 204; body = '' } }
            @{ What = 'an empty object'; Fault = @{ status = 200; body = '{}'; contentType = 'application/json' } }
            @{ What = '401'; Fault = @{ status = 401; times = 2 } }
            @{ What = '403 of a proxy'; Fault = @{ status = 403; body = '<html>no</html>'; contentType = 'text/html'; times = 5 } }
            @{ What = '404'; Fault = @{ status = 404; times = 2 } }
        ) {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults (@{ method = 'GET'; path = '/pipelines/' } + $Fault)
            $done = $run | Wait-BbPipeline @quick -ErrorVariable errors
            $done.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
        }

        It 'survives <What>' -ForEach @(
            @{ What = 'a broken connection'; Fault = @{ reset = $true } }
            @{ What = 'an answer that is cut off'; Fault = @{ truncateAfterBytes = 50 } }
            @{ What = 'a 500'; Fault = @{ status = 500; body = 'oops'; times = 3 } }
        ) {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults (@{ method = 'GET'; path = '/pipelines/' } + $Fault)
            $done = $run | Wait-BbPipeline @quick -ErrorVariable errors
            $done.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
        }

        It 'does not go on when the credentials are refused' {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults @{ method = 'GET'; status = 401; times = 0 }
            $run | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
        }

        It 'asks less often when the rate limit is near' {
            Set-Script endless @{ steps = @(@{ duration = 1000000 }) }
            $run = Invoke-BbPipeline -Custom endless
            $null = Send-Order $emulator DELETE requests
            $null = $run | Wait-BbPipeline @quick -TimeoutSec 1.2 -ErrorAction SilentlyContinue
            $usual = @(Get-Look).Count
            $null = Send-Order $emulator PATCH options @{ rateLimitNear = 'all' }
            $null = Send-Order $emulator DELETE requests
            $null = $run | Wait-BbPipeline @quick -TimeoutSec 1.2 -ErrorAction SilentlyContinue
            $near = @(Get-Look).Count
            $usual | Should -BeGreaterThan 4
            $near | Should -BeLessOrEqual 3 -Because 'it looks at the beginning, and when the time is up'
        }

        It 'says in verbose what it survived' {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/pipelines/'; status = 500 }
            $said = $run | Wait-BbPipeline @quick -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
            "$said" | Should -BeLike '*500 InternalServerError*Waiting goes on.*'
        }
    }

    Context 'progress' {
        BeforeAll {
            # The records of a wait, as the engine gets them.
            function Get-Progress([string] $Script) {
                $ended = Wait-Background (Start-Background "`$ProgressPreference = 'Continue'; $Script")
                @($ended.Streams.Progress)
            }
        }

        It 'shows run, step and time, and is taken away at the end' {
            Set-Script slow @{ steps = @(@{ name = 'Compile all'; duration = 60 }) }
            $null = Invoke-BbPipeline -Custom slow
            $records = Get-Progress 'Wait-BbPipeline 1 -Session $session -PollIntervalSec 0.1'
            $records.Count | Should -BeGreaterThan 1
            $records[-1].RecordType | Should -Be 'Completed'
            @($records.RecordType -eq 'Completed').Count | Should -Be 1
            ($records.StatusDescription -join "`n") | Should -BeLike '*widgets #1 trunk: RUNNING*Step 1 of 1: Compile all*'
            $records.ActivityId | Sort-Object -Unique | Should -HaveCount 1
        }

        It 'estimates by the last successful run of the same target' {
            # The last run was short, and this one takes seconds of real time: a share of the estimate that is more than nothing is sure to
            # be shown, however fast or slow this machine is.
            Set-Script slow @{ steps = @(@{ duration = 8 }) }
            $null = New-Run @{ selector = 'custom:slow'; result = 'SUCCESSFUL' }
            Set-Script slow @{ steps = @(@{ duration = 150 }) }
            $null = Invoke-BbPipeline -Custom slow
            $records = Get-Progress 'Wait-BbPipeline 2 -Session $session -PollIntervalSec 0.1'
            ($records | Where-Object PercentComplete -GT 0).Count | Should -BeGreaterThan 0
            ($records | Where-Object SecondsRemaining -GE 0).Count | Should -BeGreaterThan 0
        }

        It 'counts those that have ended when there are many' {
            $null = New-Run @{ count = 4; result = 'SUCCESSFUL' }
            Set-Script slow @{ steps = @(@{ duration = 60 }) }
            $null = Invoke-BbPipeline -Custom slow
            $records = Get-Progress '1..5 | Wait-BbPipeline -Session $session -PollIntervalSec 0.1'
            ($records.StatusDescription -join "`n") | Should -BeLike '*4 of 5 ended*'
            $records[-1].RecordType | Should -Be 'Completed'
        }

        It 'is taken away when the wait ends in an error' {
            Set-Script endless @{ steps = @(@{ duration = 1000000 }) }
            $null = Invoke-BbPipeline -Custom endless
            $records = Get-Progress 'Wait-BbPipeline 1 -Session $session -PollIntervalSec 0.1 -TimeoutSec 0.8 -ErrorAction SilentlyContinue'
            $records[-1].RecordType | Should -Be 'Completed'
        }

        It 'is quiet in a build' {
            Set-Script slow @{ steps = @(@{ duration = 40 }) }
            $null = Invoke-BbPipeline -Custom slow
            $env:CI = 'true'
            try { Get-Progress 'Wait-BbPipeline 1 -Session $session -PollIntervalSec 0.1' | Should -BeNullOrEmpty }
            finally { $env:CI = $null }
        }
    }
}
