#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Push-Location $TestDrive
}
AfterAll { Pop-Location; Stop-TestFile }

Describe 'Export-BbRepositorySetting' {
    BeforeEach { Connect-Emulator $emulator; Remove-Item "$TestDrive/*" -Force }

    It 'writes everything, sorted, the same each time, and no secured value' {
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 3 }
        $null = Send-Order $emulator PUT key-pair/acme/widgets @{ privateKey = 'very private'; publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ me' }
        Set-Stored $emulator repository/acme/widgets @(@{ key = 'B'; value = 'plain' }, @{ key = 'A'; value = 'top secret'; secured = $true })
        'gadgets', 'widgets', 'widgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Export-BbRepositorySetting ./all.json
        $text = Get-Content all.json -Raw
        $text | Should -Not -Match 'top secret|very private'
        $text | Should -Not -Match "`r"
        $file = $text | ConvertFrom-Json
        $file.version | Should -Be 1
        $file.repositories.repository | Should -Be 'gadgets', 'widgets'
        $widgets = $file.repositories[1]
        $widgets.pipelinesEnabled | Should -BeTrue
        $widgets.nextBuildNumber | Should -Be 4
        $widgets.sshPublicKey | Should -BeLike 'ssh-ed25519 *'
        $widgets.variables.name | Should -Be 'A', 'B'
        $widgets.variables[0].secured | Should -BeTrue
        $widgets.variables[0].PSObject.Properties.Name | Should -Be 'name', 'secured'
        $widgets.environments.name | Should -Be 'Test', 'Staging', 'Production'
        $widgets.knownHosts.Count | Should -BeGreaterThan 0
        $widgets.schedules.enabled | Should -Contain $false
        'widgets', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Export-BbRepositorySetting ./again.json
        Get-Content again.json -Raw | Should -BeExactly $text
    }

    It 'names the secret of a vault for each secured variable' {
        Export-BbRepositorySetting ./one.json -SecretName '{Repository}/{Environment}/{Name}' -Vault Pipelines
        $repository = (Get-Content one.json -Raw | ConvertFrom-Json).repositories
        ($repository.variables | Where-Object name -EQ DB_PASSWORD).secret | Should -BeExactly 'widgets/DB_PASSWORD'
        $own = ($repository.environments | Where-Object name -EQ Production).variables | Where-Object name -EQ DB_PASSWORD
        "$($own.secret) $($own.vault)" | Should -BeExactly 'widgets/Production/DB_PASSWORD Pipelines'
        $repository.variables | Where-Object { -not $_.secured -and $_.PSObject.Properties['secret'] } | Should -BeNullOrEmpty
    }

    It 'writes the kinds that are named, reads nothing else, and leaves out a number that says nothing' {
        Export-BbRepositorySetting ./one.json -Include KnownHost, BuildNumber
        (Get-Content one.json -Raw | ConvertFrom-Json).repositories[0].PSObject.Properties.Name | Should -Be 'workspace', 'repository', 'knownHosts'
        (Get-EmulatorRequest $emulator).pathAndQuery | Where-Object { $_ -match 'variables|environments|schedules|key_pair' } | Should -BeNullOrEmpty
    }

    It 'does not take a repository that does not exist for one without settings: -Include <_>' -ForEach 'Configuration', 'BuildNumber', 'SshKeyPair', 'Environment', 'Schedule' {
        { Export-BbRepositorySetting ./none.json -Repository nowhere -Include $_ -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
        Test-Path none.json | Should -BeFalse
    }

    It 'reads nothing for a file that cannot be written: <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'Export-BbRepositorySetting' }, @{ Cmdlet = 'Export-BbVariable' }, @{ Cmdlet = 'Export-BbKnownHost' }
    ) {
        $null = New-Item folder.json -ItemType Directory -Force
        foreach ($path in './none/settings.json', './folder.json') {
            $null = Send-Order $emulator DELETE requests
            & $Cmdlet $path -Repository widgets -ErrorAction SilentlyContinue -ErrorVariable failed
            ($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -BeLike 'CannotWriteFile,*'
            Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        }
    }

    It 'writes a repository in which Pipelines was never enabled as disabled' {
        Export-BbRepositorySetting ./empty.json -Repository empty
        $repository = (Get-Content empty.json -Raw | ConvertFrom-Json).repositories[0]
        $repository.pipelinesEnabled | Should -BeFalse
        $repository.variables.Count | Should -Be 0
    }
}
