#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What work in many repositories costs. Minimum: as few requests as the API permits, for 20 repositories whose list takes one request.
BeforeDiscovery {
    $rows = @(
        @{ Job = 'find variables everywhere'; Minimum = 1 + 1 + 20 * 5; World = { Add-Variable 3; Add-Environment }; Call = { Find-BbVariable V_* -Repository 'cost-*' }; Gives = 20 * 9 }
        @{ Job = 'measure runs'; Minimum = 1 + 20; World = { $slugs | ForEach-Object { $null = Send-Order $emulator POST runs/acme/$_ @{ count = 90 } } }; Call = { Measure-BbPipeline 'cost-*' }; Gives = 20 }
        @{ Job = 'stop superseded runs where there are none'; Minimum = 1 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | Stop-BbPipeline -Superseded }; Gives = 0 }
        @{ Job = 'list variables'; Minimum = 1 + 20; World = { Add-Variable 3 }; Call = { Get-BbRepository 'cost-*' | Get-BbVariable }; Gives = 20 * 3 }
        @{ Job = 'export variables'; Minimum = 1 + 20; World = { Add-Variable 3 }; Call = { Get-BbRepository 'cost-*' | Export-BbVariable TestDrive:/all.csv -PassThru }; Gives = 1 }
        @{ Job = 'import what is there already'; Minimum = 20; World = { Add-Variable 3; Get-BbRepository 'cost-*' | Export-BbVariable TestDrive:/same.csv }; Call = { Import-BbVariable TestDrive:/same.csv }; Gives = 20 * 3 }
        @{ Job = 'copy variables'; Minimum = 1 + 1 + 20 + 20 * 4; World = { Add-Source 4 }; Call = { Get-BbRepository 'cost-*' | Copy-BbVariable -Repository widgets -Name 'V_*' }; Gives = 20 * 4 }
        @{ Job = 'copy them again'; Minimum = 1 + 1 + 20; World = { Add-Source 4; Add-Variable 4 }; Call = { Get-BbRepository 'cost-*' | Copy-BbVariable -Repository widgets -Name 'V_*' }; Gives = 20 * 4 }
        @{ Job = 'synchronize and prune'; Minimum = 1 + 1 + 20 + 20 * (2 + 3); World = { Add-Source 2; Add-Variable 3 OLD_ }; Call = { Get-BbRepository 'cost-*' | Sync-BbVariable -Repository widgets -Prune -Force }; Gives = 20 * 5 }
        @{ Job = 'copy to an environment'; Minimum = 1 + 1 + 20 * (1 + 1 + 2); World = { Add-Source 4; Add-Environment }; Call = { Get-BbRepository 'cost-*' | Copy-BbVariable -Repository widgets -Name 'V_*' -ToEnvironment Test -WarningAction Ignore }; Gives = 20 * 4 }
        @{ Job = 'copy known hosts'; Minimum = 1 + 1 + 20 + 20 * 2; World = { 'a', 'b' | ForEach-Object { Set-BbKnownHost "$_.example.com" $key -Repository empty } }; Call = { Get-BbRepository 'cost-*' | Copy-BbKnownHost * -Repository empty }; Gives = 20 * 2 }
        @{ Job = 'replace a host key'; Minimum = 1 + 20 + 20; World = { Get-BbRepository 'cost-*' | Set-BbKnownHost old.example.com (New-TestPublicKey 7) }; Call = { Get-BbRepository 'cost-*' | Set-BbKnownHost old.example.com $key -OldFingerprint (Get-TestFingerprint (New-TestPublicKey 7)) }; Gives = 20 }
        @{ Job = 'remove caches of three names'; Minimum = 1 + 20 + 20 * 3; World = { Add-Cache 1 }; Call = { Get-BbRepository 'cost-*' | Remove-BbCache * -Force -PassThru }; Gives = 20 * 3 }
        @{ Job = 'remove 33 versions of three caches'; Minimum = 1 + 3; World = { Add-Cache 11 'cost-001' }; Call = { Remove-BbCache * -Repository cost-001 -Force -PassThru }; Gives = 33 }
        @{ Job = 'list schedules'; Minimum = 1 + 20; World = { Add-Schedule }; Call = { Get-BbRepository 'cost-*' | Get-BbSchedule }; Gives = 20 }
        @{ Job = 'create schedules'; Minimum = 1 + 20 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | New-BbSchedule -Branch main -Custom nightly -Cron '0 2 * * *' }; Gives = 20 }
        @{ Job = 'create schedules again'; Minimum = 1 + 20; World = { Get-BbRepository 'cost-*' | New-BbSchedule -Branch main -Custom nightly -Cron '0 2 * * *' }; Call = { Get-BbRepository 'cost-*' | New-BbSchedule -Branch main -Custom nightly -Cron '0 2 * * *' }; Gives = 20 }
        @{ Job = 'create schedules that are disabled'; Minimum = 1 + 20 + 20 * 2; World = {}; Call = { Get-BbRepository 'cost-*' | New-BbSchedule -Branch main -Cron '0 2 * * *' -Disabled }; Gives = 20 }
        @{ Job = 'disable schedules'; Minimum = 1 + 20 + 20; World = { Add-Schedule }; Call = { Get-BbRepository 'cost-*' | Get-BbSchedule | Set-BbSchedule -Enabled $false -PassThru }; Gives = 20 }
        @{ Job = 'enable Pipelines'; Minimum = 1 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | Set-BbPipelineConfig -Enabled $true -PassThru }; Gives = 20 }
        @{ Job = 'raise build numbers'; Minimum = 1 + 20 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | Set-BbBuildNumber -Increment 100 -Force -PassThru }; Gives = 20 }
        @{ Job = 'create environments'; Minimum = 1 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | New-BbEnvironment Live Production }; Gives = 20 }
        @{ Job = 'store key pairs'; Minimum = 1 + 20 + 20; World = {}; Call = { Get-BbRepository 'cost-*' | Set-BbSshKeyPair (Get-TestKey ed25519) -PassThru }; Gives = 20 }
        @{ Job = 'store the same key pairs again'; Minimum = 1 + 20; World = { Get-BbRepository 'cost-*' | Set-BbSshKeyPair (Get-TestKey ed25519) }; Call = { Get-BbRepository 'cost-*' | Set-BbSshKeyPair (Get-TestKey ed25519) -PassThru }; Gives = 20 }
        @{ Job = 'list variables of environments'; Minimum = 1 + 20 + 20 * 3; World = { Add-Environment }; Call = { Get-BbRepository 'cost-*' | Get-BbEnvironment | Get-BbVariable }; Gives = 20 * 6 }
        @{ Job = 'compare one with the others'; Minimum = 1 + 1 + 20; World = { Add-Source 3; Add-Variable 3 }; Call = { Get-BbRepository 'cost-*' | Compare-BbVariable -ToRepository widgets -IncludeEqual }; Gives = 20 * 3 }
        @{ Job = 'start runs'; Minimum = 1 + 20; World = { $slugs | ForEach-Object { $null = Send-Order $emulator PUT scripts/acme/$_/custom:nightly @{ steps = @(@{ name = 'Build' }) } } }; Call = { Get-BbRepository 'cost-*' | Invoke-BbPipeline -Custom nightly }; Gives = 20 }
    )
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Import-Module "$PSScriptRoot/../Support/Ssh.psm1" -Force
    $key = New-TestPublicKey 9
    $slugs = 1..20 | ForEach-Object { 'cost-{0:000}' -f $_ }
    function Get-TestFingerprint([string] $PublicKey) {
        'SHA256:' + [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([Convert]::FromBase64String($PublicKey.Split(' ')[1]))).TrimEnd('=')
    }
    function New-Table([int] $Count, [string] $Prefix = 'V_') { @{ variables = @(1..$Count | ForEach-Object { @{ key = "$Prefix$_"; value = 'x' } }) } }
    function Add-Variable([int] $Count, [string] $Prefix = 'V_') { foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "variables/repository/acme/$slug" (New-Table $Count $Prefix) } }
    function Add-Source([int] $Count) { $null = Send-Order $emulator PUT variables/repository/acme/widgets (New-Table $Count) }
    function Add-Schedule { foreach ($slug in $slugs) { $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main' } } }
    function Add-Environment {
        foreach ($slug in $slugs) {
            foreach ($name in 'Test', 'Staging', 'Production') {
                try { $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = $name; type = $name } } catch { $null = $_ }
                $null = Send-Order $emulator PUT "variables/environment/acme/$slug/$name" (New-Table 2)
            }
        }
    }
    function Add-Cache([int] $Versions, [string[]] $Repository = $slugs) {
        foreach ($slug in $Repository) {
            foreach ($name in 'node', 'pip', 'docker') { 1..$Versions | ForEach-Object { $null = Send-Order $emulator POST "caches/acme/$slug" @{ name = $name; size = 10 } } }
        }
    }
}
AfterAll { Stop-TestFile }

Describe 'Work in many repositories' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'cost'; count = 20; mainBranch = 'main' }
    }

    It 'takes at most a twentieth more requests than necessary: to <Job>, <Minimum>' -ForEach $rows {
        $null = . $World
        Clear-Write $emulator
        $null = Send-Order $emulator DELETE requests
        $given = @(. $Call)
        $given.Count | Should -Be $Gives
        $requests = @(Get-EmulatorRequest $emulator)
        $because = ($requests | Group-Object { "$($_.method) $($_.pathAndQuery -replace 'cost-\d+', 'cost' -replace '%7B.*?%7D', 'uuid')" } | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', '
        $requests.Count | Should -BeLessOrEqual ([math]::Floor(1.05 * $Minimum)) -Because $because
        $requests.Count | Should -BeGreaterOrEqual $Minimum -Because $because
    }
}
