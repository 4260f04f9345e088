#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Find-BbVariable' {
    BeforeEach { Connect-Emulator $emulator }

    It 'finds a name in every scope, and shows what overrides it' {
        $found = Find-BbVariable LOG_LEVEL
        $found | Should -HaveCount 6
        $found[-1].WorkspaceScope | Should -BeTrue
        $found[-1].OverriddenBy | Should -HaveCount 5
        ($found | Where-Object { $_.Scope -eq 'Repository' -and $_.Repository -eq 'widgets' }).OverriddenBy | Should -Be 'acme/widgets (Staging)', 'acme/widgets (Production)'
        @($found | Where-Object Scope -EQ 'Environment' | Where-Object { $_.OverriddenBy.Count -gt 0 }) | Should -HaveCount 0
    }

    It 'returns what it found in a repository before the next ones are read, also for a name that the workspace has' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'widgets/pipelines_config/variables'; delaySeconds = 6000 }
        $first = Find-BbVariable LOG_LEVEL -ThrottleLimit 1 | Select-Object -First 1
        $first.Repository | Should -BeExactly 'gadgets'
    }

    It 'finds values, never those of secured ones' {
        (Find-BbVariable -Value '*staging.example*').Environment | Should -Be 'Staging'
        Find-BbVariable -Value '*canary*' | Should -BeNullOrEmpty
    }

    It 'searches some repositories, and the results can be piped' {
        Clear-Write $emulator
        (Find-BbVariable API_URL -Repository 'wid*' | Set-BbVariable -Value https://new.example.com -PassThru).Target |
            Should -Be 'acme/widgets', 'acme/widgets (Staging)', 'acme/widgets (Production)'
        @(Get-Write $emulator updated) | Should -HaveCount 3
    }

    It 'warns of a repository that does not exist, and searches the others' {
        $found = Find-BbVariable LOG_LEVEL -Repository gadgts, widgets, 'none-*' -WarningVariable warnings -WarningAction SilentlyContinue
        $found.Repository | Should -Contain 'widgets'
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike "There is no repository 'gadgts' in acme, *Did you mean 'gadgets'? *"
        $null = Find-BbVariable LOG_LEVEL -Repository widgets, 'wid*' -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'goes on where something cannot be read' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'gadgets/pipelines_config/variables'; status = 403; times = 0 }
        $found = Find-BbVariable LOG_LEVEL -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Count | Should -BeGreaterOrEqual 4
        $errors | Should -HaveCount 1
    }

    It 'reports a repository that is gone once' {
        $output = 'widgets', 'gone', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Find-BbVariable LOG_LEVEL -ErrorVariable errors -ErrorAction SilentlyContinue
        $output.Repository | Select-Object -Unique | Should -Contain 'widgets'
        $errors | Should -HaveCount 1
        $errors[0].TargetObject | Should -Be 'acme/gone'
    }
}
