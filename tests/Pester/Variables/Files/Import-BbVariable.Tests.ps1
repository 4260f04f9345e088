#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $gadgets = 'repository/acme/gadgets'
    function Save([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive $Name
        Set-Content $path $Text
        $path
    }
}
AfterAll { Stop-TestFile }

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

    It 'uses -Format if the file name does not determine the format' {
        { Import-BbVariable (Save 'vars.txt' 'A=1') -Repository gadgets -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidVariableFile,*'
        (Import-BbVariable (Save 'vars.txt' 'A=1') -Repository gadgets -Format Env).Name | Should -Be 'A'
    }

    It 'reports every problem with its line, and writes nothing: <File>' -ForEach @(
        @{ File = 'bad.env'; Lines = 2, 3, 4; Text = "GOOD=1`nnothing here`n1BAD=2`nMULTI=`"a`nb`"`n" }
        @{ File = 'bad.csv'; Lines = 3, 4, 6; Text = "Name,Value`nGOOD,1`n1BAD,2`nMULTI,`"a`nb`"`nWITH-DASH,4`n" }
        @{ File = 'bad.json'; Lines = 3, 4; Text = "{`n`"GOOD`": `"1`",`n`"1BAD`": `"2`",`n`"MULTI`": `"a\nb`"`n}" }
        @{ File = 'bad.psd1'; Lines = 3, 4; Text = "@{`nGOOD = '1'`n'1BAD' = '2'`nMULTI = `"a``nb`"`n}" }
    ) {
        Import-BbVariable (Save $File $Text) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue |
            Where-Object Status -NE Failed | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        foreach ($line in $Lines) { $errors[0].Exception.Message | Should -Match "\bline ${line}:" }
        $errors[0].Exception.Message | Should -Not -BeLike '*GOOD*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'executes nothing in a data file' {
        $marker = Join-Path $TestDrive marker
        $path = Save 'evil.psd1' "@{`nA = '1'`nB = `$(Set-Content '$marker' x)`nC = (Get-Date)`n}"
        Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -Match 'line 3:'
        $errors[0].Exception.Message | Should -Match 'line 4:'
        $marker | Should -Not -Exist
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'rejects more than a scope can contain' {
        $path = Save 'big.env' ((1..3 | ForEach-Object { "V$_=" + ('x' * 50000) }) -join "`n")
        Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'makes room with -Prune, at the second run at the latest' {
        Set-Stored $emulator $gadgets @{ key = 'BIG'; value = 'x' * 100000 }
        $path = Save 'big.env' ('OTHER=' + ('x' * 50000))
        # New variables are written before others are removed, so that an interruption loses nothing.
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

    It 'keeps a variable secured if the file does not say that it is' {
        Set-Stored $emulator $gadgets @{ key = 'TOKEN'; value = 'old'; secured = $true }
        $null = Import-BbVariable (Save 'a.env' 'TOKEN=new') -Repository gadgets
        Get-Snapshot $emulator $gadgets | Should -BeExactly 'TOKEN=new|True'
    }

    It 'skips or keeps a secured variable without a value' {
        Set-Stored $emulator $gadgets @{ key = 'KEPT'; value = 'old'; secured = $true }
        $results = Import-BbVariable (Save 'a.csv' "Name,Value,Secured`nKEPT,,true`nGONE,,true") -Repository gadgets -WarningVariable warnings -WarningAction SilentlyContinue
        $results.Action | Should -Be 'Unchanged', 'Skipped'
        $results[1].Reason | Should -BeLike '*-SecureValue*'
        $warnings | Should -BeLike '1 *skipped*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'warns once of a key that is used for several places, but not of one key per place' {
        $path = Save 'places.csv' "Repository,Environment,Name,Value,Secured`nwidgets,,SHARED,,true`ngadgets,,SHARED,,true`ngadgets,Staging,SHARED,,true"
        $rows = Import-BbVariable $path -SecureValue @{ SHARED = ConvertTo-Secret leak-canary } -WarningVariable warnings -WarningAction SilentlyContinue
        $rows.Status | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -BeLike "'SHARED' in -SecureValue is used for variables of *widgets* and of *gadgets*. If their values must differ, *'*/SHARED'*"
        "$warnings" | Should -Not -BeLike '*canary*'
        $exact = @{ 'widgets/SHARED' = ConvertTo-Secret a; 'gadgets/SHARED' = ConvertTo-Secret b; 'gadgets/Staging/SHARED' = ConvertTo-Secret c }
        $null = Import-BbVariable $path -SecureValue $exact -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        (Get-Stored $emulator $gadgets SHARED).value | Should -BeExactly 'b'
    }

    It 'tells why a row failed in plain values, which become JSON' {
        $path = Save 'refused.csv' "Repository,Name,Value`nnosuch,A,1`ngadgets,A,1"
        $rows = Import-BbVariable $path -ErrorAction SilentlyContinue
        $refused = $rows | Where-Object { $_.GetFailure().StatusCode -eq 404 }
        $refused.Repository, "$($refused.GetFailure())", "$($refused.GetFailure().Kind)" | Should -Be 'nosuch', $refused.Reason, 'Status'
        $refused.GetFailure().Request | Should -BeExactly 'GET repositories/acme/nosuch/pipelines_config/variables'
        $json = $rows | ConvertTo-Json
        $json.Length | Should -BeLessThan 10000
        $again = $json | ConvertFrom-Json
        $again.Reason | Should -BeExactly $refused.Reason, $null
        ($rows | Where-Object Repository -EQ gadgets).GetFailure() | Should -BeNullOrEmpty
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

    Context 'of a file that names places' {
        BeforeAll {
            $table = "Workspace,Repository,Environment,Name,Value`nacme,gadgets,,A,1`nacme,widgets,Staging,A,2`nacme,,,A,3"
        }

        It 'writes each variable where the file says' {
            (Import-BbVariable (Save 'places.csv' $table)).Target | Should -Be 'acme/gadgets', 'acme/widgets (Staging)', 'workspace acme'
            (Get-Stored $emulator $gadgets A).value | Should -BeExactly '1'
            @(Get-Write $emulator) | Should -HaveCount 3
        }

        It 'writes nothing where one target is given for several places' {
            Import-BbVariable (Save 'places.csv' $table) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'SeveralPlaces,*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'takes a given target for a file of one place' {
            (Import-BbVariable (Save 'place.csv' "Repository,Name,Value`nwidgets,A,1") -Repository gadgets).Target | Should -BeExactly 'acme/gadgets'
        }

        It 'refuses a file of another workspace unless -Workspace says which is meant' {
            $path = Save 'other.csv' $table.Replace('acme,', 'old-team,')
            Import-BbVariable $path -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'OtherWorkspace,*'
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
            (Import-BbVariable $path -Workspace acme).Target | Should -Be 'acme/gadgets', 'acme/widgets (Staging)', 'workspace acme'
        }

        It 'rejects two variables of one name in one place' {
            $path = Save 'two.csv' "Workspace,Repository,Name,Value`none,gadgets,A,1`ntwo,gadgets,A,2"
            Import-BbVariable $path -Workspace acme -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].Exception.Message | Should -BeLike "*line 3: 'A' already occurs on line 2.*"
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'goes on with the other places where one is not there' {
            $path = Save 'gone.csv' "Repository,Environment,Name,Value`ngadgets,Nowhere,A,1`ngadgets,,A,2"
            $rows = Import-BbVariable $path -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
            $rows | ForEach-Object { "$($_.Target): $($_.Status)" } | Should -BeExactly 'acme/gadgets (Nowhere): Failed', 'acme/gadgets: Succeeded'
        }
    }

    Context 'encodings' {
        BeforeAll {
            function SaveBytes([string] $File, [byte[]] $Bytes) { $path = Join-Path $TestDrive $File; [IO.File]::WriteAllBytes($path, $Bytes); $path }
        }

        It 'refuses <File> in the code page of Windows, and reads it with -Encoding' -ForEach @(
            @{ File = 'ansi.env'; Text = "OK=1`nDB_PASSWORD=pässword`n" }
            @{ File = 'ansi.csv'; Text = "Name;Value`r`nDB_PASSWORD;pässword`r`n" }
            @{ File = 'ansi.json'; Text = "{`n`"DB_PASSWORD`": `"pässword`"`n}" }
            @{ File = 'ansi.psd1'; Text = "@{`nDB_PASSWORD = 'pässword'`n}" }
        ) {
            $path = SaveBytes $File ([Text.Encoding]::Latin1.GetBytes($Text))
            Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidEncoding,*'
            $errors[0].ErrorDetails.Message | Should -BeLike '*line 2*UTF-8*-Encoding ansi*'
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
            foreach ($encoding in 'latin1', 1252, 'windows-1252', [Text.Encoding]::Latin1) {
                $null = Import-BbVariable $path -Repository gadgets -Encoding $encoding
                (Get-Stored $emulator $gadgets DB_PASSWORD).value | Should -BeExactly 'pässword'
                Remove-BbVariable * -Repository gadgets -Force
            }
        }

        It 'reads UTF-16 with a byte order mark, and needs -Encoding without one' {
            $bytes = [Text.Encoding]::Unicode.GetBytes("A=größe`r`n")
            $null = Import-BbVariable (SaveBytes 'wide.env' (@(0xFF, 0xFE) + $bytes)) -Repository gadgets
            (Get-Stored $emulator $gadgets A).value | Should -BeExactly 'größe'
            Import-BbVariable (SaveBytes 'bare.env' $bytes) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].ErrorDetails.Message | Should -BeLike '*UTF-16 without a byte order mark*-Encoding unicode*'
            (Import-BbVariable (SaveBytes 'bare.env' $bytes) -Repository gadgets -Encoding unicode).Action | Should -Be 'Unchanged'
        }

        It 'refuses an encoding that there is not, and completes those that there are' {
            { Import-BbVariable x.env -Encoding nosuch } | Should -Throw '*nosuch*is not a valid encoding*ansi*'
            (TabExpansion2 'Import-BbVariable x.env -Encoding utf8' 38).CompletionMatches.CompletionText | Should -Be 'utf8', 'utf8BOM', 'utf8NoBOM'
        }
    }

    It 'says that a file holds nothing: <Text>' -ForEach @{ File = 'none.env'; Text = '# x' }, @{ File = 'none.csv'; Text = 'Name,Value' }, @{ File = 'none.json'; Text = '{}' }, @{ File = 'none.psd1'; Text = '@{}' } {
        Import-BbVariable (Save $File $Text) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NothingToImport,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'warns once of lines that a program reads in a different way' {
        $null = Import-BbVariable (Save 'warn.env' "A=x\y`nB=1`nC=a&b") -Repository gadgets -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike '*lines 1, 3: a shell would read this value in a different way*'
    }

    It 'removes a line break at the end of a secret' {
        $path = Save 'a.csv' "Name,Value,Secured`nONE,,true"
        $null = Import-BbVariable $path -Repository gadgets -SecureValue @{ ONE = ConvertTo-Secret "s1`r`n" } -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "The line break at the end of the value of 'ONE' was removed*"
        (Get-Stored $emulator $gadgets ONE).value | Should -BeExactly 's1'
        { Import-BbVariable $path -Repository gadgets -SecureValue @{ ONE = $undefined } } | Should -Throw "*'ONE' is null*"
    }

    It 'warns when one secret goes into several repositories that are piped in' {
        $path = Save 'shared.csv' "Name,Value,Secured`nSHARED,,true"
        $secrets = @{ SHARED = ConvertTo-Secret s1 }
        $null = Get-BbRepository gadgets, widgets | Import-BbVariable $path -SecureValue $secrets -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "'SHARED' in -SecureValue is used for variables of acme/gadgets and of acme/widgets.*'widgets/SHARED'*"
    }

    It 'takes the line break off that ends a value: <File>' -ForEach @(
        @{ File = 'end.csv'; Text = "Name,Value,Secured`nONE,`"s1`r`n`",true" }
        @{ File = 'end.json'; Text = '{ "ONE": { "value": "s1\n", "secured": true } }' }
        @{ File = 'end.psd1'; Text = "@{ ONE = @{ Secured = `$true; Value = @'`ns1`n`n'@ } }" }
    ) {
        $null = Import-BbVariable (Save $File $Text) -Repository gadgets -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "*line ?: the line break at the end of the value of 'ONE' was removed*"
        (Get-Stored $emulator $gadgets ONE).value | Should -BeExactly 's1'
    }

    It 'is an error when nothing of a file is taken over' {
        $path = Save 'secured.csv' "Name,Value,Secured`nONE,,true`nTWO,,true"
        $rows = Import-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $rows.Status | Should -Be 'Skipped', 'Skipped'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NothingToImport,*'
        (Import-BbVariable $path -Repository gadgets -SecureValue @{ TWO = ConvertTo-Secret s2 } -WarningAction SilentlyContinue).Status | Should -Be 'Skipped', 'Succeeded'
    }

    It 'gives a secret by the names of its place, when the place is given by uuid: <_>' -ForEach 'Repository', 'Environment' {
        $path = Save 'uuid.csv' "Name,Value,Secured`nDB_PASSWORD,,true"
        $place = @{ Repository = 'widgets' }
        if ($_ -eq 'Repository') { $place.Repository = (Get-BbRepository widgets).RepositoryUuid } else { $place.Environment = (Get-BbEnvironment Production -Repository widgets).Uuid.Trim('{}') }
        $secrets = @{ 'widgets/Production/DB_PASSWORD' = ConvertTo-Secret environment; 'widgets/DB_PASSWORD' = ConvertTo-Secret repository; DB_PASSWORD = ConvertTo-Secret bare }
        (Import-BbVariable $path @place -SecureValue $secrets).Status | Should -Be 'Succeeded'
        @(Get-Write $emulator updated).value | Should -Be $_
    }

    Context 'data files' {
        It 'reads constants as they are written, and rejects anything else' {
            $good = "@{`nA = 1.10`nB = 007`nC = -5`nD = `$true`nE = @{ Value = 'x'; Secured = 'false' }`nF = @{ Value = 'y'; Secured = `$true }`n'G' = `"plain`"`n}"
            $null = Import-BbVariable (Save 'good.psd1' $good) -Repository gadgets
            Get-Snapshot $emulator $gadgets | Should -BeExactly "A=1.10|False`nB=007|False`nC=-5|False`nD=true|False`nE=x|False`nF=y|True`nG=plain|False"
            Clear-Write $emulator
            $bad = "@{`nA = @{ a = 1 }`nB = @('a', 'b')`nC = 0x1F`nD = 1kb`nE = `"`$x`"`nF = 'a' + 'b'`nG = @{ Value = 'hunter2'; Secured = 'maybe' }`nH = `$x`n}"
            Import-BbVariable (Save 'bad.psd1' $bad) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
            foreach ($line in 2..9) { $errors[0].Exception.Message | Should -Match "\bline ${line}:" }
            $errors[0].Exception.Message | Should -Not -BeLike '*hunter2*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'rejects a hashtable without Value or Secured: <_>' -ForEach '@{}', '@{ Other = 1 }', '@{ Value = @{} }', "@{ Value = 'v'; Secured = 'perhaps' }" {
            Import-BbVariable (Save 'table.psd1' "@{`nA = $_`n}") -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors | Should -HaveCount 1
            $errors[0].Exception.Message | Should -Match '\bline 2:'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'accepts nothing that PowerShell refuses, and reads texts as it does' {
            # Tests the reader directly, because a thousand imports would take too long.
            $read = (Get-Command Import-BbVariable).ImplementingType.Assembly.GetType('BitbucketPipelines.Psd1Reader').GetMethod('Read')
            $random = [random]::new(5)
            $pieces = "'a'", '"b"', '"$x"', '$true', '$null', '1', '007', '1kb', '@{ Value = "v"; Secured = $true }', '@(1, 2)', '(1)', "'it''s'", 'a', '-5', '"`n"', '[int]1', '{ 1 }', '$(1)', "@'`nx`n'@", '1,2', '"a" + "b"', 'Get-Date', '@{}'
            $pieces += "'c'", '"d"', '2', '1.10', '$false', '@{ Secured = $true }', "'e'", '-1'
            $frames = '@{{ {0} }}', '@{{ {0} }}', '@{{ {0} }}', '@{{ {0} }}', '$x = @{{ {0} }}', '@{{ {0} }}; 1', 'param($a) @{{ {0} }}', '@{{ {0} }} | Out-Null', '[pscustomobject]@{{ {0} }}', '@{{ {0} ', '& {{ @{{ {0} }} }}'
            $path = Join-Path $TestDrive fuzz.psd1
            $accepted = 0
            foreach ($i in 1..400) {
                $pairs = foreach ($n in 1..$random.Next(1, 3)) { "$(('K', 'L', "'M'", '"N"', 'O', 'P', '1', '$k')[$random.Next(8)]) = $($pieces[$random.Next($pieces.Count)])" }
                $text = $frames[$random.Next($frames.Count)] -f ($pairs -join ('; ', "`n")[$random.Next(2)])
                try { $entries = $read.Invoke($null, @($text)) } catch { continue }
                $accepted++
                [IO.File]::WriteAllText($path, $text)
                $theirs = Import-PowerShellDataFile $path -ErrorAction Stop
                if ($entries.Count -ne $theirs.Count) { throw "$($entries.Count) of $($theirs.Count): $text" }
                foreach ($entry in $entries) {
                    if ($theirs[$entry.Name] -is [string] -and $theirs[$entry.Name] -cne $entry.Value) { throw "$($entry.Name): $text" }
                }
            }
            $accepted | Should -BeGreaterThan 20
        }
    }
}
