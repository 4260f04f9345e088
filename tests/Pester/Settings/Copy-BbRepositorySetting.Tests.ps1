#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $key = 'AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'
    # 3 variables, 4 environments with 2 variables each, 2 known hosts, 2 schedules.
    function Add-Repository([string] $Slug) {
        Set-Stored $emulator "repository/acme/$Slug" @(@{ key = 'A'; value = '1' }, @{ key = 'B'; value = '2' }, @{ key = 'S'; value = 's'; secured = $true })
        foreach ($environment in @('Prod', 'Production'), @('Stage', 'Staging'), @('Dev', 'Test'), @('QA', 'Test')) {
            $null = Send-Order $emulator POST "environments/acme/$Slug" @{ name = $environment[0]; type = $environment[1] }
            Set-Stored $emulator "environment/acme/$Slug/$($environment[0])" @(@{ key = 'URL'; value = $environment[0] }, @{ key = 'P'; value = 'p'; secured = $true })
        }
        foreach ($name in 'a', 'b') { $null = Send-Order $emulator POST "known-hosts/acme/$Slug" @{ hostname = "$name.example.com"; keyType = 'ssh-ed25519'; key = $key } }
        $null = Send-Order $emulator POST "schedules/acme/$Slug" @{ cron = '0 0 1 * * ? *'; branch = 'main'; selector = 'custom:nightly' }
        $null = Send-Order $emulator POST "schedules/acme/$Slug" @{ cron = '0 0 2 * * ? *'; branch = 'main' }
    }
    $values = @{ S = ConvertTo-Secret 'new S'; 'app-001/Prod/P' = ConvertTo-Secret 'new Prod'; 'app-001/P' = ConvertTo-Secret 'new P' }
    function Get-Write { @(Get-EmulatorRequest $emulator | Where-Object method -NE GET) }
    function Copy-App([hashtable] $With = @{}) {
        Copy-BbRepositorySetting -Repository app-001 -ToWorkspace other-team -WarningAction SilentlyContinue @With
    }
}
AfterAll { Stop-TestFile }

Describe 'Copy-BbRepositorySetting' {
    BeforeEach {
        Connect-Emulator $emulator
        foreach ($workspace in 'acme', 'other-team') { $null = Send-Order $emulator POST "repositories/$workspace" @{ slug = 'app'; count = 3 } }
        Add-Repository app-001
        Clear-Write $emulator
    }

    It 'copies everything with at most 34 requests where Pipelines is <State>, and changes nothing the second time' -ForEach @(
        @{ State = 'enabled'; Enabled = $true }
        @{ State = 'disabled'; Enabled = $false }
        @{ State = 'never enabled'; Enabled = $null }
    ) {
        $null = Send-Order $emulator PATCH settings/other-team/app-001 @{ enabled = $Enabled }
        $null = Send-Order $emulator DELETE requests
        $rows = Copy-App @{ SecureValue = $values }
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 34
        ($rows | Where-Object Kind -NE Runner).Status | Select-Object -Unique | Should -Be 'Succeeded'
        ($rows | Group-Object Kind | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'Configuration 1', 'Environment 4', 'KnownHost 2', 'Runner 1', 'Schedule 2', 'Variable 11'
        (Get-BbPipelineConfig -Workspace other-team -Repository app-001).Enabled | Should -BeTrue
        (Get-BbEnvironment -Workspace other-team -Repository app-001).Name | Should -Be 'Dev', 'QA', 'Stage', 'Prod'
        (Get-BbEnvironment -Workspace other-team -Repository app-001).EnvironmentType | Should -Be 'Test', 'Test', 'Staging', 'Production'
        (Get-Stored $emulator repository/other-team/app-001 | Where-Object key -EQ S).value | Should -BeExactly 'new S'
        (Get-Stored $emulator environment/other-team/app-001/Prod | Where-Object key -EQ P).value | Should -BeExactly 'new Prod'
        (Get-Stored $emulator environment/other-team/app-001/QA | Where-Object key -EQ P).value | Should -BeExactly 'new P'
        (Get-BbSchedule -Workspace other-team -Repository app-001).Custom | Should -Contain 'nightly'

        $null = Send-Order $emulator DELETE requests
        $again = Copy-App @{ SecureValue = $values; SecuredPolicy = 'IfMissing' }
        Get-Write | Should -BeNullOrEmpty
        $again.Action | Select-Object -Unique | Should -Be 'Unchanged'
        $again | Should -HaveCount 20
    }

    It 'changes variables that a disabled repository without environments has nevertheless' {
        $null = Send-Order $emulator PATCH settings/other-team/app-001 @{ enabled = $false }
        Set-Stored $emulator repository/other-team/app-001 @(@{ key = 'A'; value = 'old' }, @{ key = 'S'; value = 'old'; secured = $true }, @{ key = 'MORE'; value = 'kept' })
        $rows = Copy-App @{ SecureValue = $values; SecuredPolicy = 'IfMissing' } | Where-Object { $_.Kind -EQ 'Variable' -and -not $_.Environment }
        $rows.Action | Should -Be 'Update', 'Create', 'Unchanged'
        (Get-Stored $emulator repository/other-team/app-001 | Where-Object key -EQ S).value | Should -BeExactly 'old'

        $null = Send-Order $emulator PATCH settings/other-team/app-001 @{ enabled = $false }
        Remove-BbEnvironment * -Workspace other-team -Repository app-001 -Force
        Set-Stored $emulator repository/other-team/app-001 @(@{ key = 'A'; value = 'old' }, @{ key = 'S'; value = 'old'; secured = $true }, @{ key = 'MORE'; value = 'kept' })
        $rows = Copy-App @{ SecureValue = $values }
        $rows | Where-Object Status -EQ Failed | Should -BeNullOrEmpty
        Get-Stored $emulator repository/other-team/app-001 | Sort-Object key | ForEach-Object { "$($_.key)=$($_.value)" } | Should -Be 'A=1', 'B=2', 'MORE=kept', 'S=new S'
    }

    It 'keeps that a schedule is disabled and that only administrators may deploy' {
        $null = Send-Order $emulator POST schedules/acme/app-001 @{ cron = '0 0 3 * * ? *'; branch = 'main'; enabled = $false }
        Set-BbEnvironment Prod -AdminOnly $true -Repository app-001
        $null = Copy-App
        (Get-BbSchedule -Workspace other-team -Repository app-001 | Where-Object Cron -EQ '0 0 3 * * ? *').Enabled | Should -BeFalse
        (Get-BbEnvironment Prod -Workspace other-team -Repository app-001).AdminOnly | Should -BeTrue
        Clear-Write $emulator
        $null = Copy-App
        Get-Write | Should -BeNullOrEmpty
        Get-BbSchedule -Workspace other-team -Repository app-001 | Where-Object Cron -EQ '0 0 3 * * ? *' | Set-BbSchedule -Enabled $true
        (Copy-App | Where-Object Action -EQ Update).Kind | Should -Be 'Schedule'
    }

    It 'has rows that say what to do for what cannot be copied: secured values, the private key, runners' {
        $null = Send-Order $emulator PUT key-pair/acme/app-001 @{ privateKey = 'private'; publicKey = "ssh-ed25519 $key old" }
        $rows = Copy-App
        $skipped = $rows | Where-Object Status -EQ Skipped
        ($skipped | Where-Object Kind -EQ Variable).Reason | Select-Object -Unique | Should -BeLike '*secured*-SecureValue*'
        @($skipped | Where-Object Kind -EQ Variable) | Should -HaveCount 5
        ($skipped | Where-Object Kind -EQ SshKeyPair).Reason | Should -BeLike '*private key cannot be read*New-BbSshKeyPair -Repository other-team/app-001*'
        ($skipped | Where-Object Kind -EQ Runner).Reason | Should -BeLike '*New-BbRunner*'
        Get-Stored $emulator repository/other-team/app-001 | Where-Object key -EQ S | Should -BeNullOrEmpty
    }

    It 'only ever raises the number of the next run' {
        $null = Send-Order $emulator POST runs/acme/app-001 @{ count = 5 }
        $row = Copy-App @{ Include = 'BuildNumber'; Force = $true }
        "$($row.Kind) $($row.Name) $($row.Action)" | Should -Be 'BuildNumber 6 Update'
        (Send-Order $emulator GET settings/other-team/app-001).nextBuildNumber | Should -Be 6
        (Copy-App @{ Include = 'BuildNumber' }).Action | Should -Be 'Unchanged'
        $null = Send-Order $emulator POST runs/other-team/app-001 @{ count = 5 }
        Clear-Write $emulator
        (Copy-App @{ Include = 'BuildNumber' }).Action | Should -Be 'Unchanged'
        Get-Write | Should -BeNullOrEmpty
        # Another process does not know the number, which Bitbucket does not show.
        $null = Send-Order $emulator PATCH settings/other-team/app-003 @{ nextBuildNumber = 100 }
        $row = Copy-BbRepositorySetting -Repository app-001 -ToRepository other-team/app-003 -Include BuildNumber -Confirm:$false
        "$($row.Action) $($row.Status)" | Should -Be 'Unchanged Succeeded'
        (Send-Order $emulator GET settings/other-team/app-003).nextBuildNumber | Should -Be 100
    }

    It 'does not raise the number of the next run without an answer, and does the rest' {
        $null = Send-Order $emulator POST runs/acme/app-001 @{ count = 5 }
        $rows = Copy-App @{ SecureValue = $values }
        $row = $rows | Where-Object Kind -EQ BuildNumber
        "$($row.Name) $($row.Action) $($row.Status)" | Should -Be '6 Skipped Skipped'
        $row.Reason | Should -BeLike '*confirmation*-Force*'
        ($rows | Where-Object Kind -NotIn BuildNumber, Runner).Status | Select-Object -Unique | Should -Be 'Succeeded'
        (Send-Order $emulator GET settings/other-team/app-001).nextBuildNumber | Should -Be 1
        (Copy-App @{ Include = 'BuildNumber'; WhatIf = $true }).Action | Should -Be 'Update'
        (Copy-App @{ Include = 'BuildNumber'; Force = $true }).Action | Should -Be 'Update'
    }

    It 'has a row where environments have another order, which the API cannot change' {
        foreach ($environment in @('QA', 'Test'), @('Prod', 'Production')) { $null = New-BbEnvironment @environment -Workspace other-team -Repository app-001 }
        $skipped = Copy-App @{ Include = 'Environment' } | Where-Object Status -EQ Skipped
        $skipped | Should -HaveCount 1
        $skipped.Reason | Should -BeLike '*type Test*order Dev, QA*order QA, Dev*other-team/app-001/admin/pipelines/deployment-settings*'
        Copy-App @{ Include = 'Environment' } | Where-Object Status -EQ Skipped | Should -HaveCount 1
    }

    It 'reports with one error that the credentials may not write, with a row for each setting' {
        foreach ($method in 'POST', 'PUT') {
            $null = Send-Order $emulator POST faults @{ method = $method; path = 'other-team/app-00[12]/'; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"Write access is required"}}' }
        }
        Add-Repository app-002
        $rows = Get-BbRepository app-001, app-002 | Copy-BbRepositorySetting -ToWorkspace other-team -Include KnownHost, Schedule -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Status | Should -Be (@('Failed') * 8)
        $rows.Reason | Select-Object -Unique | Should -BeLike '*Write access is required*'
        $failed | Should -HaveCount 2
        $failed.FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
        "$($failed[0])" | Should -BeLike '* 3 more settings were refused in other-team/app-001; the rows say which.'
    }

    It 'warns where a pattern matches no repository' {
        foreach ($pattern in 'zzz-*', 'ap-*', '*-001') {
            $rows = Copy-BbRepositorySetting -Repository app-001 -ToRepository $pattern -ToWorkspace acme -Include KnownHost -WarningVariable said -WarningAction SilentlyContinue
            $rows | Should -BeNullOrEmpty
            "$said" | Should -BeLike "'$pattern' matches no repository of acme other than the source.*The repositories of acme are:*"
        }
        Copy-BbVariable -Repository app-001 -ToRepository 'zzz-*' -WarningVariable said -WarningAction SilentlyContinue
        Copy-BbKnownHost -Repository app-001 -ToRepository 'zzz-*' -WarningVariable +said -WarningAction SilentlyContinue
        @($said) | Should -HaveCount 2
        { Compare-BbRepositorySetting -Repository app-001 -ToRepository 'zzz-*' } | Should -Throw -ErrorId 'NoTarget,*'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'reports with one error all targets that have two sources' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'web'; count = 8 }
        $rows = Get-BbRepository app-001, app-002, app-003 | Copy-BbRepositorySetting -ToRepository 'web-*' -Include KnownHost -ErrorAction SilentlyContinue -ErrorVariable failed
        @($rows | Where-Object Status -EQ Failed) | Should -HaveCount 16
        ($rows | Where-Object Status -EQ Failed)[0].Reason | Should -Be 'acme/web-001 is the target of acme/app-001 and of acme/app-002. The settings of acme/app-002 were not copied.'
        @($rows | Where-Object Status -EQ Succeeded) | Should -HaveCount 16
        @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1
        "$($failed[0])" | Should -BeLike '16 copies were not made*app-002 to acme/web-001 (copied from acme/app-001)*and 11 more.'
    }

    It 'copies the kinds that are named, and leaves out others' {
        (Copy-App @{ Include = 'Variable', 'KnownHost' }).Kind | Select-Object -Unique | Should -Be 'Variable', 'KnownHost'
        Get-BbEnvironment -Workspace other-team -Repository app-001 | Should -BeNullOrEmpty
        $rows = Copy-BbRepositorySetting -Repository app-001 -ToRepository other-team/app-002 -Exclude Variable, Schedule -WarningAction SilentlyContinue
        $rows.Kind | Select-Object -Unique | Should -Be 'Configuration', 'Environment', 'KnownHost'
        { Copy-App @{ Include = 'Variable'; Exclude = 'Variable' } } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'says that variables of an environment that is not there need the environment' {
        $row = Copy-App @{ Include = 'Variable'; SecureValue = $values } | Where-Object { $_.Environment -eq 'Prod' -and $_.Name -eq 'URL' }
        "$($row.Action) $($row.Status)" | Should -Be 'Skipped Skipped'
        $row.Reason | Should -BeLike "*has no environment 'Prod'*"
    }

    It 'plans with -WhatIf what it then does' {
        $null = New-BbEnvironment Prod Production -Workspace other-team -Repository app-001
        Set-BbVariable A 1 -Workspace other-team -Repository app-001
        Clear-Write $emulator
        $plan = Copy-App @{ SecureValue = $values; WhatIf = $true }
        Get-Write | Should -BeNullOrEmpty
        $plan.Status | Select-Object -Unique | Should -Be 'Planned'
        $rows = Copy-App @{ SecureValue = $values }
        $rows | ForEach-Object { "$($_.Kind) $($_.Target) $($_.Name) $($_.Action)" } | Should -Be ($plan | ForEach-Object { "$($_.Kind) $($_.Target) $($_.Name) $($_.Action)" })
    }

    It 'takes several sources, and goes on where one target does not exist' {
        Add-Repository app-002
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'lonely' }
        $rows = Get-BbRepository 'app-*', lonely | Copy-BbRepositorySetting -ToWorkspace other-team -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Repository | Where-Object { $_ } | Select-Object -Unique | Should -Be 'app-001', 'app-002', 'app-003', 'lonely'
        $bad = @($rows | Where-Object Status -EQ Failed)
        "$($bad.Name) $($bad.Target) $($bad.Kind)" | Should -Be '* other-team/lonely *'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Get-Stored $emulator repository/other-team/app-002 | Should -Not -BeNullOrEmpty
    }

    It 'names the source in the row where that does not exist' {
        $row = Copy-BbRepositorySetting -Repository nowhere -ToRepository app-002 -ErrorAction SilentlyContinue
        "$($row.Target) $($row.Status)" | Should -Be 'acme/app-002 Failed'
        $row.Reason | Should -BeLike 'The settings of acme/nowhere could not be read.*'
    }

    It 'copies one source to several targets, and reads the source once' {
        $rows = Copy-BbRepositorySetting -Repository app-001 -ToRepository 'app-*' -Include KnownHost
        $rows.Repository | Select-Object -Unique | Should -Be 'app-002', 'app-003'
        @(Get-EmulatorRequest $emulator -Method GET -Path '*app-001*known_hosts*') | Should -HaveCount 1
    }

    It 'refuses <What>, with a row and an error, and sends nothing for it' -ForEach @(
        @{ What = 'a target that is its own source'; Id = 'SameScope,*'; Script = { Copy-BbRepositorySetting -Repository app-001 -ToRepository app-001 @quiet } }
        @{ What = 'its own source, as uuid'; Id = 'SameScope,*'; Script = { Copy-BbRepositorySetting -Repository app-001 -ToRepository (Get-BbRepository app-001).RepositoryUuid @quiet } }
        @{ What = 'its own source, which is specified by its uuid'; Id = 'SameScope,*'; Script = { Copy-BbRepositorySetting -Repository (Get-BbRepository app-001).RepositoryUuid -ToRepository app-001 @quiet } }
        @{ What = 'its own source, as address in other letter case'; Id = 'SameScope,*'; Script = { Copy-BbRepositorySetting -Repository app-001 -ToRepository 'https://bitbucket.org/ACME/App-001' @quiet } }
        @{ What = 'a target of two sources'; Id = 'TargetTwice,*'; Script = { Get-BbRepository app-001, app-002 | Copy-BbRepositorySetting -ToRepository app-003 -Include KnownHost @quiet } }
    ) {
        $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }
        $rows = . $Script
        @($rows | Where-Object Status -EQ Failed) | Should -HaveCount 1
        @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike $Id
        @(Get-Write | Where-Object pathAndQuery -Like '*app-001*') | Should -BeNullOrEmpty
    }

    It 'writes nothing where a value of -SecureValue is text, whichever repository needs it' {
        Add-Repository app-002
        Set-Stored $emulator repository/acme/app-002 @(@{ key = 'LATE'; value = 's'; secured = $true })
        { Get-BbRepository app-001, app-002 | Copy-BbRepositorySetting -ToWorkspace other-team -ThrottleLimit 1 -SecureValue @{ LATE = 'text' } } | Should -Throw -ErrorId 'InvalidSecureValue,*'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'copies once to a target that is specified by its slug and by its uuid' {
        $rows = Copy-BbRepositorySetting -Repository app-001 -ToRepository app-002, (Get-BbRepository app-002).RepositoryUuid -Include KnownHost
        $rows.Target | Should -Be 'acme/app-002', 'acme/app-002'
        Get-Write | Should -HaveCount 2
    }

    It 'finds the repository of the same name, if the source is specified by its uuid' {
        $rows = Copy-BbRepositorySetting -Repository (Get-BbRepository app-001).RepositoryUuid -ToWorkspace other-team -Include KnownHost
        $rows.Target | Should -Be 'other-team/app-001', 'other-team/app-001'
    }

    It 'goes on where the value of a variable is against the rules of Bitbucket, and names the variable' {
        Set-Stored $emulator repository/acme/app-001 @(@{ key = 'A'; value = '1' }, @{ key = 'LINES'; value = "one`ntwo" }, @{ key = 'S'; value = 's'; secured = $true })
        $more = @{ SecureValue = @{ S = ConvertTo-Secret "begin`nend" }; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }
        $plan = Copy-App ($more + @{ WhatIf = $true })
        $rows = Copy-App $more
        ($rows | Where-Object Status -EQ Failed | ForEach-Object { "$($_.Kind) $($_.Name)" }) | Should -Be 'Variable LINES', 'Variable S'
        ($rows | Where-Object Status -EQ Failed).Reason | Should -BeLike '*line break*'
        ($plan | ForEach-Object { "$($_.Name) $($_.Action)" }) | Should -Be ($rows | ForEach-Object { "$($_.Name) $($_.Action)" })
        (Get-Stored $emulator repository/other-team/app-001).key | Should -Be 'A'
        @(Get-BbSchedule -Workspace other-team -Repository app-001) | Should -HaveCount 2
    }

    It 'counts repositories, and says with -WhatIf how many requests it costs' {
        $null = Send-Order $emulator POST schedules/acme/app-001 @{ cron = '0 0 3 * * ? *'; branch = 'main'; enabled = $false }
        Set-BbEnvironment Prod -AdminOnly $true -Repository app-001
        Clear-Request
        $plan = Copy-App @{ WhatIf = $true; SecureValue = $values } 6>&1 | Where-Object { "$_" -like '*About * requests*' }
        $reads = @(Get-EmulatorRequest $emulator).Count
        Clear-Request
        $null = Copy-App @{ SecureValue = $values }
        [int]("$plan" -replace '.*About (\d+) requests.*', '$1') | Should -Be ($reads + @(Get-Write).Count)
        $said = Get-BbRepository app-001, app-002 | Copy-BbRepositorySetting -ToWorkspace other-team -WarningAction SilentlyContinue 6>&1
        "$($said[-1])" | Should -BeLike '* settings in 2 places: *'
    }

    It 'needs a target' {
        { Copy-BbRepositorySetting -Repository app-001 } | Should -Throw -ErrorId 'NoTarget,*'
    }

    It 'does the rest where the credentials may not administer the repository' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'other-team/app-001/pipelines_config$'; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no admin"}}' }
        $rows = Copy-BbRepositorySetting -Repository app-001 -ToWorkspace other-team -SecureValue $values -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed
        ($rows | Where-Object Status -EQ Failed).Kind | Should -Be 'Configuration'
        @($rows | Where-Object Status -EQ Succeeded) | Should -HaveCount 19
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
    }

    It 'creates no schedule where Pipelines could not be enabled, so that a second run cannot double it' {
        $null = Send-Order $emulator PATCH settings/other-team/app-001 @{ enabled = $null }
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'other-team/app-001/pipelines_config$'; status = 403; times = 1 }
        $rows = Copy-App @{ SecureValue = $values; ErrorAction = 'SilentlyContinue' }
        ($rows | Where-Object Kind -EQ Schedule).Status | Select-Object -Unique | Should -Be 'Failed'
        $null = Copy-App @{ SecureValue = $values }
        @(Get-BbSchedule -Workspace other-team -Repository app-001) | Should -HaveCount 2
    }

    It 'does not copy the variables of an environment that could not be created' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'other-team/app-001/environments/$'; status = 403; times = 1; skip = 3 }
        $rows = Copy-App @{ SecureValue = $values; ErrorAction = 'SilentlyContinue' }
        ($rows | Where-Object Status -EQ Failed | ForEach-Object { "$($_.Kind) $($_.Name)" }) | Should -Be 'Environment Prod', 'Variable P', 'Variable URL'
        (Copy-App @{ SecureValue = $values }).Status | Should -Not -Contain 'Failed'
        Get-Stored $emulator environment/other-team/app-001/Prod | Should -HaveCount 2
    }

    It 'says where to set what the API cannot set of an environment' {
        $list = '{"values":[{"uuid":"{11111111-0000-4000-8000-000000000001}","name":"Solo","environment_type":{"name":"Test"},"environment_lock_enabled":false,"deployment_gate_enabled":true,"change_request_config":{"configured":true},"restrictions":{"type":"deployment_restrictions_configuration","admin_only":false,"branches":["main"]}}]}'
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'acme/app-001/environments/'; status = 200; contentType = 'application/json'; body = $list }
        $rows = Copy-App @{ Include = 'Environment' }
        $rows.Action | Should -Be 'Create', 'Skipped'
        $rows[1].Reason | Should -BeLike '*several deployments at the same time and a deployment gate and change requests and restrictions (branches)*other-team/app-001/admin/pipelines/deployment-settings*'
    }

    It 'says that the repository has the maximum number of schedules, and goes on' {
        $null = Send-Order $emulator PATCH options @{ scheduleLimit = 1 }
        $rows = Copy-BbRepositorySetting -Repository app-001 -ToWorkspace other-team -SecureValue $values -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed
        ($rows | Where-Object Kind -EQ Schedule).Status | Should -Be 'Succeeded', 'Failed'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleLimit,*'
    }

    It 'never writes a secret to any stream' {
        $all = Copy-App @{ SecureValue = $values; Verbose = $true; Debug = $true } *>&1 | Out-String
        $all | Should -Not -Match 'new S|new Prod|new P'
        $all.Length | Should -BeGreaterThan 100
    }
}
