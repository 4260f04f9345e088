#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    Start-TestWorld $emulator
}
AfterAll { Stop-TestFile }

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

    It 'names all steps that failed, each with its tests, and shows the ends of their logs' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:both @{ steps = @(
                @{ name = 'Unit'; parallel = 'g'; result = 'FAILED'; duration = 2; log = @('of unit'); tests = @{ cases = @(@{ name = 'adds'; status = 'FAILED' }, @{ name = 'ok' }) } }
                @{ name = 'Stopped'; parallel = 'g'; result = 'STOPPED'; log = @('of stopped') }
                @{ name = 'Lint'; parallel = 'g'; result = 'FAILED'; duration = 3; log = @('of lint') })
        }
        $build = Add-Run @{ selector = 'custom:both'; result = $null; ageSeconds = 600 }
        $lines = Wait-BbPipeline $build -ErrorVariable errors -ErrorAction SilentlyContinue 6>&1 | ForEach-Object { "$_" }
        "$($errors[0])" | Should -BeLike "Run #$build of acme/widgets ended *. Step 'Unit' ended FAILED in 0:02, 1 of 2 tests failed: adds; step 'Lint' ended FAILED in 0:03. http*"
        $lines | Should -Contain '  | of unit'
        $lines | Should -Contain '  | of lint'
        $lines | Should -Not -Contain '  | of stopped'
        $lines = Wait-BbPipeline $build -CiFormat GitHub -ErrorAction SilentlyContinue 6>&1 | ForEach-Object { "$_" }
        $lines -like '::error*' | Should -BeLike "::error title=Bitbucket Pipelines::widgets #$build Unit FAILED in 0:02: 1 of 2 tests failed: adds; Lint FAILED in 0:03. http*"
    }

    It 'names five, and counts the others' {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:bad @{ steps = @(@{ name = 'Unit'; result = 'FAILED'; tests = @{ cases = @(1..8 | ForEach-Object { @{ name = "bad$_"; status = 'FAILED' } }) } }) }
        $build = (Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:bad'; result = $null; ageSeconds = 600 }).buildNumbers
        $null = Wait-BbPipeline $build -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike '*8 of 8 tests failed: bad1, bad2, bad3, bad4, bad5 (and 3 more).*'
    }

    It 'holds nothing that a build system or a terminal could take for a command' {
        $evil = @{ name = "evil`n##vso[task.setvariable variable=a]b"; status = 'FAILED'; reason = "$([char]27)]0;title$([char]7)##[error]x" + 'y' * 5000 }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:evil @{ steps = @(@{ name = 'Unit'; result = 'FAILED'; tests = @{ cases = @($evil) } }) }
        $build = (Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:evil'; result = $null; ageSeconds = 600 }).buildNumbers
        try {
            $env:TF_BUILD = 'true'
            $env:AGENT_TEMPDIRECTORY = "$TestDrive"
            $null = Wait-BbPipeline $build -ErrorVariable errors -ErrorAction SilentlyContinue
        }
        finally {
            $env:TF_BUILD = $env:AGENT_TEMPDIRECTORY = $null
        }
        $message = $errors[0].Exception.Message
        $message | Should -BeLike '*1 of 1 test failed: evil *'
        $message | Should -Not -Match '##vso\[|##\[|\x1b|\x07'
        $message.Length | Should -BeLessThan 1000
    }

    It 'is told all the same where the tests cannot be read, and not later' -ForEach @{ Fault = @{ status = 403 } }, @{ Fault = @{ status = 500 } }, @{ Fault = @{ preset = 'html-404' } } {
        $null = Send-Order $emulator POST faults ($Fault + @{ path = 'test_reports'; times = 0 })
        $null = Wait-BbPipeline 1 -ErrorVariable errors -ErrorAction SilentlyContinue -InformationVariable said -InformationAction Ignore
        $errors | Should -HaveCount 1
        $errors[0].Exception.Message | Should -BeLike "*Step 'Unit' ended FAILED in 0:01. *"
        "$said" | Should -BeLike '*The end of its log:*'
        $errors[0].Exception.Message | Should -Not -BeLike '*tests failed*'
        $null = Send-Order $emulator DELETE faults
    }
}
