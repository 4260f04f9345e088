#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What -WhatIf says of the cost is what the work then takes: the first time, and again when there is nothing left to do.
# Rows with Once have no second time, or another job then.
BeforeDiscovery {
    $rows = @(
        @{ Job = 'set variables of repositories'; Call = { param($How) $piped | Set-BbVariable A 1 @How } }
        @{ Job = 'set variables of environments'; World = { Add-Environment }; Call = { param($How) $piped | Set-BbVariable A 1 -Environment Test @How } }
        @{ Job = 'set variables of the workspace'; Call = { param($How) Set-BbVariable @{ A = 1; B = 2; C = 3 } -WorkspaceScope @How } }
        @{ Job = 'set piped variables'; World = { Add-Variable }; Pipe = { Get-BbRepository 'cast-*' | Get-BbVariable }; Call = { param($How) $piped | Set-BbVariable -Value new @How } }
        @{ Job = 'set piped variables of environments'; World = { Add-Environment }; Pipe = { Get-BbRepository 'cast-*' | Get-BbEnvironment | Get-BbVariable }; Call = { param($How) $piped | Set-BbVariable -Value new @How } }
        @{ Job = 'remove variables'; World = { Add-Variable }; Call = { param($How) $piped | Remove-BbVariable V_* -Force @How } }
        @{ Job = 'remove piped variables'; World = { Add-Variable }; Pipe = { Get-BbRepository 'cast-*' | Get-BbVariable }; Call = { param($How) $piped | Remove-BbVariable -Force @How } }
        @{ Job = 'import variables'; World = { Set-Content TestDrive:/v.env "A=1`nB=2" }; Call = { param($How) $piped | Import-BbVariable TestDrive:/v.env @How } }
        @{ Job = 'copy variables'; World = { $null = Send-Order $emulator PUT variables/repository/acme/widgets (New-Table) }; Call = { param($How) $piped | Copy-BbVariable -Repository widgets @How } }
        @{ Job = 'copy variables to environments'; World = { Add-Environment; $null = Send-Order $emulator PUT variables/repository/acme/widgets (New-Table 'N') }; Call = { param($How) $piped | Copy-BbVariable -Repository widgets -ToEnvironment Test @How } }
        @{ Job = 'synchronize and prune'; World = { Add-Variable; $null = Send-Order $emulator PUT variables/repository/acme/widgets (New-Table 'N') }; Call = { param($How) $piped | Sync-BbVariable -Repository widgets -Prune -Force @How } }
        @{ Job = 'set known hosts'; Call = { param($How) $piped | Set-BbKnownHost a.example.com $key @How } }
        @{ Job = 'set piped known hosts'; World = { Get-BbRepository 'cast-*' | Set-BbKnownHost a.example.com $old }; Pipe = { Get-BbRepository 'cast-*' | Get-BbKnownHost }; Call = { param($How) $piped | Set-BbKnownHost -PublicKey $key @How } }
        @{ Job = 'replace a host key'; World = { Get-BbRepository 'cast-*' | Set-BbKnownHost a.example.com $old; $script:print = (Get-BbKnownHost -Repository cast-001).Fingerprint }; Call = { param($How) $piped | Set-BbKnownHost a.example.com $key -OldFingerprint $script:print @How } }
        @{ Job = 'remove known hosts'; World = { Get-BbRepository 'cast-*' | Set-BbKnownHost a.example.com $old }; Call = { param($How) $piped | Remove-BbKnownHost * -Force @How } }
        @{ Job = 'remove piped known hosts'; World = { Get-BbRepository 'cast-*' | Set-BbKnownHost a.example.com $old }; Pipe = { Get-BbRepository 'cast-*' | Get-BbKnownHost }; Call = { param($How) $piped | Remove-BbKnownHost -Force @How } }
        @{ Job = 'import known hosts'; World = { Set-Content TestDrive:/hosts "a.example.com $key`nb.example.com $key" }; Call = { param($How) $piped | Import-BbKnownHost TestDrive:/hosts @How } }
        @{ Job = 'copy known hosts'; World = { 'a', 'b' | ForEach-Object { Set-BbKnownHost "$_.example.com" $key -Repository empty } }; Call = { param($How) $piped | Copy-BbKnownHost * -Repository empty @How } }
        @{ Job = 'store key pairs'; Call = { param($How) $piped | Set-BbSshKeyPair (Get-TestKey ed25519) @How } }
        @{ Job = 'replace key pairs'; World = { Add-KeyPair }; Call = { param($How) $piped | Set-BbSshKeyPair (Get-TestKey ed25519) -Force @How } }
        @{ Job = 'make new key pairs'; Call = { param($How) $piped | New-BbSshKeyPair -Force @How } }
        @{ Job = 'remove key pairs'; World = { Add-KeyPair }; Call = { param($How) $piped | Remove-BbSshKeyPair -Force @How } }
        @{ Job = 'create environments'; Call = { param($How) $piped | New-BbEnvironment Live Production @How } }
        @{ Job = 'restrict environments'; World = { Add-Environment }; Call = { param($How) $piped | Set-BbEnvironment * -AdminOnly $true @How } }
        @{ Job = 'restrict environments and return them'; World = { Add-Environment }; Call = { param($How) $piped | Set-BbEnvironment * -AdminOnly $true -PassThru @How } }
        @{ Job = 'rename and restrict environments'; World = { Add-Environment }; Call = { param($How) $piped | Set-BbEnvironment Test -NewName Check -AdminOnly $true @How }; Once = $true }
        @{ Job = 'rename and restrict piped environments'; World = { Add-Environment }; Pipe = { Get-BbRepository 'cast-*' | Get-BbEnvironment Test }; Call = { param($How) $piped | Set-BbEnvironment -NewName Check -AdminOnly $true @How } }
        @{ Job = 'restrict piped environments'; World = { Add-Environment }; Pipe = { Get-BbRepository 'cast-*' | Get-BbEnvironment }; Call = { param($How) $piped | Set-BbEnvironment -AdminOnly $true @How } }
        @{ Job = 'remove environments'; World = { Add-Environment }; Call = { param($How) $piped | Remove-BbEnvironment * -Force @How } }
        @{ Job = 'create schedules'; Call = { param($How) $piped | New-BbSchedule -Branch main -Cron '0 2 * * *' @How } }
        @{ Job = 'create disabled schedules'; Call = { param($How) $piped | New-BbSchedule -Branch main -Cron '0 2 * * *' -Disabled @How } }
        @{ Job = 'disable schedules'; World = { Add-Schedule }; Pipe = { Get-BbRepository 'cast-*' | Get-BbSchedule }; Call = { param($How) $piped | Set-BbSchedule -Enabled $false @How } }
        @{ Job = 'replace schedules'; World = { Add-Schedule }; Pipe = { Get-BbRepository 'cast-*' | Get-BbSchedule }; Call = { param($How) $piped | Set-BbSchedule -Cron '5 5 * * *' @How }; Once = $true }
        @{ Job = 'replace schedules by disabled ones'; World = { Add-Schedule }; Pipe = { Get-BbRepository 'cast-*' | Get-BbSchedule }; Call = { param($How) $piped | Set-BbSchedule -Cron '5 5 * * *' -Enabled $false @How }; Once = $true }
        @{ Job = 'move schedules to another branch'; World = { Add-Schedule; $slugs | ForEach-Object { $null = Send-Order $emulator POST "refs/acme/$_" @{ branch = 'next' } } }; Pipe = { Get-BbRepository 'cast-*' | Get-BbSchedule }; Call = { param($How) $piped | Set-BbSchedule -Branch next @How }; Once = $true }
        @{ Job = 'remove schedules'; World = { Add-Schedule }; Pipe = { Get-BbRepository 'cast-*' | Get-BbSchedule }; Call = { param($How) $piped | Remove-BbSchedule -Force @How } }
        @{ Job = 'create runners'; Call = { param($How) $piped | New-BbRunner builder @How }; Once = $true }
        @{ Job = 'label runners'; World = { Add-Runner }; Call = { param($How) $piped | Set-BbRunner builder -Label linux, new @How } }
        @{ Job = 'label piped runners'; World = { Add-Runner }; Pipe = { Get-BbRepository 'cast-*' | Get-BbRunner }; Call = { param($How) $piped | Set-BbRunner -Label linux, new @How } }
        @{ Job = 'remove runners'; World = { Add-Runner }; Call = { param($How) $piped | Remove-BbRunner builder -Force @How } }
        @{ Job = 'remove caches'; World = { Add-Cache }; Call = { param($How) $piped | Remove-BbCache * -Force @How } }
        @{ Job = 'remove piped caches'; World = { Add-Cache }; Pipe = { Get-BbRepository 'cast-*' | Get-BbCache }; Call = { param($How) $piped | Remove-BbCache -Force @How } }
        @{ Job = 'enable Pipelines'; Call = { param($How) $piped | Set-BbPipelineConfig -Enabled $true @How } }
        @{ Job = 'raise build numbers'; Call = { param($How) $piped | Set-BbBuildNumber -Next 500 -Force @How }; Once = $true }
        @{ Job = 'increase build numbers'; Call = { param($How) $piped | Set-BbBuildNumber -Increment 100 -Force @How } }
        @{ Job = 'set commit statuses'; Call = { param($How) $piped | Set-BbCommitStatus FAILED -Commit main -Key k -Url https://ci.example.com/1 @How } }
        @{ Job = 'publish reports'; World = { Set-Content TestDrive:/r.sarif '{ "version": "2.1.0", "runs": [] }' }; Call = { param($How) $piped | Publish-BbReport TestDrive:/r.sarif -Commit main @How } }
        @{ Job = 'start runs'; Call = { param($How) $piped | Invoke-BbPipeline @How }; Once = $true }
        @{ Job = 'start custom pipelines'; World = { Add-Custom }; Call = { param($How) $piped | Invoke-BbPipeline -Custom nightly @How }; Once = $true }
        @{ Job = 'stop runs'; World = { Add-Custom }; Pipe = { Get-BbRepository 'cast-*' | Invoke-BbPipeline -Custom nightly }; Call = { param($How) $piped | Stop-BbPipeline @How }; Once = $true }
        @{ Job = 'copy settings'; World = { Add-Settings }; Call = { param($How) Copy-BbRepositorySetting -Repository model -ToRepository 'cast-*' -Force @How } }
        @{ Job = 'copy settings to repositories that have some'; World = { Add-Settings; Add-Environment; Add-Variable; Add-Schedule }; Call = { param($How) Copy-BbRepositorySetting -Repository model -ToRepository 'cast-*' -Force @How } }
        @{ Job = 'copy some kinds of settings'; World = { Add-Settings }; Call = { param($How) Copy-BbRepositorySetting -Repository model -ToRepository 'cast-*' -Include KnownHost, Schedule @How } }
        @{ Job = 'import settings'; World = { Add-Settings; Export-BbRepositorySetting TestDrive:/s.json -Repository model }; Call = { param($How) $piped | Import-BbRepositorySetting TestDrive:/s.json -Force @How } }
        @{ Job = 'import settings and prune'; World = { Add-Settings; Add-Environment; Add-Variable; Add-Schedule; Export-BbRepositorySetting TestDrive:/s.json -Repository model }; Call = { param($How) $piped | Import-BbRepositorySetting TestDrive:/s.json -Prune -Force @How } }
    )
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Import-Module "$PSScriptRoot/../Support/Ssh.psm1" -Force
    ($key, $old) = (New-TestPublicKey 9), (New-TestPublicKey 8)
    $slugs = 1..4 | ForEach-Object { 'cast-{0:000}' -f $_ }
    function New-Table([string] $Prefix = 'V') { @{ variables = @(1..2 | ForEach-Object { @{ key = "${Prefix}_$_"; value = 'x' } }) } }
    function Add-Variable { foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "variables/repository/acme/$slug" (New-Table) } }
    function Add-Schedule([string[]] $Repository = $slugs) { foreach ($slug in $Repository) { $null = Send-Order $emulator POST "schedules/acme/$slug" @{ cron = '0 0 1 * * ? *'; branch = 'main' } } }
    function Add-Environment([string[]] $Repository = $slugs) {
        foreach ($slug in $Repository) {
            foreach ($name in 'Test', 'Production') {
                $null = Send-Order $emulator POST "environments/acme/$slug" @{ name = $name; type = $name }
                $null = Send-Order $emulator PUT "variables/environment/acme/$slug/$name" (New-Table)
            }
        }
    }
    function Add-Custom { foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "scripts/acme/$slug/custom:nightly" @{ steps = @(@{ name = 'Build'; running = 600 }) } } }
    function Add-Runner { foreach ($slug in $slugs) { $null = Send-Order $emulator POST "runners/acme/$slug" @{ name = 'builder'; labels = @('linux') } } }
    function Add-KeyPair { foreach ($slug in $slugs) { $null = Send-Order $emulator PUT "key-pair/acme/$slug" @{ privateKey = 'x'; publicKey = $key } } }
    function Add-Cache { foreach ($slug in $slugs) { 'node', 'node', 'pip' | ForEach-Object { $null = Send-Order $emulator POST "caches/acme/$slug" @{ name = $_; size = 10 } } } }
    function Add-Settings {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'model'; mainBranch = 'main' }
        Add-Environment model
        Add-Schedule model
        $null = Send-Order $emulator POST schedules/acme/model @{ cron = '0 0 2 * * ? *'; branch = 'main'; enabled = $false }
        $null = Send-Order $emulator PUT variables/repository/acme/model (New-Table 'M')
        Set-BbKnownHost a.example.com $key -Repository model
        Set-BbPipelineConfig -Enabled $true -Repository model
        Set-BbEnvironment Production -AdminOnly $true -Repository model
        $null = Add-Run @{ count = 3; branch = 'main' } model
    }
    # What -WhatIf says, or nothing.
    function Get-Forecast {
        $said = & $Call @{ WhatIf = $true } 6>&1 3>$null 2>$null | Where-Object { $_ -is [Management.Automation.InformationRecord] -and "$_" -like '*About * request*' }
        if ($said) { [int]("$said" -replace '(?s).*About ([\d,]+) requests?.*', '$1' -replace ',') }
    }
    function Get-Cost {
        Clear-Request
        $null = & $Call @{ Confirm = $false } 6>$null 3>$null 2>$null
        $requests = @(Get-EmulatorRequest $emulator)
        @{ Count = $requests.Count; Why = ($requests | Group-Object { "$($_.method) $($_.pathAndQuery -replace 'cast-\d+', 'cast' -replace '%7B.*?%7D', 'uuid')" } | ForEach-Object { "$($_.Count) $($_.Name)" }) -join "`n" }
    }
}
AfterAll { Stop-TestFile }

Describe 'The cost that -WhatIf says' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'cast'; count = 4; mainBranch = 'main' }
    }

    It 'is what it takes to <Job>' -ForEach $rows {
        if ($World) { $null = . $World 6>$null }
        $piped = @(if ($Pipe) { & $Pipe } else { Get-BbRepository 'cast-*' })
        $piped.Count | Should -BeGreaterOrEqual 4
        $forecast = Get-Forecast
        $cost = Get-Cost
        $forecast | Should -Be $cost.Count -Because $cost.Why
        if (-not $Once) {
            # There may be nothing to do, and nothing to say of it.
            $forecast = Get-Forecast
            $cost = Get-Cost
            if ($null -ne $forecast) { $forecast | Should -Be $cost.Count -Because "the second time: $($cost.Why)" }
        }
    }
}
