#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'
    Start-TestWorld $emulator
}
AfterAll { Stop-TestFile }

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
        $lines[0] | Should -Match '^Repository +Pipeline Step +Status +Name( +Duration PackageName)?$'
        $lines[3] | Should -Match '^widgets +1 Unit +FAILED +subtracts( +1\.500 acme\.tests)?$'
    }
}
