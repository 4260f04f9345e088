#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
}
AfterAll { Stop-TestFile }

Describe 'Remove-BbVariable' {
    BeforeEach { Connect-Emulator $emulator; Clear-Write $emulator }

    It 'removes one by its exact name, with -Force without a question, and without output' {
        Remove-BbVariable api_url -Force | Should -BeNullOrEmpty
        (Get-Stored $emulator $widgets | Where-Object key -EQ 'API_URL').key | Should -BeExactly 'API_URL'
        @(Get-Write $emulator).action | Should -Be 'removed'
    }

    It 'removes the 23rd, and says so with -PassThru' {
        $result = Remove-BbVariable ZZ_LAST -Force -PassThru
        $result.Action | Should -Be 'Remove'
        $result.Status | Should -Be 'Succeeded'
        $result.Target | Should -BeExactly 'acme/widgets'
        Get-Stored $emulator $widgets | Should -HaveCount 22
    }

    It 'removes what a row names, where it is: <Rows>' -ForEach @(
        @{ Rows = 'CSV'; Convert = { $input | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Rows = 'JSON'; Convert = { $input | ConvertTo-Json | ConvertFrom-Json } }
        @{ Rows = 'Select-Object'; Convert = { $input | Select-Object Name, Workspace, Repository, Environment, WorkspaceScope } }
        @{ Rows = 'Key'; Convert = { $input | Select-Object @{ n = 'Key'; e = { $_.Name } }, Repository, Environment, WorkspaceScope } }
    ) {
        $found = Find-BbVariable LOG_LEVEL
        $removed = $found | & $Convert | Remove-BbVariable -Force -PassThru
        $removed | Should -HaveCount $found.Count
        Find-BbVariable LOG_LEVEL | Should -BeNullOrEmpty
    }

    It 'says that there is no such variable, and which is alike' {
        Remove-BbVariable Zz_Last, NOSUCH, RETRIES -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 2
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*'ZZ_LAST'*"
        @(Get-Write $emulator).key | Should -Be 'RETRIES'
    }

    It 'removes what wildcards mean with <With>' -ForEach @{ With = '-Force'; Arguments = @{ Force = $true } }, @{ With = '-Confirm:$false'; Arguments = @{ Confirm = $false } } {
        (Remove-BbVariable 'api_*' -PassThru @Arguments).Name | Should -Be 'API_URL', 'api_url'
        Get-Stored $emulator $widgets | Should -HaveCount 21
    }

    It 'fails where nobody is there to answer, and removes nothing' {
        $result = Invoke-Child $emulator "Remove-BbVariable '*'; 'went on'"
        $result.All | Should -Not -BeNullOrEmpty
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'sends nothing with -WhatIf' {
        Remove-BbVariable 'API_*' -WhatIf | Should -BeNullOrEmpty
        (Remove-BbVariable 'API_*' -Force -WhatIf -PassThru).Status | Should -Be 'Planned', 'Planned'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'takes objects, of any scope' {
        Get-BbVariable LOG_LEVEL | Remove-BbVariable -Force
        Get-BbVariable LOG_LEVEL -Environment Production | Remove-BbVariable -Force
        Get-BbVariable LOG_LEVEL -WorkspaceScope | Remove-BbVariable -Force
        (Get-Write $emulator).scope | Should -HaveCount 3
        Find-BbVariable LOG_LEVEL -Repository widgets | ForEach-Object { "$($_.Environment)" } | Should -Be 'Staging'
    }

    It 'removes what was read, not what took its name' {
        $read = Get-BbVariable API_URL
        Remove-BbVariable API_URL -Force
        Set-BbVariable API_URL other
        $read | Remove-BbVariable -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VariableNotFound,*'
        (Get-Stored $emulator $widgets API_URL | Where-Object key -CEQ API_URL).value | Should -BeExactly 'other'
    }

    It 'does not take a star in a table for all' {
        [pscustomobject]@{ Name = '*' } | Remove-BbVariable -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'takes a table with names and scopes' {
        "Name,Repository,Environment`nLOG_LEVEL,,`nLOG_LEVEL,gadgets,Production" | ConvertFrom-Csv | Remove-BbVariable -Force -PassThru | ForEach-Object Target |
            Should -Be 'acme/widgets', 'acme/gadgets (Production)'
    }

    It 'does not read the list again, and removes once what is named twice' {
        $results = Get-BbVariable | ForEach-Object { $_; $_ } | Remove-BbVariable -Force -PassThru
        $results | Should -HaveCount 23
        @(Get-Write $emulator removed) | Should -HaveCount 23
        @(Get-EmulatorRequest $emulator -Method GET) | Should -HaveCount 1
        Get-Stored $emulator $widgets | Should -BeNullOrEmpty
    }

    It 'writes results in the order of the input, and goes on after a failure' {
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; delaySeconds = 0.5 }
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; skip = 2; status = 500 }
        $names = 'RETRIES', 'TIMEOUT', 'NODE_ENV', 'DB_HOST', 'DB_PORT', 'DB_NAME'
        $results = Remove-BbVariable $names -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Name | Should -Be $names
        @($results | Where-Object Status -EQ Failed) | Should -HaveCount 1
        $errors | Should -HaveCount 1
        Get-Stored $emulator $widgets | Should -HaveCount 18
    }

    It 'succeeds if the variable was already removed, or the response was lost' {
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; resetAfterHandling = $true }
        $result = Remove-BbVariable ZZ_LAST -Force -PassThru -ErrorVariable errors
        $errors | Should -BeNullOrEmpty
        $result.Status | Should -Be 'Succeeded'
    }
}
