#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1" -Speed 50
    $quick = @{ PollIntervalSec = 0.1 }

    # Adds runs to the emulator. A run whose result is $null continues as its script specifies.
    function New-Run([hashtable] $Run = @{}, [string] $Repository = 'widgets') {
        $branch = if ($Repository -eq 'widgets') { 'trunk' } else { 'main' }
        (Send-Order $emulator POST "runs/acme/$Repository" (@{ branch = $branch } + $Run)).buildNumbers
    }

    function Set-Script([string] $Name, [hashtable] $Script, [string] $Repository = 'widgets') {
        $null = Send-Order $emulator PUT "scripts/acme/$Repository/custom:$Name" $Script
    }

    # A run that has been in its state for a while, because the run and its steps are read one after the other.
    function Start-Settled([string] $Custom) {
        Invoke-BbPipeline -Custom $Custom
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 60 }
    }

    # The requests for runs, without those for steps and for the last successful run, from which the duration is estimated.
    function Get-Look { Get-EmulatorRequest $emulator -Method GET -Path '*/pipelines/*' | Where-Object pathAndQuery -NotMatch 'steps|status=PASSED' }
}
AfterAll { Stop-TestFile }

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
            $null = Invoke-BbPipeline -Custom three | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue -InformationVariable said -InformationAction Ignore
            "$($errors[0])" | Should -BeLike "*'Bad' ended FAILED in 0:02. $($emulator.SiteUri)acme/widgets/pipelines/results/1"
            "$($errors[0])" | Should -Not -BeLike '*broke here*'
            $said | ForEach-Object { "$_" } | Select-Object -Last 3 | Should -BeExactly 'widgets #1 Bad: FAILED in 0:02. The end of its log:', '  | it', '  | broke here'
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

    Context 'a run that has ended without a result' {
        BeforeEach { $run = Invoke-BbPipeline -Custom deploy }
        AfterEach { $null = Send-Order $emulator DELETE faults }

        It 'is looked at again' {
            $answer = @{ uuid = $run.Uuid; build_number = 1; state = @{ name = 'COMPLETED' } } | ConvertTo-Json -Compress
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/pipelines/1$'; times = 1; status = 200; contentType = 'application/json'; body = $answer }
            $done = Wait-BbPipeline 1 @quick -ErrorVariable errors
            $done.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
        }

        It 'is written with an error of its own when it stays so' {
            $answer = @{ uuid = $run.Uuid; build_number = 1; state = @{ name = 'COMPLETED' } } | ConvertTo-Json -Compress
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/pipelines/1$'; times = 0; status = 200; contentType = 'application/json'; body = $answer }
            $written = @(Wait-BbPipeline 1 @quick 2>&1)
            $written.Count | Should -Be 2
            $written[0].State | Should -BeExactly 'COMPLETED'
            $written[1].FullyQualifiedErrorId | Should -BeLike 'PipelineResultUnknown,*'
            "$($written[1])" | Should -BeLike '*not known whether it succeeded*'
        }
    }

    Context '-TimeoutSec' {
        BeforeEach { Set-Script endless @{ steps = @(@{ name = 'For ever'; duration = 1000000 }) } }


        It 'tells how a run ended though its log stands still' {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/log$'; times = 0; delaySeconds = 30 }
            $done = $run | Wait-BbPipeline @quick -Follow -TimeoutSec 4 -InformationAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue
            $done.Result | Should -BeExactly 'SUCCESSFUL'
            $errors | Should -BeNullOrEmpty
            "$warnings" | Should -BeLike "*'Build'*is not complete*Read it again: Get-BbStepLog 1 1 -Repository acme/widgets*"
            $null = Send-Order $emulator DELETE faults
        }
        It 'is no negative number' {
            { Wait-BbPipeline 1 -TimeoutSec -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
            { Wait-BbPipeline 1 -PollIntervalSec 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    Context 'many runs' {
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

        It 'does not go on when the credentials are refused' {
            $run = Invoke-BbPipeline -Custom deploy
            $null = Send-Order $emulator POST faults @{ method = 'GET'; status = 401; times = 0 }
            $run | Wait-BbPipeline @quick -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
        }
    }

    Context 'progress' {
        BeforeAll {
            # The progress records of a wait.
            function Get-Progress([string] $Script) {
                $ended = Wait-Background (Start-Background "`$ProgressPreference = 'Continue'; $Script")
                @($ended.Streams.Progress)
            }
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
