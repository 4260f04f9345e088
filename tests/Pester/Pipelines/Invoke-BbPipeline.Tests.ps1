#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    # Sorts the properties, because their order in the request does not matter.
    function Get-Canonical($Value) {
        if ($Value -is [Collections.IDictionary]) {
            $sorted = [ordered]@{}
            foreach ($key in $Value.Keys | Sort-Object) { $sorted[$key] = Get-Canonical $Value[$key] }
            return $sorted
        }
        if ($Value -is [Collections.IList]) { return , @($Value | ForEach-Object { Get-Canonical $_ }) }
        $Value
    }

    function Get-Trigger { Get-EmulatorRequest $emulator -Method POST -Path '*/pipelines*' }

    # The body of the only request that started a run.
    function Get-Sent {
        $sent = @(Get-Trigger)
        $sent.Count | Should -Be 1 -Because 'one trigger is one POST'
        $sent[0].headers.'Content-Type' | Should -BeLike 'application/json*'
        Get-Canonical ($sent[0].body | ConvertFrom-Json -AsHashtable) | ConvertTo-Json -Depth 9 -Compress
    }

    function Get-Wanted($Body) { Get-Canonical $Body | ConvertTo-Json -Depth 9 -Compress }

    function Get-Secret([string] $Text = 's3cret') { ConvertTo-SecureString $Text -AsPlainText -Force }

    # Adds runs that ended long ago: @{ tag = 'v1.0.0' }.
    function New-Run([hashtable] $Run) {
        $numbers = (Send-Order $emulator POST runs/acme/widgets (@{ result = 'FAILED' } + $Run)).buildNumbers
        Get-BbPipeline $numbers[0]
    }
    $branchHash = @{}
    Connect-Emulator $emulator
    foreach ($name in 'trunk', 'feature/log-view', 'v1.0.0') {
        $order = if ($name -like 'v*') { @{ tag = $name } } else { @{ branch = $name } }
        $number = (Send-Order $emulator POST runs/acme/widgets (@{ result = 'SUCCESSFUL' } + $order)).buildNumbers[0]
        $branchHash[$name] = (Get-BbPipeline $number).Commit
    }
}
AfterAll { Stop-TestFile }

Describe 'Invoke-BbPipeline' {
    BeforeEach {
        Connect-Emulator $emulator
        $errors = $null
    }

    Context 'what is sent' {
        It 'sends a branch as a branch' {
            $null = Invoke-BbPipeline -Branch feature/log-view
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{ type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'feature/log-view' } })
            (Get-EmulatorRequest $emulator).Count | Should -Be 1 -Because 'nothing needs to be looked up'
        }

        It 'looks the main branch up when nothing is named' {
            $null = Invoke-BbPipeline
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{ type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'trunk' } })
        }

        It 'takes the main branch of the other repository, not a name that is common' {
            $run = Invoke-BbPipeline -Repository gadgets
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{ type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'main' } })
            $run.Repository | Should -BeExactly 'gadgets'
        }

        It 'sends a tag as a tag' {
            $null = Invoke-BbPipeline -Tag v1.0.0
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{ type = 'pipeline_ref_target'; ref_type = 'tag'; ref_name = 'v1.0.0' } })
        }

        It 'sends a commit as a commit, with the selector that Bitbucket wants' {
            $null = Invoke-BbPipeline -Commit $branchHash['trunk']
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_commit_target'; commit = @{ type = 'commit'; hash = $branchHash['trunk'] }; selector = @{ type = 'default' }
                    } })
        }

        It 'sends the full hash of a short commit' {
            $null = Invoke-BbPipeline -Commit $branchHash['trunk'].Substring(0, 7)
            (Get-Sent | ConvertFrom-Json).target.commit.hash | Should -BeExactly $branchHash['trunk']
        }

        It 'sends a commit on a branch as a branch with a commit' {
            $null = Invoke-BbPipeline -Branch trunk -Commit $branchHash['trunk'].Substring(0, 9)
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_ref_target'; ref_type = 'branch'; ref_name = 'trunk'; commit = @{ type = 'commit'; hash = $branchHash['trunk'] }
                    } })
        }

        It 'sends a commit on a tag as a tag with a commit' {
            $null = Invoke-BbPipeline -Tag v1.0.0 -Commit $branchHash['v1.0.0']
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_ref_target'; ref_type = 'tag'; ref_name = 'v1.0.0'; commit = @{ type = 'commit'; hash = $branchHash['v1.0.0'] }
                    } })
        }

        It 'sends a custom pipeline on <Of>' -ForEach @(
            @{ Of = 'the main branch'; With = @{}; RefType = 'branch'; Name = 'trunk' }
            @{ Of = 'a branch'; With = @{ Branch = 'feature/log-view' }; RefType = 'branch'; Name = 'feature/log-view' }
            @{ Of = 'a tag'; With = @{ Tag = 'v1.0.0' }; RefType = 'tag'; Name = 'v1.0.0' }
        ) {
            $run = Invoke-BbPipeline -Custom nightly @With
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_ref_target'; ref_type = $RefType; ref_name = $Name; selector = @{ type = 'custom'; pattern = 'nightly' }
                    } })
            $run.BuildNumber | Should -Be 1
        }

        It 'sends a custom pipeline on a commit' {
            $null = Invoke-BbPipeline -Custom nightly -Commit $branchHash['trunk']
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_commit_target'; commit = @{ type = 'commit'; hash = $branchHash['trunk'] }
                        selector = @{ type = 'custom'; pattern = 'nightly' }
                    } })
        }

        It 'looks up the branches and commits of a pull request' {
            $null = Invoke-BbPipeline -PullRequest 7
            $sent = (Get-Sent | ConvertFrom-Json).target
            $sent.type | Should -BeExactly 'pipeline_pullrequest_target'
            $sent.pullrequest.id | Should -Be 7
            $sent.source | Should -BeExactly 'feature/log-view'
            $sent.destination | Should -BeExactly 'trunk'
            $branchHash['feature/log-view'] | Should -BeLike "$($sent.commit.hash)*"
            $branchHash['trunk'] | Should -BeLike "$($sent.destination_commit.hash)*"
            $sent.selector.type | Should -BeExactly 'pull-requests'
        }

        It 'sends a custom pipeline on a pull request' {
            $null = Invoke-BbPipeline -PullRequest 7 -Custom nightly
            $sent = (Get-Sent | ConvertFrom-Json).target
            $sent.type | Should -BeExactly 'pipeline_pullrequest_target'
            $sent.selector.type | Should -BeExactly 'custom'
            $sent.selector.pattern | Should -BeExactly 'nightly'
        }

        It 'sends names as they are: <_>' -ForEach 'fix/ünïcode', 'a"quote\and&more', 'with#hash+plus%20', "it's" {
            $null = Send-Order $emulator POST refs/acme/widgets @{ branch = $_ }
            $run = Invoke-BbPipeline -Branch $_
            (Get-Sent | ConvertFrom-Json).target.ref_name | Should -BeExactly $_
            $run.Branch | Should -BeExactly $_
        }
    }

    Context 'variables' {
        It 'sends plain variables, sorted, and nothing of being secured' {
            $null = Invoke-BbPipeline -Branch trunk -Variable @{ ZONE = 'eu'; ACCOUNT = 42; DRY_RUN = $true; EMPTY = ''; SPEED = 1.5 }
            (Get-Sent | ConvertFrom-Json).variables | ConvertTo-Json -Compress | Should -BeExactly (@(
                    [ordered]@{ key = 'ACCOUNT'; value = '42' }
                    [ordered]@{ key = 'DRY_RUN'; value = 'true' }
                    [ordered]@{ key = 'EMPTY'; value = '' }
                    [ordered]@{ key = 'SPEED'; value = '1.5' }
                    [ordered]@{ key = 'ZONE'; value = 'eu' }
                ) | ConvertTo-Json -Compress)
        }

        It 'keeps the order of an ordered dictionary' {
            $null = Invoke-BbPipeline -Branch trunk -Variable ([ordered]@{ B = 1; A = 2; C = 3 })
            (Get-Sent | ConvertFrom-Json).variables.key | Should -Be 'B', 'A', 'C'
        }

        It 'sends none when none are given' {
            $null = Invoke-BbPipeline -Branch trunk
            (Get-Sent | ConvertFrom-Json).PSObject.Properties.Name | Should -Not -Contain 'variables'
        }

        It 'sends secured ones as secured: from <From>' -ForEach @(
            @{ From = '-SecureVariable, SecureString'; With = { @{ SecureVariable = @{ KEY = Get-Secret } } } }
            @{ From = '-SecureVariable, PSCredential'; With = { @{ SecureVariable = @{ KEY = [pscredential]::new('any', (Get-Secret)) } } } }
            @{ From = '-Variable, SecureString'; With = { @{ Variable = @{ KEY = Get-Secret } } } }
        ) {
            $with = & $With
            $null = Invoke-BbPipeline -Branch trunk @with
            (Get-Sent | ConvertFrom-Json).variables | ConvertTo-Json -Compress | Should -BeExactly '{"key":"KEY","secured":true,"value":"s3cret"}'
            (Send-Order $emulator GET runs/acme/widgets/1).variables.secured | Should -BeTrue
        }

        It 'knows upper case from lower case' {
            $variables = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
            $variables['Path'] = '1'
            $variables['PATH'] = '2'
            $null = Invoke-BbPipeline -Branch trunk -Variable $variables
            (Get-Sent | ConvertFrom-Json).variables.key | Should -BeExactly @('Path', 'PATH')
        }

        It 'refuses <What>, and starts nothing' -ForEach @(
            @{ What = 'an empty name'; With = @{ Variable = @{ '' = 'x' } }; Text = '*name of a variable is empty*' }
            @{ What = 'a blank name'; With = @{ Variable = @{ '  ' = 'x' } }; Text = '*name of a variable is empty*' }
            @{ What = 'a name with a blank'; With = @{ Variable = @{ 'A B' = 'x' } }; Text = "*'A B'*" }
            @{ What = 'a name with a hyphen'; With = @{ Variable = @{ 'A-B' = 'x' } }; Text = "*'A-B'*" }
            @{ What = 'a name that begins with a digit'; With = @{ Variable = @{ '1A' = 'x' } }; Text = "*'1A'*" }
            @{ What = 'a name that is no ASCII'; With = @{ Variable = @{ 'ÄB' = 'x' } }; Text = "*'ÄB'*" }
            @{ What = 'a list'; With = @{ Variable = @{ LIST = 1, 2 } }; Text = "*'LIST'*" }
            @{ What = 'a hashtable'; With = @{ Variable = @{ TABLE = @{ a = 1 } } }; Text = "*'TABLE'*" }
            @{ What = 'a secret in plain text'; With = @{ SecureVariable = @{ KEY = 'plain-secret' } }; Text = "*'KEY' must be a SecureString or a PSCredential*" }
        ) {
            Invoke-BbPipeline -Branch trunk @With -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidVariable,BitbucketPipelines.Commands.InvokePipelineCommand'
            $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $errors[0].Exception.Message | Should -BeLike $Text
            "$($errors[0])$($errors[0].ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*plain-secret*'
            Get-Trigger | Should -BeNullOrEmpty
        }

        It 'refuses a variable that is given twice' {
            Invoke-BbPipeline -Branch trunk -Variable @{ KEY = 'x' } -SecureVariable @{ KEY = Get-Secret } -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariable,*'
            $errors[0].Exception.Message | Should -BeExactly "Variable 'KEY' is specified twice."
            Get-Trigger | Should -BeNullOrEmpty
        }

        It 'tells all that is wrong in one error' {
            Invoke-BbPipeline -Branch trunk -Variable @{ '' = 'x'; 'A B' = 'y' } -SecureVariable @{ C = 'z' } -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.Count | Should -Be 1
            $errors[0].Exception.Message | Should -BeLike "*is empty*'A B'*'C'*"
        }
    }

    Context 'what comes back' {
        It 'returns the run at once, typed and located' {
            $run = Invoke-BbPipeline -Custom deploy
            $run | Should -BeOfType BitbucketPipelines.Api.Models.Pipeline
            $run.BuildNumber | Should -Be 1
            $run.State | Should -BeExactly 'PARSING'
            $run.Workspace | Should -BeExactly 'acme'
            $run.Repository | Should -BeExactly 'widgets'
            $run.Branch | Should -BeExactly 'trunk'
            $run.Url | Should -BeExactly "$($emulator.SiteUri)acme/widgets/pipelines/results/1"
            (Get-EmulatorRequest $emulator -Path '*/pipelines/1*') | Should -BeNullOrEmpty -Because 'it does not wait'
        }

        It 'is Start-BbPipeline too' {
            (Start-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
        }

        It 'warns when it is told how to wait, and not to wait' {
            (Invoke-BbPipeline -Branch trunk -TimeoutSec 5 -StopOnTimeout -WarningVariable warnings -WarningAction SilentlyContinue).BuildNumber | Should -Be 1
            "$warnings" | Should -BeExactly 'Parameters without effect unless -Wait or -Follow is specified: -TimeoutSec, -StopOnTimeout.'
            $null = Invoke-BbPipeline -Branch trunk -TimeoutSec 50 -PollIntervalSec 0.1 -Wait -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'is bounded by -TimeoutSec as a whole: <What>' -ForEach @(
            @{ What = 'looking up the branch'; Fault = @{ method = 'GET' }; Id = 'PipelineTimeout'; Posts = 0; Says = '*No run was started in acme/widgets within the time of -TimeoutSec*' }
            @{ What = 'starting the run'; Fault = @{ method = 'POST' }; Id = 'AnswerLost'; Posts = 1; Says = '*may have been carried out*' }
            @{ What = 'looking at the run'; Fault = @{ method = 'GET'; path = '/pipelines/' }; Id = 'PipelineTimeout'; Posts = 1; Says = '*did not end within 1 second*' }
        ) {
            $null = Send-Order $emulator POST faults (@{ times = 0; delaySeconds = 30 } + $Fault)
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $written = @(Invoke-BbPipeline -Wait -TimeoutSec 1 2>&1)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $null = Send-Order $emulator DELETE faults
            $written[-1].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$($written[-1])" | Should -BeLike $Says
            @(Get-EmulatorRequest $emulator -Method POST).Count | Should -Be $Posts
        }

        It 'works where it is told: <_>' -ForEach 'gadgets', 'acme/gadgets', 'https://bitbucket.org/acme/gadgets/src/main/README.md', 'git@bitbucket.org:acme/gadgets.git' {
            $run = Invoke-BbPipeline -Repository $_
            "$($run.Workspace)/$($run.Repository)" | Should -BeExactly 'acme/gadgets'
        }

        It 'works where the uuid says' {
            $uuid = (Get-BbRepository gadgets).RepositoryUuid
            $null = Invoke-BbPipeline -Repository $uuid -Branch main
            (Send-Order $emulator GET runs/acme/gadgets).Count | Should -Be 1
        }
    }

    Context '-WhatIf and -Confirm' {
        It 'sends no POST with -WhatIf, though it may look things up' {
            Invoke-BbPipeline -Custom deploy -Variable @{ A = 1 } -WhatIf | Should -BeNullOrEmpty
            Invoke-BbPipeline -PullRequest 7 -WhatIf -Wait | Should -BeNullOrEmpty
            Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
            Send-Order $emulator GET runs/acme/widgets | Should -BeNullOrEmpty
        }

        It 'does not ask by itself: its impact is medium' {
            $ConfirmPreference = 'High'
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
        }
    }

    Context 'a run that is piped in' {
        It 'starts on the same <Of> again, and warns that variables are gone' -ForEach @(
            @{ Of = 'branch'; Run = @{ branch = 'feature/log-view' }; Property = 'Branch' }
            @{ Of = 'tag'; Run = @{ tag = 'v1.0.0' }; Property = 'Tag' }
            @{ Of = 'custom pipeline'; Run = @{ branch = 'trunk'; selector = 'custom:nightly' }; Property = 'Custom' }
            @{ Of = 'pull request'; Run = @{ pullRequest = 7 }; Property = 'PullRequest' }
        ) {
            $old = New-Run $Run
            $new = $old | Invoke-BbPipeline -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings.Count | Should -Be 1
            $warnings[0].Message | Should -BeLike 'The variables of run #1 cannot be read*'
            $new.BuildNumber | Should -Be ($old.BuildNumber + 1)
            # The server does not send the selector before the file is parsed.
            $again = $new | Wait-BbPipeline -PollIntervalSec 0.1
            $again.$Property | Should -Not -BeNullOrEmpty
            $again.$Property | Should -BeExactly $old.$Property
            $again.Commit | Should -BeExactly $old.Commit
            $again.GetRaw().target.type | Should -BeExactly $old.GetRaw().target.type
        }

        It 'starts on the same commit again' {
            $old = Invoke-BbPipeline -Commit $branchHash['v1.0.0'] | Wait-BbPipeline -PollIntervalSec 0.1
            $null = Send-Order $emulator DELETE requests
            $null = $old | Invoke-BbPipeline -WarningAction SilentlyContinue
            Get-Sent | Should -BeExactly (Get-Wanted @{ target = @{
                        type = 'pipeline_commit_target'; commit = @{ type = 'commit'; hash = $branchHash['v1.0.0'] }; selector = @{ type = 'default' }
                    } })
        }

        It 'does not warn when variables are given' {
            $null = New-Run @{ branch = 'trunk' } | Invoke-BbPipeline -Variable @{ A = 1 } -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
            (Get-Sent | ConvertFrom-Json).variables.key | Should -Be 'A'
        }

        It 'goes to the repository of the run' {
            $run = Invoke-BbPipeline -Repository gadgets -Branch main | Wait-BbPipeline -PollIntervalSec 0.1
            ($run | Invoke-BbPipeline -WarningAction SilentlyContinue).Repository | Should -BeExactly 'gadgets'
            Get-EmulatorRequest $emulator -Path '*widgets*' | Should -BeNullOrEmpty
        }

        It 'says so when the target is of a kind that cannot be started' {
            $run = New-Run @{ rawTarget = @{
                    type = 'pipeline_merge_queue_ref_target'; ref_type = 'branch'; ref_name = 'bitbucket-merge-queue-1'; target_branch = 'trunk'
                    selector = @{ type = 'merge-queues' }; commit = @{ type = 'commit'; hash = $branchHash['trunk'] }
                } }
            $run | Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'UnsupportedTarget,*'
            $errors[0].Exception.Message | Should -BeLike '*pipeline_merge_queue_ref_target*'
            Get-Trigger | Should -BeNullOrEmpty
        }
    }

    Context 'rows that are piped in' {
        It 'takes a column Pipeline with the name of a custom pipeline' {
            $rows = "Repository,Pipeline,Branch`nwidgets,deploy,feature/log-view`nacme/gadgets,release,main" | ConvertFrom-Csv
            $null = $rows | Invoke-BbPipeline -ThrottleLimit 1
            $sent = (Get-Trigger).body | ConvertFrom-Json
            $sent.target.selector.pattern | Should -Be 'deploy', 'release'
            $sent.target.ref_name | Should -Be 'feature/log-view', 'main'
        }

        It 'refuses what is about a run and does not say all of what was run: <_>' -ForEach @(
            { Get-BbPipeline 1 | Select-Object Repository, Build, Branch }, { Get-BbPipeline 1 | Select-Object Repository, BuildNumber }, { Get-BbStep 1 1 },
            { Get-BbStep 1 1 | Select-Object * }, { [pscustomobject]@{ Repository = 'widgets'; Pipeline = 1 } }, { [pscustomobject]@{ Pipeline = '#1'; Branch = 'trunk' } }) {
            $null = Add-Run @{ selector = 'custom:deploy' }
            $failed = { & $_ | Invoke-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'UnsupportedTarget,*' -PassThru
            "$failed" | Should -BeExactly 'The piped object is about run #1 of acme/widgets, but does not specify all of what was run.'
            $failed.ErrorDetails.RecommendedAction | Should -BeLike 'To run the same again: Get-BbPipeline 1 -Repository acme/widgets | Invoke-BbPipeline. *'
            Get-Trigger | Should -BeNullOrEmpty
        }

        It 'runs what the command line says, whatever the row is about' {
            $null = Add-Run @{ selector = 'custom:deploy' }
            $null = Get-BbStep 1 1 | Invoke-BbPipeline -Branch feature/log-view
            $null = Get-BbPipeline 1 | Select-Object Repository, Build | Invoke-BbPipeline nightly
            $sent = (Get-Trigger).body | ConvertFrom-Json
            $sent[0].target.ref_name | Should -Be 'feature/log-view'
            $sent[1].target.selector.pattern | Should -Be 'nightly'
        }

        It 'takes schedules, with and without a custom pipeline' {
            $null = Get-BbSchedule | Invoke-BbPipeline
            $sent = (Get-Trigger).body | ConvertFrom-Json
            $sent[0].target.selector.pattern | Should -Be 'nightly'
            $sent[1].target.ref_name | Should -Be 'release/1.x'
        }

        It 'takes rows as Import-Csv makes them' {
            $rows = "Repository,Branch,Custom`nwidgets,feature/log-view,deploy`nacme/gadgets,main,release" | ConvertFrom-Csv
            $runs = $rows | Invoke-BbPipeline -ThrottleLimit 1
            $runs.Repository | Should -Be 'widgets', 'gadgets'
            $runs.Branch | Should -Be 'feature/log-view', 'main'
            ((Get-Trigger).body | ConvertFrom-Json).target.selector.pattern | Should -Be 'deploy', 'release'
        }

        It 'takes each kind of target by the name of its column' {
            $rows = [pscustomobject]@{ Tag = 'v1.0.0' }, [pscustomobject]@{ Commit = $branchHash['trunk'] },
            [pscustomobject]@{ PullRequest = 7; Variable = @{ A = 1 } }, [pscustomobject]@{ RepoSlug = 'gadgets' }
            $null = $rows | Invoke-BbPipeline -ThrottleLimit 1
            $sent = (Get-Trigger).body | ConvertFrom-Json
            $sent.target.type | Should -Be 'pipeline_ref_target', 'pipeline_commit_target', 'pipeline_pullrequest_target', 'pipeline_ref_target'
            $sent[0].target.ref_type | Should -BeExactly 'tag'
            $sent[2].variables.key | Should -Be 'A'
            $sent[3].target.ref_name | Should -BeExactly 'main'
            $sent[3].PSObject.Properties.Name | Should -Not -Contain 'variables' -Because 'nothing of another row stays'
        }

        It 'takes repositories' {
            $runs = Get-BbRepository w*, gadgets | Invoke-BbPipeline
            $runs.Repository | Sort-Object | Should -Be 'gadgets', 'widgets'
            ($runs | Sort-Object Repository).Branch | Should -Be 'main', 'trunk'
        }

        It 'goes on with the next row after one that fails' {
            $rows = [pscustomobject]@{ Branch = 'nope' }, [pscustomobject]@{ Branch = 'trunk' }
            $runs = $rows | Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.Count | Should -Be 1
            $runs.Branch | Should -Be 'trunk'
        }

        It 'never takes an empty cell for "the main branch"' {
            $runs = "Branch,Custom`n,deploy`ntrunk,deploy" | ConvertFrom-Csv | Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.Count | Should -Be 1
            @($runs).Count | Should -Be 1
            { Invoke-BbPipeline -Branch $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    Context '-Wait' {
        It 'writes the run that succeeded, once it has ended' {
            $run = Invoke-BbPipeline -Custom deploy -Wait -PollIntervalSec 0.1 -ErrorVariable errors
            @($run).Count | Should -Be 1
            $run.Result | Should -BeExactly 'SUCCESSFUL'
            $run.Duration | Should -BeGreaterThan ([timespan]::Zero)
            $errors | Should -BeNullOrEmpty
        }

        It 'tells the address at the beginning, once' {
            $address = "Started run #1 of acme/widgets: $($emulator.SiteUri)acme/widgets/pipelines/results/1"
            $null = Invoke-BbPipeline -Custom deploy -Wait -PollIntervalSec 0.1 -InformationVariable said -InformationAction Ignore
            $said | ForEach-Object { "$_" } | Should -BeExactly $address
            $without = Invoke-BbPipeline -Custom deploy -InformationVariable said -Verbose 4>&1
            $said | Should -BeNullOrEmpty -Because 'nothing is waited for'
            "$without" | Should -BeLike '*Started run #2 of acme/widgets: *'
        }

        It 'writes the failed run first, then exactly one error with step, tests and address, after the end of the log on the host' {
            $written = @(Invoke-BbPipeline -Custom fail -Wait -PollIntervalSec 0.1 -InformationVariable said -InformationAction Ignore 2>&1)
            $written.Count | Should -Be 2
            $written[0] | Should -BeOfType BitbucketPipelines.Api.Models.Pipeline
            $written[0].Result | Should -BeExactly 'FAILED'
            $record = $written[1]
            $record | Should -BeOfType Management.Automation.ErrorRecord
            $record.FullyQualifiedErrorId | Should -BeExactly 'PipelineFailed,BitbucketPipelines.Commands.InvokePipelineCommand'
            $record.CategoryInfo.Category | Should -Be 'OperationStopped'
            $record.TargetObject.BuildNumber | Should -Be 1
            $text = "$record"
            $text | Should -BeLike '*#1 of acme/widgets ended FAILED*'
            $text | Should -BeLike "*'Unit tests'*"
            $text | Should -Not -BeLike '*npm*'
            "$said" | Should -BeLike '*npm error code ELIFECYCLE*'
            $text | Should -BeLike "*$($emulator.SiteUri)acme/widgets/pipelines/results/1*"
            $record.ErrorDetails.RecommendedAction | Should -BeLike '*Get-BbStepLog 1*-Failed*'
        }

        It 'shows the last 15 lines of a long log only' {
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:long @{ steps = @(@{ name = 'Talk'; result = 'FAILED'; log = @(1..4000 | ForEach-Object { "line $_" }) }) }
            $null = Invoke-BbPipeline -Custom long -Wait -PollIntervalSec 0.1 -ErrorAction SilentlyContinue -InformationVariable said -InformationAction Ignore
            $lines = $said | ForEach-Object { "$_" } | Where-Object { $_ -match '^  \| line ' }
            $lines.Count | Should -Be 15
            $lines[-1] | Should -BeLike '*line 4000'
        }

        It 'leaves the run in the variable when the error is silenced' {
            $r = Invoke-BbPipeline -Custom fail -Wait -PollIntervalSec 0.1 -ErrorAction SilentlyContinue
            $r.Result | Should -BeExactly 'FAILED'
            $r.BuildNumber | Should -Be 1
        }

        It 'says why when the run never began: ERROR' {
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:broken @{ error = @{ key = 'plan-service.parse.parse-error'; message = 'The YAML is wrong in line 7.' } }
            $r = Invoke-BbPipeline -Custom broken -Wait -PollIntervalSec 0.1 -ErrorVariable errors -ErrorAction SilentlyContinue
            $r.Result | Should -BeExactly 'ERROR'
            $errors.Count | Should -Be 1
            "$($errors[0])" | Should -BeLike '*The YAML is wrong in line 7.*'
        }

        It 'ends a script of a build step with exit code 1 where errors stop, and 0 where the run succeeds' {
            $failed = Invoke-Child $emulator "`$ErrorActionPreference = 'Stop'; Invoke-BbPipeline -Custom fail -Wait -PollIntervalSec 0.1 | ForEach-Object { `"got `$(`$_.Result)`" }; 'not reached'"
            $failed.ExitCode | Should -Be 1
            $failed.Output | Should -Contain 'got FAILED'
            $failed.Output | Should -Not -Contain 'not reached'
            $failed.All | Should -BeLike '*ELIFECYCLE*'
            # In a build log the URL comes first, so that the run can be opened while it is in progress.
            $passed = Invoke-Child $emulator "`$ErrorActionPreference = 'Stop'; (Invoke-BbPipeline -Custom deploy -Wait -PollIntervalSec 0.1).Result" @{ CI = 'true' }
            $passed.ExitCode | Should -Be 0
            $passed.Output | Should -BeExactly @("Started run #2 of acme/widgets: $($emulator.SiteUri)acme/widgets/pipelines/results/2", 'SUCCESSFUL')
        }

        It 'waits for all runs together, each written as it ends' {
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:slow @{ steps = @(@{ duration = 60 }) }
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:quick @{ steps = @(@{ duration = 1 }) }
            $runs = [pscustomobject]@{ Custom = 'slow' }, [pscustomobject]@{ Custom = 'quick' } | Invoke-BbPipeline -Wait -PollIntervalSec 0.1
            $runs.Custom | Should -Be 'quick', 'slow'
        }
    }

    Context 'bad input' {
        It 'tells <What> as <Id>' -ForEach @(
            @{ What = 'an unknown branch'; With = @{ Branch = 'nope' }; Id = 'BranchNotFound'; Category = 'ObjectNotFound'; Text = '*branch nope*' }
            @{ What = 'a branch in other case'; With = @{ Branch = 'Trunk' }; Id = 'BranchNotFound'; Category = 'ObjectNotFound'; Text = '*branch Trunk*' }
            @{ What = 'an unknown tag'; With = @{ Tag = 'v9' }; Id = 'TagNotFound'; Category = 'ObjectNotFound'; Text = '*tag v9*' }
            @{ What = 'a branch given as a tag'; With = @{ Tag = 'trunk' }; Id = 'TagNotFound'; Category = 'ObjectNotFound'; Text = '*tag trunk*' }
            @{ What = 'an unknown custom pipeline'; With = @{ Custom = 'nope' }; Id = 'PipelineDefinitionNotFound'; Category = 'InvalidArgument'; Text = '*Requested selector is not found*' }
            @{ What = 'an unknown commit'; With = @{ Commit = 'abcdef1' }; Id = 'CommitNotFound'; Category = 'ObjectNotFound'; Text = "*'abcdef1'*acme/widgets*" }
            @{ What = 'an unknown full commit'; With = @{ Commit = 'a' * 40 }; Id = 'CommitNotFound'; Category = 'ObjectNotFound'; Text = '*aaaaaaaaaa*' }
            @{ What = 'a commit that climbs'; With = @{ Commit = '../../../user' }; Id = 'CommitNotFound'; Category = 'ObjectNotFound'; Text = '*../../../user*' }
            @{ What = 'an unknown pull request'; With = @{ PullRequest = 99 }; Id = 'PullRequestNotFound'; Category = 'ObjectNotFound'; Text = '*#99*acme/widgets*' }
            @{ What = 'an unknown repository'; With = @{ Repository = 'nope' }; Id = 'NotFound'; Category = 'ObjectNotFound'; Text = '*acme/nope*' }
            @{ What = 'an unknown repository, with a branch'; With = @{ Repository = 'nope'; Branch = 'main' }; Id = 'NotFound'; Category = 'ObjectNotFound'; Text = '*acme/nope*' }
            @{ What = 'a repository that is not yours'; With = @{ Repository = 'secret-lab'; Branch = 'main' }; Id = 'NotFound'; Category = 'ObjectNotFound'; Text = '*acme/secret-lab*' }
            @{ What = 'an unknown workspace'; With = @{ Repository = 'nowhere/widgets' }; Id = 'NotFound'; Category = 'ObjectNotFound'; Text = '*nowhere/widgets*' }
            @{ What = 'a repository without Pipelines'; With = @{ Repository = 'empty'; Branch = 'main' }; Id = 'NotFound'; Category = 'ObjectNotFound'; Text = '*Pipelines is not enabled*' }
        ) {
            Invoke-BbPipeline @With -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,BitbucketPipelines.Commands.InvokePipelineCommand"
            $errors[0].CategoryInfo.Category | Should -Be $Category
            "$($errors[0])" | Should -BeLike $Text
            $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            Send-Order $emulator GET runs/acme/widgets | Should -BeNullOrEmpty
        }

        It 'is one error that can be caught' {
            { Invoke-BbPipeline -Branch nope -ErrorAction Stop } | Should -Throw -ErrorId 'BranchNotFound,*'
        }

        It 'says in which repository nothing was started' {
            Invoke-BbPipeline -Repository gadgets -Branch nope -ErrorVariable errors -ErrorAction SilentlyContinue
            "$($errors[0])" | Should -BeLike '*No run was started in acme/gadgets.*branch nope*'
        }

        It 'tells the name of <_>, as a build system calls it' -ForEach 'refs/heads/trunk', 'refs/tags/v1.0.0' {
            $with = if ($_ -like '*heads*') { @{ Branch = $_ } } else { @{ Tag = $_ } }
            Invoke-BbPipeline @with -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly "Specify only the name: '$($_ -replace '^refs/\w+/')'."
        }

        It 'names the custom pipeline and the branch whose file lacks it' {
            Invoke-BbPipeline -Custom nope -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*bitbucket-pipelines.yml at branch trunk*'nope'*"
        }

        It 'takes one target only' {
            { Invoke-BbPipeline -Branch trunk -Tag v1.0.0 } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
            { Invoke-BbPipeline -PullRequest 7 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
            { Invoke-BbPipeline -PullRequest 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }

        It 'names the scope that is missing' {
            Connect-Emulator $emulator -User readonly@example.com -Token read-token
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
            $errors[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
            "$($errors[0])" | Should -BeLike '*Your credentials lack one or more required privilege scopes*'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*lack the scope write:pipeline:bitbucket (they have: read:*'
            $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*lack the scope read:pipeline*'
        }

        It 'says what is wrong with credentials that are refused' {
            Connect-Emulator $emulator -User dev -WarningAction SilentlyContinue
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
            $errors[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*e-mail address*'dev'*"
        }

        It 'ends with NotConnected when there is neither a session nor an environment' {
            Disconnect-BbWorkspace
            { Invoke-BbPipeline -Branch trunk -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'NotConnected,*'
        }

        It 'ends with NoRepository when nothing says which' {
            Connect-BbWorkspace -NoCheck -Workspace acme -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -AccessToken (Get-Secret access-token-123)
            Push-Location TestDrive:/
            try { { Invoke-BbPipeline -Branch trunk -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'NoRepository,*' }
            finally { Pop-Location }
        }
    }

    Context 'a trigger is sent once' {
        It 'is not sent again when the answer is lost: <What>' -ForEach @(
            @{ What = 'the connection is reset'; Fault = @{ resetAfterHandling = $true } }
            @{ What = 'the answer is cut off'; Fault = @{ truncateAfterBytes = 80 } }
            @{ What = 'a gateway says 502'; Fault = @{ status = 502; body = '<html>'; contentType = 'text/html' } }
            @{ What = 'a gateway says 503'; Fault = @{ status = 503 } }
            @{ What = 'a gateway says 504'; Fault = @{ status = 504 } }
            @{ What = 'a page comes in place of JSON'; Fault = @{ status = 200; body = '<html>secret</html>'; contentType = 'text/html' } }
        ) {
            $null = Send-Order $emulator POST faults (@{ method = 'POST'; path = '/pipelines/' } + $Fault)
            Invoke-BbPipeline -Branch trunk -Wait -PollIntervalSec 0.1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            @(Get-Trigger).Count | Should -Be 1
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
            $errors[0].CategoryInfo.Category | Should -Be 'ConnectionError'
            "$($errors[0])" | Should -BeLike '*may have been carried out, and is not sent again*'
            "$($errors[0])" | Should -Not -BeLike '*secret*'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*run may exist*Get-BbPipeline -Repository acme/widgets -First 5*'
        }

        It 'finds the run with the command that the error gives' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue
            $command = $errors[0].ErrorDetails.RecommendedAction -replace '^.*?(Get-BbPipeline)', '$1'
            (Invoke-Expression $command).BuildNumber | Should -Be 1
        }

        It 'waits for a slow answer rather than asking again' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; delaySeconds = 1.5 }
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
            @(Get-Trigger).Count | Should -Be 1
        }

        It 'is sent again after 429, for then it was not carried out' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; preset = '429-text'; headers = @{ 'Retry-After' = '0' } }
            (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1
            @(Get-Trigger).Count | Should -Be 2
        }

        It 'is not sent again after 500' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; status = 500 }
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            @(Get-Trigger).Count | Should -Be 1
            $errors[0].CategoryInfo.Category | Should -BeIn 'ResourceUnavailable', 'ConnectionError'
        }

        It 'is not sent to where a redirect leads' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; status = 307; headers = @{ Location = "$($emulator.StorageUri)elsewhere?X-Amz-Signature=leak-canary-signature" } }
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            $errors[0].Exception.ToString() | Should -Not -BeLike '*leak-canary*'
            @(Get-EmulatorRequest $emulator -Method POST).Count | Should -Be 1
        }
    }

    Context 'a server that misbehaves' {
        It 'says that the server is not there' {
            Connect-BbWorkspace -NoCheck acme widgets -ApiUri http://127.0.0.1:1/2.0 -AccessToken (Get-Secret token)
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
            $errors[0].CategoryInfo.Category | Should -Be 'ConnectionError'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*http://127.0.0.1:1/2.0*'
        }

        It 'does not show a body that is no JSON: <What>' -ForEach @(
            @{ What = '404 of HTML'; Fault = @{ preset = 'html-404' }; Id = 'NotFound' }
            @{ What = '400 of HTML'; Fault = @{ status = 400; contentType = 'text/html'; body = '<html>leak-canary-html-token</html>' }; Id = 'BadRequest' }
            @{ What = '500 of text'; Fault = @{ status = 500; contentType = 'text/plain'; body = 'leak-canary-html-token' }; Id = 'AnswerLost' }
            @{ What = 'JSON that is cut'; Fault = @{ status = 400; contentType = 'application/json'; body = '{"error":{"message":"leak-canary-html-token' }; Id = 'BadRequest' }
        ) {
            $null = Send-Order $emulator POST faults (@{ method = 'POST' } + $Fault)
            Invoke-BbPipeline -Branch trunk -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $errors[0].Exception.ToString() + $errors[0] | Should -Not -BeLike '*leak-canary*'
            $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'says what is wrong when a look-up is answered with a page' {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; status = 200; contentType = 'text/html'; body = '<html>Log in to the proxy</html>' }
            Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            $errors[0].CategoryInfo.Category | Should -Be 'InvalidResult'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*proxy*'
            Get-Trigger | Should -BeNullOrEmpty
        }

        It 'says what is wrong when a look-up is answered with other JSON: <_>' -ForEach '[]', 'null', '"text"', '{"mainbranch":7}', '{' {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; status = 200; contentType = 'application/json'; body = $_ }
            Invoke-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidResponse,*'
            Get-Trigger | Should -BeNullOrEmpty
        }
    }

    Context 'variables that are none' {
        It 'refuses one variable in the way of the API, and shows how to write it: <Case>' -ForEach @(
            @{ Case = 'key'; Table = @{ key = 'DB_PASSWORD'; value = 'hunter2'; secured = $true }; Right = '-SecureVariable @{ DB_PASSWORD = <SecureString> }' }
            @{ Case = 'name'; Table = @{ Name = 'DB_HOST'; VALUE = 'hunter2' }; Right = "-Variable @{ DB_HOST = '..' }" }
            @{ Case = 'secured as a text'; Table = [ordered]@{ Key = 'DB_HOST'; Value = 'hunter2'; Secured = 'false' }; Right = "-Variable @{ DB_HOST = '..' }" }
            @{ Case = 'a field more'; Table = @{ key = 'DB_HOST'; value = 'hunter2'; secured = $true; system = $false }; Right = '-SecureVariable @{ DB_HOST = <SecureString> }' }
            @{ Case = 'a row of variables'; Table = @{ Name = 'DB_HOST'; Value = 'hunter2'; Secured = $true; Environment = 'Test' }; Right = '-SecureVariable @{ DB_HOST = <SecureString> }' }
            @{ Case = 'a misspelt field'; Table = @{ name = 'DB_HOST'; val = 'hunter2'; secured = $true }; Right = '-SecureVariable @{ DB_HOST = <SecureString> }' }
            @{ Case = 'a misspelt flag'; Table = @{ key = 'DB_HOST'; value = 'hunter2'; is_secured = $true }; Right = '-SecureVariable @{ DB_HOST = <SecureString> }' }
            @{ Case = 'a value for a key'; Table = @{ key = 'hunter2 x'; value = 'hunter2' }; Right = "-Variable @{ NAME = '..' }" }
        ) {
            Invoke-BbPipeline -Branch main -Variable $Table -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariable,*'
            $errors[0].Exception.Message | Should -Match ([regex]::Escape("Write $Right."))
            "$($errors[0].Exception.Message)$($errors[0].ErrorDetails)" | Should -Not -BeLike '*hunter2*'
        }

        It 'refuses a secret that is empty: <_>' -ForEach 'SecureVariable', 'Variable' {
            $table = @{ $_ = @{ KEY = [securestring]::new() } }
            Invoke-BbPipeline -Branch trunk @table -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariable,*'
            $errors[0].Exception.Message | Should -BeLike "*'KEY' is empty*"
            Get-Trigger | Should -BeNullOrEmpty
        }

        It 'takes a generic dictionary as well as a hashtable' {
            $table = [Collections.Generic.Dictionary[string, object]]::new()
            $table['A'] = $true
            $null = Invoke-BbPipeline -Branch trunk -Variable $table
            (Get-Sent | ConvertFrom-Json).variables.value | Should -BeExactly 'true'
            $table = [Collections.Generic.Dictionary[string, object]]::new()
            $table['key'] = $table['value'] = 'hunter2'
            Invoke-BbPipeline -Branch trunk -Variable $table -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariable,*'
        }

        It 'refuses a list of them, nested ones and null' {
            { Invoke-BbPipeline -Branch main -Variable @(@{ key = 'A'; value = 'hunter2' }, @{ key = 'B'; value = 'hunter2' }) } | Should -Throw "*-Variable @{ NAME = 'value' }*"
            "$($Error[0])" | Should -Not -BeLike '*hunter2*'
            Invoke-BbPipeline -Branch main -Variable @{ A = @{ value = 'hunter2'; secured = $true } } -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].Exception.Message | Should -BeLike '*-SecureVariable @{ A = <SecureString> }*'
            $errors[0].Exception.Message | Should -Not -BeLike '*hunter2*'
            Invoke-BbPipeline -Branch main -Variable @{ A = $undefined; B = 'x' } -WhatIf -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariable,*'
            $errors[0].Exception.Message | Should -BeLike "*'A' is null*"
        }
    }
}
