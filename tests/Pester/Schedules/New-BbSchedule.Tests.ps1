#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Kept([string] $Repository = 'widgets') { @((Send-Order $emulator GET "settings/acme/$Repository").schedules) }
}
AfterAll { Stop-TestFile }

Describe 'New-BbSchedule' {
    BeforeEach { Connect-Emulator $emulator }

    It 'makes one for the branch''s own pipeline' {
        $made = New-BbSchedule -Branch trunk -Cron '0 2 * * 1-5'
        $made.Branch, $made.Cron, $made.Enabled, $made.Custom, $made.Repository | Should -Be 'trunk', '0 0 2 ? * 2-6 *', $true, $null, 'widgets'
        $kept = (Get-Kept)[-1]
        $kept.uuid, $kept.branch, $kept.selector, $kept.cron, $kept.enabled | Should -Be $made.Uuid, 'trunk', 'branch:trunk', '0 0 2 ? * 2-6 *', $true
    }

    It 'makes one for a custom pipeline' {
        (New-BbSchedule trunk '0 0 12 * * ? *' -Custom nightly).Custom | Should -Be 'nightly'
        (Get-Kept)[-1].selector | Should -Be 'custom:nightly'
    }

    It 'makes a disabled one, though Bitbucket makes all enabled' {
        (New-BbSchedule trunk '@daily' -Disabled).Enabled | Should -BeFalse
        (Get-Kept)[-1].enabled | Should -BeFalse
    }

    It 'leaves none behind that could not be disabled' {
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'schedules'; status = 403; body = '{}' }
        New-BbSchedule trunk '@daily' -Disabled -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotDisabled,*'
        Get-Kept | Should -HaveCount 2
    }

    It 'names one that could neither be disabled nor removed' {
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'schedules'; status = 403; body = '{}' }
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; path = 'schedules'; status = 403; body = '{}' }
        New-BbSchedule trunk '@daily' -Disabled -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLeftEnabled,*'
        $e[0].ErrorDetails.Message | Should -Match ([regex]::Escape((Get-Kept)[-1].uuid))
    }

    It 'names the field of a wrong pattern, and sends nothing: <Cron>' -ForEach @(
        @{ Cron = '0 2 32 * *'; Message = 'Field 3 \(day of month\): 32 is not in 1-31' }
        @{ Cron = '61 2 * * *'; Message = 'Field 1 \(minute\): 61' }
        @{ Cron = '0 0 2 ? * 9 *'; Message = 'Field 6 \(day of week\): 9' }
        @{ Cron = '0 0 2 * * * *'; Message = 'has to be \?' }
        @{ Cron = '0 0 2 * * *'; Message = '6 fields' }
        @{ Cron = '0 2 15 * MON'; Message = 'Field 3 .*field 5' }
    ) {
        $requests = @(Get-EmulatorRequest $emulator).Count
        New-BbSchedule trunk $Cron -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCron,*'
        $e[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $e[0].ErrorDetails.Message | Should -Match $Message
        @(Get-EmulatorRequest $emulator).Count | Should -Be $requests
    }

    It 'refuses a pattern that never runs' {
        New-BbSchedule trunk '0 0 30 2 *' -ErrorVariable e -ErrorAction SilentlyContinue
        New-BbSchedule trunk '0 0 12 1 1 ? 2020' -ErrorVariable +e -ErrorAction SilentlyContinue
        $e.FullyQualifiedErrorId | Should -BeLike 'CronNeverRuns,*'
        $e | Should -HaveCount 2
    }

    It 'looks at the branch, which Bitbucket does not' {
        New-BbSchedule nope '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BranchNotFound,*'
        New-BbSchedule refs/heads/trunk '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].ErrorDetails.RecommendedAction | Should -Match "'trunk'"
        Get-Kept | Should -HaveCount 2
        (New-BbSchedule nope '@daily' -Force).Branch | Should -Be 'nope'
    }

    It 'finds a branch with a slash' {
        (New-BbSchedule feature/log-view '@daily').Branch | Should -Be 'feature/log-view'
    }

    It 'goes on where the credentials may not read branches' {
        $null = Send-Order $emulator POST credentials @{ email = 'a@example.com'; token = 't'; scopes = @('read:pipeline', 'write:pipeline') }
        $session = Connect-BbWorkspace -NoCheck -Workspace acme -Repository widgets -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru -Credential ([pscredential]::new('a@example.com', (ConvertTo-SecureString t -AsPlainText -Force)))
        (New-BbSchedule nope '@daily' -Session $session).Branch | Should -Be 'nope'
    }

    It 'warns of a custom pipeline that the file does not have' {
        $null = New-BbSchedule trunk '@daily' -Custom nightlie -WarningVariable w -WarningAction SilentlyContinue
        $w | Should -HaveCount 1
        $w[0] | Should -Match "no custom pipeline 'nightlie'.*nightly"
    }

    It 'makes the same one once, however often it runs, and gives it back' {
        $made = New-BbSchedule trunk '@daily' -Custom nightly
        $before = Get-Kept
        $again = New-BbSchedule trunk '0 0 * * *' -Custom nightly -WarningVariable w -ErrorAction Stop
        $again.Uuid | Should -Be $made.Uuid
        $w | Should -BeNullOrEmpty
        Get-BbSchedule | New-BbSchedule -Repository gadgets -Force -WarningAction SilentlyContinue | Should -HaveCount $before.Count
        Get-BbSchedule | New-BbSchedule -Repository gadgets -Force -WarningAction SilentlyContinue | Should -HaveCount $before.Count
        Get-BbSchedule -Repository gadgets | Should -HaveCount $before.Count
        Get-Kept | Should -HaveCount $before.Count
    }

    It 'does what is left to do with -Disabled, and leaves a disabled one as it is' {
        $made = New-BbSchedule trunk '@hourly'
        (New-BbSchedule trunk '@hourly' -Disabled).Enabled | Should -BeFalse
        $again = New-BbSchedule trunk '@hourly' -WarningVariable w -WarningAction SilentlyContinue
        $again.Uuid | Should -Be $made.Uuid
        $again.Enabled | Should -BeFalse
        $w | Should -HaveCount 1
        $w[0] | Should -BeLike '*disabled, and stays so*'
    }

    It 'does not blame the credentials for the limit of schedules' {
        $null = Send-Order $emulator PATCH options @{ scheduleLimit = 2 }
        New-BbSchedule trunk '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLimit,*'
        $e[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $e[0].ErrorDetails.Message | Should -Match 'maximum limit of schedules'
        @(Get-EmulatorRequest $emulator -Method POST -Path '*schedules*') | Should -HaveCount 1
    }

    It 'blames the credentials where they are to blame' {
        Connect-Emulator $emulator -Token wrong-token
        New-BbSchedule trunk '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
    }

    It 'finds the schedule whose answer was lost, and sends nothing twice' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'schedules'; resetAfterHandling = $true }
        (New-BbSchedule trunk '@daily' -Disabled -WarningVariable warnings -WarningAction SilentlyContinue).Enabled | Should -BeFalse
        $warnings | Should -BeLike 'The answer to POST */schedules* was lost, but the object was created*'
        Get-Kept | Should -HaveCount 3
        (Get-Kept)[-1].enabled | Should -BeFalse
    }

    It 'copies schedules to another repository as they are' {
        $null = Send-Order $emulator POST refs/acme/gadgets @{ branch = 'trunk' }
        $null = Send-Order $emulator POST refs/acme/gadgets @{ branch = 'release/1.x' }
        Get-BbSchedule | New-BbSchedule -Repository gadgets -WarningAction SilentlyContinue | Should -HaveCount 2
        (Get-Kept gadgets).selector | Should -Be 'custom:nightly', 'branch:release/1.x'
        (Get-Kept gadgets).enabled | Should -Be $true, $false
    }

    It 'makes one in each repository' {
        Get-BbRepository gadgets | New-BbSchedule -Branch main -Cron '@weekly' | ForEach-Object Repository | Should -Be 'gadgets'
    }

    It 'does not look at a branch that is known to exist, or need not' {
        $repository = Get-BbRepository widgets
        foreach ($call in { $repository | New-BbSchedule trunk '@daily' }, { $repository | New-BbSchedule -Branch { $_.MainBranch } -Cron '@weekly' }, { New-BbSchedule nope '@monthly' -Force }) {
            $null = Send-Order $emulator DELETE requests
            $null = & $call
            (Get-EmulatorRequest $emulator).method | Should -Be 'GET', 'POST'
        }
        # Typed, or of another repository, it could be missing.
        foreach ($call in { New-BbSchedule trunk '@hourly' }, { $repository | New-BbSchedule nope '@daily' -Repository gadgets -ErrorAction Ignore }) {
            $null = Send-Order $emulator DELETE requests
            $null = & $call
            @(Get-EmulatorRequest $emulator -Path '*/refs/branches*').Count | Should -BeGreaterThan 0
        }
    }

    It 'looks for a custom pipeline in the first repository, since a mistake is the same in all' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 5; mainBranch = 'main' }
        $null = Send-Order $emulator DELETE requests
        Get-BbRepository 'bulk-*' | New-BbSchedule main '@daily' -Custom nightly | Should -HaveCount 5
        @(Get-EmulatorRequest $emulator -Path '*bitbucket-pipelines.yml*') | Should -HaveCount 1
        @(Get-EmulatorRequest $emulator -Path '*bulk-*') | Should -HaveCount (1 + 5 * 2)
        Get-BbRepository widgets | New-BbSchedule trunk '@weekly' -Custom nightlie -WarningVariable w -WarningAction SilentlyContinue
        $w | Should -BeLike "*no custom pipeline 'nightlie'*nightly*"
    }

    It 'does what is left when it was interrupted, and nothing twice' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12; mainBranch = 'main' }
        $repositories = Get-BbRepository 'bulk-*'
        $made = @($repositories | New-BbSchedule main '@daily' -ThrottleLimit 2 | Select-Object -First 4)
        $made | Should -HaveCount 4
        $all = @($repositories | New-BbSchedule main '@daily')
        $all.Repository | Should -Be $repositories.Slug
        $all[0..3].Uuid | Should -Be $made.Uuid
        @(Get-EmulatorRequest $emulator -Method POST -Path '*schedules*') | Should -HaveCount 12
        $repositories | Get-BbSchedule | Should -HaveCount 12
    }

    It 'makes one of two that are the same in one call, and several different ones of a repository' {
        $rows = "Branch,Cron`ntrunk,@daily`ntrunk,0 0 * * *`ntrunk,@weekly" | ConvertFrom-Csv | New-BbSchedule
        $rows | Should -HaveCount 3
        $rows[1].Uuid | Should -Be $rows[0].Uuid
        @(Get-EmulatorRequest $emulator -Method POST -Path '*schedules*') | Should -HaveCount 2
        @(Get-EmulatorRequest $emulator -Method GET -Path '*/schedules*') | Should -HaveCount 1
    }

    It 'reads a table' {
        $rows = "Branch,Cron,Custom,Disabled`ntrunk,0 1 * * *,nightly,true`ntrunk,0 3 * * *,,false" | ConvertFrom-Csv | New-BbSchedule
        $rows.Enabled | Should -Be $false, $true
        $rows.Custom | Should -Be 'nightly', $null
    }
}

Describe 'New-BbSchedule -Preview' {
    It 'shows five times in UTC and local time, without a session or a request' {
        Disconnect-BbWorkspace
        $runs = @(New-BbSchedule -Cron '0 2 * * 1-5' -Preview)
        $runs | Should -HaveCount 5
        $runs.Cron | Select-Object -Unique | Should -Be '0 0 2 ? * 2-6 *'
        foreach ($run in $runs) {
            $run.Utc.Offset | Should -Be ([timespan]::Zero)
            $run.Utc.TimeOfDay | Should -Be ([timespan]'02:00')
            $run.Utc.DayOfWeek | Should -Not -BeIn 'Saturday', 'Sunday'
            $run.Utc | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
            $run.Local.UtcDateTime | Should -Be $run.Utc.UtcDateTime
            $run.Local.Offset | Should -Be ([TimeZoneInfo]::Local.GetUtcOffset($run.Utc))
        }
        New-BbSchedule trunk '@hourly' -Preview | Should -HaveCount 5
    }

    It 'shows what is left of a pattern that ends' {
        New-BbSchedule -Cron '0 0 12 1 1 ? 2098-2099' -Preview | Should -HaveCount 2
    }

    It 'reports a wrong pattern' {
        New-BbSchedule -Cron '0 2 32 * *' -Preview -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCron,*'
    }

    It 'has a table' {
        $lines = @((New-BbSchedule -Cron '0 2 * * *' -Preview | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
        $lines[0] | Should -Match '^Cron +Utc +Local$'
        $lines[2] | Should -Match '^0 0 2 \* \* \? \* +\w{3} \d{4}-\d\d-\d\d 02:00:00 \w{3} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d$'
    }

    It 'refuses an unexpanded macro in a piped record, and takes the next record' {
        Connect-Emulator $emulator
        $made = [pscustomobject]@{ Branch = '$(Branch)'; Cron = '@daily' }, [pscustomobject]@{ Branch = 'trunk'; Cron = '@weekly' } |
            New-BbSchedule -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnexpandedMacro,*'
        $made.Branch | Should -Be 'trunk'
    }
}
