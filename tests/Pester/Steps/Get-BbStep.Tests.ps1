#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:odd @{
        steps = @(
            @{ name = 'Build [linux]'; duration = 1 }
            @{ name = '1'; duration = 1 }
            @{ name = 'Build'; duration = 1; result = 'FAILED' }
            @{ name = 'Build'; duration = 1 }
            @{ name = ''; duration = 1 }
        )
    }
    $nightly = Add-Run @{ selector = 'custom:nightly' }
    $failed = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
    $odd = Add-Run @{ selector = 'custom:odd' }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbStep' {
    It 'gets all steps in order, with one request' {
        Clear-Request
        $steps = Get-BbStep $nightly
        $steps.Name | Should -Be 'Build', 'Test', 'Audit'
        $steps.Position | Should -Be 1, 2, 3
        $steps.Pipeline | Should -Be "$nightly", "$nightly", "$nightly"
        $steps.Workspace | Sort-Object -Unique | Should -BeExactly 'acme'
        $steps.Repository | Sort-Object -Unique | Should -BeExactly 'widgets'
        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }

    It 'is typed' {
        $step = Get-BbStep $failed 1
        $step.State | Should -BeExactly 'COMPLETED'
        $step.Result | Should -BeExactly 'FAILED'
        $step.IsFailed | Should -BeTrue
        $step.Duration | Should -Be ([timespan]::FromSeconds(3))
        $step.StartedOn | Should -BeOfType DateTimeOffset
        $step.Image | Should -BeExactly 'node:22'
        $step.Url | Should -BeLike "$($emulator.SiteUri)acme/widgets/pipelines/results/$failed/steps/%7B*%7D"
    }

    It 'does not call a step that never ran failed' {
        $step = Get-BbStep $failed 2
        $step.Result | Should -BeExactly 'NOT_RUN'
        $step.IsFailed | Should -BeFalse
    }

    It 'picks by <Because>' -ForEach @(
        @{ Because = 'name'; Step = 'Test'; Expect = @(2) }
        @{ Because = 'name, whatever the case'; Step = 'aUDIT'; Expect = @(3) }
        @{ Because = 'wildcards'; Step = '*t'; Expect = @(2, 3) }
        @{ Because = 'position'; Step = 3; Expect = @(3) }
        @{ Because = 'position as text'; Step = '1'; Expect = @(1) }
        @{ Because = 'several'; Step = 'Audit', 1; Expect = @(3, 1) }
        @{ Because = 'several that mean the same'; Step = 'A*', 3, 'Audit'; Expect = @(3) }
        @{ Because = 'wildcards that match nothing, silently'; Step = 'x*'; Expect = @() }
    ) {
        $found = @(Get-BbStep $nightly -Step $Step -ErrorVariable errors)
        $found.Position | Should -Be $Expect
        $errors | Should -BeNullOrEmpty
    }

    It 'picks by uuid, with or without braces' {
        $uuid = (Get-BbStep $nightly 2).Uuid
        $uuid | Should -Match '^\{.*\}$'
        foreach ($form in $uuid, $uuid.Trim('{}'), $uuid.ToUpperInvariant(), [uri]::EscapeDataString($uuid)) {
            (Get-BbStep $nightly $form).Position | Should -Be 2
        }
        (Get-BbStep $nightly -StepUuid $uuid).Position | Should -Be 2
    }

    It 'takes a name that looks like wildcards or a position for a name first' {
        (Get-BbStep $odd 'Build [linux]').Position | Should -Be 1
        (Get-BbStep $odd 1).Position | Should -Be 2
        (Get-BbStep $odd 5).Position | Should -Be 5
    }

    It 'gives each step of the same name' {
        (Get-BbStep $odd Build).Position | Should -Be 3, 4
    }

    It 'names a step that has no name' {
        $step = Get-BbStep $odd 'Step 5'
        $step.Position | Should -Be 5
        "$step" | Should -BeExactly 'Step 5'
    }

    It 'lists the steps when there is none of that name' {
        Get-BbStep $nightly Bulid -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'StepNotFound,BitbucketPipelines.Commands.GetStepCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -BeExactly 'Bulid'
        $errors[0].Exception.Message | Should -BeExactly "Run #$nightly has no step 'Bulid'."
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*1 'Build', 2 'Test', 3 'Audit'*"
    }

    It 'gives the others when one of several is not there' {
        (Get-BbStep $nightly 0, Test, 4 -ErrorVariable errors -ErrorAction SilentlyContinue).Position | Should -Be 2
        $errors.TargetObject | Should -Be '0', '4'
    }

    It 'goes on with the next run after one that is not there' {
        (Get-BbStep 99, $nightly -Step Test -ErrorVariable errors -ErrorAction SilentlyContinue).Pipeline | Should -Be "$nightly"
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $errors[0].TargetObject | Should -BeExactly '99'
    }

    It 'says that a run that is still being parsed has none' {
        $parsing = Add-Run @{ result = 'PARSING' }
        Get-BbStep $parsing | Should -BeNullOrEmpty
        Get-BbStep $parsing Build -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'The run has no steps yet.'
    }

    It 'reads all of many steps, where the list has pages and where it has none' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:many @{ steps = @(1..130 | ForEach-Object { @{ name = "Step no. $_"; duration = 0.1 } }) }
        $many = Add-Run @{ selector = 'custom:many' }
        foreach ($paging in $false, $true) {
            $null = Send-Order $emulator PATCH options @{ stepsPaging = $paging; next = 'missing' }
            $steps = Get-BbStep $many
            $steps | Should -HaveCount 130
            $steps[129].Name | Should -BeExactly 'Step no. 130'
            $steps[129].Position | Should -Be 130
        }
        (Get-BbStep $many -Step 101).Name | Should -BeExactly 'Step no. 101'
    }

    It 'reads a step anew that is piped in, that one alone' {
        $run = Invoke-BbPipeline -Custom deploy
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 3 }
        $before = (Get-BbStep $run)[1]
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 60 }
        $null = Send-Order $emulator DELETE requests
        $after = $before | Get-BbStep
        $before.State | Should -BeIn 'PENDING', 'READY', 'IN_PROGRESS'
        $after.State | Should -BeExactly 'COMPLETED'
        $after.Name, $after.Position, $after.Pipeline, $after.Repository | Should -BeExactly $before.Name, 2, $before.Pipeline, 'widgets'
        (Get-EmulatorRequest $emulator).pathAndQuery | Should -BeLike "*/pipelines/$($run.BuildNumber)/steps/%7B*"
    }
}
