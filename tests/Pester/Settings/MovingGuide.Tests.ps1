#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The commands of docs/moving-variables.md move a workspace of 20 repositories.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $text = Get-Content "$PSScriptRoot/../../../docs/moving-variables.md" -Raw
    $steps = $text.Substring($text.IndexOf('## 2.'), $text.IndexOf('## What is not moved') - $text.IndexOf('## 2.'))
    $code = @([regex]::Matches($steps, '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value })
    $slugs = 1..20 | ForEach-Object { 'app-{0:000}' -f $_ }
    $environments = 'Test', 'Staging', 'Production'
    $key = 'AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'

    # The prompt for a secret is answered with the name of its place.
    function Read-Host { param($Prompt, [switch] $AsSecureString) ConvertTo-Secret "secret of $Prompt" }
    function Connect-Other([string] $Workspace) {
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-Secret 'api-token-123'))
        Connect-BbWorkspace -NoCheck $Workspace -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
    }
    # Everything that a workspace has, with the values of secured variables, in an order that does not depend on how it came there.
    function Get-All([string] $Workspace) {
        $lines = foreach ($scope in @("workspace/$Workspace") + ($slugs | ForEach-Object { $slug = $_; "repository/$Workspace/$slug"; $environments | ForEach-Object { "environment/$Workspace/$slug/$_" } })) {
            Get-Stored $emulator $scope | ForEach-Object { "$scope $($_.key)=$($_.value) $($_.secured)" }
        }
        $lines += foreach ($slug in $slugs) {
            $settings = Send-Order $emulator GET "settings/$Workspace/$slug"
            "$Workspace/$slug enabled $($settings.enabled)"
            $settings.knownHosts | ForEach-Object { "$Workspace/$slug host $($_.hostname) $($_.key)" }
            $settings.schedules | ForEach-Object { "$Workspace/$slug schedule $($_.cron) $($_.branch) $($_.selector) $($_.enabled)" }
            Get-BbEnvironment -Workspace $Workspace -Repository $slug | ForEach-Object { "$Workspace/$slug environment $($_.Name) $($_.EnvironmentType) $($_.AdminOnly)" }
        }
        $lines -replace [regex]::Escape($Workspace), 'ws' | Sort-Object -CaseSensitive
    }
}
AfterAll { Stop-TestFile }

Describe 'docs/moving-variables.md, followed to the letter with 20 repositories' {
    BeforeAll {
        $code.Count | Should -BeGreaterOrEqual 5
        Connect-Emulator $emulator
        foreach ($workspace in 'acme', 'acme-eu') { $null = Send-Order $emulator POST "repositories/$workspace" @{ slug = 'app'; count = 20 } }
        Set-Stored $emulator workspace/acme @(@{ key = 'REGION'; value = 'eu' }, @{ key = 'ROOT_TOKEN'; value = 'secret of ROOT_TOKEN'; secured = $true })
        foreach ($slug in $slugs) {
            $null = Send-Order $emulator PATCH "settings/acme-eu/$slug" @{ enabled = $null }
            Set-Stored $emulator "repository/acme/$slug" @(@{ key = 'URL'; value = "https://$slug" }, @{ key = 'DB_PASSWORD'; value = "secret of $slug/DB_PASSWORD"; secured = $true })
            foreach ($environment in $environments) {
                $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = $environment; type = $environment }
                Set-Stored $emulator "environment/acme/$slug/$environment" @(@{ key = 'URL'; value = "https://$slug.$environment" }, @{ key = 'DB_PASSWORD'; value = "secret of $slug/$environment/DB_PASSWORD"; secured = $true })
            }
            $null = Send-Order $emulator POST "known-hosts/acme/$slug" @{ hostname = "$slug.example.com"; keyType = 'ssh-ed25519'; key = $key }
            $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main'; selector = 'custom:nightly' }
            $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 30 6 * * ? *'; branch = 'main'; enabled = $false }
        }
        Set-BbEnvironment Production -AdminOnly $true -Repository app-001

        $from = Connect-Other acme
        $to = Connect-Other acme-eu
        $ErrorActionPreference = 'Stop'
        $plan = $results = $null
        $warnings = @()
        $before = Get-All acme
        $output = foreach ($round in 1, 2) {
            $all = @(. ([scriptblock]::Create($code -join "`n")) 3>&1 6> $null)
            $all | Where-Object { $_ -isnot [Management.Automation.WarningRecord] } | Out-String
            $warnings += @($all | Where-Object { $_ -is [Management.Automation.WarningRecord] })
            if ($round -eq 1) { $first = $results }
        }
    }

    It 'moves everything: variables, environments, hosts, schedules, and every secret to its place' {
        $before.Count | Should -Be (2 + 20 * (1 + 2 + 6 + 1 + 2 + 3))
        Get-All acme-eu | Should -Be $before
        Get-All acme | Should -Be $before
    }

    It 'has a row for each setting, and fails in none' {
        $plan.Status | Select-Object -Unique | Should -Be 'Planned'
        @($first | Where-Object Status -EQ Failed) | Should -BeNullOrEmpty
        @($first | Where-Object { $_.Status -eq 'Succeeded' }) | Should -HaveCount $before.Count
        ($first | Where-Object Status -NE Succeeded).Kind | Should -Be 'Runner'
    }

    It 'warns of nothing but skipped settings: each secret is used for one place' {
        $warnings.Count | Should -BeGreaterThan 0
        $warnings.Message | Should -Not -BeLike '*-SecureValue*'
        # The same hashtable serves a file that was exported from the old workspace.
        $repositories | Export-BbRepositorySetting $TestDrive/acme.json -Session $from
        Import-BbRepositorySetting $TestDrive/acme.json -Session $to -Workspace acme-eu -SecureValue $secrets -WarningVariable imported -WarningAction SilentlyContinue 6> $null |
            Where-Object Action -EQ Update | Should -HaveCount 80
        $imported | Should -Not -BeLike '*-SecureValue*'
    }

    It 'finds no difference, and writes nothing but the secrets the second time' {
        $output[1] | Should -Not -Match 'LeftOnly|RightOnly|Different'
        ($results | Where-Object Action -NotIn Unchanged, Update) | Should -BeNullOrEmpty
        ($results | Where-Object Action -EQ Update).Name | Sort-Object -Unique | Should -Be 'DB_PASSWORD', 'ROOT_TOKEN'
    }
}
