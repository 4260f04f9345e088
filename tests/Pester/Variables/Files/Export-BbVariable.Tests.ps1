#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $gadgets = 'repository/acme/gadgets'
}
AfterAll { Stop-TestFile }

Describe 'Export-BbVariable' {
    BeforeEach { Connect-Emulator $emulator }

    It 'writes <File> in a stable order, which Import-BbVariable imports without a change' -ForEach @{ File = 'a.env' }, @{ File = '.env.prod' }, @{ File = 'a.csv' }, @{ File = 'a.json' } {
        $path = Join-Path $TestDrive $File
        Export-BbVariable $path -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -BeLike '3 secured variables of acme/widgets*'
        $first = Get-Content $path -Raw
        $first | Should -BeLike '*DB_PASSWORD*'
        $first | Should -Not -BeLike '*leak-canary*'
        Export-BbVariable $path -WarningAction SilentlyContinue
        Get-Content $path -Raw | Should -BeExactly $first
        Clear-Write $emulator
        $results = Import-BbVariable $path -Prune -Force
        $results | Should -HaveCount 23
        $results.Action | Select-Object -Unique | Should -Be 'Unchanged'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'reads several places at the same time' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'pipelines_config/variables'; delaySeconds = 2; times = 0 }
        $null = Send-Order $emulator DELETE requests
        Get-BbRepository widgets, gadgets | Export-BbVariable (Join-Path $TestDrive two.csv) -WarningAction SilentlyContinue
        $null = Send-Order $emulator DELETE faults
        $asked = @(Get-EmulatorRequest $emulator -Method GET -Path '*variables*')
        $asked | Should -HaveCount 2
        $asked[1].atSeconds - $asked[0].atSeconds | Should -BeLessThan 2
    }

    It 'round-trips a data file, which cannot hold two names that differ in case' {
        $path = Join-Path $TestDrive a.psd1
        Export-BbVariable $path -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike "*'API_URL' and 'api_url'*"
        Remove-BbVariable api_url -Force
        Export-BbVariable $path -WarningAction SilentlyContinue
        (Import-PowerShellDataFile $path).GREETING | Should -BeExactly 'Grüße, "welt" & co = $HOME #1'
        (Import-BbVariable $path).Action | Select-Object -Unique | Should -Be 'Unchanged'
    }

    It 'keeps every odd value in <File>' -ForEach @{ File = 'odd.env' }, @{ File = 'odd.csv' }, @{ File = 'odd.json' }, @{ File = 'odd.psd1' } {
        $odd = '', ' ', " ' ", '"', '\', '\n', '$HOME', '`x`', '#no', 'a,b;c', "tab`there", '  both  ', '=', "it's ""quoted""", '{"a":1}', ("\u2019typo\u2019" | ForEach-Object { [regex]::Unescape($_) }), '日本', '%PATH%'
        $i = 0
        Set-Stored $emulator $gadgets ($odd | ForEach-Object { @{ key = "ODD_$((++$i))"; value = $_ } })
        $before = Get-Snapshot $emulator $gadgets
        $path = Join-Path $TestDrive $File
        Export-BbVariable $path -Repository gadgets
        (Import-BbVariable $path -Repository gadgets).Action | Select-Object -Unique | Should -Be 'Unchanged'
        $null = Remove-BbVariable * -Force -Repository gadgets
        $null = Import-BbVariable $path -Repository gadgets
        Get-Snapshot $emulator $gadgets | Should -BeExactly $before
    }

    It 'exports some names, and reports names that do not exist' {
        $path = Join-Path $TestDrive some.env
        (Export-BbVariable $path -Name 'DB_H*', RETRIES, TYPO -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue).FullName | Should -BeExactly $path
        Get-Content $path | Should -Be 'DB_HOST=db.example.com', 'RETRIES=3'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableNotFound,*'
    }

    It 'does not replace a file with -NoClobber' {
        $path = Join-Path $TestDrive there.env
        Set-Content $path 'mine'
        Export-BbVariable $path -NoClobber -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content $path | Should -Be 'mine'
    }

    It 'leaves the file alone when the variables cannot be read' {
        $path = Join-Path $TestDrive kept.env
        Set-Content $path 'mine'
        Export-BbVariable $path -Repository nosuch -ErrorAction SilentlyContinue
        Get-Content $path | Should -Be 'mine'
    }

    Context 'of several places' {
        It 'writes one <Extension> file with the place of each variable, and imports it without a change' -ForEach @{ Extension = 'csv' }, @{ Extension = 'json' } {
            $path = Join-Path $TestDrive "all.$Extension"
            $made = Get-BbRepository | Export-BbVariable $path -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
            @($made).FullName | Should -BeExactly $path
            $warnings | Should -HaveCount 1
            $warnings | Should -BeLike '4 secured variables of 3 places*'
            Clear-Write $emulator
            $rows = Import-BbVariable $path
            ($rows | Group-Object Target | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ' | Should -BeExactly '3 acme/gadgets, 23 acme/widgets'
            $rows.Action | Select-Object -Unique | Should -Be 'Unchanged'
            Get-Write $emulator | Should -BeNullOrEmpty
        }

        It 'keeps environments and the workspace apart, and writes a place once' {
            $path = Join-Path $TestDrive mixed.csv
            $places = @(Get-BbEnvironment) + [pscustomobject]@{ WorkspaceScope = $true; Repository = $null } + (Get-BbRepository widgets) + (Get-BbRepository widgets)
            $places | Export-BbVariable $path -WarningAction SilentlyContinue
            $table = Import-Csv $path
            @($table | Where-Object { $_.Environment -eq 'Staging' -and $_.Repository -eq 'widgets' -and $_.Workspace -eq 'acme' }) | Should -Not -BeNullOrEmpty
            @($table | Where-Object { -not $_.Repository -and -not $_.Environment -and $_.Workspace -eq 'acme' }) | Should -Not -BeNullOrEmpty
            @($table | Where-Object { $_.Repository -eq 'widgets' -and -not $_.Environment }) | Should -HaveCount 23
            (Import-BbVariable $path).Action | Select-Object -Unique | Should -Be 'Unchanged'
        }

        It 'writes no places for a single place' {
            $path = Join-Path $TestDrive one.csv
            Get-BbRepository gadgets | Export-BbVariable $path -WarningAction SilentlyContinue
            Get-Content $path -TotalCount 1 | Should -BeExactly 'Name,Value,Secured'
        }

        It 'rejects <File>, which cannot contain places, and keeps the old file' -ForEach @{ File = 'all.env' }, @{ File = 'all.psd1' } {
            $path = Join-Path $TestDrive $File
            Set-Content $path 'mine'
            { Get-BbRepository | Export-BbVariable $path -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'SeveralPlaces,*' -ExpectedMessage '*acme/empty, acme/gadgets*'
            Get-Content $path | Should -Be 'mine'
            @(Get-ChildItem $TestDrive -Force -Filter '*.tmp') | Should -BeNullOrEmpty
        }

        It 'writes the places even if one of them cannot be read' {
            $path = Join-Path $TestDrive partly.csv
            [pscustomobject]@{ Repository = 'nosuch' }, [pscustomobject]@{ Repository = 'gadgets' } |
                Export-BbVariable $path -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $errors | Should -HaveCount 1
            (Import-Csv $path).Repository | Select-Object -Unique | Should -Be 'gadgets'
        }

        It 'writes what can be read before an error stops the script' {
            $path = Join-Path $TestDrive stopped.csv
            $ErrorActionPreference = 'Stop'
            {
                [pscustomobject]@{ Repository = 'nosuch' }, [pscustomobject]@{ Repository = 'gadgets' }, [pscustomobject]@{ Repository = 'widgets' } |
                    Export-BbVariable $path -Name * -WarningAction SilentlyContinue
            } | Should -Throw -ErrorId 'NotFound,*'
            $ErrorActionPreference = 'Continue'
            ((Import-Csv $path).Repository | Select-Object -Unique) -join ', ' | Should -BeExactly 'gadgets, widgets'
            @(Get-ChildItem $TestDrive -Force -Filter '*.tmp') | Should -BeNullOrEmpty
        }
    }

    It 'begins a table with a byte order mark if it has non-ASCII letters, for Excel' {
        $path = Join-Path $TestDrive mark.csv
        Set-Stored $emulator $gadgets @{ key = 'A'; value = 'plain' }
        Export-BbVariable $path -Repository gadgets -WarningAction SilentlyContinue
        [IO.File]::ReadAllBytes($path)[0] | Should -Be 0x4E
        Set-Stored $emulator $gadgets @{ key = 'A'; value = 'größe' }
        Export-BbVariable $path -Repository gadgets -WarningAction SilentlyContinue
        [IO.File]::ReadAllBytes($path)[0..2] | Should -Be 0xEF, 0xBB, 0xBF
        (Import-Csv $path)[0].Value | Should -BeExactly 'größe'
    }

    It 'leaves the old file where a value cannot be written' {
        $path = Join-Path $TestDrive odd.env
        Set-Content $path 'mine'
        Set-Stored $emulator $gadgets @{ key = 'A'; value = 'it''s `x`' }
        Export-BbVariable $path -Repository gadgets -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CannotWriteFile,*'
        $errors[0].Exception.Message | Should -BeLike "*'A'*use .csv or .json*"
        Get-Content $path | Should -Be 'mine'
    }
}
