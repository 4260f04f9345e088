#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What is done with the requests that are left, when nobody waits for more.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
}
AfterAll { Stop-TestFile }

Describe 'An allowance that ends in the middle' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'left'; count = 12; mainBranch = 'main' }
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'model'; mainBranch = 'main' }
        foreach ($name in 'Test', 'Production') {
            $null = Send-Order $emulator POST environments/acme/model @{ name = $name; type = $name }
            $null = Send-Order $emulator PUT "variables/environment/acme/model/$name" @{ variables = @(1..3 | ForEach-Object { @{ key = "A_$_"; value = 'x' } }) }
        }
        $null = Send-Order $emulator PUT variables/repository/acme/model @{ variables = @(1..5 | ForEach-Object { @{ key = "V_$_"; value = 'x' } }) }
        $null = Send-Order $emulator POST schedules/acme/model @{ cron = '0 0 2 * * ? *'; branch = 'main' }
        Export-BbRepositorySetting TestDrive:/model.json -Repository model
        $piped = @(Get-BbRepository 'left-*')
        $null = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -RetryTimeoutSec 0
    }

    It 'changes as many repositories as <Left> requests suffice for, and has a row for each other: <Job>' -ForEach @(
        @{ Job = 'copy settings'; Left = 60; Whole = 1; Call = { Copy-BbRepositorySetting -Repository model -ToRepository 'left-*' -Force @how } }
        @{ Job = 'import settings'; Left = 60; Whole = 2; Call = { $piped | Import-BbRepositorySetting TestDrive:/model.json @how } }
        @{ Job = 'import settings and prune'; Left = 60; Whole = 2; Call = { $piped | Import-BbRepositorySetting TestDrive:/model.json -Prune -Confirm:$false @how } }
        @{ Job = 'set variables'; Left = 20; Whole = 8; Call = { $piped | Set-BbVariable NEW 1 -PassThru @how } }
        @{ Job = 'set variables of environments'; Left = 20; Whole = 0; Call = { $piped | Set-BbVariable NEW 1 -Environment Test -PassThru @how } }
    ) {
        if ($Job -like '*environments') { 1..12 | ForEach-Object { $null = Send-Order $emulator POST ('environments/acme/left-{0:000}' -f $_) @{ name = 'Test'; type = 'Test' } } }
        $null = Send-Order $emulator PUT allowance @{ limit = $Left; windowSeconds = 36000; rolls = $false; headers = $true }
        Clear-Request
        $how = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed'; WarningAction = 'Ignore' }
        $rows = @(. $Call 6>$null)
        $ours = @($rows | Where-Object Repository -Like 'left-*')
        ($ours.Repository | Select-Object -Unique) | Should -Be (1..12 | ForEach-Object { 'left-{0:000}' -f $_ })
        $complete = @($ours | Group-Object Repository | Where-Object { -not ($_.Group | Where-Object Status -EQ Failed) })
        $complete.Count | Should -BeGreaterOrEqual $Whole
        @(Get-EmulatorRequest $emulator | Where-Object { $_.method -ne 'GET' -and $_.status -lt 400 }).Count | Should -BeGreaterThan 4
        $bad = @($ours | Where-Object Status -EQ Failed)
        $bad.Count | Should -BeGreaterThan 0
        $bad.Reason | Should -Not -BeNullOrEmpty
        $bad[-1].Reason | Should -BeLike 'Not done:*'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
    }
}
