#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# No operation of Bitbucket's Pipelines API is out of reach of the cmdlets: they are run, and what they send is looked at.
BeforeDiscovery {
    $operations = Get-Content "$PSScriptRoot/../../operations.json" -Raw | ConvertFrom-Json -AsHashtable
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 100
    Connect-Emulator $emulator
    & {
        # Runs, steps, logs, tests
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:all @{ steps = @(@{
                    name = 'Deploy'; deployment = 'Production'; services = @{ postgres = 'log' }
                    tests = @{ cases = @(@{ name = 't'; status = 'FAILED'; reason = 'boom' }) }
                }) }
        $run = Invoke-BbPipeline -Custom all -Wait
        $null = Get-BbPipeline -First 1
        $null = Get-BbStep $run | Get-BbStep
        $null = Get-BbStepLog $run
        $log = (Send-Order $emulator GET runs/acme/widgets/1).steps[0].serviceLogs.postgres
        $null = Get-BbStepLog $run -LogUuid $log -ErrorAction SilentlyContinue
        $null = Get-BbTestReport $run
        $null = Get-BbTestCase $run | Get-BbTestCaseReason
        Invoke-BbPipeline -Custom nightly | Stop-BbPipeline
        $null = Get-BbDeployment
        $null = Get-BbDeployment -Uuid (Get-BbDeployment)[0].Uuid

        # Variables, in every scope
        $secret = ConvertTo-Secret legacy-token
        $legacy = Connect-BbWorkspace -NoCheck acme widgets -Credential ([pscredential]::new('legacy@example.com', $secret)) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        foreach ($scope in @{}, @{ Environment = 'Test' }, @{ WorkspaceScope = $true }, @{ Team = 'acme' }, @{ User = '{d1e2f3a4-0001-4a5b-8c6d-7e8f90a1b2c3}' }) {
            $scope.Session = $legacy
            $scope.WarningAction = 'Ignore'
            Set-BbVariable THROUGH_ALL 1 @scope
            Set-BbVariable THROUGH_ALL 2 @scope
            $null = Get-BbVariable -Uuid (Get-BbVariable THROUGH_ALL @scope).Uuid @scope
            Remove-BbVariable THROUGH_ALL -Force @scope
        }
        Connect-BbWorkspace -NoCheck acme widgets -Credential ([pscredential]::new('dev@example.com', (ConvertTo-Secret api-token-123))) -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri

        # Environments
        $environment = New-BbEnvironment Through Test
        $null = Get-BbEnvironment -Uuid $environment.Uuid
        Set-BbEnvironment Through -NewName Changed
        Remove-BbEnvironment Changed -Force

        # Configuration, build number, schedules
        Set-BbPipelineConfig -Enabled $true
        $null = Get-BbPipelineConfig
        Set-BbBuildNumber -Increment 10 -Force
        $schedule = New-BbSchedule -Branch trunk -Cron '0 3 * * *'
        $null = Get-BbSchedule -Uuid $schedule.Uuid
        $null = $schedule | Get-BbScheduleExecution
        $schedule | Set-BbSchedule -Enabled $false
        $schedule | Remove-BbSchedule -Force

        # Keys, known hosts
        New-BbSshKeyPair -Force | Out-Null
        $null = Get-BbSshKeyPair
        Remove-BbSshKeyPair -Force
        $null = Get-BbKnownHost
        $known = (Get-BbKnownHost)[0]
        Set-BbKnownHost -Name through.example.com -PublicKey "$($known.KeyType) $($known.Key)"
        Set-BbKnownHost -Name through.example.com -PublicKey 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'
        $null = Get-BbKnownHost -Uuid (Get-BbKnownHost through.example.com).Uuid
        Remove-BbKnownHost through.example.com -Force

        # Caches
        $null = Get-BbCache
        $null = (Get-BbCache)[0] | Save-BbCache -UriOnly
        (Get-BbCache)[0] | Remove-BbCache -Force
        Remove-BbCache 'my cache/1' -Force

        # Runners, OpenID
        foreach ($scope in @{}, @{ WorkspaceScope = $true }) {
            $runner = New-BbRunner through -Label linux @scope
            $null = Get-BbRunner @scope
            $null = Get-BbRunner -Uuid $runner.Uuid @scope
            Set-BbRunner through -NewName changed @scope
            Remove-BbRunner changed -Force @scope
        }
        $null = Get-BbOidcConfiguration
        $null = Get-BbOidcKey
    } | Out-Null
    $requests = @(Get-EmulatorRequest $emulator)
}
AfterAll { Stop-TestFile }

Describe 'A cmdlet sends' {
    It '<id>: <method> <path>' -ForEach $operations {
        $pattern = '^/2\.0' + ([regex]::Escape($Path) -replace '\\\{[^/]+?}', '[^/]+') + '/?(\?.*)?$'
        @($requests | Where-Object { $_.method -eq $Method -and $_.pathAndQuery -match $pattern -and $_.status -in $Success }).Count | Should -BeGreaterThan 0
    }
}
