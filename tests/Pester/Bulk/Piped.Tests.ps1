#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# A piped object says where it is and what it is: it is changed by its uuid, without being looked up again. Where it has gone, the list
# decides, as if the object had never been read.
BeforeDiscovery {
    $kinds = @(
        @{ Kind = 'variable of a repository'; World = { Set-Variables repository/acme/$_ }; Get = { Get-BbRepository 'piped-*' | Get-BbVariable }; Set = { $input | Set-BbVariable -Value new -PassThru }; Remove = { $input | Remove-BbVariable -Force -PassThru }; Same = { $input | Set-BbVariable -PassThru }; NotFound = 'VariableNotFound'; List = '*pipelines_config/variables*' }
        @{ Kind = 'variable of an environment'; World = { $null = Send-Order $emulator POST "environments/acme/$_" @{ name = 'Live'; type = 'Production' }; Set-Variables environment/acme/$_/Live }; Get = { Get-BbRepository 'piped-*' | Get-BbEnvironment Live | Get-BbVariable }; Set = { $input | Set-BbVariable -Value new -PassThru }; Remove = { $input | Remove-BbVariable -Force -PassThru }; Same = { $input | Set-BbVariable -PassThru }; NotFound = 'VariableNotFound'; List = '*environments*'; Lists = 2 }
        @{ Kind = 'known host'; World = { $null = Send-Order $emulator POST "known-hosts/acme/$_" @{ hostname = 'a.example.com'; keyType = 'ssh-ed25519'; key = $old }; $null = Send-Order $emulator POST "known-hosts/acme/$_" @{ hostname = 'b.example.com'; keyType = 'ssh-ed25519'; key = $old } }; Get = { Get-BbRepository 'piped-*' | Get-BbKnownHost }; Set = { $input | Set-BbKnownHost -PublicKey $key -PassThru }; Remove = { $input | Remove-BbKnownHost -Force -PassThru }; Same = { $input | Set-BbKnownHost -PassThru }; NotFound = 'KnownHostNotFound'; List = '*known_hosts*' }
        @{ Kind = 'environment'; World = { 'One', 'Two' | ForEach-Object -Begin { $slug = $_ } { $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = $_; type = 'Test' } } }; Get = { Get-BbRepository 'piped-*' | Get-BbEnvironment One, Two }; Set = { $input | Set-BbEnvironment -AdminOnly $true }; Remove = { $input | Remove-BbEnvironment -Force -PassThru }; Same = { $input | Set-BbEnvironment -AdminOnly $false -PassThru }; NotFound = 'EnvironmentNotFound'; List = '*environments*'; GetsEach = $true }
        @{ Kind = 'schedule'; World = { $null = Send-Order $emulator POST "schedules/acme/$_" @{ cron = '0 0 1 * * ? *'; branch = 'main' }; $null = Send-Order $emulator POST "schedules/acme/$_" @{ cron = '0 0 2 * * ? *'; branch = 'main' } }; Get = { Get-BbRepository 'piped-*' | Get-BbSchedule }; Set = { $input | Set-BbSchedule -Enabled $false -PassThru }; Remove = { $input | Remove-BbSchedule -Force -PassThru }; Same = { $input | Set-BbSchedule -Enabled $true -PassThru }; NotFound = 'ScheduleNotFound'; List = '*schedules*' }
        @{ Kind = 'runner'; World = { $null = Send-Order $emulator POST "runners/acme/$_" @{ name = 'one'; labels = @('linux') }; $null = Send-Order $emulator POST "runners/acme/$_" @{ name = 'two'; labels = @('linux') } }; Get = { Get-BbRepository 'piped-*' | Get-BbRunner }; Set = { $input | Set-BbRunner -Label linux, new -PassThru }; Remove = { $input | Remove-BbRunner -Force -PassThru }; NotFound = 'RunnerNotFound'; List = '*runners*' }
        @{ Kind = 'cache'; World = { 'node', 'pip' | ForEach-Object -Begin { $slug = $_ } { $null = Send-Order $emulator POST "caches/acme/$slug" @{ name = $_; size = 10 } } }; Get = { Get-BbRepository 'piped-*' | Get-BbCache }; Remove = { $input | Remove-BbCache -Force -PassThru } }
    )
    $changed = @($kinds | Where-Object Set)
    $found = @($kinds | Where-Object NotFound)
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Import-Module "$PSScriptRoot/../Support/Ssh.psm1" -Force
    $key = New-TestPublicKey 9
    $old = (New-TestPublicKey 8).Split(' ')[1]
    $slugs = 1..4 | ForEach-Object { 'piped-{0:000}' -f $_ }
    function Set-Variables([string] $Scope) { $null = Send-Order $emulator PUT "variables/$Scope" @{ variables = @(@{ key = 'A'; value = 'x' }, @{ key = 'B'; value = 'x'; secured = $true }) } }
    function Get-Sent { @(Get-EmulatorRequest $emulator -Path '*piped-*') }
    function Format-Sent { (Get-Sent | ForEach-Object { "$($_.method) $($_.pathAndQuery -replace '%7B.*?%7D', 'uuid')" }) -join "`n" }
}
AfterAll { Stop-TestFile }

Describe 'A piped <Kind>' -ForEach $kinds {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'piped'; count = 4; mainBranch = 'main' }
        $slugs | ForEach-Object $World
        $records = @(& $Get)
        $records | Should -HaveCount 8
        Clear-Request
    }

    It 'is removed with one request' {
        $rows = @($records | & $Remove)
        Get-Sent | Should -HaveCount 8 -Because (Format-Sent)
        (Get-Sent).method | Select-Object -Unique | Should -Be DELETE
        $rows.Status | Should -Be (@('Succeeded') * 8)
        & $Get | Should -BeNullOrEmpty
    }

    It 'is removed with one request, also where it is one of many' {
        $null = $records | Where-Object Repository -EQ piped-001 | & $Remove
        Get-Sent | Should -HaveCount 2 -Because (Format-Sent)
        @(& $Get) | Should -HaveCount 6
    }

    It 'is removed once when it is piped twice' {
        $null = $records[0], $records[0] | & $Remove
        Get-Sent | Should -HaveCount 1 -Because (Format-Sent)
    }

    It 'is looked up when it lost where it came from, or is meant in another repository' {
        $copy = $records[0] | ConvertTo-Json -Depth 2 | ConvertFrom-Json
        if ($Kind -ne 'cache') {
            $null = $copy | & $Remove
            (Get-Sent).method | Should -Contain GET -Because (Format-Sent)
            @(& $Get) | Should -HaveCount 7
        }
        $records[1].Repository = 'piped-004'
        Clear-Request
        $null = $records[1] | & $Remove -ErrorAction SilentlyContinue
        (Get-Sent).method | Should -Be (@('GET') * @(Get-Sent).Count)
        (Get-Sent).pathAndQuery | Should -Not -BeLike '*piped-001*'
    }

    It 'is shown by -WhatIf as it is now, and its cost is that of the work' {
        $plan = $records | & ([scriptblock]::Create(($Set ?? $Remove).ToString().Replace(' -Force', '') + ' -PassThru'.Where({ "$($Set ?? $Remove)" -notlike '*PassThru*' }) + ' -WhatIf')) 6>&1 -WarningAction Ignore
        ($plan | Where-Object { $_ -is [Management.Automation.InformationRecord] }) -join "`n" | Should -BeLike "*About $(8 + ($GetsEach ? 8 : 0)) requests*"
        @($plan | Where-Object Status -EQ Planned) | Should -HaveCount 8
        (Get-Sent).method | Select-Object -Unique | Should -Be GET
    }
}

Describe 'A piped <Kind> that is changed' -ForEach $changed {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'piped'; count = 4; mainBranch = 'main' }
        $slugs | ForEach-Object $World
        $records = @(& $Get)
        Clear-Request
    }

    It 'takes one request' {
        $null = $records | & $Set
        Get-Sent | Should -HaveCount 8 -Because (Format-Sent)
        (Get-Sent).method | Should -Not -Contain GET
    }

    if ($Kind -notlike 'variable of an*' -and $Kind -ne 'runner') {
        It 'is not changed again by the same objects' {
            $null = $records | Where-Object { -not $_.PSObject.Properties['Secured'] -or -not $_.Secured } | & $Set
            Clear-Request
            $null = $records | Where-Object { -not $_.PSObject.Properties['Secured'] -or -not $_.Secured } | & $Set
            (Get-Sent).method | Select-Object -Unique | Should -Be GET -Because (Format-Sent)
        }
    }

    if ($Same) {
        It 'is looked up, once a list, where it would be as it is: it may be old' {
            $null = $records | & $Same
            @(Get-Sent | Where-Object pathAndQuery -Like $List) | Should -HaveCount (4 * ($Lists ?? 1)) -Because (Format-Sent)
            (Get-Sent).method | Select-Object -Unique | Should -Be GET
        }
    }

    if ($Kind -like 'variable of a rep*') {
        It 'takes no more requests than before, where another record is a name' {
            $null = @($records[0], [pscustomobject]@{ Name = 'C'; Repository = 'piped-001' }) | Set-BbVariable -Value new
            # The two writes are sent at the same time.
            (Get-Sent).method | Sort-Object | Should -Be GET, POST, PUT -Because (Format-Sent)
        }
    }
}

Describe 'A piped schedule that is replaced' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'piped'; count = 4; mainBranch = 'main' }
        foreach ($slug in $slugs) { $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main' } }
        $schedules = @(Get-BbRepository 'piped-*' | Get-BbSchedule)
        Clear-Request
    }

    It 'takes a list and three changes' {
        $new = @($schedules | Set-BbSchedule -Cron '5 5 * * *' -PassThru -WarningAction Ignore)
        $new.Cron | Should -Be (@('0 5 5 * * ? *') * 4)
        Get-Sent | Should -HaveCount 16 -Because (Format-Sent)
        @(Get-BbRepository 'piped-*' | Get-BbSchedule).Uuid | Should -Be $new.Uuid
    }

    It 'stays as somebody else has changed it, but for what is asked for' {
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        $other = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $null = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
        Set-BbSchedule $schedules[0].Uuid -Enabled $false -Repository piped-001 -Session $other
        Remove-BbSchedule $schedules[1].Uuid -Force -Repository piped-002 -Session $other
        $new = @($schedules | Set-BbSchedule -Cron '5 5 * * *' -PassThru -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable failed)
        $new.Enabled | Should -Be $false, $true, $true
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScheduleNotFound,*'
        @(Get-BbRepository 'piped-*' | Get-BbSchedule).Uuid | Should -Be $new.Uuid
    }
}

Describe 'A piped <Kind> that does not exist any more' -ForEach $found {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'piped'; count = 4; mainBranch = 'main' }
        $slugs | ForEach-Object $World
        $records = @(& $Get)
        # Another program removes one.
        $gone = $records[2]
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        $other = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $null = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $PSDefaultParameterValues['*:Session'] = $other
        $null = $gone | & $Remove
        $PSDefaultParameterValues.Remove('*:Session')
        Clear-Request
    }

    It 'is an error of its own, and the others are removed' {
        $rows = @($records | & ([scriptblock]::Create("$Remove -ErrorAction SilentlyContinue -ErrorVariable global:pipedErrors")))
        $rows | Should -HaveCount 7
        $rows.Status | Select-Object -Unique | Should -Be Succeeded
        $global:pipedErrors.FullyQualifiedErrorId | Should -BeLike "$NotFound,*"
        & $Get | Should -BeNullOrEmpty
    }

    It 'is an error, or made again where its name says what is meant' {
        $null = $records | & ([scriptblock]::Create("$Set -ErrorAction SilentlyContinue -ErrorVariable global:pipedErrors"))
        if ($Kind -like 'variable*' -or $Kind -eq 'known host') {
            $global:pipedErrors | Should -BeNullOrEmpty
            @(& $Get) | Should -HaveCount 8
            @(Get-Sent | Where-Object method -EQ POST) | Should -HaveCount 1 -Because (Format-Sent)
        }
        else {
            $global:pipedErrors.FullyQualifiedErrorId | Should -BeLike "$NotFound,*"
            @(Get-Sent | Where-Object { $_.method -ne 'GET' -and $_.status -lt 400 }) | Should -HaveCount 7 -Because (Format-Sent)
        }
    }
}
