#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What all cmdlets that take piped objects have in common: several requests in flight, output and errors in the order of the input.
BeforeDiscovery {
    $commands = @(
        'Get-BbVariable', 'Get-BbSchedule', 'Get-BbScheduleExecution', 'Get-BbEnvironment', 'Get-BbPipeline -First 1', 'Get-BbStep', 'Get-BbStepLog', 'Get-BbTestReport',
        'Get-BbCache', 'Get-BbRunner', 'Get-BbKnownHost', 'Get-BbPipelineConfig', 'Get-BbSshKeyPair', 'Get-BbDeployment', 'Get-BbRepository',
        'Get-BbCommitStatus -Commit main',
        'Find-BbVariable X', 'Compare-BbPipeline', 'Compare-BbVariable -ToRepository bulk-001', 'Export-BbVariable TestDrive:/all.csv', 'Export-BbKnownHost TestDrive:/known_hosts',
        'Measure-BbPipeline', 'Stop-BbPipeline -Superseded', 'Show-BbPipeline',
        'Invoke-BbPipeline', "Invoke-BbPipeline -Yaml 'pipelines: {}'", 'New-BbRunner next', 'Test-BbSession', 'Get-BbOidcConfiguration', 'Get-BbCustomPipeline', 'Test-BbPipelineYaml'
    )
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 500
    function Set-Fault($Fault) { $null = Send-Order $emulator POST faults (@{ port = 'api'; times = 0 } + $Fault) }
    function Get-Most { Send-Order $emulator GET inflight/most }
    # Twelve repositories, each with a variable whose value is its name.
    function New-Repositories {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12; mainBranch = 'main' }
        $all = @(Get-BbRepository 'bulk-*')
        foreach ($slug in $all.Slug) { $null = Send-Order $emulator PUT variables/repository/acme/$slug @{ variables = @(@{ key = 'X'; value = $slug }) } }
        $null = Send-Order $emulator DELETE requests
        $all
    }
}
AfterAll { Stop-TestFile }

Describe 'Piped repositories' {
    BeforeEach { $repositories = New-Repositories }

    It 'are processed at the same time, by no more than -ThrottleLimit requests: <_>' -ForEach $commands {
        $command = [scriptblock]::Create("`$repositories | $_ -ThrottleLimit 3 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -InformationAction SilentlyContinue")
        Set-Fault @{ delaySeconds = 0.05 }
        $null = . $command
        Get-Most | Should -Be 3
    }

    It 'are five at a time unless told otherwise' {
        Set-Fault @{ delaySeconds = 0.05 }
        $null = $repositories | Get-BbVariable
        Get-Most | Should -Be 5
    }

    It 'are processed one by one with -ThrottleLimit 1' {
        Set-Fault @{ delaySeconds = 0.02 }
        $null = $repositories | Get-BbEnvironment -ThrottleLimit 1
        Get-Most | Should -Be 1
    }

    It 'are written in their order, whichever answer comes first' {
        Set-Fault @{ path = 'bulk-00[147]/'; delaySeconds = 0.3 }
        ($repositories | Get-BbVariable).Value | Should -Be $repositories.Slug
    }

    It 'are written as soon as they are there, while a later answer is still awaited' {
        Set-Fault @{ path = 'bulk-003/'; delaySeconds = 300 }
        $took = Measure-Command { $script:first = @($repositories | Get-BbVariable | Select-Object -First 2) }
        $first.Value | Should -Be $repositories[0..1].Slug
        $took.TotalSeconds | Should -BeLessThan 100
    }

    It 'are not all asked for when Select-Object has enough' {
        ($repositories + $repositories + $repositories | Get-BbVariable | Select-Object -First 1).Value | Should -Be $repositories[0].Slug
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessOrEqual 10
    }

    It 'give their errors in their place' {
        Set-Fault @{ path = 'bulk-00[26]/'; status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        $written = $repositories | Get-BbVariable 2>&1 | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? "! $($_.TargetObject)" : $_.Value }
        $written | Should -Be @($repositories.Slug | ForEach-Object { $_ -in 'bulk-002', 'bulk-006' ? "! acme/$_" : $_ } | ForEach-Object { $_ -replace '^! acme/', '! ' })
    }

    It 'give the error of a name that cannot be used in its place, too' {
        $written = 'bulk-001', 'a/b/c', 'bulk-002' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Get-BbVariable 2>&1 |
            ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? '!' : $_.Value }
        $written | Should -Be 'bulk-001', '!', 'bulk-002'
    }

    It 'end with the first error under -ErrorAction Stop, after the rows before it' {
        Set-Fault @{ path = 'bulk-003/'; status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        $rows = [Collections.Generic.List[object]]::new()
        { $repositories + $repositories | Get-BbVariable -ErrorAction Stop | ForEach-Object { $rows.Add($_) } } | Should -Throw -ErrorId 'PermissionDenied,*'
        $rows.Value | Should -Be 'bulk-001', 'bulk-002'
        @(Get-EmulatorRequest $emulator -Path '*bulk-*').Count | Should -BeLessOrEqual 13
    }

    It 'have a row for each run that was started before an error that is to stop' {
        foreach ($slug in $repositories.Slug) { $null = Send-Order $emulator PUT scripts/acme/$slug/default @{ steps = @(@{ name = 'Build' }) } }
        Set-Fault @{ method = 'POST'; path = 'bulk-003/'; status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"no"}}' }
        Set-Fault @{ method = 'POST'; path = 'bulk-00[45]/'; delaySeconds = 0.2 }
        $started = [Collections.Generic.List[object]]::new()
        { $repositories | Invoke-BbPipeline -ErrorAction Stop | ForEach-Object { $started.Add($_) } } | Should -Throw -ErrorId 'PermissionDenied,*'
        $posted = @(Get-EmulatorRequest $emulator -Method POST | Where-Object status -LT 400)
        $posted.Count | Should -BeIn (2..7)
        $started.Repository | Should -Be @($repositories.Slug -ne 'bulk-003')[0..($posted.Count - 1)]
    }

    It 'are all named in one file, also where the first is read before the second is piped in' {
        $repositories | Export-BbVariable TestDrive:/each.csv -ThrottleLimit 1
        (Import-Csv TestDrive:/each.csv).Repository | Should -Be $repositories.Slug
    }

    It 'are read each with its own session and place' {
        $other = Connect-BbWorkspace -NoCheck -Workspace acme -Credential ([pscredential]::new('noscope@example.com', (ConvertTo-SecureString noscope-token -AsPlainText -Force))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $own = Connect-BbWorkspace -NoCheck -Workspace acme -Credential ([pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $number = 0
        $written = $repositories | ForEach-Object { [pscustomobject]@{ Session = $number++ % 2 ? $other : $own; Workspace = 'acme'; Repository = $_.Slug } } |
            Get-BbVariable 2>&1 | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? "! $($_.TargetObject)" : $_.Repository }
        $written | Should -Be @($repositories.Slug | ForEach-Object { [int]$_.Substring(5) % 2 ? $_ : "! $_" })
    }

    It 'of one repository are started in the order of the input, though some of them fail at once' {
        Set-Fault @{ method = 'POST'; delaySeconds = 0.1 }
        $null = Send-Order $emulator PUT scripts/acme/bulk-001/default @{ steps = @(@{ name = 'Build' }) }
        $rows = @([pscustomobject]@{ Repository = 'bulk-001'; Branch = 'main' }, [pscustomobject]@{ Repository = 'bulk-001' }) * 4
        $runs = $rows | Invoke-BbPipeline -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue
        $runs.BuildNumber | Should -Be (1..4)
        $failed.Count | Should -Be 4
    }

    It 'stay in step with a variable of -PipelineVariable' {
        $pairs = $repositories | ForEach-Object { $_ } -PipelineVariable repository | Get-BbVariable | ForEach-Object { "$($repository.Slug)=$($_.Value)" }
        $pairs | Should -Be @($repositories.Slug | ForEach-Object { "$_=$_" })
    }
}

Describe 'No request more than needed' {
    BeforeEach { $repositories = New-Repositories }

    It 'a piped environment is not looked up' {
        $null = Get-BbEnvironment -Repository widgets | Get-BbVariable
        @(Get-EmulatorRequest $emulator -Path '*/environments*').Count | Should -Be 4
    }

    It 'an environment from a file is looked up by its name, in one list for all' {
        $before = Get-BbEnvironment -Repository widgets | Get-BbVariable | Out-String
        Get-BbEnvironment -Repository widgets | Select-Object Workspace, Repository, Environment | Export-Csv TestDrive:/environments.csv
        $null = Send-Order $emulator DELETE requests
        Import-Csv TestDrive:/environments.csv | Get-BbVariable | Out-String | Should -Be $before
        @(Get-EmulatorRequest $emulator -Path '*/widgets/environments*').Count | Should -Be 1
    }

    It 'a piped environment is looked up in another repository that was typed' {
        (Get-BbEnvironment Production -Repository widgets | Get-BbVariable -Repository gadgets).Repository | Select-Object -Unique | Should -Be 'gadgets'
    }

    It 'the main branch of a piped repository is not asked for' {
        $null = Send-Order $emulator PUT scripts/acme/bulk-001/default @{ steps = @(@{ name = 'Build' }) }
        (Get-BbRepository bulk-001 | Invoke-BbPipeline).Branch | Should -Be 'main'
        @(Get-EmulatorRequest $emulator -Method GET).Count | Should -Be 1
    }

    It 'the common side of a comparison is read once' {
        $null = $repositories | Compare-BbVariable -ToRepository widgets
        @(Get-EmulatorRequest $emulator).Count | Should -Be 13
    }

    It 'piped repositories are searched without a list of all repositories' {
        ($repositories | Find-BbVariable X).Value | Should -Be $repositories.Slug
        @(Get-EmulatorRequest $emulator).Count | Should -Be (1 + 2 * 12)
    }
}

Describe 'Lists of runs' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST runs/acme/gadgets @{ count = 2000; branch = 'main'; spacingSeconds = 3600 }
        $null = Send-Order $emulator DELETE requests
    }

    It '-First 150 takes two requests' {
        @(Get-BbPipeline -Repository gadgets -First 150).Count | Should -Be 150
        @(Get-EmulatorRequest $emulator -Path '*pipelines*').Count | Should -Be 2
    }

    It '-Since reads no page that is too old' {
        $since = [DateTimeOffset](Get-BbPipeline -Repository gadgets -First 1 -Skip 650).CreatedOn
        $null = Send-Order $emulator DELETE requests
        @(Get-BbPipeline -Repository gadgets -Since $since).Count | Should -Be 651
        @(Get-EmulatorRequest $emulator -Path '*pipelines*').Count | Should -BeLessOrEqual 7
    }

    It '-Until finds its place without reading all pages before it' {
        $until = [DateTimeOffset](Get-BbPipeline -Repository gadgets -First 1 -Skip 1750).CreatedOn
        $expected = @(Get-BbPipeline -Repository gadgets -Skip 1750)
        $null = Send-Order $emulator DELETE requests
        @(Get-BbPipeline -Repository gadgets -Until $until).BuildNumber | Should -Be $expected.BuildNumber
        @(Get-EmulatorRequest $emulator -Path '*pipelines*').Count | Should -BeLessOrEqual 8
    }
}
