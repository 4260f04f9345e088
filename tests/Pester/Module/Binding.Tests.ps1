#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $module = (Get-Module BitbucketPipelines).ModuleBase
    function Wait-Idle {
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ((Send-Order $emulator GET inflight) -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
        Send-Order $emulator GET inflight
    }
    Connect-Emulator $emulator
    $null = Add-Run @{ count = 3; branch = 'trunk'; ageSeconds = 600 }
    $null = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
    $null = Add-Run @{ count = 2; ageSeconds = 60 } gadgets
}
AfterAll { Stop-TestFile }

Describe 'What names no run' {
    It 'is refused in words by <_>' -ForEach 'Get-BbPipeline', 'Get-BbStep', 'Stop-BbPipeline', 'Wait-BbPipeline', 'Get-BbDeployment', 'Resume-BbPipeline -Undocumented' {
        $script = [scriptblock]::Create("`$input | $_ -ErrorAction Stop")
        { $null | & $script } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*' -ExpectedMessage '*It names no run: *Specify a build number, or pipe in a run.*'
        { [pscustomobject]@{ Pipeline = $null; Repository = 'widgets' } | & $script } | Should -Throw -ExpectedMessage '*It names no run: *'
    }
}

Describe 'What names a run' {
    BeforeAll {
        $uuid = (Get-BbPipeline 2).Uuid
        $address = (Get-BbPipeline 2).Url
    }

    It 'as <Because>' -ForEach @(
        @{ Because = 'a number'; Make = { 2 } }
        @{ Because = 'a long'; Make = { 2L } }
        @{ Because = 'a byte'; Make = { [byte]2 } }
        @{ Because = 'a number in a text'; Make = { '2' } }
        @{ Because = 'a number with a hash sign'; Make = { '#2' } }
        @{ Because = 'a number with blanks'; Make = { ' 2 ' } }
        @{ Because = 'a uuid in braces'; Make = { $uuid } }
        @{ Because = 'a uuid without braces'; Make = { $uuid.Trim('{}') } }
        @{ Because = 'a uuid in capitals'; Make = { $uuid.ToUpperInvariant() } }
        @{ Because = 'a uuid as it stands in an address'; Make = { [uri]::EscapeDataString($uuid) } }
        @{ Because = 'a Guid'; Make = { [guid]$uuid } }
        @{ Because = 'the address of its page'; Make = { $address } }
        @{ Because = 'the address of its page, of a step, with a query'; Make = { "$address/steps/%7Babc%7D?foo=1#bar" } }
        @{ Because = 'an address of bitbucket.org'; Make = { 'https://bitbucket.org/acme/widgets/pipelines/results/2' } }
        @{ Because = 'an address of old'; Make = { 'https://bitbucket.org/acme/widgets/addon/pipelines/home#!/results/2' } }
        @{ Because = 'a Uri'; Make = { [uri]$address } }
        @{ Because = 'the object'; Make = { Get-BbPipeline 2 } }
        @{ Because = 'what ConvertFrom-Json made of it'; Make = { ('{"n":2}' | ConvertFrom-Json).n } }
    ) {
        $run = & $Make
        (Get-BbPipeline $run).BuildNumber | Should -Be 2
        (Get-BbPipeline -Pipeline $run).BuildNumber | Should -Be 2
        ($run | Get-BbPipeline).BuildNumber | Should -Be 2
        (Get-BbStep $run).Name | Should -Be 'Build', 'Test'
        ($run | Get-BbStepLog)[0] | Should -BeExactly '+ npm ci'
    }

    It 'by the aliases -Id, -Uuid and -BuildNumber' {
        (Get-BbPipeline -Id 2).BuildNumber | Should -Be 2
        (Get-BbPipeline -Uuid $uuid).BuildNumber | Should -Be 2
        (Get-BbStep -BuildNumber 2).Name | Should -Be 'Build', 'Test'
    }

    It 'several at once, in their order' {
        (Get-BbPipeline 3, '#1', $uuid).BuildNumber | Should -Be 3, 1, 2
        (1..3 | Get-BbPipeline).BuildNumber | Should -Be 1, 2, 3
        (Get-BbPipeline (1..3)).BuildNumber | Should -Be 1, 2, 3
        (Get-BbStep 1, 4).Pipeline | Should -Be '1', '1', '4', '4'
        Get-BbStepLog 1, 2 Build | Where-Object { $_ -eq '+ npm ci' } | Should -HaveCount 2
        (Get-BbPipeline (Get-BbPipeline)).BuildNumber | Should -Be 4, 3, 2, 1
    }

    It 'takes the repository from the address and from the object, before that of the session' {
        $gadget = Get-BbPipeline 1 -Repository gadgets
        (Get-BbPipeline $gadget.Url).Repository | Should -BeExactly 'gadgets'
        (Get-BbPipeline $gadget).Repository | Should -BeExactly 'gadgets'
        ($gadget | Get-BbPipeline).Repository | Should -BeExactly 'gadgets'
        (Get-BbStep $gadget).Repository | Should -BeExactly 'gadgets'
        Get-BbStepLog $gadget | Should -Contain 'Built 14 modules'
    }

    It 'lets -Repository go before them' {
        (Get-BbPipeline 1 -Repository gadgets | Get-BbPipeline -Repository widgets).Repository | Should -BeExactly 'widgets'
    }
}

Describe 'What names a repository' {
    It 'as <Because>' -ForEach @(
        @{ Because = 'a slug'; With = { @{ Repository = 'gadgets' } } }
        @{ Because = 'a slug by another name'; With = { @{ RepoSlug = 'gadgets' } } }
        @{ Because = 'workspace and slug'; With = { @{ Workspace = 'acme'; Repository = 'gadgets' } } }
        @{ Because = 'both in one'; With = { @{ Repository = 'acme/gadgets' } } }
        @{ Because = 'the address of its page'; With = { @{ Repository = 'https://bitbucket.org/acme/gadgets/src' } } }
        @{ Because = 'the address to clone it from'; With = { @{ Repository = 'git@bitbucket.org:acme/gadgets.git' } } }
        @{ Because = 'a uuid'; With = { @{ Repository = (Get-BbRepository gadgets).RepositoryUuid } } }
        @{ Because = 'a uuid without braces'; With = { @{ Repository = (Get-BbRepository gadgets).RepositoryUuid.Trim('{}') } } }
        @{ Because = 'a uuid in any workspace'; With = { @{ Workspace = '{}'; Repository = (Get-BbRepository gadgets).RepositoryUuid } } }
    ) {
        $with = & $With
        $runs = Get-BbPipeline @with
        $runs.BuildNumber | Should -Be 2, 1
    }
}

Describe 'What is piped' {
    It 'goes from repository to run to step to log' {
        $lines = Get-BbRepository '*dgets' | Get-BbPipeline -First 1 | Get-BbStep -Step 1 | Get-BbStepLog -Tail 1
        $lines | Should -Be 'Done in 1.42s', 'npm error code ELIFECYCLE'
        (Get-BbRepository '*dgets' | Get-BbPipeline).Repository | Group-Object -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'gadgets 2', 'widgets 4'
    }

    It 'goes from repository to list, whatever the session has, with filters' {
        (Get-BbRepository gadgets | Get-BbPipeline -Status PASSED -First 1).BuildNumber | Should -Be 2
    }

    It 'goes from run straight to log, and from step back to its run' {
        (Get-BbPipeline 4 | Get-BbStepLog -Failed)[0] | Should -BeExactly '+ npm ci'
        (Get-BbStep 4 1 | Get-BbPipeline).BuildNumber | Should -Be 4
        (Get-BbPipeline 1 -Repository gadgets | Get-BbStep | Get-BbPipeline).Repository | Should -BeExactly 'gadgets'
    }

    It 'goes to Invoke- and Stop-BbPipeline' {
        Get-BbPipeline 1 -Repository gadgets | Invoke-BbPipeline -WhatIf -WarningAction Ignore
        Get-BbPipeline 1 -Repository gadgets | Stop-BbPipeline -WhatIf
        Get-BbPipeline 1 -Repository gadgets | Stop-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PipelineAlreadyCompleted,*'
        (Get-BbPipeline 1 -Repository gadgets | Wait-BbPipeline -PollIntervalSec 0.1).Repository | Should -BeExactly 'gadgets'
    }

    It 'can be what Select-Object left of an object' {
        (Get-BbPipeline -First 2 | Select-Object BuildNumber, Workspace, Repository | Get-BbPipeline).BuildNumber | Should -Be 4, 3
        (Get-BbPipeline 1 -Repository gadgets | Select-Object Uuid, Workspace, Repository | Get-BbStep).Repository | Should -BeExactly 'gadgets'
        (Get-BbPipeline 2 | Select-Object * | Get-BbStep).Name | Should -Be 'Build', 'Test'
        (Get-BbStep 4 | Select-Object Pipeline, Name, Workspace, Repository -First 1 | Get-BbStepLog)[0] | Should -BeExactly '+ npm ci'
        (Get-BbStep 4 | Select-Object * -First 1 | Get-BbStepLog -Tail 1) | Should -BeExactly 'npm error code ELIFECYCLE'
        (Get-BbRepository gadgets | Select-Object Workspace, Slug | Get-BbPipeline -First 1).Repository | Should -BeExactly 'gadgets'
    }

    It 'can be a row of a table' {
        $rows = "Workspace,Repository,BuildNumber`nacme,gadgets,2`nacme,widgets,#3" | ConvertFrom-Csv
        ($rows | Get-BbPipeline | ForEach-Object { "$($_.Repository) $_" }) | Should -Be 'gadgets #2', 'widgets #3'
        ($rows | Get-BbStep).Repository | Should -Be 'gadgets', 'widgets', 'widgets'
        ($rows | Get-BbStepLog -TotalCount 1) | Should -HaveCount 3
        ([pscustomobject]@{ Repository = 'acme/gadgets' } | Get-BbPipeline).BuildNumber | Should -Be 2, 1
        ([pscustomobject]@{ RepoSlug = 'gadgets'; Id = 2 } | Get-BbPipeline).Repository | Should -BeExactly 'gadgets'
        ([pscustomobject]@{ Pipeline = 4; Step = 'Unit tests' } | Get-BbStepLog -TotalCount 1) | Should -BeExactly '+ npm ci'
    }

    It 'can have been written to a file and read again' {
        Get-BbPipeline -First 2 | Export-Clixml TestDrive:/runs.xml
        (Import-Clixml TestDrive:/runs.xml | Get-BbPipeline).BuildNumber | Should -Be 4, 3
        Get-BbPipeline -First 2 | Select-Object BuildNumber, Workspace, Repository, Result | Export-Csv TestDrive:/runs.csv
        (Import-Csv TestDrive:/runs.csv | Get-BbStep -Step Build -ErrorAction Ignore).Pipeline | Should -Be '3'
    }

    It 'can be of another session: the rows say which' {
        $session = Get-BbSession
        Disconnect-BbWorkspace
        ([pscustomobject]@{ Session = $session; BuildNumber = 2 } | Get-BbPipeline).BuildNumber | Should -Be 2
        { Get-BbPipeline 2 } | Should -Throw -ErrorId 'NotConnected,*'
        (Get-BbPipeline 2 -Session $session).BuildNumber | Should -Be 2
        Connect-BbWorkspace -NoCheck acme widgets -Credential ([pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
    }

    It 'can be nothing' {
        @() | Get-BbPipeline | Should -BeNullOrEmpty
        Get-BbPipeline -Branch none | Get-BbStep | Get-BbStepLog | Should -BeNullOrEmpty
    }
}

Describe 'Work in parallel' {
    It 'hands the session on with -Session $using:session' {
        $session = Get-BbSession
        $found = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            $run = Get-BbPipeline $_ -Session $using:session
            "$run $(@($run | Get-BbStep -Session $using:session).Count)"
        }
        $found | Sort-Object | Should -Be '#1 2', '#2 2', '#3 2', '#4 2'
    }

    It 'does not see the session of another runspace' {
        $found = 1 | ForEach-Object -Parallel {
            Import-Module $using:module
            try { Get-BbPipeline 1 } catch { $_.FullyQualifiedErrorId }
        }
        $found | Should -BeExactly 'NotConnected,BitbucketPipelines.Commands.GetPipelineCommand'
    }
}

Describe 'Select-Object -First' {
    BeforeAll {
        $null = Add-Run @{ count = 600; spacingSeconds = 1; ageSeconds = 50 }
    }
    BeforeEach { Clear-Request }

    It 'ends a list after its first page or two' {
        (Get-BbPipeline | Select-Object -First 1) | Should -HaveCount 1
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 2
        Wait-Idle | Should -Be 0
    }

    It 'ends a log of 5,000 lines' {
        $long = Add-Run @{ selector = 'custom:long-log' }
        $null = Send-Order $emulator PATCH options @{ speed = 100 }
        Get-BbStepLog $long | Select-Object -First 2 | Should -Be 'line 1 of 5000: the quick brown fox jumps over the lazy dog', 'line 2 of 5000: the quick brown fox jumps over the lazy dog'
        Wait-Idle | Should -Be 0
    }
}

Describe 'A question that nobody can answer' {
    BeforeEach { Connect-Emulator $emulator }

    BeforeDiscovery {
        $destroyers = [ordered]@{
            'Remove-BbCache'       = 'node'
            'Remove-BbEnvironment' = 'Test'
            'Remove-BbKnownHost'   = 'build.example.com'
            'Remove-BbRunner'      = 'linux-1'
            'Remove-BbSchedule'    = '(Get-BbSchedule)[0].Uuid'
            'Remove-BbSshKeyPair'  = '-Repository gadgets'
            'Remove-BbVariable'    = 'RETRIES'
        }
        $scripts = @($destroyers.Keys | ForEach-Object { "$_ $($destroyers[$_])" }) + "Remove-BbVariable '*'" + 'Get-BbVariable DB_PASSWORD | Remove-BbVariable'
    }

    It 'is asked by every cmdlet that removes' -ForEach @{ Asking = @($destroyers.Keys) } {
        Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines"
        (Get-Command Remove-Bb* -Module BitbucketPipelines).Name | Sort-Object | Should -Be $Asking
    }

    It 'says what to give: <_>' -ForEach $scripts {
        $failed = (Wait-Background (Start-Background "`$PSDefaultParameterValues = @{ '*-Bb*:Session' = `$session }; try { $_ } catch { `$_ }")).Output
        $failed.FullyQualifiedErrorId | Should -BeLike 'ConfirmationRequired,*'
        $failed.Exception.Message | Should -MatchExactly '^Confirmation is required, but PowerShell cannot prompt in this session\. Remove .*acme/(widgets|gadgets)' -Because 'it holds the question'
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*-WhatIf*-Force*'
        Get-EmulatorRequest $emulator -Method DELETE | Should -BeNullOrEmpty
    }

    It 'says what to give where the standard input has ended' {
        Add-Run @{ selector = 'custom:fail' } | Out-Null
        $null = Invoke-BbPipeline -Branch trunk
        Clear-Request
        $asking = @(
            'Remove-BbEnvironment Test'
            'Set-BbVariable A 1 -Confirm'
            'Invoke-BbPipeline -Branch trunk -Confirm'
            'Invoke-BbPipeline -Branch trunk -Wait -Confirm'
            'Stop-BbPipeline 1 -Confirm'
            'Get-BbPipeline 1 | Stop-BbPipeline -Confirm'
            'Invoke-BbApi /repositories/acme/widgets/pipelines_config -Method PUT -Body @{ enabled = $true } -Confirm'
            'Invoke-BbApi /repositories/acme/widgets/pipelines_config/ssh/key_pair -Method DELETE -Confirm'
            'Set-BbCommitStatus FAILED -Commit trunk -Key k -Url https://ci.example.com/1 -Confirm'
        )
        $run = Invoke-Child $emulator -Interactive (($asking | ForEach-Object { "try { $_ -ErrorAction Stop; 'WAS CARRIED OUT' } catch { '>>' + `$_.FullyQualifiedErrorId + ' ' + `$_.ErrorDetails.RecommendedAction }" }) -join "`n")
        $said = @([regex]::Matches($run.All, '>>(.*)').ForEach({ $_.Groups[1].Value }))
        $said.Count | Should -Be $asking.Count -Because $run.All
        $said | Should -BeLike 'ConfirmationRequired,*'
        $run.All | Should -Not -BeLike '*WAS CARRIED OUT*'
        # -Force is named by those alone that have it.
        @($said -like 'ConfirmationRequired,*InvokePipelineCommand *-Force*').Count | Should -Be 0
        @($said -like '*RemoveEnvironmentCommand *-Force*').Count | Should -Be 1
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }
}

Describe 'A cmdlet whose parameters are refused before the first item' {
    BeforeEach { Connect-Emulator $emulator }

    It 'writes that error and nothing else: <_>' -ForEach @(
        'Copy-BbVariable -Environment nope -ToRepository gadgets'
        'Copy-BbVariable -ToWorkspace a/b/c/d -ToRepository gadgets'
        'Copy-BbKnownHost -ToWorkspace a/b/c/d -ToRepository gadgets'
        "Copy-BbKnownHost -Repository 'http://x/y z' -ToRepository gadgets"
        'Compare-BbVariable -Environment nope -ToRepository gadgets'
        "Get-BbRepository '*dgets' | Copy-BbVariable -Environment nope -Repository gadgets"
    ) {
        . ([scriptblock]::Create("$_ -ErrorVariable failed -ErrorAction SilentlyContinue"))
        $failed | Should -HaveCount 1
        $failed[0].Exception | Should -Not -BeOfType NullReferenceException
        $failed[0].FullyQualifiedErrorId | Should -BeLike '*,BitbucketPipelines.Commands.*'
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }
}
