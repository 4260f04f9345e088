#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-ListRequest { @(Get-EmulatorRequest $emulator -Path '*/pipelines/[?]*') }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbPipeline, one' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Add-Run @{ count = 3; branch = 'trunk'; ageSeconds = 3600 }
    }

    It 'gets a run by its build number' {
        $run = Get-BbPipeline 2
        $run.BuildNumber | Should -Be 2
        $run.State | Should -BeExactly 'COMPLETED'
        $run.Result | Should -BeExactly 'SUCCESSFUL'
        $run.Branch | Should -BeExactly 'trunk'
        $run.Commit | Should -Match '^[0-9a-f]{40}$'
        $run.Workspace | Should -BeExactly 'acme'
        $run.Repository | Should -BeExactly 'widgets'
        $run.Creator | Should -BeExactly 'Dev Example'
        $run.Trigger | Should -BeExactly 'PUSH'
        $run.Duration | Should -BeOfType timespan
        $run.CreatedOn | Should -BeOfType DateTimeOffset
        $run.Url | Should -BeExactly "$($emulator.SiteUri)acme/widgets/pipelines/results/2"
    }

    It 'knows nothing of the requests that are not needed' {
        Clear-Request
        $null = Get-BbPipeline 2
        @(Get-EmulatorRequest $emulator).pathAndQuery | Should -BeExactly '/2.0/repositories/acme/widgets/pipelines/2'
    }

    It 'says of an unknown number what is wrong and what to do' {
        $run = Get-BbPipeline 99 -ErrorVariable errors -ErrorAction SilentlyContinue
        $run | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'NotFound,BitbucketPipelines.Commands.GetPipelineCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -BeExactly '99'
        $errors[0].Exception.Message | Should -BeLike "*Pipeline with build number '99' not found*"
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says the same of an unknown uuid' {
        Get-BbPipeline ([guid]::NewGuid()) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'refuses <Text> without asking the server' -ForEach @(
        @{ Text = 'abc' }, @{ Text = '0' }, @{ Text = '-1' }, @{ Text = '{8a8bb259-1f14-4c8a-bcbd-d5ae5dabfc3}' }, @{ Text = '' }
        @{ Text = 'https://bitbucket.org/acme/widgets' }, @{ Text = '4 2' }, @{ Text = '../7' }
    ) {
        Clear-Request
        Get-BbPipeline $Text -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPipelineId,*'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*build number*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'goes on after a bad one among several' {
        $runs = Get-BbPipeline 1, nope, 99, 3 -ErrorVariable errors -ErrorAction SilentlyContinue
        $runs.BuildNumber | Should -Be 1, 3
        $errors.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'InvalidPipelineId', 'NotFound'
        $errors.TargetObject | Should -Be 'nope', '99'
    }

    It 'ends at the first error when told to stop' {
        { Get-BbPipeline 99, 1 -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
    }

    It 'says of a repository that is not there or not yours that it may be either: <Repository>' -ForEach @(
        @{ Repository = 'nowhere' }, @{ Repository = 'secret-lab' }, @{ Repository = 'elsewhere/widgets' }
    ) {
        Get-BbPipeline 1 -Repository $Repository -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*credentials*'
    }

    It 'never shows the token in the HTML page of a 404' {
        $null = Send-Order $emulator POST faults @{ preset = 'html-404'; path = '/pipelines/1' }
        Get-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        ($errors[0] | Format-List * -Force | Out-String) | Should -Not -Match 'leak-canary'
    }

    It 'does not take a page for an answer' {
        $null = Send-Order $emulator POST faults @{ path = '/pipelines/1'; status = 200; contentType = 'text/html'; body = '<html>leak-canary sign in</html>' }
        Get-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidResult'
        $errors[0] | Format-List * -Force | Out-String | Should -Not -Match 'leak-canary'
    }

    It 'names the scope that is missing' {
        $noScope = [pscredential]::new('noscope@example.com', (ConvertTo-SecureString 'noscope-token' -AsPlainText -Force))
        $session = Connect-BbWorkspace -NoCheck acme widgets -Credential $noScope -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        Get-BbPipeline 1 -Session $session -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*read:pipeline*'
        Connect-Emulator $emulator
        $null = Add-Run @{ count = 3; branch = 'trunk'; ageSeconds = 3600 }
    }

    It 'reads a run of a kind that did not exist when this was written' {
        $build = Add-Run @{
            rawTarget = @{ type = 'pipeline_merge_queue_ref_target'; ref_type = 'branch'; ref_name = 'bitbucket-merge-queue-1'; pullrequest_ids = @(7); selector = @{ type = 'merge-queues' } }
            rawState  = @{ type = 'pipeline_state_dreaming'; name = 'DREAMING'; stage = @{ name = 'REM' } }
        }
        $run = Get-BbPipeline $build
        $run.State | Should -BeExactly 'DREAMING'
        $run.Stage | Should -BeExactly 'REM'
        $run.Branch | Should -BeExactly 'bitbucket-merge-queue-1'
        $run.GetRaw().target.type | Should -BeExactly 'pipeline_merge_queue_ref_target'
        $run | Out-String | Should -BeLike '*DREAMING*'
    }
}

Describe 'Get-BbPipeline, a list' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is newest first, and longer than the ten of the server''s default page' {
        $null = Add-Run @{ count = 12 }
        (Get-BbPipeline).BuildNumber | Should -Be (12..1)
    }

    It 'writes nothing, and no error, where there is nothing' {
        Get-BbPipeline -ErrorVariable errors | Should -BeNullOrEmpty
        Get-BbPipeline -Repository empty -ErrorVariable +errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'reads 250 runs whatever the server says of the next page: <Next>' -ForEach @(
        @{ Next = 'normal' }, @{ Next = 'missing' }, @{ Next = 'foreign' }
    ) {
        $null = Add-Run @{ count = 250; branch = 'trunk' }
        $null = Add-Run @{ count = 3; branch = 'feature/log-view'; ageSeconds = 40000 }
        $null = Send-Order $emulator PATCH options @{ next = $Next }
        (Get-BbPipeline -Branch trunk).BuildNumber | Should -Be (250..1)
        $requests = Get-ListRequest
        $requests | Should -HaveCount 3
        foreach ($part in 'sort=-created_on', 'pagelen=100', 'target.ref_name=trunk') {
            $requests.pathAndQuery | Should -BeLike "*$part*"
        }
        Get-EmulatorRequest $emulator | Where-Object port -eq storage | Should -BeNullOrEmpty
    }

    It 'gives each run once when a new one arrives while it reads' {
        $null = Add-Run @{ count = 250; ageSeconds = 100000 }
        $null = Send-Order $emulator PATCH options @{ newRunWhilePaging = $true }
        $numbers = (Get-BbPipeline).BuildNumber
        (Send-Order $emulator GET runs/acme/widgets | ForEach-Object { $_ }).Count | Should -BeGreaterThan 250
        $numbers | Group-Object | Where-Object Count -gt 1 | Should -BeNullOrEmpty
        $numbers | Where-Object { $_ -le 250 } | Should -Be (250..1)
    }

    It 'waits for the rate limit, and says so' {
        $null = Add-Run @{ count = 2 }
        $null = Send-Order $emulator POST faults @{ status = 429; headers = @{ 'Retry-After' = '0' }; body = 'Rate limit'; contentType = 'text/plain'; path = '/pipelines/\?' }
        $output = Get-BbPipeline -Verbose 4>&1
        ($output | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message -join "`n" | Should -BeLike '*429*'
        @($output | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).BuildNumber | Should -Be 2, 1
    }

    It 'reads no more than -First needs' {
        $null = Add-Run @{ count = 250 }
        (Get-BbPipeline -First 3).BuildNumber | Should -Be 250, 249, 248
        $requests = Get-ListRequest
        $requests | Should -HaveCount 1
        $requests.pathAndQuery | Should -BeLike '*pagelen=3*'
    }

    It 'passes over -Skip' {
        $null = Add-Run @{ count = 150 }
        (Get-BbPipeline -First 2 -Skip 3).BuildNumber | Should -Be 147, 146
        (Get-BbPipeline -Skip 148).BuildNumber | Should -Be 2, 1
        (Get-BbPipeline -First 10 -Skip 145).BuildNumber | Should -Be (5..1)
        Get-BbPipeline -Skip 150 | Should -BeNullOrEmpty
        Get-BbPipeline -First 0 | Should -BeNullOrEmpty
    }

    It 'does not take a branch for a tag of the same name, nor a run of its pull request for one of a branch' {
        $null = Send-Order $emulator POST refs/acme/widgets @{ branch = 'v1.0.0' }
        $ofBranch = Add-Run @{ branch = 'v1.0.0' }
        $ofTag = Add-Run @{ tag = 'v1.0.0' }
        (Get-BbPipeline -Tag v1.0.0).BuildNumber | Should -Be $ofTag
        (Get-BbPipeline -Branch v1.0.0).BuildNumber | Should -Be $ofBranch
        $null = Add-Run @{ pullRequest = 7 }
        Get-BbPipeline -Branch feature/log-view | Should -BeNullOrEmpty
    }

    It 'finds the custom pipelines of a pull request with -Custom beside it' {
        $null = Add-Run @{ pullRequest = 7; ageSeconds = 100 }
        $custom = Add-Run @{ pullRequest = 7; selector = 'custom:deploy' }
        $null = Add-Run @{ branch = 'trunk'; selector = 'custom:deploy' }
        (Get-BbPipeline -PullRequest 7 -Custom deploy).BuildNumber | Should -Be $custom
        (Get-BbPipeline -PullRequest 7 -Custom 'd*').BuildNumber | Should -Be $custom
    }

    It 'tells the total count first' {
        $null = Add-Run @{ count = 120 }
        $output = @(Get-BbPipeline -First 2 -IncludeTotalCount)
        $output[0].ToString() | Should -BeExactly 'Total count: 120'
        $output[1, 2].BuildNumber | Should -Be 120, 119
        Clear-Request
        $output = @(Get-BbPipeline -First 0 -IncludeTotalCount)
        $output | Should -HaveCount 1
        $output[0].ToString() | Should -BeExactly 'Total count: 120'
        Get-ListRequest | Should -HaveCount 1
    }

    It 'tells a total count of none too' {
        $output = @(Get-BbPipeline -IncludeTotalCount)
        $output | Should -HaveCount 1
        $output[0].ToString() | Should -BeExactly 'Total count: 0'
    }

    It 'calls the count an estimate when the server does not do all of the filtering' {
        $null = Add-Run @{ count = 5; trigger = 'PUSH' }
        $output = @(Get-BbPipeline -Since (Get-Date).AddDays(-1) -IncludeTotalCount)
        $output[0].ToString() | Should -BeLike 'Estimated total count: *'
    }
}

Describe 'Get-BbPipeline, filtered' {
    BeforeAll {
        Connect-Emulator $emulator
        # The clock is stopped, so the state does not change.
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        $named = [ordered]@{
            Old       = @{ branch = 'trunk'; ageSeconds = 30 * 86400 }
            Week      = @{ branch = 'feature/log-view'; ageSeconds = 6 * 86400; result = 'FAILED' }
            Tagged    = @{ tag = 'v1.0.0'; ageSeconds = 5 * 86400 }
            Request   = @{ pullRequest = 7; ageSeconds = 4 * 86400; creator = 'ana' }
            Deploy    = @{ branch = 'trunk'; selector = 'custom:deploy'; trigger = 'MANUAL'; ageSeconds = 86400; result = 'FAILED' }
            Nightly   = @{ branch = 'trunk'; selector = 'custom:nightly'; trigger = 'SCHEDULE'; ageSeconds = 80000; result = 'STOPPED' }
            Child     = @{ branch = 'trunk'; trigger = 'PARENT_STEP'; ageSeconds = 70000; result = 'ERROR' }
            Hash      = @{ commit = 'HEAD'; ageSeconds = 60000 }
            Parsing   = @{ result = 'PARSING'; ageSeconds = 6 }
            Pending   = @{ result = 'PENDING'; ageSeconds = 5 }
            Running   = @{ result = 'RUNNING'; ageSeconds = 4 }
            Paused    = @{ result = 'PAUSED'; ageSeconds = 3 }
            Halted    = @{ result = 'HALTED'; ageSeconds = 2 }
        }
        $old = Add-Run $named.Old
        $hash = (Get-BbPipeline $old).Commit
        $named.Hash.commit = $hash.Substring(0, 9)
        $number = @{ Old = $old }
        foreach ($name in @($named.Keys) -ne 'Old') { $number.$name = Add-Run $named.$name }
        $names = @{}
        $number.GetEnumerator() | ForEach-Object { $names[[long]$_.Value] = $_.Key }
        function Get-Name { @($input | ForEach-Object { $names[$_.BuildNumber] }) }
    }
    BeforeEach { Clear-Request }

    It 'by <Because>' -ForEach @(
        @{ Because = 'branch'; With = @{ Branch = 'feature/log-view' }; Expect = @('Week') }
        @{ Because = 'tag'; With = @{ Tag = 'v1.0.0' }; Expect = @('Tagged') }
        @{ Because = 'custom pipeline'; With = @{ Custom = 'deploy' }; Expect = @('Deploy') }
        @{ Because = 'custom pipeline with wildcards'; With = @{ Custom = 'N*' }; Expect = @('Nightly') }
        @{ Because = 'any custom pipeline'; With = @{ Custom = '*' }; Expect = @('Nightly', 'Deploy') }
        @{ Because = 'pull request'; With = @{ PullRequest = 7 }; Expect = @('Request') }
        @{ Because = 'a pull request without runs'; With = @{ PullRequest = 8 }; Expect = @() }
        @{ Because = 'trigger'; With = @{ Trigger = 'MANUAL' }; Expect = @('Deploy') }
        @{ Because = 'trigger in the word of the filter'; With = @{ Trigger = 'SCHEDULED' }; Expect = @('Nightly') }
        @{ Because = 'trigger in the word that runs show'; With = @{ Trigger = 'schedule' }; Expect = @('Nightly') }
        @{ Because = 'trigger by a parent'; With = @{ Trigger = 'parent_step' }; Expect = @('Child') }
        @{ Because = 'name of the creator'; With = @{ Creator = 'ana' }; Expect = @('Request') }
        @{ Because = 'name of the creator with wildcards'; With = @{ Creator = 'AN*' }; Expect = @('Request') }
        @{ Because = 'an unknown creator'; With = @{ Creator = 'nobody' }; Expect = @() }
        @{ Because = 'FAILED'; With = @{ Status = 'FAILED' }; Expect = @('Deploy', 'Week') }
        @{ Because = 'PASSED, the word of the filter'; With = @{ Status = 'PASSED' }; Expect = @('Hash', 'Request', 'Tagged', 'Old') }
        @{ Because = 'SUCCESSFUL, the word of runs'; With = @{ Status = 'successful' }; Expect = @('Hash', 'Request', 'Tagged', 'Old') }
        @{ Because = 'STOPPED'; With = @{ Status = 'stopped' }; Expect = @('Nightly') }
        @{ Because = 'ERROR'; With = @{ Status = 'Error' }; Expect = @('Child') }
        @{ Because = 'BUILDING'; With = @{ Status = 'BUILDING' }; Expect = @('Running') }
        @{ Because = 'RUNNING'; With = @{ Status = 'running' }; Expect = @('Running') }
        @{ Because = 'PAUSED'; With = @{ Status = 'paused' }; Expect = @('Paused') }
        @{ Because = 'HALTED'; With = @{ Status = 'halted' }; Expect = @('Halted') }
        @{ Because = 'PENDING'; With = @{ Status = 'pending' }; Expect = @('Pending') }
        @{ Because = 'PARSING'; With = @{ Status = 'parsing' }; Expect = @('Parsing') }
        @{ Because = 'IN_PROGRESS, running or not'; With = @{ Status = 'in_progress' }; Expect = @('Halted', 'Paused', 'Running') }
        @{ Because = 'COMPLETED, well or not'; With = @{ Status = 'COMPLETED'; Since = [datetime]::Now.AddDays(-2) }; Expect = @('Hash', 'Child', 'Nightly', 'Deploy') }
        @{ Because = 'several words'; With = @{ Status = 'FAILED', 'paused', 'BUILDING' }; Expect = @('Paused', 'Running', 'Deploy', 'Week') }
        @{ Because = 'time'; With = @{ Since = [datetime]::Now.AddDays(-7); Until = [datetime]::Now.AddDays(-2) }; Expect = @('Request', 'Tagged', 'Week') }
        @{ Because = 'a last day'; With = @{ Until = [datetimeoffset]::UtcNow.AddDays(-10) }; Expect = @('Old') }
        @{ Because = 'all at once'; With = @{ Branch = 'trunk'; Custom = 'deploy'; Status = 'FAILED'; Trigger = 'MANUAL'; Creator = 'dev'; Since = [datetime]::Now.AddDays(-2) }; Expect = @('Deploy') }
        @{ Because = 'things that do not meet'; With = @{ Branch = 'feature/log-view'; Custom = 'deploy' }; Expect = @() }
    ) {
        Get-BbPipeline @With | Get-Name | Should -Be $Expect
    }

    It 'by commit, in full' {
        # Get-BbPipeline -Commit requests the full hash. The runs of trunk have the same commit.
        Get-BbPipeline -Commit $hash | Get-Name | Should -Contain Hash
        Get-BbPipeline -Commit $hash | ForEach-Object Commit | Sort-Object -Unique | Should -BeExactly $hash
    }

    It 'by commit, in short: the server finds nothing for one, so it is looked up' {
        (Get-BbPipeline -Commit $hash.Substring(0, 7)).BuildNumber | Should -Be (Get-BbPipeline -Commit $hash).BuildNumber
        (Get-ListRequest)[0].pathAndQuery | Should -BeLike "*target.commit.hash=$hash*"
    }

    It 'says that a commit is unknown' {
        Get-BbPipeline -Commit 0123456789 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CommitNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-ListRequest | Should -BeNullOrEmpty
    }

    It 'by the uuid of the creator, with or without braces' {
        $uuid = (Get-BbPipeline $number.Request).GetRaw().creator.uuid
        Get-BbPipeline -Creator $uuid | Get-Name | Should -Be Request
        Get-BbPipeline -Creator $uuid.Trim('{}').ToUpperInvariant() | Get-Name | Should -Be Request
        (Get-ListRequest).pathAndQuery | Should -BeLike '*creator.uuid=*'
    }

    It 'sends the words of the server, in upper case' {
        $null = Get-BbPipeline -Status successful, running -Trigger push -Branch trunk
        (Get-ListRequest).pathAndQuery | Should -BeLike '*target.ref_type=BRANCH*trigger_type=PUSH*status=PASSED*status=BUILDING*'
    }

    It 'refuses a status that the server would answer with nothing' {
        { Get-BbPipeline -Status DONE } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-BbPipeline -Trigger WEBHOOK } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'refuses a branch beside a tag, and a list beside a number' {
        { Get-BbPipeline -Branch trunk -Tag v1.0.0 } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        { Get-BbPipeline -Pipeline 1 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousFilter,*'
    }

    It 'keeps the shape of the -First list when filtering here: <Because>' -ForEach @(
        @{ Because = 'tag'; With = @{ Tag = 'v1.0.0' } }
        @{ Because = 'creator'; With = @{ Creator = 'ana' } }
    ) {
        @(Get-BbPipeline @With -First 1) | Should -HaveCount 1
        Get-BbPipeline @With -Skip 1 | Should -BeNullOrEmpty
        Get-ListRequest | Should -HaveCount 2
    }
}

Describe 'Get-BbPipeline, no more pages than needed' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        # 500 runs, one an hour. Run 450 is by ana, and run 380 is the only failed run of pull request 7.
        $null = Add-Run @{ count = 379; spacingSeconds = 3600; ageSeconds = 121 * 3600 }
        $null = Add-Run @{ pullRequest = 7; ageSeconds = 120 * 3600 }
        $null = Add-Run @{ count = 69; spacingSeconds = 3600; ageSeconds = 51 * 3600 }
        $null = Add-Run @{ creator = 'ana'; ageSeconds = 50 * 3600 }
        $null = Add-Run @{ count = 50; spacingSeconds = 3600 }
    }
    BeforeEach { Clear-Request }

    It 'stops at the page where -Since ends' {
        (Get-BbPipeline -Since (Get-Date).AddHours(-30)).Count | Should -BeGreaterThan 25
        Get-ListRequest | Should -HaveCount 1
    }

    It 'stops reading at the first of an unfiltered list with -Since in the second page' {
        (Get-BbPipeline -Since (Get-Date).AddHours(-130)).Count | Should -BeIn (130..131)
        Get-ListRequest | Should -HaveCount 2
    }

    It 'stops once -First are found here' {
        (Get-BbPipeline -Creator ana -First 1).BuildNumber | Should -Be 450
        Get-ListRequest | Should -HaveCount 1
    }

    It 'lets the server find what it can' {
        (Get-BbPipeline -PullRequest 7).BuildNumber | Should -Be 380
        (Get-ListRequest).pathAndQuery | Should -BeLike '*target.selector.type=PULLREQUESTS*'
        Get-ListRequest | Should -HaveCount 1
    }

    It 'reads all of it for a name that the server cannot look for, ahead of what is written' {
        (Get-BbPipeline -Creator ana).BuildNumber | Should -Be 450
        Get-ListRequest | Should -HaveCount 5
    }
}
