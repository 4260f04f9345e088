#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Of Get-BbTestReport, Get-BbTestCase and Get-BbTestCaseReason, which look at the same runs, and of the tests in the error of a run.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1" -Force
    Import-Module "$PSScriptRoot/Support/Process.psm1" -Force
    $environment = Clear-HostEnvironment
    $emulator = Start-Emulator
    function Show($Width) { ($input | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ } }
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $unit = @(
        @{ name = 'adds'; status = 'SUCCESSFUL'; duration = 0.012 }
        @{ name = 'subtracts'; className = 'Maths'; status = 'FAILED'; duration = 1.5; reason = "expected 2`nwas 3"; moreReasons = @('at Maths.cs:12') }
        @{ name = 'divides[0]'; status = 'ERROR'; reason = 'DivideByZero' }
        @{ name = 'later'; status = 'SKIPPED' }
    )
    $many = @(1..130 | ForEach-Object { @{ name = "t$_"; status = $(if ($_ -gt 120) { 'FAILED' } else { 'SUCCESSFUL' }) } })
    function Start-World {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:tests @{ steps = @(
                @{ name = 'Build'; duration = 1 }
                @{ name = 'Many'; duration = 1; tests = @{ cases = $many } }
                @{ name = 'Unit'; duration = 1; result = 'FAILED'; tests = @{ cases = $unit } }
                @{ name = 'Deploy' })
        }
        $null = Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:tests'; result = $null; ageSeconds = 600 }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:plain @{ steps = @(@{ name = 'Only' }) }
        $null = Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:plain'; result = $null; ageSeconds = 500 }
        $null = Send-Order $emulator DELETE requests
    }
    Start-World
}
AfterAll {
    $PSStyle.OutputRendering = $rendering
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
    Restore-HostEnvironment $environment
}

Describe 'Get-BbTestReport' {
    It 'gets the reports of all steps that have one' {
        $reports = Get-BbTestReport 1
        $reports.Step | Should -BeExactly 'Many', 'Unit'
        $reports.Total | Should -Be 130, 4
        ($reports[1] | Select-Object Passed, Failed, Errors, Skipped).PSObject.Properties.Value | Should -Be 1, 1, 1, 1
        $reports[1].Pipeline, $reports[1].Workspace, $reports[1].Repository | Should -Be '1', 'acme', 'widgets'
        $reports[1].StepUuid | Should -Be (Get-BbStep 1 Unit).Uuid
    }

    It 'takes a step by <What>, and runs and steps from the pipeline' -ForEach @{ What = 'name'; Step = 'uNIT' }, @{ What = 'wildcards'; Step = 'Un*' }, @{ What = 'position'; Step = 3 } {
        (Get-BbTestReport 1 $Step).Step | Should -BeExactly 'Unit'
        (Get-BbPipeline 1 | Get-BbTestReport -Step $Step).Step | Should -BeExactly 'Unit'
        (Get-BbStep 1 $Step | Get-BbTestReport).Step | Should -BeExactly 'Unit'
        (1, 2 | Get-BbTestReport -Step $Step -ErrorAction SilentlyContinue).Step | Should -BeExactly 'Unit'
    }

    It 'gives an empty answer, and a verbose line, where there is no report' {
        $said = Get-BbTestReport 2 -Verbose -ErrorVariable errors 4>&1
        $errors | Should -BeNullOrEmpty
        $said | Should -Not -BeNullOrEmpty
        $said | ForEach-Object { $_ | Should -BeOfType System.Management.Automation.VerboseRecord }
        ($said -join "`n") | Should -BeLike "*has no test report*"
        Get-BbTestReport 1 Build, Deploy -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'does not ask for the tests of a step that never ran' {
        $null = Send-Order $emulator DELETE requests
        $null = Get-BbTestReport 1
        Get-EmulatorRequest $emulator -Path '*test_reports' | Should -HaveCount 3
    }

    It 'is an error where there is no such run or step' {
        $reports = Get-BbTestReport 99, 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $reports | Should -HaveCount 2
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Get-BbTestReport 1 Nope -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'StepNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*'Many'*'Unit'*"
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User noscope@example.com -Token noscope-token
        Get-BbTestReport 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        Start-World
    }

    It 'has a table that fits into <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbTestReport 1 | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -BeExactly '   Run: acme/widgets #1'
        $lines[1] | Should -Match '^ +Total +Passed +Failed +Errors +Skipped Step$'
        $lines[4] | Should -Match '^ +4 +1 +1 +1 +1 Unit$'
    }
}

Describe 'Get-BbTestCase' {
    It 'gets all cases of all steps, all pages' {
        $cases = Get-BbTestCase 1
        $cases | Should -HaveCount 134
        $case = $cases | Where-Object Name -EQ 'subtracts'
        $case.Status, $case.Step, $case.Pipeline, $case.Repository | Should -Be 'FAILED', 'Unit', '1', 'widgets'
        $case.Duration | Should -Be ([timespan]::FromSeconds(1.5))
        $case.FullyQualifiedName | Should -BeExactly 'acme.tests.Maths.subtracts'
        $case.Uuid, $case.StepUuid | Should -Not -BeNullOrEmpty
        $case.Reason | Should -BeNullOrEmpty
    }

    It 'gets what failed, which errors are too' {
        (Get-BbTestCase 1 Unit -Failed).Name | Should -BeExactly 'subtracts', 'divides[0]'
        (Get-BbStep 1 | Get-BbTestCase -Failed) | Should -HaveCount 12
        (Get-BbTestReport 1 | Get-BbTestCase -Failed) | Should -HaveCount 12
        (Get-BbPipeline 1 | Get-BbTestCase -Failed -Step Unit) | Should -HaveCount 2
    }

    It 'relies on no filter of the server' {
        $null = Send-Order $emulator DELETE requests
        $null = Get-BbTestCase 1 -Failed
        Get-EmulatorRequest $emulator -Path '*status=*' | Should -BeNullOrEmpty
    }

    It 'filters by status and name' {
        (Get-BbTestCase 1 Unit -Status skipped, PASSED).Name | Should -BeExactly 'adds', 'later'
        (Get-BbTestCase 1 Unit -Status SKIPPED -Failed).Name | Should -BeExactly 'subtracts', 'divides[0]', 'later'
        (Get-BbTestCase 1 -Name 'SUB*').Name | Should -BeExactly 'subtracts'
        (Get-BbTestCase 1 -Name '*.Maths.*').Name | Should -BeExactly 'subtracts'
        (Get-BbTestCase 1 -Name 'acme.tests.maths.subtracts', 'divides[0]').Name | Should -BeExactly 'subtracts', 'divides[0]'
        (Get-BbStep 1 | Get-BbTestCase -Name adds -ErrorVariable errors).Name | Should -BeExactly 'adds'
        $errors | Should -BeNullOrEmpty
    }

    It 'is an error where no case has the name' {
        Get-BbTestCase 1 -Name nope, 'x*' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TestCaseNotFound,*'
    }

    It 'gives an empty answer, and a verbose line, where there is no report' {
        $said = Get-BbTestCase 2 -Failed -Verbose -ErrorVariable errors 4>&1
        $errors | Should -BeNullOrEmpty
        ($said -join "`n") | Should -BeLike '*has no test report*'
    }

    It 'stops reading when nobody wants more' {
        (Get-BbTestCase 1 | Select-Object -First 1).Name | Should -Be 't1'
    }

    It 'has a table that fits into <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbTestCase 1 Unit | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -BeExactly '   Step: acme/widgets #1 Unit'
        $lines[4] | Should -Match '^FAILED +1\.500 subtracts +acme\.tests$'
    }
}

Describe 'Get-BbTestCaseReason' {
    It 'gets what the failed cases said, of a run, a step, a report or cases' {
        foreach ($reasons in (Get-BbTestCaseReason 1 Unit), (Get-BbStep 1 Unit | Get-BbTestCaseReason), (Get-BbTestReport 1 Unit | Get-BbTestCaseReason), (Get-BbTestCase 1 Unit -Failed | Get-BbTestCaseReason)) {
            $reasons.Name | Should -BeExactly 'subtracts', 'subtracts', 'divides[0]'
            $reasons[0].Text | Should -BeExactly "expected 2`nwas 3"
            $reasons[0].Message | Should -BeExactly 'expected 2'
            $reasons[1].Text | Should -BeExactly 'at Maths.cs:12'
            $reasons[0].AdditionalProperties.Keys | Should -Contain 'output'
            $reasons[0].TestCaseUuid, $reasons[0].StepUuid | Should -Not -BeNullOrEmpty
            $reasons[0].Pipeline, $reasons[0].Step, $reasons[0].Repository | Should -Be '1', 'Unit', 'widgets'
        }
    }

    It 'takes cases by uuid and by name, those that did not fail too' {
        $case = Get-BbTestCase 1 -Name subtracts
        (Get-BbTestCaseReason -Pipeline 1 -Step Unit -TestCase $case.Uuid).Name | Select-Object -Unique | Should -BeExactly 'subtracts'
        (Get-BbTestCaseReason 1 Unit $case.Uuid.Trim('{}') | Select-Object -First 1).Text | Should -BeLike 'expected*'
        (Get-BbTestCaseReason 1 -TestCase 'div*').Text | Should -BeExactly 'DivideByZero'
        Get-BbTestCaseReason 1 Unit adds -ErrorVariable errors | Should -BeNullOrEmpty
        Get-BbTestCaseReason 1 Unit adds -Failed | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
        Get-BbTestCaseReason 1 Unit nope -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TestCaseNotFound,*'
    }

    It 'gives an empty answer where there is no report' {
        Get-BbTestCaseReason 2 -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'has a table that fits into 80 columns' {
        $lines = Get-BbTestCaseReason 1 Unit | Show 80
        $lines | ForEach-Object Length | Should -BeLessOrEqual 80
        $lines[1] | Should -Match '^Name +Text$'
        $lines[3] | Should -Match '^subtracts +expected 2$'
    }
}

Describe 'The error of a run whose tests failed' {
    It 'names them, with their reasons when the server sends these along' {
        $null = Wait-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PipelineFailed,*'
        $errors[0].Exception.Message | Should -BeLike '*2 of 4 tests failed: subtracts, divides?0?.*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-BbTestCaseReason 1 *'
        $null = Send-Order $emulator PATCH options @{ inlineReason = $true }
        $null = Wait-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike '*2 of 4 tests failed: subtracts (expected 2), divides?0? (DivideByZero).*'
    }

    It 'names five, and counts the others' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:bad @{ steps = @(@{ name = 'Unit'; result = 'FAILED'; tests = @{ cases = @(1..8 | ForEach-Object { @{ name = "bad$_"; status = 'FAILED' } }) } }) }
        $build = (Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:bad'; result = $null; ageSeconds = 600 }).buildNumbers
        $null = Wait-BbPipeline $build -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike '*8 of 8 tests failed: bad1, bad2, bad3, bad4, bad5 (and 3 more).*'
    }

    It 'is told all the same where the tests cannot be read, and not later' -ForEach @{ Fault = @{ status = 403 } }, @{ Fault = @{ status = 500 } }, @{ Fault = @{ preset = 'html-404' } } {
        $null = Send-Order $emulator POST faults ($Fault + @{ path = 'test_reports'; times = 0 })
        $null = Wait-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].Exception.Message | Should -BeLike "*Step 'Unit' ended FAILED*The last lines of its log*"
        $errors[0].Exception.Message | Should -Not -BeLike '*tests failed*'
        $null = Send-Order $emulator DELETE faults
    }
}
