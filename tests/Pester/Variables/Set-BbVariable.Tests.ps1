#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
}
AfterAll { Stop-TestFile }

Describe 'Set-BbVariable' {
    BeforeEach { Connect-Emulator $emulator; Clear-Write $emulator }

    It 'creates a plain variable and writes nothing' {
        Set-BbVariable NEW_ONE hello | Should -BeNullOrEmpty
        $stored = Get-Stored $emulator $widgets NEW_ONE
        $stored.value | Should -BeExactly 'hello'
        $stored.secured | Should -BeFalse
        Get-Stored $emulator $widgets | Should -HaveCount 24
    }

    It 'updates the 23rd variable, and does not create it again' {
        $result = Set-BbVariable ZZ_LAST new -PassThru
        $result.Action | Should -Be 'Update'
        $result.Status | Should -Be 'Succeeded'
        $result.Name | Should -BeExactly 'ZZ_LAST'
        $result.Target | Should -BeExactly 'acme/widgets'
        (Get-Stored $emulator $widgets ZZ_LAST).value | Should -BeExactly 'new'
        @(Get-Write $emulator).action | Should -Be 'updated'
    }

    It 'takes two names that differ in case for two variables' {
        Set-BbVariable API_URL upper
        Set-BbVariable api_url lower
        Set-BbVariable Api_Url middle
        (Get-Write $emulator).action | Should -Be 'updated', 'updated', 'created'
        $stored = Get-Stored $emulator $widgets | Where-Object key -EQ 'API_URL'
        ($stored | Sort-Object key -CaseSensitive | ForEach-Object { "$($_.key)=$($_.value)" }) -join ' ' | Should -BeExactly 'api_url=lower Api_Url=middle API_URL=upper'
    }

    It 'does not write what is there already' {
        $result = Set-BbVariable API_URL https://api.example.com -PassThru
        $result.Action | Should -Be 'Unchanged'
        $result.Status | Should -Be 'Succeeded'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'compares values to the letter' {
        (Set-BbVariable API_URL HTTPS://api.example.com -PassThru).Action | Should -Be 'Update'
    }

    It 'updates a variable that turns out to exist (409)' {
        $null = Send-Order $emulator PATCH options @{ variableHideOnce = $true }
        $null = Send-Order $emulator POST "variables/$widgets" @{ key = 'HIDDEN'; value = 'old' }
        $result = Set-BbVariable HIDDEN new -PassThru -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $result.Status | Should -Be 'Succeeded'
        $result.Action | Should -Be 'Update'
        (Get-Write $emulator).status | Should -Be 409, 200
        (Get-Stored $emulator $widgets HIDDEN).value | Should -BeExactly 'new'
    }

    It 'writes nothing after a 409 if the value is right' {
        $null = Send-Order $emulator PATCH options @{ variableHideOnce = $true }
        $null = Send-Order $emulator POST "variables/$widgets" @{ key = 'HIDDEN'; value = 'same' }
        (Set-BbVariable HIDDEN same -PassThru).Status | Should -Be 'Succeeded'
        (Get-Write $emulator).status | Should -Be 409
    }

    It 'keeps a variable secured that turned out to exist (409)' {
        $null = Send-Order $emulator PATCH options @{ variableHideOnce = $true }
        $null = Send-Order $emulator POST "variables/$widgets" @{ key = 'HIDDEN'; value = 'secret'; secured = $true }
        $null = Set-BbVariable HIDDEN new -PassThru -ErrorAction SilentlyContinue
        (Get-Stored $emulator $widgets HIDDEN).secured | Should -BeTrue
    }

    Context 'secured' {
        It 'creates one from a SecureString, and updates one' {
            Set-BbVariable NEW_SECRET -SecureValue (ConvertTo-Secret s1)
            Set-BbVariable DB_PASSWORD -SecureValue (ConvertTo-Secret s2)
            Set-BbVariable API_URL -SecureValue (ConvertTo-Secret s3)
            Set-BbVariable OTHER s4 -Secured
            foreach ($pair in @{ NEW_SECRET = 's1'; DB_PASSWORD = 's2'; API_URL = 's3'; OTHER = 's4' }.GetEnumerator()) {
                $stored = Get-Stored $emulator $widgets | Where-Object key -CEQ $pair.Key
                $stored.value | Should -BeExactly $pair.Value
                $stored.secured | Should -BeTrue
            }
        }

        It 'stays secured with a new value' {
            Set-BbVariable DB_PASSWORD new
            $stored = Get-Stored $emulator $widgets DB_PASSWORD
            $stored.value | Should -BeExactly 'new'
            $stored.secured | Should -BeTrue
        }

        It 'is written each time: whether the value is the same cannot be known' {
            (Set-BbVariable DB_PASSWORD x -PassThru).Action | Should -Be 'Update'
            (Set-BbVariable DB_PASSWORD x -PassThru).Action | Should -Be 'Update'
        }

        It 'secures a plain one with the value that it has' {
            Set-BbVariable SENTRY_DSN -Secured
            $stored = Get-Stored $emulator $widgets SENTRY_DSN
            $stored.value | Should -BeExactly 'https://key@sentry.example.com/42'
            $stored.secured | Should -BeTrue
        }

        It 'does not become readable without a new value' {
            $result = Set-BbVariable DB_PASSWORD -Secured:$false -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $result.Status | Should -Be 'Failed'
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ValueRequired,*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'becomes readable with -Secured:$false and a new value' {
            (Set-BbVariable DB_PASSWORD public -Secured:$false -PassThru).Reason | Should -BeLike '*no longer secured*'
            (Get-Stored $emulator $widgets DB_PASSWORD).secured | Should -BeFalse
        }

        It 'does not become readable by a table whose column Secured has <Cell>' -ForEach @{ Cell = '' }, @{ Cell = 'false' }, @{ Cell = 'no' } {
            $result = "Name,Value,Secured`nDB_PASSWORD,new,$Cell" | ConvertFrom-Csv | Set-BbVariable -PassThru
            $result.Reason | Should -BeLike '*stays secured*'
            $stored = Get-Stored $emulator $widgets DB_PASSWORD
            $stored.value | Should -BeExactly 'new'
            $stored.secured | Should -BeTrue
        }

        It 'does not become readable by piping a plain one of another scope' {
            Set-Stored $emulator environment/acme/widgets/Production @{ key = 'API_URL'; value = 'secret'; secured = $true }
            Get-BbVariable API_URL | Select-Object Name, Value, Secured | Set-BbVariable -Environment Production
            (Get-Stored $emulator environment/acme/widgets/Production API_URL).secured | Should -BeTrue
        }

        It 'keeps its value when it is piped as it was read' {
            $results = Get-BbVariable -Secured | Set-BbVariable -PassThru
            $results.Action | Should -Be 'Unchanged', 'Unchanged', 'Unchanged'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'does not become readable by piping it with -Secured:$false' {
            Get-BbVariable -Secured | Set-BbVariable -Secured:$false -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors | Should -HaveCount 3
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'needs a value to be made' {
            Set-BbVariable NEW_ONE -Secured -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'ValueRequired,*'
            { Set-BbVariable NEW_ONE } | Should -Throw -ErrorId 'ValueRequired,*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }
    }

    Context 'scopes' {
        It 'writes <What>' -ForEach @(
            @{ What = 'an environment, by name in any case'; Arguments = @{ Environment = 'sTAGING' }; Scope = 'environment/acme/widgets/Staging' }
            @{ What = 'the workspace'; Arguments = @{ WorkspaceScope = $true }; Scope = 'workspace/acme' }
            @{ What = 'a team'; Arguments = @{ Team = 'acme' }; Scope = 'team/acme' }
            @{ What = 'a user'; Arguments = @{ User = '{d1e2f3a4-0001-4a5b-8c6d-7e8f90a1b2c3}' }; Scope = 'user/dev' }
            @{ What = 'another repository'; Arguments = @{ Repository = 'acme/gadgets' }; Scope = 'repository/acme/gadgets' }
        ) {
            if ($What -like 'a *r' -or $What -like 'a team') { Connect-Emulator $emulator -User legacy@example.com -Token legacy-token }
            $before = @(Get-Stored $emulator $Scope).Count
            (Set-BbVariable NEW_ONE 1 -PassThru -WarningAction SilentlyContinue @Arguments).Action | Should -Be 'Create'
            (Set-BbVariable NEW_ONE 2 -PassThru -WarningAction SilentlyContinue @Arguments).Action | Should -Be 'Update'
            (Get-Stored $emulator $Scope NEW_ONE).value | Should -BeExactly '2'
            (Get-BbVariable NEW_ONE -WarningAction SilentlyContinue @Arguments).Value | Should -BeExactly '2'
            @(Get-Stored $emulator $Scope) | Should -HaveCount ($before + 1)
            (Remove-BbVariable NEW_ONE -Force -PassThru -WarningAction SilentlyContinue @Arguments).Status | Should -Be 'Succeeded'
            @(Get-Stored $emulator $Scope) | Should -HaveCount $before
        }

        It 'lists the environments where there is no such one, and goes on with the other records' {
            $records = @(
                [pscustomobject]@{ Name = 'A1'; Value = '1'; Environment = 'Staging' }
                [pscustomobject]@{ Name = 'A2'; Value = '1'; Environment = 'Nowhere' }
                [pscustomobject]@{ Name = 'A3'; Value = '1'; Environment = 'production' }
            )
            $results = $records | Set-BbVariable -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $results.Name | Should -Be 'A1', 'A2', 'A3'
            $results.Status | Should -Be 'Succeeded', 'Failed', 'Succeeded'
            $errors | Should -HaveCount 1
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Test, Staging, Production*'
        }
    }

    Context 'many' {
        It 'takes a table with names, values, secured and scopes' {
            $file = Join-Path $TestDrive table.csv
            Set-Content $file @'
Name,Value,Secured,Repository,Environment
ONE,1,,,
TWO,2,yes,,
THREE,3,,gadgets,
FOUR,4,TRUE,widgets,Staging
FIVE,5,0,acme/gadgets,Production
'@
            $results = Import-Csv $file | Set-BbVariable -PassThru
            $results.Name | Should -Be 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE'
            $results.Target | Should -Be 'acme/widgets', 'acme/widgets', 'acme/gadgets', 'acme/widgets (Staging)', 'acme/gadgets (Production)'
            (Get-Stored $emulator $widgets TWO).secured | Should -BeTrue
            (Get-Stored $emulator $gadgets THREE).value | Should -BeExactly '3'
            (Get-Stored $emulator environment/acme/widgets/Staging FOUR).secured | Should -BeTrue
            (Get-Stored $emulator environment/acme/gadgets/Production FIVE).secured | Should -BeFalse
        }

        It 'takes the column Key too' {
            "Key,Value`nONE,1" | ConvertFrom-Csv | Set-BbVariable
            (Get-Stored $emulator $widgets ONE).value | Should -BeExactly '1'
        }

        It 'changes nothing with what Get-BbVariable wrote, through Export-Csv too' {
            (Get-BbVariable | Set-BbVariable -PassThru | Where-Object Action -NE 'Unchanged') | Should -BeNullOrEmpty
            (Get-BbVariable -Environment Production | Set-BbVariable -PassThru).Target | Should -Be (@('acme/widgets (Production)') * 4)
            (Get-BbVariable -WorkspaceScope | Set-BbVariable -PassThru).Target | Should -Be (@('workspace acme') * 4)
            $file = Join-Path $TestDrive read.csv
            Get-BbVariable | Export-Csv $file
            Import-Csv $file | Set-BbVariable -PassThru | Where-Object Action -NE 'Unchanged' | Should -BeNullOrEmpty
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'reads the list of a scope once for all records' {
            1..12 | ForEach-Object { [pscustomobject]@{ Name = "N$_"; Value = $_ } } | Set-BbVariable
            Get-EmulatorRequest $emulator -Method GET | Should -HaveCount 1
            Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 12
        }

        It 'reads environments once for all records' {
            1..6 | ForEach-Object { [pscustomobject]@{ Name = "N$_"; Value = $_; Environment = 'Staging', 'PRODUCTION' | Select-Object -Index ($_ % 2) } } | Set-BbVariable
            Get-EmulatorRequest $emulator -Method GET | Should -HaveCount 3
        }

        It 'gives a name that comes twice the last value, and writes two rows' {
            $results = 'first', 'second' | ForEach-Object { [pscustomobject]@{ Name = 'TWICE'; Value = $_ } } | Set-BbVariable -PassThru
            $results.Action | Should -Be 'Create', 'Update'
            (Get-Stored $emulator $widgets TWICE).value | Should -BeExactly 'second'
        }

        It 'goes on after a failure, says which it was, and completes the rest the second time' {
            $null = Send-Order $emulator POST faults @{ method = 'POST'; skip = 2; status = 500; body = 'oops' }
            $records = 1..6 | ForEach-Object { [pscustomobject]@{ Name = "N$_"; Value = "$_" } }
            $results = $records | Set-BbVariable -PassThru -ThrottleLimit 1 -ErrorVariable errors -ErrorAction SilentlyContinue
            $results.Status | Should -Be 'Succeeded', 'Succeeded', 'Failed', 'Succeeded', 'Succeeded', 'Succeeded'
            $results[2].Reason | Should -Not -BeNullOrEmpty
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
            $errors[0].Exception.Message + $errors[0].ErrorDetails.Message | Should -BeLike '*N3*'
            ($records | Set-BbVariable -PassThru).Action | Should -Be 'Unchanged', 'Unchanged', 'Create', 'Unchanged', 'Unchanged', 'Unchanged'
            (Get-Write $emulator created).key | Sort-Object | Should -Be (1..6 | ForEach-Object { "N$_" })
        }

        It 'writes nothing to a scope with invalid variables, and reports all of them' {
            $records = @(
                [pscustomobject]@{ Name = 'GOOD'; Value = '1' }
                [pscustomobject]@{ Name = '1BAD'; Value = '1' }
                [pscustomobject]@{ Name = 'BREAK'; Value = "a`nb" }
                [pscustomobject]@{ Name = 'WITH-DASH'; Value = '1' }
            )
            ($records | Set-BbVariable -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue).Status | Should -Be 'Failed', 'Failed', 'Failed', 'Failed'
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
            foreach ($name in '1BAD', 'BREAK', 'WITH-DASH') { $errors[0].Exception.Message | Should -BeLike "*$name*" }
            $errors[0].Exception.Message | Should -Not -BeLike '*GOOD*'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'writes nothing where names and values become too long together, what is there included' {
            Set-Stored $emulator $gadgets @{ key = 'BIG'; value = 'x' * 100000 }
            Set-BbVariable MORE ('y' * 20000) -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
            $errors[0].Exception.Message | Should -BeLike '*120,007*BIG*'
            Get-Write $emulator | Should -BeNullOrEmpty
            Set-BbVariable BIG ('y' * 20000) -Repository gadgets -ErrorVariable errors
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'shows the plan with -WhatIf and writes nothing' {
        $row = Set-BbVariable API_URL new -WhatIf -PassThru
        $row.Action, $row.Status | Should -Be 'Update', 'Planned'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'finds out whether a variable was made whose answer was lost' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        $result = Set-BbVariable NEW_ONE 1 -PassThru -ErrorVariable errors -WarningVariable warnings -WarningAction SilentlyContinue
        $errors | Should -BeNullOrEmpty
        $warnings | Should -BeLike 'The answer to POST */variables* was lost, but the object was created*'
        $result.Status | Should -Be 'Succeeded'
        (Get-Write $emulator).key | Should -Be 'NEW_ONE'
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        Set-BbVariable NEW_ONE 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*admin:pipeline*'
        Get-Stored $emulator $widgets NEW_ONE | Should -BeNullOrEmpty
    }

    It 'rejects DBNull, which is not an empty string' {
        { Set-BbVariable API_URL ([DBNull]::Value) } | Should -Throw -ErrorId 'EmptyArgument,*' -ExpectedMessage "*'API_URL' is null*"
        # A piped DBNull is like $null: the value is not specified.
        [pscustomobject]@{ Name = 'API_URL'; Value = [DBNull]::Value } | Set-BbVariable
        { [pscustomobject]@{ Name = 'NO_SUCH'; Value = [DBNull]::Value } | Set-BbVariable -ErrorAction Stop } | Should -Throw -ExpectedMessage '*No value was specified.*'
        { Invoke-BbPipeline -Branch trunk -Variable @{ A_VALUE = [DBNull]::Value } -ErrorAction Stop } | Should -Throw -ExpectedMessage "*'A_VALUE'*null*"
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'refuses null that was typed, with and without -WhatIf' {
        foreach ($whatIf in $false, $true) {
            { Set-BbVariable API_URL $undefined -WhatIf:$whatIf } | Should -Throw -ErrorId 'EmptyArgument,*' -ExpectedMessage "*'API_URL' is null*"
            { Set-BbVariable DB_PASSWORD -Value $undefined -Secured -WhatIf:$whatIf } | Should -Throw -ErrorId 'EmptyArgument,*'
            { Set-BbVariable DB_PASSWORD '' -Secured -WhatIf:$whatIf } | Should -Throw -ErrorId 'EmptyArgument,*'
            { Set-BbVariable DB_PASSWORD -SecureValue ([securestring]::new()) -WhatIf:$whatIf } | Should -Throw -ErrorId 'EmptyArgument,*'
        }
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        Set-BbVariable API_URL ''
        (Get-Stored $emulator $widgets | Where-Object key -CEQ API_URL).value | Should -BeExactly ''
    }

    It 'rejects a secret that is only a line break' {
        Set-BbVariable DB_PASSWORD -SecureValue (ConvertTo-SecureString "`n" -AsPlainText -Force) -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction Ignore
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EmptyArgument,*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'rejects with -WhatIf what it rejects without: <Name>' -ForEach @(
        @{ Name = '1BAD'; Value = 'x' }
        @{ Name = 'WITH-DASH'; Value = 'x' }
        @{ Name = 'BREAK'; Value = "a`nb" }
        @{ Name = 'LONG'; Value = 'x' * 120001 }
        @{ Name = 'HALF'; Value = 'a' + [char]0xD800 }
    ) {
        Set-BbVariable $Name $Value -ErrorVariable earnest -ErrorAction SilentlyContinue
        Set-BbVariable $Name $Value -WhatIf -ErrorVariable whatIf -ErrorAction SilentlyContinue
        $earnest[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
        "$whatIf" | Should -BeExactly "$earnest"
        Set-BbVariable DB_PASSWORD -Secured:$false -WhatIf -ErrorVariable whatIf -ErrorAction SilentlyContinue
        $whatIf[0].FullyQualifiedErrorId | Should -BeLike 'ValueRequired,*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'stores <Text> for <Value>, whatever the culture' -ForEach @(
        @{ Value = $true; Text = 'true' }
        @{ Value = $false; Text = 'false' }
        @{ Value = [switch]$true; Text = 'true' }
        @{ Value = 1.5; Text = '1.5' }
        @{ Value = 1.50d; Text = '1.50' }
        @{ Value = 1234567; Text = '1234567' }
        @{ Value = [datetime]'2026-11-27T10:20:30'; Text = '2026-11-27T10:20:30' }
        @{ Value = [datetimeoffset]'2026-11-27T10:20:30+01:00'; Text = '2026-11-27T10:20:30+01:00' }
        @{ Value = 'True'; Text = 'True' }
    ) {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Set-BbVariable A_VALUE $Value
            [pscustomobject]@{ Name = 'A_PIPED'; Value = $Value } | Set-BbVariable
            (Get-BbVariable A_VALUE, A_PIPED).Value | Should -BeExactly $Text, $Text
            $null = Invoke-BbPipeline -Branch trunk -Variable @{ A_VALUE = $Value }
            # ConvertFrom-Json would convert some strings to dates.
            @(Get-EmulatorRequest $emulator POST '*/pipelines/*')[-1].body | Should -Match ([regex]::Escape("""value"":""$($Text.Replace('+', '\u002B'))"""))
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'keeps a number that is typed as it is written, and refuses what is no text' {
        Set-BbVariable A_VALUE 1.10
        (Get-Stored $emulator $widgets A_VALUE).value | Should -BeExactly '1.10'
        { Set-BbVariable A_VALUE @('hunter2', 'x') } | Should -Throw '*must be a string, a number or a Boolean*'
        { Set-BbVariable A_VALUE @{ hunter2 = 1 } } | Should -Throw '*must be a string, a number or a Boolean*'
        "$($Error[0, 1])" | Should -Not -BeLike '*hunter2*'
    }

    It 'removes a line break at the end of a value, with a warning' {
        Set-BbVariable A_SECRET -SecureValue (ConvertTo-Secret "s1`r`n") -WarningVariable warnings -WarningAction SilentlyContinue
        Set-BbVariable A_VALUE "v1`n" -WarningVariable +warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 2
        "$warnings" | Should -Not -BeLike '*s1*'
        (Get-Stored $emulator $widgets A_SECRET).value | Should -BeExactly 's1'
        (Get-Stored $emulator $widgets A_VALUE).value | Should -BeExactly 'v1'
        Set-BbVariable A_SECRET -SecureValue (ConvertTo-Secret "s1`n`n") -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableLimits,*'
    }
}
