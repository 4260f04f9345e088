#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The same checks for every cmdlet that works on many repositories: all of them must behave in the same way.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $writers = @(
        @{ Name = 'Set-BbVariable'; Arguments = @{ Name = 'NEW'; Value = '1'; PassThru = $true } }
        @{ Name = 'Remove-BbVariable'; Arguments = @{ Name = 'OLD'; Force = $true; PassThru = $true } }
        @{ Name = 'Import-BbVariable'; Arguments = @{ Path = 'TestDrive:/one.env' } }
        @{ Name = 'Copy-BbVariable'; Arguments = @{ Repository = 'widgets'; Name = 'LOG_LEVEL' } }
        @{ Name = 'Sync-BbVariable'; Arguments = @{ Repository = 'gadgets'; Prune = $true; Force = $true } }
        @{ Name = 'Set-BbKnownHost'; Arguments = @{ Name = 'new.example.com'; PublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'; PassThru = $true } }
        @{ Name = 'Remove-BbKnownHost'; Arguments = @{ Name = 'old.example.com'; Force = $true; PassThru = $true } }
        @{ Name = 'Import-BbKnownHost'; Arguments = @{ Path = 'TestDrive:/known_hosts' } }
        @{ Name = 'Copy-BbKnownHost'; Arguments = @{ Repository = 'widgets'; Name = 'build.example.com' } }
        @{ Name = 'Import-BbRepositorySetting'; Arguments = @{ Path = 'TestDrive:/settings.json' } }
        @{ Name = 'Remove-BbCache'; Arguments = @{ Name = 'old'; Force = $true; PassThru = $true } }
        @{ Name = 'Set-BbEnvironment'; Arguments = @{ Name = 'old'; AdminOnly = $true; PassThru = $true }; WritesThings = $true }
        @{ Name = 'Remove-BbEnvironment'; Arguments = @{ Name = 'old'; Force = $true; PassThru = $true } }
        @{ Name = 'Set-BbRunner'; Arguments = @{ Name = 'old'; Label = 'linux', 'new'; PassThru = $true }; SendsAgain = $true; WritesThings = $true }
        @{ Name = 'Remove-BbRunner'; Arguments = @{ Name = 'old'; Force = $true; PassThru = $true } }
        @{ Name = 'Set-BbCommitStatus'; Arguments = @{ State = 'FAILED'; Commit = 'main'; Key = 'k'; Url = 'https://ci.example.com/1'; PassThru = $true }; WritesThings = $true; SendsAgain = $true }
        @{ Name = 'Publish-BbReport'; Arguments = @{ Path = 'TestDrive:/one.sarif'; Commit = 'main' }; WritesThings = $true; HidesPlan = $true; SendsAgain = $true }
        @{ Name = 'New-BbSchedule'; Arguments = @{ Branch = 'main'; Cron = '0 2 * * *' }; WritesThings = $true; HidesPlan = $true }
        @{ Name = 'New-BbEnvironment'; Arguments = @{ Name = 'new'; EnvironmentType = 'Test' }; WritesThings = $true; HidesPlan = $true; ReadsNothing = $true; SendsAgain = $true }
        @{ Name = 'New-BbRunner'; Arguments = @{ Name = 'new' }; WritesThings = $true; HidesPlan = $true; ReadsNothing = $true; SendsAgain = $true }
        @{ Name = 'Set-BbPipelineConfig'; Arguments = @{ Enabled = $true; PassThru = $true }; WritesThings = $true; ReadsNothing = $true; SendsAgain = $true }
        @{ Name = 'Set-BbBuildNumber'; Arguments = @{ Increment = 10; Force = $true; PassThru = $true }; WritesThings = $true; SendsAgain = $true }
        @{ Name = 'Set-BbSshKeyPair'; Arguments = @{ PrivateKeyPath = 'TestDrive:/key'; PassThru = $true }; WritesThings = $true }
        @{ Name = 'Remove-BbSshKeyPair'; Arguments = @{ Force = $true; PassThru = $true } }
        @{ Name = 'Set-BbSchedule'; Arguments = @{ Enabled = $false; PassThru = $true }; WritesThings = $true; ReadsNothing = $true }
        @{ Name = 'Remove-BbSchedule'; Arguments = @{ Force = $true; PassThru = $true }; ReadsNothing = $true }
    )
    $exporters = @(
        @{ Name = 'Export-BbVariable'; Arguments = @{ Path = 'TestDrive:/all.csv'; PassThru = $true } }
        @{ Name = 'Export-BbKnownHost'; Arguments = @{ Path = 'TestDrive:/all_hosts'; PassThru = $true } }
        @{ Name = 'Export-BbRepositorySetting'; Arguments = @{ Path = 'TestDrive:/all.json'; PassThru = $true } }
    )
    foreach ($entry in $writers + $exporters) { $entry.Has = (Get-Command $entry.Name).Parameters.Keys }
    # Cmdlets that work on several repositories and are checked elsewhere, or to which these checks do not apply.
    $others = @{
        'Find-BbVariable'  = 'below: it only reads'
        'New-BbSshKeyPair' = 'as Set-BbSshKeyPair, after ssh-keygen has made a key'
        'Copy-BbRepositorySetting'    = 'piped repositories are the sources: Copy-BbRepositorySetting.Tests.ps1'
    }
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'
    Set-Content TestDrive:/one.env 'NEW=1'
    Set-Content TestDrive:/one.sarif '{ "version": "2.1.0", "runs": [] }'
    'key', 'key.pub' | ForEach-Object { Copy-Item (Get-TestKey $_.Replace('key', 'ed25519')) "TestDrive:/$_" }
    Set-Content TestDrive:/known_hosts "new.example.com $key"
    Set-Content TestDrive:/settings.json '{ "version": 1, "repositories": [{ "variables": [{ "name": "NEW", "value": "1" }] }] }'
    $slugs = 1..12 | ForEach-Object { 'bulk-{0:000}' -f $_ }
    function Get-BulkWrite { @(Get-EmulatorRequest $emulator | Where-Object { $_.method -ne 'GET' -and $_.pathAndQuery -like '*bulk-*' }) }
    # The rows and errors, also of a call that is ended by an error.
    function Invoke-Bulk([string] $Name, [hashtable] $Arguments, [string] $Preference = 'Stop') {
        $rows = $null
        $failures = $null
        try { $null = $piped | & $Name @Arguments -ErrorAction $Preference -OutVariable rows -ErrorVariable failures -WarningAction SilentlyContinue }
        catch { $failures = @($_) }
        # With ErrorAction Stop, PowerShell also keeps the exception.
        # Cmdlets that return the changed object have no rows.
        $rows = @($rows | ForEach-Object { if ($_ -is [BitbucketPipelines.Api.ItemResult]) { $_ } else { [pscustomobject]@{ Repository = $_.Repository; Status = 'Succeeded' } } })
        [pscustomobject]@{ Rows = $rows; Errors = @($failures | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) }
    }
}
AfterAll { Stop-TestFile }

Describe '<Name>' -ForEach $writers {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        $repositories = @(Get-BbRepository 'bulk-*')
        foreach ($slug in $slugs) {
            if ($Name -in 'Remove-BbVariable', 'Sync-BbVariable') { $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = 'OLD'; value = 'x' }) } }
            if ($Name -like '*-BbEnvironment') { $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = 'old'; type = 'Test' } }
            if ($Name -like '*-BbRunner') { $null = Send-Order $emulator POST "runners/acme/$slug" @{ name = 'old'; labels = @('linux') } }
            if ($Name -like '*-BbSchedule') { $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main' } }
            if ($Name -eq 'Remove-BbSshKeyPair') { $null = Send-Order $emulator PUT "key-pair/acme/$slug" @{ privateKey = 'x'; publicKey = $key } }
            if ($Name -eq 'Remove-BbCache') { $null = Send-Order $emulator POST "caches/acme/$slug" @{ name = 'old'; size = 10 } }
        }
        if ($Name -eq 'Sync-BbVariable') { $null = Send-Order $emulator PUT variables/repository/acme/gadgets @{ variables = @(@{ key = 'NEW'; value = '1' }) } }
        # A schedule has no name.
        $piped = if ($Name -in 'Set-BbSchedule', 'Remove-BbSchedule') { $repositories | Get-BbSchedule } else { $repositories }
        if ($Name -eq 'Remove-BbKnownHost') { $repositories | Set-BbKnownHost old.example.com $key }
        Clear-Write $emulator
    }

    It 'does the other eleven, and has a row for each, where one cannot be read, though the first error is to stop' {
        # What reads nothing before it writes is refused then.
        $null = Send-Order $emulator POST faults @{ method = $ReadsNothing ? $null : 'GET'; path = 'bulk-003/'; status = 403; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"You may not look"}}' }
        $done = Invoke-Bulk $Name $Arguments
        ($done.Rows.Repository | Select-Object -Unique) | Should -Be ($WritesThings ? ($slugs -ne 'bulk-003') : $slugs)
        if (-not $WritesThings) {
            $bad = @($done.Rows | Where-Object Status -EQ Failed)
            $bad.Repository | Should -Be 'bulk-003'
            $bad[0].Reason | Should -BeLike '*You may not look*'
        }
        ($done.Rows | Where-Object Repository -NE bulk-003).Status | Select-Object -Unique | Should -Be 'Succeeded'
        $done.Errors | Should -HaveCount 1
        $done.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
        $target = $Name -like '?*-BbSchedule' -and $ReadsNothing ? ($piped | Where-Object Repository -EQ 'bulk-003').Uuid : $ReadsNothing -and $Arguments.Name ? $Arguments.Name : 'acme/bulk-003'
        $done.Errors[0].TargetObject | Should -BeExactly $target
        (Get-BulkWrite | Where-Object status -LT 400 | ForEach-Object { $_.pathAndQuery -replace '.*(bulk-\d+).*', '$1' } | Sort-Object -Unique) | Should -Be ($slugs -ne 'bulk-003')
    }

    It 'ends early with one error, and rows for what is left, when <What>' -ForEach @(
        @{ What = 'the token is revoked'; Status = 401; Id = 'InvalidCredentials,*'; Headers = @{}; Body = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}' }
        @{ What = 'the allowance is used up'; Status = 429; Id = 'RateLimited,*'; Headers = @{ 'Retry-After' = '3592' }; Body = '{"type":"error","error":{"message":"Rate limit for this resource has been exceeded"}}' }
    ) {
        # By default it waits until the allowance permits it.
        Connect-BbWorkspace -NoCheck -RetryTimeoutSec 0
        # Four places are begun before the first is finished, with a request each to read and to change it; an environment takes another one,
        # and a report another two.
        $answered = 4 * (@{ 'Set-BbEnvironment' = 3; 'Publish-BbReport' = 4 }[$Name] ?? 2)
        $null = Send-Order $emulator POST faults @{ path = 'bulk-'; skip = $answered; times = 0; status = $Status; headers = $Headers; contentType = 'application/json'; body = $Body }
        $done = Invoke-Bulk $Name ($Arguments + @{ ThrottleLimit = 3 }) SilentlyContinue
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessOrEqual ($answered + 3)
        $done.Rows[0].Status | Should -Be 'Succeeded' -Because $done.Rows[0].Reason
        if (-not $WritesThings) {
            ($done.Rows.Repository | Select-Object -Unique) | Should -Be $slugs
            $done.Rows[-1].Status | Should -Be 'Failed'
            $done.Rows[-1].Reason | Should -BeLike 'Not done:*'
        }
        $done.Errors | Should -HaveCount 1
        $done.Errors[0].FullyQualifiedErrorId | Should -BeLike $Id
        "$($done.Errors[0])" | Should -BeLike "*$($WritesThings ? 12 - $done.Rows.Count : @($done.Rows | Where-Object Status -EQ Failed).Count) things were not done*"
        $null = Send-Order $emulator DELETE faults
        # Another call asks anew, though the server said an hour, and though it may not wait.
        Connect-BbWorkspace -NoCheck
        $again = Invoke-Bulk $Name $Arguments SilentlyContinue
        $again.Errors | Where-Object FullyQualifiedErrorId -Like $Id | Should -BeNullOrEmpty
        $again.Rows | Where-Object Status -NE 'Succeeded' | ForEach-Object { "$($_.Repository): $($_.Reason)" } | Should -BeNullOrEmpty
    }

    if (-not $ReadsNothing) {
        It 'has finished the first places before it reads the last' {
            $null = Invoke-Bulk $Name ($Arguments + @{ ThrottleLimit = 2 })
            $requests = @(Get-EmulatorRequest $emulator -Path '*bulk-*')
            $firstWrite = [array]::IndexOf($requests.method, (@($requests.method) -ne 'GET')[0])
            $lastRead = [array]::LastIndexOf($requests.method, 'GET')
            $firstWrite | Should -BeLessThan $lastRead
            $firstWrite | Should -BeLessOrEqual 4
        }
    }

    It 'shows the plan with -WhatIf, and changes nothing' {
        $done = Invoke-Bulk $Name ($Arguments + @{ WhatIf = $true })
        ($done.Rows.Repository | Select-Object -Unique) | Should -Be ($HidesPlan ? $null : $slugs)
        $done.Rows.Status | Select-Object -Unique | Should -Be ($HidesPlan ? $null : 'Planned')
        $done.Errors | Should -BeNullOrEmpty
        Get-BulkWrite | Should -BeNullOrEmpty
    }

    It 'reads several places at once' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-'; times = 4; delaySeconds = 0.3 }
        $null = Send-Order $emulator DELETE requests
        $null = Invoke-Bulk $Name ($Arguments + @{ WhatIf = $true })
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeGreaterOrEqual 12
        Send-Order $emulator GET inflight/most | Should -BeGreaterThan 1
    }

    if ('ToWorkspace' -in $Has) {
        It 'takes repositories whose workspace is another to the workspace that is named' {
            $null = Send-Order $emulator POST repositories/other-team @{ slug = 'bulk'; count = 12 }
            $done = Invoke-Bulk $Name ($Arguments + @{ ToWorkspace = 'other-team' })
            $done.Errors | Should -BeNullOrEmpty
            $done.Rows.Workspace | Select-Object -Unique | Should -Be 'other-team'
            ($done.Rows.Repository | Select-Object -Unique) | Should -Be $slugs
            $writes = Get-BulkWrite
            $writes.Count | Should -BeGreaterOrEqual 12
            $writes.pathAndQuery | Should -BeLike '/2.0/repositories/other-team/bulk-*'
        }
    }

    if ('ToRepository' -in $Has) {
        It 'takes wildcards for the places, of which there may be none' {
            $rows = & $Name @Arguments -ToRepository 'bulk-00*' -WarningAction SilentlyContinue
            ($rows.Repository | Select-Object -Unique) | Should -Be $slugs[0..8]
            $rows.Status | Select-Object -Unique | Should -Be 'Succeeded'
            Clear-Write $emulator
            & $Name @Arguments -ToRepository 'nothing-*' -ErrorAction Stop -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            Get-BulkWrite | Should -BeNullOrEmpty
        }
    }

    # Bitbucket sorts and completes labels, so the labels of a runner are always sent.
    if (-not $SendsAgain) {
        It 'does nothing the second time' {
            $null = Invoke-Bulk $Name $Arguments
            Clear-Write $emulator
            $null = Invoke-Bulk $Name $Arguments SilentlyContinue
            Get-BulkWrite | Should -BeNullOrEmpty
        }
    }
}

Describe '<Name>' -ForEach $exporters {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        $repositories = $piped = @(Get-BbRepository 'bulk-*')
        if ($Name -eq 'Export-BbRepositorySetting') { $null = 'the name of each repository is in the file' }
        elseif ($Name -eq 'Export-BbVariable') {
            foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = $slug.Replace('-', '_'); value = 'x' }) } }
        }
        else { $repositories | ForEach-Object { $_ | Set-BbKnownHost "$($_.Slug).example.com" $key } }
        Clear-Write $emulator
        Remove-Item "$($Arguments.Path)*" -ErrorAction Ignore
        $folder = Split-Path (Get-Item TestDrive:/one.env).FullName
        $before = @(Get-ChildItem $folder -Force).Name
    }

    It 'writes what all have into one file, once, also where it must not replace one' {
        $files = @($piped | & $Name @Arguments -NoClobber -ErrorVariable failed)
        $failed | Should -BeNullOrEmpty
        $files | Should -HaveCount 1
        $text = Get-Content $files[0].FullName -Raw
        foreach ($slug in $slugs) { $text.Replace('_', '-') | Should -BeLike "*$slug*" }
        @(Get-ChildItem $folder -Force).Name | Where-Object { $_ -notin $before } | Should -Be $files[0].Name
    }

    if ('ThrottleLimit' -in $Has) {
        It 'reads several places at once' {
            $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-'; times = 4; delaySeconds = 0.3 }
            $null = Send-Order $emulator DELETE requests
            $null = $piped | & $Name @Arguments
            @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeGreaterOrEqual 12
            Send-Order $emulator GET inflight/most | Should -BeGreaterThan 1
        }
    }

    It 'writes what the other eleven have where one cannot be read, though the first error is to stop' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-003/'; status = 403; times = 0 }
        { $piped | & $Name @Arguments -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionDenied,*'
        $text = (Get-Content $Arguments.Path -Raw).Replace('_', '-')
        foreach ($slug in $slugs -ne 'bulk-003') { $text | Should -BeLike "*$slug*" }
        $text | Should -Not -BeLike '*bulk-003*'
    }

    It 'leaves the old file, and nothing beside it, where none can be read' {
        Set-Content $Arguments.Path 'old' -NoNewline
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-'; status = 403; times = 0 }
        $null = $piped | & $Name @Arguments -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.Count | Should -BeGreaterThan 0
        Get-Content $Arguments.Path -Raw | Should -BeExactly 'old'
        @(Get-ChildItem $folder -Force).Count | Should -Be ($before.Count + 1)
    }
}

Describe 'The table of bulk cmdlets' {
    It 'has each: whoever adds one has it answer the same questions' -TestCases @{ asked = @($writers.Name) + $exporters.Name; others = $others } {
        $bulk = Get-Command -Module BitbucketPipelines -CommandType Cmdlet | Where-Object Verb -In 'New', 'Set', 'Remove', 'Copy', 'Sync', 'Import', 'Export', 'Find', 'Publish'
        $bulk.Count | Should -BeGreaterThan 20
        @($asked) + $others.Keys | Sort-Object | Should -Be ($bulk.Name | Sort-Object)
    }
}

Describe 'A change that was only planned, or was refused' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is not worked on by the next cmdlet: <Change> | <Next>' -ForEach @(
        @{ Change = "Get-BbSchedule | Set-BbSchedule -Cron '30 3 * * *' -PassThru -WhatIf"; Next = 'Remove-BbSchedule -Force'; Left = 'Get-BbSchedule'; Id = 'PlannedRow' }
        @{ Change = 'Get-BbSchedule | Set-BbSchedule -Branch nope -PassThru -ErrorAction SilentlyContinue'; Next = 'Remove-BbSchedule -Force'; Left = 'Get-BbSchedule' }
        @{ Change = 'Set-BbEnvironment Staging -AdminOnly $true -PassThru -WhatIf'; Next = 'Remove-BbVariable -Force -Confirm:$false'; Left = 'Get-BbVariable'; Id = 'PlannedRow' }
        @{ Change = 'Set-BbEnvironment Staging -NewName Live -PassThru -WhatIf'; Next = 'Set-BbVariable A 1'; Left = 'Get-BbVariable'; Id = 'PlannedRow' }
        @{ Change = 'Set-BbRunner linux-1 -NewName z -PassThru -WhatIf'; Next = 'Remove-BbRunner -Force'; Left = 'Get-BbRunner'; Id = 'PlannedRow' }
        @{ Change = 'Remove-BbVariable Staging -PassThru -WhatIf'; Next = 'Set-BbVariable -Value y'; Left = 'Get-BbVariable'; Id = 'PlannedRow' }
    ) {
        $null = Set-BbVariable Staging x
        $before = @(& ([scriptblock]::Create($Left))).Count
        Clear-Write $emulator
        . ([scriptblock]::Create("$Change | $Next -ErrorAction SilentlyContinue -ErrorVariable failed"))
        if ($Id) { $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*" } else { $failed | Should -BeNullOrEmpty }
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
        @(& ([scriptblock]::Create($Left))).Count | Should -Be $before
    }
}

Describe 'Names that change in one call' {
    BeforeEach { Connect-Emulator $emulator }

    It 'are those that are there when their turn comes: a chain of <Kind>s' -ForEach @(
        @{ Kind = 'environment'; A = 'Test'; B = 'Staging' }
        @{ Kind = 'runner'; A = 'linux-1'; B = 'mac-1' }
    ) {
        $get, $set = "Get-Bb$Kind", "Set-Bb$Kind"
        $before = @{ A = (& $get $A).Uuid; B = (& $get $B).Uuid }
        "Name,NewName`n$A,tmp`n$B,$A`ntmp,$B" | ConvertFrom-Csv | & $set -ThrottleLimit 1 -ErrorAction Stop
        (& $get $B).Uuid | Should -BeExactly $before.A
        (& $get $A).Uuid | Should -BeExactly $before.B
        "Name,NewName`n$A,tmp`n$B,$A`ntmp,$B" | ConvertFrom-Csv | & $set -ErrorAction Stop
        (& $get $A).Uuid | Should -BeExactly $before.A
    }

    It 'are planned in the same way with -WhatIf: a chain of <Kind>s' -ForEach @(
        @{ Kind = 'environment'; A = 'Test'; B = 'Staging' }
        @{ Kind = 'runner'; A = 'linux-1'; B = 'mac-1' }
    ) {
        $plan = "Name,NewName`n$A,tmp`n$B,$A`ntmp,$B" | ConvertFrom-Csv | & "Set-Bb$Kind" -PassThru -WhatIf -ErrorAction Stop
        $plan.Name | Should -Be $A, $B, 'tmp'
        $plan.Status | Select-Object -Unique | Should -Be 'Planned'
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }

    It 'mean nothing where the change before was declined or failed' {
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'runners/'; status = 403 }
        "Name,NewName`nlinux-1,tmp`ntmp,other" | ConvertFrom-Csv | Set-BbRunner -ErrorVariable failed -ErrorAction SilentlyContinue
        @($failed).FullyQualifiedErrorId | Should -Be 'RunnerNotFound,BitbucketPipelines.Commands.SetRunnerCommand', 'PermissionDenied,BitbucketPipelines.Commands.SetRunnerCommand'
        (Get-BbRunner).Name | Should -Be 'linux-1', 'mac-1'
    }
}

Describe 'The line at the end of bulk work' {
    BeforeAll { function Get-Line([scriptblock] $Call) { @(& $Call 6>&1 3>$null | Where-Object { $_ -is [Management.Automation.InformationRecord] } | ForEach-Object { "$_" }) } }
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 3 }
        $null = Send-Order $emulator PUT variables/repository/acme/widgets @{ variables = @(@{ key = 'A'; value = '1' }, @{ key = 'S'; value = 'x'; secured = $true }) }
        $null = Send-Order $emulator PUT variables/repository/acme/bulk-002 @{ variables = @(@{ key = 'A'; value = '1' }) }
        $null = Send-Order $emulator PUT variables/repository/acme/bulk-003 @{ variables = @(@{ key = 'A'; value = '0' }, @{ key = 'B'; value = '0' }) }
    }

    It 'counts what was done' {
        $line = Get-Line { Sync-BbVariable -Repository widgets -ToRepository 'bulk-*' -Prune -Force }
        $line | Should -BeExactly '7 variables in 3 places: 1 created, 1 updated, 1 removed, 1 unchanged, 3 skipped.'
    }

    It 'is there too where some of it failed, before an error that is to stop' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-002/'; status = 404; times = 0; body = '{}' }
        $lines = @()
        try { Get-BbRepository 'bulk-*' | Copy-BbVariable -Repository widgets -Name A -ErrorAction Stop -InformationVariable +lines 6>$null | Out-Null } catch { $failed = $_ }
        $failed.FullyQualifiedErrorId | Should -BeLike '*,BitbucketPipelines.Commands.CopyVariableCommand'
        "$lines" | Should -BeExactly '3 variables in 3 places: 1 created, 1 updated, 1 failed.'
    }

    It 'is there too where the work ended early' {
        $null = Send-Order $emulator POST faults @{ path = 'bulk-'; skip = 2; times = 0; status = 401 }
        $line = Get-Line { Copy-BbVariable -Repository widgets -ToRepository 'bulk-*' -Name A -ThrottleLimit 1 -ErrorAction SilentlyContinue }
        $line | Should -BeExactly '3 variables in 3 places: 1 created, 2 failed.'
    }

    It 'is not there for one thing, and is no output' {
        Get-Line { Set-BbVariable A 2 -PassThru } | Should -BeNullOrEmpty
        @(Copy-BbVariable -Repository widgets -ToRepository 'bulk-*' -Name A 6>$null) | Should -HaveCount 3
    }

    It 'says with -WhatIf what the work would cost: as many requests as it takes then' {
        $line = Get-Line { Sync-BbVariable -Repository widgets -ToRepository 'bulk-*' -Prune -WhatIf }
        $line | Should -BeExactly 'What if: 7 variables in 3 places: 1 to create, 1 to update, 1 to remove, 1 unchanged, 3 to skip. About 8 requests; at 1,000 an hour they take less than a minute.'
        $null = Send-Order $emulator DELETE requests
        $null = Sync-BbVariable -Repository widgets -ToRepository 'bulk-*' -Prune -Force -WarningAction Ignore
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 8
    }

    It 'leaves out of the cost what only -WhatIf asks' {
        $piped = Get-BbRepository 'bulk-*'
        Get-Line { $piped | Set-BbPipelineConfig $true -WhatIf } | Should -BeLike '*3 to update. About 3 requests;*'
        Get-Line { $piped | New-BbEnvironment Live Production -WhatIf } | Should -BeLike '*3 to create. About 3 requests;*'
        Get-Line { $piped | New-BbSchedule main '@daily' -Disabled -WhatIf } | Should -BeLike '*3 to create. About 9 requests;*'
    }

    It 'says what starting or stopping several runs would cost, and nothing for one' {
        $piped = Get-BbRepository 'bulk-*'
        Get-Line { $piped | Invoke-BbPipeline -WhatIf } | Should -BeLike 'What if: 3 runs. About 3 requests;*'
        Get-Line { Invoke-BbPipeline -Repository bulk-001 -WhatIf } | Should -BeNullOrEmpty
        $null = Send-Order $emulator DELETE requests
        $runs = $piped | Invoke-BbPipeline
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 3
        # A run that is stopped is looked at until it has ended, which takes a second or two.
        Get-Line { $runs | Stop-BbPipeline -WhatIf } | Should -BeLike 'What if: 3 runs. About 9 requests;*'
    }
}

Describe 'A place that is gone' {
    It 'has a row for each item that was meant for it, and one error' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 3 }
        $null = Send-Order $emulator PUT variables/repository/acme/widgets @{ variables = @(@{ key = 'A'; value = '1' }, @{ key = 'B'; value = '2' }) }
        $piped = @(Get-BbRepository 'bulk-*')
        $null = Send-Order $emulator POST faults @{ path = 'bulk-002/'; status = 404; times = 0; contentType = 'application/json'; body = '{"type":"error","error":{"message":"No such repository"}}' }
        foreach ($call in { $piped | Copy-BbVariable -Repository widgets -ErrorAction SilentlyContinue -ErrorVariable script:failed }, { $piped | Sync-BbVariable -Repository widgets -Prune -Force -ErrorAction SilentlyContinue -ErrorVariable script:failed }) {
            $rows = & $call
            $rows.Repository | Should -Be 'bulk-001', 'bulk-001', 'bulk-002', 'bulk-002', 'bulk-003', 'bulk-003'
            ($rows | Where-Object Status -EQ Failed).Name | Should -Be 'A', 'B'
            ($rows | Where-Object Status -EQ Failed).Reason | Should -BeLike '*No such repository*'
            $script:failed | Should -HaveCount 1
        }
    }
}

Describe 'New-BbEnvironment where the environment exists' {
    It 'can run again, also where the first error is to stop' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 4 }
        $first = @(Get-BbRepository 'bulk-00[12]' | New-BbEnvironment Live Production)
        $null = Send-Order $emulator POST environments/acme/bulk-003 @{ name = 'Live'; type = 'Test' }
        try { Get-BbRepository 'bulk-*' | New-BbEnvironment Live Production -ErrorAction Stop -OutVariable all | Out-Null } catch { $failed = $_ }
        $all.Repository | Should -Be 'bulk-001', 'bulk-002', 'bulk-004'
        $all[0, 1].Uuid | Should -Be $first.Uuid
        $failed.FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        (Get-BbRepository 'bulk-00[124]' | New-BbEnvironment Live Production -ErrorAction Stop 6>&1)[-1] | Should -BeExactly '3 environments in 3 places: 3 unchanged.'
    }
}

Describe 'What was skipped' {
    It 'has the status Skipped, whatever it is' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT variables/repository/acme/widgets @{ variables = @(@{ key = 'S'; value = 'x'; secured = $true }) }
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = 'gitlab.com'; keyType = 'ssh-ed25519'; key = $key.Split(' ')[1] }
        $rows = @(Copy-BbVariable -ToRepository gadgets -Name S 3>$null) + @(Copy-BbKnownHost gitlab.com -ToRepository gadgets 3>$null) + @(Set-BbKnownHost nowhere.example.com $key -OldFingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU 3>$null)
        $rows.Action | Should -Be 'Skipped', 'Skipped', 'Skipped'
        $rows.Status | Should -Be 'Skipped', 'Skipped', 'Skipped'
        $rows.Reason | Should -Not -BeNullOrEmpty
    }
}

Describe 'A warning that is to stop' {
    It 'stops before the change' {
        Connect-Emulator $emulator
        { Set-BbRunner linux-1 -Label gpu -WarningAction Stop 3>$null } | Should -Throw
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }
}

Describe 'Two sessions in one call' {
    BeforeEach {
        Connect-Emulator $emulator
        $address = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }
        $sessions = 'access-token-123', 'bad-token' | ForEach-Object { Connect-BbWorkspace -NoCheck acme widgets -AccessToken (ConvertTo-SecureString $_ -AsPlainText -Force) @address -PassThru }
    }

    It 'remove the same thing once' {
        $also = Connect-BbWorkspace -NoCheck acme widgets -AccessToken (ConvertTo-SecureString 'access-token-123' -AsPlainText -Force) @address -PassThru
        $uuid = (Get-BbSchedule -Custom nightly -Session $also).Uuid
        $sessions[0], $also | ForEach-Object { [pscustomobject]@{ Uuid = $uuid; Session = $_ } } | Remove-BbSchedule -Force -ErrorAction Stop
        Get-EmulatorRequest $emulator -Method DELETE | Should -HaveCount 1
    }

    It 'have lists of their own, and the refusal of one does not end the work of the other' {
        $uuid = (Get-BbSchedule -Custom nightly -Session $sessions[0]).Uuid
        $rows = $sessions[1], $sessions[0] | ForEach-Object { [pscustomobject]@{ Uuid = $uuid; Session = $_ } } | Remove-BbSchedule -Force -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue
        $rows.Status | Should -Be 'Failed', 'Succeeded'
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
    }
}

Describe 'What a list does not show yet' {
    BeforeEach {
        Connect-Emulator $emulator
        $address = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        $other = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential @address -PassThru
        $null = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential @address -PassThru
        $null = Send-Order $emulator PATCH options @{ newItemListLag = 3600 }
    }

    It 'is changed and removed by its uuid, though another session made it: <Name>' -ForEach @(
        @{ Name = 'schedule'; New = { New-BbSchedule -Branch trunk -Custom nightly -Cron '7 7 * * *' -Session $other }; Set = @{ Enabled = $false }; Is = 'Enabled'; Value = $false }
        @{ Name = 'environment'; New = { New-BbEnvironment Fresh -EnvironmentType Test -Session $other }; Set = @{ AdminOnly = $true }; Is = 'AdminOnly'; Value = $true }
    ) {
        $new = & $New
        & "Set-Bb$Name" -Uuid $new.Uuid @Set -ErrorAction Stop
        (& "Get-Bb$Name" -Uuid $new.Uuid).$Is | Should -Be $Value
        & "Remove-Bb$Name" -Uuid $new.Uuid -Force -ErrorAction Stop
        & "Get-Bb$Name" -Uuid $new.Uuid -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -HaveCount 1
    }
}

Describe 'Find-BbVariable' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "variables/repository/acme/$slug" @{ variables = @(@{ key = 'MINE'; value = 'x' }) } }
        Clear-Write $emulator
    }

    It 'writes what the others have where one cannot be read, though the first error is to stop' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'bulk-003/pipelines_config'; status = 403; times = 0 }
        try { $null = Find-BbVariable MINE -Repository 'bulk-*' -ErrorAction Stop -OutVariable found } catch { $failed = $_ }
        $found.Repository | Should -Be ($slugs -ne 'bulk-003')
        $failed.FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
    }

    It 'ends early with one error when the token is revoked' {
        $null = Send-Order $emulator POST faults @{ path = 'bulk-'; skip = 8; times = 0; status = 401 }
        $found = Find-BbVariable MINE -Repository 'bulk-*' -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable failed
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessOrEqual 10
        $found.Count | Should -BeGreaterThan 1
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
    }

    It 'writes the first before it reads the last' {
        $null = Find-BbVariable MINE -Repository 'bulk-*' -ThrottleLimit 1 | Select-Object -First 1
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessThan 8
    }
}

Describe 'A list that lags behind' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ newItemListLag = 3600; variableListLag = 3600 }
    }

    It 'hides no environment from who has just made it' {
        $made = New-BbEnvironment Preview Staging
        (New-BbEnvironment Preview Staging).Uuid | Should -Be $made.Uuid
        (Set-BbVariable A 1 -Environment Preview -PassThru).Action | Should -Be 'Create'
        (Set-BbVariable A 1 -Environment Preview -PassThru).Action | Should -Be 'Unchanged'
        (Set-BbVariable A 2 -Environment Preview -PassThru).Action | Should -Be 'Update'
        (Get-Stored $emulator environment/acme/widgets/Preview A).value | Should -Be '2'
        Set-BbEnvironment Preview -AdminOnly $true
        Remove-BbEnvironment Preview -Force
        { New-BbEnvironment Preview Staging -ErrorAction Stop } | Should -Not -Throw
    }

    It 'makes no second schedule' {
        $made = New-BbSchedule trunk '0 2 * * *'
        (New-BbSchedule trunk '0 2 * * *').Uuid | Should -Be $made.Uuid
        @(Get-EmulatorRequest $emulator -Method POST -Path '*schedules*') | Should -HaveCount 1
    }
}

Describe 'A secret that several places have' {
    BeforeAll {
        function Connect-Other([string] $Workspace) {
            $credential = [pscredential]::new('dev@example.com', (ConvertTo-Secret 'api-token-123'))
            Connect-BbWorkspace -NoCheck $Workspace -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        }
    }
    BeforeEach {
        Connect-Emulator $emulator
        foreach ($workspace in 'acme', 'acme-eu') { $null = Send-Order $emulator POST "repositories/$workspace" @{ slug = 'bulk'; count = 2 } }
        foreach ($slug in 'bulk-001', 'bulk-002') {
            Set-Stored $emulator "repository/acme/$slug" @{ key = 'DB_PASSWORD'; value = 'unknown'; secured = $true }
        }
        $from = Connect-Other acme
        $to = Connect-Other acme-eu
        function Copy-Each($Table) {
            foreach ($slug in 'bulk-001', 'bulk-002') {
                Copy-BbVariable -Session $from -Repository $slug -ToRepository "acme-eu/$slug" -ToSession $to -SecureValue $Table -WarningVariable +script:warnings -WarningAction SilentlyContinue
            }
        }
        $script:warnings = @()
    }

    It 'is warned about, once, when it is given by its bare name' {
        $table = @{ DB_PASSWORD = ConvertTo-Secret same }
        $null = Copy-Each $table
        $null = Copy-Each $table
        $script:warnings | Should -HaveCount 1
        $script:warnings[0].Message | Should -BeLike "*DB_PASSWORD*acme/bulk-001 and of acme/bulk-002*'bulk-002/DB_PASSWORD'*"
    }

    It 'goes to the place that the key names, without a warning' {
        (Copy-Each @{ 'bulk-001/DB_PASSWORD' = ConvertTo-Secret one; 'BULK-002/DB_PASSWORD' = ConvertTo-Secret two }).Status | Should -Be 'Succeeded', 'Succeeded'
        $script:warnings | Should -BeNullOrEmpty
        'bulk-001', 'bulk-002' | ForEach-Object { (Get-Stored $emulator "repository/acme-eu/$_" DB_PASSWORD).value } | Should -Be 'one', 'two'
    }

    It 'is skipped, which is no success, where no key means it' {
        $rows = @(Copy-Each @{ 'bulk-001/DB_PASSWORD' = ConvertTo-Secret one; 'other/DB_PASSWORD' = ConvertTo-Secret two })
        $rows.Status | Should -Be 'Succeeded', 'Skipped'
        $rows[1].Action | Should -Be 'Skipped'
        $script:warnings[0].Message | Should -BeLike '*matched no secured variable*: other/DB_PASSWORD.*'
        $script:warnings[1].Message | Should -BeLike '1 variable was skipped (DB_PASSWORD)*'
    }
}
