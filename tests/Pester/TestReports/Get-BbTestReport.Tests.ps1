#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'
    Start-TestWorld $emulator
}
AfterAll { Stop-TestFile }

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
        Start-TestWorld $emulator
    }

    It 'has a table that fits into <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbTestReport 1 | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -Match '^Repository +Pipeline Step +Total +Passed +Failed +Errors +Skipped$'
        $lines[3] | Should -Match '^widgets +1 Unit +4 +1 +1 +1 +1$'
    }
}
