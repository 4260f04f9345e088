#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $PSStyle.OutputRendering = 'PlainText'

    Connect-Emulator $emulator
    $null = Send-Order $emulator PATCH options @{ speed = 0 }
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:nightly-regression @{ steps = @(@{ name = 'Build'; duration = 36120 }) }
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:patient @{ steps = @(@{ name = 'Deploy to production (europe-west, all customers)'; duration = 3.1 * 86400 }) }
    $null = Add-Run @{ branch = 'feature/log-view'; ageSeconds = 400 * 86400; result = 'FAILED' }
    $null = Add-Run @{ selector = 'custom:patient'; ageSeconds = 90.5 * 86400 }
    $null = Add-Run @{ selector = 'custom:nightly-regression'; ageSeconds = 86000; trigger = 'SCHEDULE' }
    $null = Add-Run @{ pullRequest = 7; ageSeconds = 7000 }
    $null = Add-Run @{ tag = 'v1.0.0'; ageSeconds = 3040 }
    $null = Add-Run @{ result = 'PAUSED' }
    $null = Add-Run @{ result = 'HALTED' }
    $null = Add-Run @{ result = 'RUNNING' }
    $null = Add-Run @{ } gadgets
    $runs = Get-BbPipeline
}
AfterAll { Stop-TestFile }

Describe 'The table of runs' {
    It 'fits into <Width> columns, with everything that matters' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = $runs | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -BeExactly '   Repository: acme/widgets'
        $lines[1] | Should -Match '^ Build State +Result +Commit +Time +Age Pipeline +Ref$'
        $lines | Should -HaveCount (3 + 8)
        $lines[3] | Should -Match '^ +8 RUNNING +[0-9a-f]{7} +0:00 +\d+s default +trunk$'
        $lines[4] | Should -Match '^ +7 HALTED '
        $lines[5] | Should -Match '^ +6 PAUSED '
        $lines[6] | Should -Match '^ +5 COMPLETED SUCCESSFUL [0-9a-f]{7} +0:\d\d +50m tags +v1\.0\.0$'
        $lines[7] | Should -Match '^ +4 COMPLETED SUCCESSFUL [0-9a-f]{7} +0:\d\d +1h pull-requests PR #7 feature/'
    }

    It 'tells long times in full' {
        $lines = $runs | Show 80
        $lines[8] | Should -Match ' 10:02:0\d +23h '
        $lines[9] | Should -Match ' 3d 2h +90d patient +trunk$'
        $lines[10] | Should -Match '^ +1 COMPLETED FAILED .* 0:\d\d +1y '
    }

    It 'gives names of branches what the window has' {
        ($runs | Show 120 | Where-Object { $_ -match 'PR #7 feature/log-view$' }) | Should -HaveCount 1
    }

    It 'shows large numbers in full' {
        $run = Get-BbPipeline 5
        $run.BuildNumber = 123456
        ($run | Show 80)[3] | Should -Match '^123456 COMPLETED'
    }

    It 'is grouped by repository' {
        $lines = 'widgets', 'gadgets' | ForEach-Object { Get-BbPipeline -Repository $_ -First 1 } | Show 80
        $lines | Where-Object { $_ -match 'Repository:' } | Should -BeExactly '   Repository: acme/widgets', '   Repository: acme/gadgets'
    }

    It 'has no escape sequences where colours are not wanted' {
        $runs | Out-String | Should -Not -Match '\x1b'
    }
}

Describe 'The list of a run' {
    It 'has what the table leaves out' {
        $lines = Get-BbPipeline 3 | Format-List | Show 120
        foreach ($pattern in 'BuildNumber +: 3', 'Custom +: nightly-regression', 'Trigger +: SCHEDULE', 'Creator +: Dev Example', 'Uuid +: \{', 'Url +: http') {
            $lines -match "^$pattern" | Should -HaveCount 1
        }
        $lines -match 'AdditionalProperties|Detail' | Should -BeNullOrEmpty
    }
}

Describe 'The table of steps' {
    It 'fits into <Width> columns, with everything that matters' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbStep 1 | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -BeExactly '   Run: acme/widgets #1'
        $lines[1] | Should -Match '^ +# State +Result +Time +Started +Name$'
        $lines[3] | Should -Match '^ +1 COMPLETED +FAILED +0:03 \d{4}-\d\d-\d\d \d\d:\d\d Build$'
        $lines[4] | Should -Match '^ +2 COMPLETED +NOT_RUN .* Test$'
    }

    It 'shows a long name, and a step that waits' {
        (Get-BbStep 2 | Show 120)[3] | Should -Match ' 3d 2h .* Deploy to production \(europe-west, all customers\)$'
        (Get-BbStep 6 | Show 80)[3] | Should -Match '^ +1 PAUSED '
    }

    It 'names the run by its number when it was piped' {
        (Get-BbPipeline 1 | Get-BbStep | Show 80)[0] | Should -BeExactly '   Run: acme/widgets #1'
    }

    It 'is grouped by run' {
        $lines = Get-BbStep 1, 4 | Show 80
        $lines -match '^ +Run:' | Should -BeExactly '   Run: acme/widgets #1', '   Run: acme/widgets #4'
    }
}

Describe 'The list of a step' {
    It 'has what the table leaves out' {
        $lines = Get-BbStep 1 1 | Format-List | Show 120
        foreach ($pattern in 'Image +: node:22', 'ScriptCommands +: \{npm ci', 'Pipeline +: 1$', 'Uuid +: \{') {
            $lines -match "^$pattern" | Should -HaveCount 1
        }
        $lines -match 'AdditionalProperties|Detail' | Should -BeNullOrEmpty
    }
}

Describe 'The table of repositories' {
    It 'fits into <Width> columns, with everything that matters' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbRepository | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -BeExactly '   Workspace: acme'
        $lines[1] | Should -Match '^Slug +MainBranch +Project +Updated( +Description)?$'
        $lines | Where-Object { $_ -match '^widgets +trunk +ACME +\d{4}-\d\d-\d\d \d\d:\d\d$' } | Should -HaveCount 1
    }

    It 'has a list' {
        $lines = Get-BbRepository widgets | Format-List | Show 120
        $lines -match '^RepositoryUuid +: \{' | Should -HaveCount 1
        $lines -match 'AdditionalProperties|Detail' | Should -BeNullOrEmpty
    }
}

Describe 'The table of the session' {
    It 'fits into <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbSession | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -Match '^Workspace +Repository +Authentication User'
        $lines[2] | Should -Match '^acme +widgets +ApiToken +dev@example\.com'
    }
}
