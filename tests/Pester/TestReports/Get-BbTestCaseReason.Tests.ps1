#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'
    Start-TestWorld $emulator
}
AfterAll { Stop-TestFile }

Describe 'Get-BbTestCaseReason' {
    It 'gets what the failed cases said, of a run, a step, a report or cases' {
        foreach ($reasons in (Get-BbTestCaseReason 1 Unit), (Get-BbStep 1 Unit | Get-BbTestCaseReason), (Get-BbTestReport 1 Unit | Get-BbTestCaseReason), (Get-BbTestCase 1 Unit -Failed | Get-BbTestCaseReason)) {
            $reasons.Name | Should -BeExactly 'subtracts', 'subtracts', 'divides[0]'
            $reasons[0].Text | Should -BeExactly "expected 2`nwas 3"
            $reasons[0].Message | Should -BeExactly 'expected 2'
            $reasons[1].Text | Should -BeExactly 'at Maths.cs:12'
            $reasons[0].GetRaw().Keys | Should -Contain 'output'
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
        $lines[0] | Should -Match '^Repository +Pipeline Name +Text$'
        $lines[2] | Should -Match '^widgets +1 subtracts +expected 2$'
    }
}
