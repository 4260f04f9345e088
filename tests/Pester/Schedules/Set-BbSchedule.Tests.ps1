#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Kept { @((Send-Order $emulator GET settings/acme/widgets).schedules) }
}
AfterAll { Stop-TestFile }

Describe 'Set-BbSchedule' {
    BeforeEach {
        Connect-Emulator $emulator
        $nightly = Get-BbSchedule -Custom nightly
        $null = Send-Order $emulator DELETE requests
    }

    It 'disables and enables' {
        Set-BbSchedule -Uuid $nightly.Uuid -Enabled $false | Should -BeNullOrEmpty
        (Get-Kept)[0].enabled | Should -BeFalse
        $now = $nightly | Set-BbSchedule -Enabled:$true -PassThru
        $now.Enabled, $now.Uuid | Should -Be $true, $nightly.Uuid
        (Get-Kept)[0].enabled | Should -BeTrue
        $nightly.Uuid.Trim('{', '}') | ForEach-Object { Set-BbSchedule $_ -Enabled $false }
        (Get-Kept)[0].enabled | Should -BeFalse
    }

    It 'does nothing to what is as it should be' {
        $nightly | Set-BbSchedule -Enabled $true -PassThru | ForEach-Object Uuid | Should -Be $nightly.Uuid
        $nightly | Set-BbSchedule -Cron '0 2 * * *' -Branch trunk -Custom nightly -WarningAction Stop
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
        (Get-Kept)[0].uuid | Should -Be $nightly.Uuid
    }

    It 'replaces one whose pattern is changed, and says so' {
        $new = $nightly | Set-BbSchedule -Cron '30 3 * * 7' -PassThru -WarningVariable w -WarningAction SilentlyContinue
        $new.Cron, $new.Branch, $new.Custom, $new.Enabled | Should -Be '0 30 3 ? * 1 *', 'trunk', 'nightly', $true
        $new.Uuid | Should -Not -Be $nightly.Uuid
        $w[0] | Should -Match ([regex]::Escape($new.Uuid))
        Get-Kept | Should -HaveCount 2
        (Get-Kept).uuid | Should -Contain $new.Uuid
        (Get-Kept).uuid | Should -Not -Contain $nightly.Uuid
        # Disable the old schedule, create the new one, remove the old one: the two are never enabled together.
        (Get-EmulatorRequest $emulator | Where-Object method -NE GET).method | Should -Be 'PUT', 'POST', 'DELETE'
    }

    It 'warns once, however many are replaced' {
        Get-BbSchedule | Set-BbSchedule -Cron '@daily' -WarningVariable w -WarningAction SilentlyContinue
        $w | Should -HaveCount 1
        "$w" | Should -BeLike "2 schedules were replaced, because Bitbucket cannot change *: $($nightly.Uuid) by {*}, {*} by {*}."
    }

    It 'warns of schedules that are the same now' {
        $new = Get-BbSchedule | Set-BbSchedule -Cron '@daily' -Branch trunk -NoCustom -PassThru -WarningVariable w -WarningAction SilentlyContinue
        $w | Should -HaveCount 2
        "$($w[1])" | Should -BeExactly "These schedules have the same branch, pipeline and times: $($new[1].Uuid) and $($new[0].Uuid) of acme/widgets, of which one is disabled. Remove one of each with Remove-BbSchedule."
        Set-BbSchedule $new[0].Uuid -Cron '@hourly' -WarningVariable w -WarningAction SilentlyContinue
        $w | Should -HaveCount 1
    }

    It 'does not take what $PSDefaultParameterValues says of new schedules for a change' {
        $PSDefaultParameterValues = @{ '*-Bb*:Branch' = 'feature/log-view'; '*-BbSchedule:Custom' = 'deploy' }
        $nightly | Set-BbSchedule -Enabled $false
        (Get-Kept)[0].uuid | Should -Be $nightly.Uuid
    }

    It 'keeps a disabled one disabled' {
        $new = Get-BbSchedule -Disabled | Set-BbSchedule -Branch trunk -PassThru -WarningAction SilentlyContinue
        $new.Enabled, $new.Branch, $new.Custom | Should -Be $false, 'trunk', $null
        (Get-Kept)[-1].selector | Should -Be 'branch:trunk'
        (Get-Kept)[-1].enabled | Should -BeFalse
    }

    It 'enables while it replaces' {
        (Get-BbSchedule -Disabled | Set-BbSchedule -Cron '@daily' -Enabled $true -PassThru -WarningAction SilentlyContinue).Enabled | Should -BeTrue
    }

    It 'changes the pipeline' {
        ($nightly | Set-BbSchedule -Custom deploy -PassThru -WarningAction SilentlyContinue).Custom | Should -Be 'deploy'
        $new = Get-BbSchedule -Custom deploy | Set-BbSchedule -NoCustom -PassThru -WarningAction SilentlyContinue
        $new.Custom, $new.Branch, $new.Cron | Should -Be $null, 'trunk', '0 0 2 * * ? *'
        (Get-Kept)[-1].selector | Should -Be 'branch:trunk'
    }

    It 'changes nothing under -WhatIf' {
        $nightly | Set-BbSchedule -Cron '@daily' -WhatIf
        $nightly | Set-BbSchedule -Enabled $false -WhatIf
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'says with -WhatIf which schedules would be the same as another' {
        $other = New-BbSchedule trunk '@weekly' -Force -WarningAction Ignore
        $third = New-BbSchedule trunk '@hourly' -Force -WarningAction Ignore
        $other, $third | Set-BbSchedule -Cron '0 5 * * *' -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeExactly "These schedules would have the same branch, pipeline and times: $($third.Uuid) and $($other.Uuid) of acme/widgets."
        $other | Set-BbSchedule -Cron $third.Cron -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*$($other.Uuid) and $($third.Uuid) of acme/widgets."
        $other | Set-BbSchedule -Cron '0 6 * * *' -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'hands out the plan with -WhatIf -PassThru' {
        $plan = Get-BbSchedule | Set-BbSchedule -Cron '0 2 * * *' -WhatIf -PassThru
        $plan.Action | Should -Be 'Unchanged', 'Update'
        $plan.Status | Should -Be 'Planned', 'Planned'
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'replaces several of one repository one after the other, and one that is piped twice once' {
        $null = Send-Order $emulator PATCH options @{ scheduleLimit = 3 }
        $new = Get-BbSchedule | ForEach-Object { $_, $_ } | Set-BbSchedule -Cron '@daily' -Enabled $true -PassThru -WarningAction SilentlyContinue -ErrorVariable e
        $e | Should -BeNullOrEmpty
        $new.Cron | Should -Be '0 0 0 * * ? *', '0 0 0 * * ? *'
        $writes = @(Get-EmulatorRequest $emulator | Where-Object method -NE GET)
        $writes.method | Should -Be 'PUT', 'POST', 'DELETE', 'POST', 'DELETE'
    }

    It 'changes the others where one has no such branch' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'refs/branches.*trunk'; status = 200; times = 0; contentType = 'application/json'; body = '{"values":[]}' }
        $done = Get-BbSchedule | Set-BbSchedule -Custom deploy -PassThru -ErrorVariable e -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        @($done).Count | Should -Be 1
        $done.Custom | Should -Be 'deploy'
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BranchNotFound,*'
        (Get-Kept)[0].uuid | Should -Be $nightly.Uuid
    }

    It 'brings the old one back at the limit of schedules' {
        $null = Send-Order $emulator PATCH options @{ scheduleLimit = 2 }
        $nightly | Set-BbSchedule -Cron '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLimit,*'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'room for one schedule more'
        (Get-Kept)[0].uuid | Should -Be $nightly.Uuid
        (Get-Kept)[0].enabled | Should -BeTrue
    }

    It 'brings the old one back when the new one is refused' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'schedules'; status = 403; body = '{}' }
        $nightly | Set-BbSchedule -Cron '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
        $e[0].ErrorDetails.Message | Should -Match 'was not changed'
        (Get-Kept)[0].enabled | Should -BeTrue
    }

    It 'says that the old one is left disabled when it cannot be brought back' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'schedules'; status = 400; body = '{}' }
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'schedules'; status = 403; body = '{}'; skip = 1 }
        $nightly | Set-BbSchedule -Cron '@daily' -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLeftDisabled,*'
        $e[0].ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape($nightly.Uuid))
    }

    It 'says that the old one is left behind, disabled' {
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; path = 'schedules'; status = 403; body = '{}' }
        $new = $nightly | Set-BbSchedule -Cron '@daily' -PassThru -ErrorVariable e -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLeftBehind,*'
        (Get-Kept | Where-Object enabled).uuid | Should -Be $new.Uuid
        Get-Kept | Should -HaveCount 3
    }

    It 'finds the new one when its answer is lost' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'schedules'; resetAfterHandling = $true }
        $new = $nightly | Set-BbSchedule -Cron '@daily' -PassThru -WarningAction SilentlyContinue
        (Get-Kept | Where-Object enabled).uuid | Should -Be $new.Uuid
        Get-Kept | Should -HaveCount 2
    }

    It 'refuses what cannot be right, and changes nothing' {
        $nightly | Set-BbSchedule -Cron '0 99 * * *' -ErrorVariable e -ErrorAction SilentlyContinue
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCron,*'
        $nightly | Set-BbSchedule -Branch nope -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BranchNotFound,*'
        { $nightly | Set-BbSchedule } | Should -Throw -ErrorId 'NothingToChange,*'
        { $nightly | Set-BbSchedule -Custom a -NoCustom } | Should -Throw -ErrorId 'AmbiguousTarget,*'
        Set-BbSchedule '{00000000-0000-0000-0000-000000000001}' -Enabled $true -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotFound,*'
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }
}
