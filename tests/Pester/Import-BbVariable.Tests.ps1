#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Variable.psm1", "$PSScriptRoot/Support/Process.psm1" -Force
    $emulator = Start-Emulator
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
    function Save([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        Set-Content $path $Text
        $path
    }
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}

Describe 'Import-BbVariable' {
    BeforeEach { Connect-Emulator $emulator; Set-Stored $emulator $gadgets }

    It 'takes <File>' -ForEach @(
        @{ File = 'a.env'; Text = @'
# a comment

PLAIN=one
export EXPORTED=two
SINGLE='three $HOME # "x"'
DOUBLE="four \"q\" \\ \$HOME"
TOKEN=five # the end
EMPTY=
'@ }
        @{ File = 'a.csv'; Text = @'
Name,Value,Secured
PLAIN,one,
EXPORTED,two,false
SINGLE,"three $HOME # ""x""",
DOUBLE,"four ""q"" \ $HOME",
TOKEN,five,true
EMPTY,,
'@ }
        @{ File = 'object.json'; Text = '{ "PLAIN": "one", "EXPORTED": "two", "SINGLE": "three $HOME # \"x\"", "DOUBLE": "four \"q\" \\ $HOME", "TOKEN": { "value": "five", "secured": true }, "EMPTY": "" }' }
        @{ File = 'list.json'; Text = @'
[ { "key": "PLAIN", "value": "one" }, { "name": "EXPORTED", "value": "two" }, { "key": "SINGLE", "value": "three $HOME # \"x\"" },
  { "key": "DOUBLE", "value": "four \"q\" \\ $HOME" }, { "key": "TOKEN", "value": "five", "secured": true }, { "key": "EMPTY", "value": "" } ]
'@ }
        @{ File = 'a.psd1'; Text = @'
@{
    PLAIN    = 'one'
    EXPORTED = 'two'
    SINGLE   = 'three $HOME # "x"'
    DOUBLE   = 'four "q" \ $HOME'
    TOKEN    = @{ Value = 'five'; Secured = $true }
    EMPTY    = ''
}
'@ }
    ) {
        $results = Import-BbVariable (Save $File $Text) -Repository gadgets -SecuredName 'TOK*' -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $results | Should -HaveCount 6
        $results.Action | Should -Be (@('Create') * 6)
        $results.Status | Should -Be (@('Succeeded') * 6)
        Get-Snapshot $emulator $gadgets | Should -BeExactly (@(
                'DOUBLE=four "q" \ $HOME|False', 'EMPTY=|False', 'EXPORTED=two|False', 'PLAIN=one|False', 'SINGLE=three $HOME # "x"|False', 'TOKEN=five|True'
            ) -join "`n")
    }

    It 'tells the format that the name does not tell' {
        { Import-BbVariable (Save 'vars.txt' 'A=1') -Repository gadgets -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidVariableFile,*'
        (Import-BbVariable (Save 'vars.txt' 'A=1') -Repository gadgets -Format Env).Name | Should -Be 'A'
    }

    It 'names every offender with its line, and writes nothing: <File>' -ForEach @(
        @{ File = 'bad.env'; Lines = 2, 3, 4; Text = "GOOD=1`nnothing here`n1BAD=2`nMULTI=`"a`nb`"`n" }
        @{ File = 'bad.csv'; Lines = 3, 4, 6; Text = "Name,Value`nGOOD,1`n1BAD,2`nMULTI,`"a`nb`"`nWITH-DASH,4`n" }
        @{ File = 'bad.json'; Lines = 3, 4; Text = "{`n`"GOOD`": `"1`",`n`"1BAD`": `"2`",`n`"MULTI`": `"a\nb`"`n}" }
        @{ File = 'bad.psd1'; Lines = 3, 4; Text = "@{`nGOOD = '1'`n'1BAD' = '2'`nMULTI = `"a``nb`"`n}" }
    ) {
        Import-BbVariable (Save $File $Text) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        foreach ($line in $Lines) { $errors[0].Exception.Message | Should -Match "\bline ${line}:" }
        $errors[0].Exception.Message | Should -Not -BeLike '*GOOD*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'runs nothing that stands in a data file' {
        $marker = Join-Path $TestDrive marker
        $path = Save 'evil.psd1' "@{`nA = '1'`nB = `$(Set-Content '$marker' x)`nC = (Get-Date)`n}"
        Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -Match 'line 3:'
        $errors[0].Exception.Message | Should -Match 'line 4:'
        $marker | Should -Not -Exist
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'refuses what is too much for a scope' {
        $path = Save 'big.env' ((1..3 | ForEach-Object { "V$_=" + ('x' * 50000) }) -join "`n")
        Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'makes room with -Prune, at the second run at the latest' {
        Set-Stored $emulator $gadgets @{ key = 'BIG'; value = 'x' * 100000 }
        $path = Save 'big.env' ('OTHER=' + ('x' * 50000))
        # What is new is written first, so that nothing is lost when the call is interrupted.
        $null = Import-BbVariable $path -Repository gadgets -Prune -Force -ErrorAction SilentlyContinue
        $null = Import-BbVariable $path -Repository gadgets -Prune -Force -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        (Get-Stored $emulator $gadgets).key | Should -Be 'OTHER'
    }

    It 'does nothing the second time' {
        $path = Save 'a.env' "A=1`nB=2"
        $null = Import-BbVariable $path -Repository gadgets
        Clear-Write $emulator
        (Import-BbVariable $path -Repository gadgets).Action | Should -Be 'Unchanged', 'Unchanged'
        Get-Write $emulator | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }

    It 'leaves a secured variable secured that the file does not call so' {
        Set-Stored $emulator $gadgets @{ key = 'TOKEN'; value = 'old'; secured = $true }
        $null = Import-BbVariable (Save 'a.env' 'TOKEN=new') -Repository gadgets
        Get-Snapshot $emulator $gadgets | Should -BeExactly 'TOKEN=new|True'
    }

    It 'says of a secret without a value that it is skipped, or kept' {
        Set-Stored $emulator $gadgets @{ key = 'KEPT'; value = 'old'; secured = $true }
        $results = Import-BbVariable (Save 'a.csv' "Name,Value,Secured`nKEPT,,true`nGONE,,true") -Repository gadgets -WarningVariable warnings -WarningAction SilentlyContinue
        $results.Action | Should -Be 'Unchanged', 'Skipped'
        $results[1].Reason | Should -BeLike '*-SecureValue*'
        $warnings | Should -BeLike '1 *skipped*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'takes values of secrets from -SecureValue, as SecureString or credential' {
        $secrets = @{ ONE = ConvertTo-Secret s1; TWO = [pscredential]::new('x', (ConvertTo-Secret s2)) }
        $results = Import-BbVariable (Save 'a.csv' "Name,Value,Secured`nONE,,true`nTWO,,true") -Repository gadgets -SecureValue $secrets
        $results.Status | Should -Be 'Succeeded', 'Succeeded'
        Get-Snapshot $emulator $gadgets | Should -BeExactly "ONE=s1|True`nTWO=s2|True"
    }

    Context '-Prune' {
        BeforeEach {
            Set-Stored $emulator $gadgets @(@{ key = 'KEEP'; value = '1' }, @{ key = 'OLD'; value = '2' }, @{ key = 'keep'; value = '3' })
            $path = Save 'a.env' "KEEP=1`nNEW=4"
        }

        It 'removes what is not in the file with <With>' -ForEach @{ With = '-Force'; Arguments = @{ Force = $true } }, @{ With = '-Confirm:$false'; Arguments = @{ Confirm = $false } } {
            $results = Import-BbVariable $path -Repository gadgets -Prune @Arguments
            ($results | ForEach-Object { "$($_.Action) $($_.Name)" }) -join ', ' | Should -BeExactly 'Unchanged KEEP, Create NEW, Remove OLD, Remove keep'
            Get-Snapshot $emulator $gadgets | Should -BeExactly "KEEP=1|False`nNEW=4|False"
        }

        It 'never removes everything because the file is empty' {
            Import-BbVariable (Save 'empty.env' '# nothing') -Repository gadgets -Prune -Force -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'NothingToKeep,*'
            Get-Stored $emulator $gadgets | Should -HaveCount 3
        }
    }

    It 'goes on after a failure, and completes the rest the second time' {
        $path = Save 'many.env' ((1..8 | ForEach-Object { "N$_=$_" }) -join "`n")
        $null = Send-Order $emulator POST faults @{ method = 'POST'; skip = 3; times = 2; status = 500 }
        $results = Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Name | Should -Be (1..8 | ForEach-Object { "N$_" })
        @($results | Where-Object Status -EQ Failed) | Should -HaveCount 2
        $errors | Should -HaveCount 2
        @(Import-BbVariable $path -Repository gadgets | Where-Object Action -EQ Create) | Should -HaveCount 2
        Get-Stored $emulator $gadgets | Should -HaveCount 8
        @(Get-Write $emulator created) | Should -HaveCount 8
    }

    It 'says that a file is not there' {
        Import-BbVariable (Join-Path $TestDrive nosuch.env) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidVariableFile,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'takes files from the pipe' {
        $null = Save 'p1.env' 'A=1'
        $null = Save 'p2.json' '{"B":2}'
        (Get-ChildItem $TestDrive -Filter 'p?.*' | Import-BbVariable -Repository gadgets).Name | Should -Be 'A', 'B'
    }
}
