#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Variable.psm1" -Force
    $emulator = Start-Emulator
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}

Describe 'Export-BbVariable' {
    BeforeEach { Connect-Emulator $emulator }

    It 'writes <File> in a stable order, which Import-BbVariable takes without a change' -ForEach @{ File = 'a.env' }, @{ File = '.env.prod' }, @{ File = 'a.csv' }, @{ File = 'a.json' } {
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

    It 'round-trips a data file, which cannot hold two names that differ in case' {
        $path = Join-Path $TestDrive a.psd1
        Export-BbVariable $path -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike "*'API_URL' and 'api_url'*"
        Remove-BbVariable api_url
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

    It 'writes some, and says which name is not there' {
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
}
