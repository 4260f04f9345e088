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

Describe 'A list of properties' {
    It 'shows each property under its own name, also one that is called Value' {
        $type = [AppDomain]::CurrentDomain.GetAssemblies().ForEach{ $_.GetType('BitbucketPipelines.Output.SafeProperties') } | Where-Object { $_ } | Select-Object -First 1
        $methods = $type.GetMethods('Public, Static')
        $methods.Count | Should -BeGreaterThan 50
        foreach ($method in $methods) { $method.Invoke($null, @([pscustomobject]@{ $method.Name = 'x' })) | Should -BeExactly 'x' -Because $method.Name }
    }
}

Describe 'The table of runs' {
    It 'fits into <Width> columns, with everything that matters' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = $runs | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -Match '^Repository +Build Status +Duration CreatedOn Custom +Ref( +Commit)?$'
        $lines | Should -HaveCount (2 + 8)
        $lines[2] | Should -Match '^widgets +8 RUNNING +0:00 +\d+s ago +trunk( +[0-9a-f]{7})?$'
        $lines[3] | Should -Match '^widgets +7 HALTED '
        $lines[4] | Should -Match '^widgets +6 PAUSED '
        $lines[5] | Should -Match '^widgets +5 SUCCESSFUL +0:\d\d +50m ago +tag v1\.0\.0( +[0-9a-f]{7})?$'
        $lines[6] | Should -Match '^widgets +4 SUCCESSFUL +0:\d\d +1h ago +PR #7 feat'
    }

    It 'shows what started a run, and who, where there is room: <_> columns' -ForEach 160, 200 {
        $lines = $runs | Show $_
        $lines[0] | Should -Match ' Ref +Commit +Trigger +Creator$'
        $lines[7] | Should -Match ' nightly-regression trunk +[0-9a-f]{7} SCHEDULE +Dev Example$'
    }

    It 'tells long times in full' {
        $lines = $runs | Show 80
        $lines[7] | Should -Match ' 10:02:0\d +23h ago '
        $lines[8] | Should -Match ' 3d 2h +90d ago patient +trunk$'
        $lines[9] | Should -Match '^widgets +1 FAILED +0:\d\d +1y ago '
    }

    It 'gives names of branches what the window has' {
        ($runs | Show 120 | Where-Object { $_ -match 'PR #7 feature/log-view +[0-9a-f]{7}$' }) | Should -HaveCount 1
    }

    It 'shows large numbers in full' {
        $run = Get-BbPipeline 5
        $run.BuildNumber = 123456
        ($run | Show 80)[2] | Should -Match '^widgets +123456 SUCCESSFUL '
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
        $lines[0] | Should -Match '^Repository +Pipeline Position Name +Status +Duration( StartedOn Trigger +Image)?$'
        $lines[2] | Should -Match '^widgets +1 +1 Build +FAILED +0:03( +\d+\w ago AUTOMATIC +node:22)?$'
        $lines[3] | Should -Match '^widgets +1 +2 Test +NOT_RUN '
    }

    It 'shows a long name, and a step that waits' {
        (Get-BbStep 2 | Show 80)[2] | Should -Match '^widgets +2 +1 SUCCESSFUL +3d 2h Deploy to production \(eu…$'
        (Get-BbStep 2 | Show 120)[2] | Should -Match ' 3d 2h Deploy to production \(europe-west, all customers\)$'
        (Get-BbStep 6 | Show 80)[2] | Should -Match '^widgets +6 +1 \w+ +PAUSED'
    }

    It 'shows whole that a step is in progress' {
        $step = Get-BbStep 1 1
        $running = [System.Management.Automation.PSSerializer]::Serialize($step) -replace '(N="Status">)\w+', '${1}IN_PROGRESS'
        ([System.Management.Automation.PSSerializer]::Deserialize($running) | Show 80)[2] | Should -Match ' IN_PROGRESS +0:03$'
    }

    It 'names the run by its number when it was piped' {
        (Get-BbPipeline 1 | Get-BbStep | Show 80)[2] | Should -Match '^widgets +1 +1 '
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
        $lines[0] | Should -Match '^Workspace +Slug +MainBranch +Project +UpdatedOn( +Description)?$'
        $lines | Where-Object { $_ -match '^acme +widgets +trunk +ACME +\d+\w ago' } | Should -HaveCount 1
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
        $lines[2] | Should -Match '^acme +widgets +ApiToken +dev@example\.com +Session'
    }
}
