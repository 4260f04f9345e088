#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The same tests for every cmdlet that lists items: all of them must have the same features.
BeforeDiscovery {
    $lists = @(
        @{ Command = 'Get-BbPipeline' }
        @{ Command = 'Get-BbStep 1' }
        @{ Command = 'Get-BbTestCase 1' }
        @{ Command = 'Get-BbVariable'; Name = 'APP_NAME'; Pattern = 'A*' }
        @{ Command = 'Get-BbEnvironment'; Name = 'Test'; Pattern = '*t*' }
        @{ Command = 'Get-BbSchedule' }
        @{ Command = 'Get-BbKnownHost'; Name = 'build.example.com'; Pattern = '*example*' }
        @{ Command = 'Get-BbCache'; Name = 'my cache/1'; Pattern = '*' }
        @{ Command = 'Get-BbRunner'; Name = 'linux-1'; Pattern = '*-1' }
        @{ Command = 'Get-BbDeployment' }
        @{ Command = 'Get-BbRepository' }
    )
    $named = $lists | Where-Object { $_.Name }
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 500
    Connect-Emulator $emulator
    $null = 1..2 | ForEach-Object { Invoke-BbPipeline -Branch trunk -Wait -ErrorAction Ignore }
    $null = Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:deploy'; count = 2; ageSeconds = 1000 }
    function Invoke-List([string] $Command) { & ([scriptblock]::Create($Command)) }
    function Show($Item) { $Item | ForEach-Object { "$($_.Uuid ?? $_.RepositoryUuid) $_" } }
}
AfterAll { Stop-TestFile }

Describe 'Every list' {
    It 'has the parameters of paging, without exception' {
        # Cmdlets that get one item or read one file for each place, or that ask another server.
        $single = 'Get-BbSession', 'Get-BbPipelineConfig', 'Get-BbSshKeyPair', 'Get-BbOidcConfiguration', 'Get-BbHostKey', 'Get-BbTestReport', 'Get-BbStepLog',
        'Get-BbCustomPipeline'
        $gets = Get-Command -Module BitbucketPipelines -Verb Get | Where-Object Name -NotIn $single
        $gets.Count | Should -BeGreaterThan 12
        ($gets | Where-Object { -not $_.Parameters.ContainsKey('IncludeTotalCount') }).Name | Should -BeNullOrEmpty
    }
}

Describe '<Command>' -ForEach $lists {
    BeforeAll { $all = @(Show (Invoke-List $Command)) }

    It 'has something to choose from' { $all.Count | Should -BeGreaterThan 1 }

    It 'takes -First and -Skip' {
        Show (Invoke-List "$Command -First 1") | Should -BeExactly $all[0]
        Show (Invoke-List "$Command -Skip 1 -First 1") | Should -BeExactly $all[1]
        Show (Invoke-List "$Command -Skip $($all.Count - 1)") | Should -BeExactly $all[-1]
        Invoke-List "$Command -Skip $($all.Count)" | Should -BeNullOrEmpty
    }

    It 'says with -IncludeTotalCount how many there are, once and first' {
        $written = @(Invoke-List "$Command -First 1 -IncludeTotalCount")
        $written.Count | Should -Be 2
        "$($written[0])" | Should -Match "^$($Command -like '*TestCase*' ? 0 : $all.Count)$"
    }
}

Describe '<Command> by name' -ForEach $named {
    It 'finds a name in whatever letter case it is unique in, and a pattern' {
        $one = @(Invoke-List "$Command '$Name'")
        $one.Name | Select-Object -Unique | Should -BeExactly $Name
        @(Invoke-List "$Command '$Pattern'").Name | Should -Contain $Name
        Invoke-List "$Command 'no-such-*'" -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'finds a uuid, with braces and without' {
        $one = @(Invoke-List "$Command '$Name'")[0]
        (Invoke-List "$Command -Uuid '$($one.Uuid)'").Uuid | Should -Be $one.Uuid
        (Invoke-List "$Command -Uuid $($one.Uuid.Trim('{}').ToUpper())").Uuid | Should -Be $one.Uuid
    }

    It 'says which name meant nothing, and writes the others' {
        $found = @(Invoke-List "$Command 'nope', '$Name' -ErrorVariable script:problems -ErrorAction SilentlyContinue")
        $found.Name | Select-Object -Unique | Should -BeExactly $Name
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike '*NotFound,*'
        $problems[0].Exception.Message | Should -BeLike "*'nope'*"
    }
}

Describe 'A list that lags behind' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ newItemListLag = 3600; variableListLag = 3600 }
    }

    It 'shows what this session made and not what it removed: <Name>' -ForEach @(
        @{ Name = 'environment'; New = { New-BbEnvironment Fresh -EnvironmentType Test }; Find = { Get-BbEnvironment Fresh }; All = { Get-BbEnvironment } }
        @{ Name = 'schedule'; New = { New-BbSchedule -Branch trunk -Custom nightly -Cron '7 7 * * *' }; Find = { Get-BbSchedule -Uuid $new.Uuid }; All = { Get-BbSchedule } }
        @{ Name = 'variable'; New = { Set-BbVariable FRESH 1; Get-BbVariable FRESH }; Find = { Get-BbVariable FRESH }; All = { Get-BbVariable } }
    ) {
        $new = & $New
        (& $Find).Uuid | Should -BeExactly $new.Uuid
        @(& $All).Uuid | Should -Contain $new.Uuid
        $new | & "Remove-Bb$Name" -Force
        @(& $All).Uuid | Should -Not -Contain $new.Uuid
    }

    It 'shows what others have changed since' {
        $null = Send-Order $emulator PATCH options @{ newItemListLag = 0; variableListLag = 0 }
        Set-BbVariable LOG_LEVEL mine
        $mine = Get-BbSession
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        Connect-BbWorkspace acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
        Set-BbVariable LOG_LEVEL theirs
        (Get-BbVariable LOG_LEVEL -Session $mine).Value | Should -BeExactly 'theirs'
    }
}

Describe 'A session whose credentials are rejected in the middle' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        $repositories = @(Get-BbRepository 'bulk-*')
        $null = Send-Order $emulator DELETE requests
    }

    It 'ends the work with one error: <_>' -ForEach @(
        'Set-BbPipelineConfig -Enabled $true', 'New-BbEnvironment Fresh -EnvironmentType Test', 'Invoke-BbPipeline -Branch main', 'Get-BbVariable',
        'Get-BbKnownHost', "New-BbSchedule -Branch trunk -Cron '7 7 * * *' -Force", 'Set-BbBuildNumber -Next 900 -Force', 'Get-BbPipeline', 'Get-BbEnvironment Test'
    ) {
        $null = Send-Order $emulator POST faults @{ path = 'bulk-'; skip = 5; times = 0; status = 401; contentType = 'application/json'; body = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}' }
        . ([scriptblock]::Create("`$null = `$repositories | $_ -ErrorVariable failed -ErrorAction SilentlyContinue"))
        # Items are counted where records are read or started, and things where something is changed in many places.
        # Five succeed, and five may be on their way when the first is rejected.
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessOrEqual 10
        $failed = @($failed | Where-Object FullyQualifiedErrorId -Like 'InvalidCredentials,*')
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -Match '\d (more items? (was|were) not processed|things? (was|were) not done)\.'
    }

    It 'writes the error as it is where it concerns one only' {
        $null = Send-Order $emulator POST faults @{ path = 'bulk-'; times = 0; status = 401; contentType = 'application/json'; body = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}' }
        Get-BbVariable -Repository bulk-001 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -Not -BeLike '*ended early*'
    }
}
