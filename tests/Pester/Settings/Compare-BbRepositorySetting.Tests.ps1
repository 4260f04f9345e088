#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Push-Location $TestDrive
}
AfterAll { Pop-Location; Stop-TestFile }

Describe 'Compare-BbRepositorySetting' {
    BeforeEach {
        Connect-Emulator $emulator
        foreach ($workspace in 'acme', 'other-team') { $null = Send-Order $emulator POST "repositories/$workspace" @{ slug = 'app'; count = 3 } }
        Set-Stored $emulator repository/acme/app-001 @(@{ key = 'SAME'; value = '1' }, @{ key = 'OTHER'; value = '1' }, @{ key = 'MINE'; value = '1' }, @{ key = 'SECRET'; value = 's'; secured = $true })
        Set-Stored $emulator repository/other-team/app-001 @(@{ key = 'SAME'; value = '1' }, @{ key = 'OTHER'; value = '2' }, @{ key = 'YOURS'; value = '1' }, @{ key = 'SECRET'; value = 't'; secured = $true })
        $null = Send-Order $emulator POST environments/acme/app-001 @{ name = 'Live'; type = 'Production' }
        $null = Send-Order $emulator POST schedules/other-team/app-001 @{ cron = '0 0 1 * * ? *'; branch = 'main' }
        $null = Send-Order $emulator PATCH settings/other-team/app-001 @{ enabled = $false }
    }

    It 'has a row for each setting that differs between two repositories' {
        $rows = Compare-BbRepositorySetting -Repository app-001 -ToWorkspace other-team
        ($rows | ForEach-Object { "$($_.Kind) $($_.Name) $($_.Difference)" }) | Should -Be @(
            'Configuration Pipelines Different', 'Environment Live LeftOnly', 'Variable MINE LeftOnly', 'Variable OTHER Different', 'Variable SECRET Unknown'
            'Variable YOURS RightOnly', "Schedule branch main, 0 0 1 * * ? * RightOnly")
        $rows.Repository | Select-Object -Unique | Should -Be 'app-001'
        $rows.ComparedWith | Select-Object -Unique | Should -Be 'other-team/app-001'
        ($rows | Where-Object Name -EQ SECRET).Left | Should -Be '(secured)'
        (Compare-BbRepositorySetting -Repository app-001 -ToWorkspace other-team -IncludeEqual | Where-Object Difference -EQ Equal).Name | Should -Be 'SAME'
    }

    It 'compares many with a file, reads each once, and fails only on drift' {
        Export-BbRepositorySetting ./template.json -Repository app-001
        $null = Send-Order $emulator DELETE requests
        $rows = Get-BbRepository 'app-*' | Compare-BbRepositorySetting ./template.json -FailOnDrift -ErrorAction SilentlyContinue -ErrorVariable failed
        @(Get-EmulatorRequest $emulator -Path '*app-002/pipelines_config/variables*') | Should -HaveCount 1
        $rows.Repository | Select-Object -Unique | Should -Be 'app-001', 'app-002', 'app-003'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SettingsDiffer,*'
        "$($failed[0])" | Should -BeLike '10 settings differ*'
        Compare-BbRepositorySetting ./template.json -Repository app-001 -FailOnDrift -ErrorAction Stop | ForEach-Object Difference | Should -Be 'Unknown'
    }

    It 'reads a source that all are compared with once' {
        $rows = Get-BbRepository app-002, app-003 | Compare-BbRepositorySetting -ToRepository app-001
        $rows.Repository | Select-Object -Unique | Should -Be 'app-002', 'app-003'
        @(Get-EmulatorRequest $emulator -Path '*acme/app-001/pipelines_config/variables*') | Should -HaveCount 1
    }

    It 'compares a repository that is piped in twice once' {
        $rows = 'app-002', 'app-002' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Compare-BbRepositorySetting -ToRepository app-001 -IncludeEqual
        @($rows | Where-Object Kind -EQ Configuration) | Should -HaveCount 1
    }

    It 'goes on where one cannot be read' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'app-002/'; status = 403; times = 0 }
        $rows = Get-BbRepository 'app-*' | Compare-BbRepositorySetting -ToWorkspace other-team -IncludeEqual -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Repository | Select-Object -Unique | Should -Be 'app-001', 'app-003'
        $failed | Should -HaveCount 1
    }

    It 'compares numbers and key pairs only when they are named' {
        $null = Send-Order $emulator POST runs/acme/app-001 @{ count = 2 }
        (Compare-BbRepositorySetting -Repository app-001 -ToRepository app-002).Kind | Should -Not -Contain 'BuildNumber'
        $row = Compare-BbRepositorySetting -Repository app-001 -ToRepository app-002 -Include BuildNumber
        "$($row.Left) $($row.Right) $($row.Difference)" | Should -Be '3 1 Different'
    }

    It 'refuses a repository to compare with itself, and needs a right side' {
        { Compare-BbRepositorySetting -Repository app-001 -ToRepository app-001 -ErrorAction Stop } | Should -Throw -ErrorId 'SameScope,*'
        { Compare-BbRepositorySetting -Repository app-001 } | Should -Throw -ErrorId 'NoTarget,*'
    }

    It 'ends a script of a build with exit code 1 when something differs' {
        Import-Module "$PSScriptRoot/../Support/Process.psm1"
        Export-BbRepositorySetting ./one.json -Repository app-001
        Set-Content ./check.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$((Get-Module BitbucketPipelines).ModuleBase)'
Connect-BbWorkspace -NoCheck acme -Credential ([pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))) -ApiUri $($emulator.ApiUri) -SiteUri $($emulator.SiteUri)
Compare-BbRepositorySetting ./one.json -Repository app-001 -FailOnDrift | Out-Null
'equal to itself'
Compare-BbRepositorySetting ./one.json -Repository app-002 -FailOnDrift
'not reached'
"@
        $engine = @(Get-Engine)
        $output = & $engine[0] @($engine | Select-Object -Skip 1) -NoProfile -File ./check.ps1 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1
        $output | Should -Match 'equal to itself(?s).*settings differ'

    }
}
