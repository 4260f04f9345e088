#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Set-Script([string] $Name, $Steps) { $null = Send-Order $emulator PUT "scripts/acme/widgets/custom:$Name" @{ steps = @($Steps) } }
    Connect-Emulator $emulator
    $cause = 'src/cart/total.ts(17,9): error TS2322: Type ''string'' is not assignable to type ''number''.'
    $noise = 1..3000 | ForEach-Object { "  ✓ shows an error when number $_ is wrong ($_ ms)"; "compiled src/error-handler-$_.js, 0 errors" }
    $log = @('+ npm ci', 'Error: connect ETIMEDOUT 10.0.0.1:443', 'Retrying in 5 seconds (attempt 1 of 3)', 'added 112 packages', '+ npm run build') +
        $noise + "`e[31m$cause`e[0m" + 'npm ERR! Exit status 2' + 'Searching for test report files in directories named [test-results]'
    Set-Script broken @{ name = 'Lint'; duration = 1; log = @('+ npm run lint', 'no problems') }, @{ name = 'Build'; duration = 1; result = 'FAILED'; log = $log }
    $run = Add-Run @{ selector = 'custom:broken'; result = $null; ageSeconds = 60 }
    Set-Script short @{ name = 'Empty'; duration = 1; logText = '' }, @{ name = 'Short'; duration = 1; result = 'FAILED'; log = @('+ make', "`e[1mmake: *** No rule to make target 'all'.  Stop.`e[0m") }
    $short = Add-Run @{ selector = 'custom:short'; result = $null; ageSeconds = 60 }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbStepLog -Digest' {
    It 'has the cause, the sections and what was left out in 60 lines' {
        $lines = Get-BbStepLog $run -Failed -Digest
        $lines.Count | Should -BeLessOrEqual 60
        $lines | Should -BeOfType string
        $lines | Should -Contain $cause
        $lines[0] | Should -BeExactly "[step 'Build': 6,008 lines, first error in line 6,006]"
        $lines | Should -Contain '[lines 5-6,007: + npm run build (the error is here)]'
        "$lines" | Should -Match '\[\.\.\. lines [\d,]+-[\d,]+ left out: [\d,]+ lines \.\.\.\]'
        "$lines" | Should -Not -Match "`e"
    }

    It 'has no more than -MaxLine lines, and the cause among them: <_>' -ForEach 1, 5, 10, 20, 500 {
        $lines = @(Get-BbStepLog $run Build -Digest -MaxLine $_)
        $lines.Count | Should -BeLessOrEqual $_
        $lines | Should -Contain $cause
    }

    It 'says truly which lines were left out' {
        $all = Get-BbStepLog $run Build
        $lines = Get-BbStepLog $run Build -Digest
        $number = 0
        foreach ($line in $lines | Select-Object -Skip 4) {
            if ($line -match '^\[\.\.\. lines? ([\d,]+)(-([\d,]+))? left out') { $number = [int]($Matches[3] ?? $Matches[1]).Replace(',', '') ; continue }
            if ($line -match '^\[\.\.\. ([\d,]+) similar') { $number += [int]$Matches[1].Replace(',', ''); continue }
            $line | Should -BeExactly ($all[$number] -replace "`e\[\d*m")
            $number++
        }
        $number | Should -Be $all.Count
    }

    It 'gives a short log whole, and an empty one as such' {
        Get-BbStepLog $short -Digest | Should -BeExactly @(
            "[step 'Empty': the log is empty]", "[step 'Short': 2 lines, first error in line 2]", '+ make', "make: *** No rule to make target 'all'.  Stop.")
    }

    It 'works without -Failed, and says when no line looks like an error' {
        @(Get-BbStepLog $run Lint -Digest)[0] | Should -BeExactly "[step 'Lint': 2 lines, no line looks like an error]"
        (Get-BbStep $run 2 | Get-BbStepLog -Digest) | Should -Contain $cause
    }

    It 'is refused together with <_>' -ForEach '-Tail 5', '-TotalCount 5', '-Raw', '-OutFile x.log', '-Follow' {
        $command = [scriptblock]::Create("Get-BbStepLog $run -Digest $_")
        $command | Should -Throw -ErrorId 'AmbiguousLogParameters,*' -ExpectedMessage '*-Digest cannot be used together*'
    }

    It 'is what -MaxLine belongs to' {
        { Get-BbStepLog $run -MaxLine 5 } | Should -Throw -ErrorId 'AmbiguousLogParameters,*' -ExpectedMessage '-MaxLine is the length of a digest*'
        { Get-BbStepLog $run -Digest -MaxLine 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
