#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The newest run: without a run, and by the word latest.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $null = Add-Run @{ count = 2; branch = 'trunk'; ageSeconds = 900 }
    $null = Add-Run @{ branch = 'release/1.x'; ageSeconds = 300 }
    $null = Add-Run @{ selector = 'custom:fail'; result = 'FAILED' }
    $null = Add-Run @{ count = 2; ageSeconds = 60 } gadgets
}
AfterAll { Stop-TestFile }

Describe 'The newest run' {
    It 'is meant without a run, and by latest in any case: <_>' -ForEach @(
        { Get-BbStep }, { Get-BbStep latest }, { Get-BbStep -Pipeline LATEST }, { 'Latest' | Get-BbStep }
        { Get-BbTestReport }, { Get-BbTestReport latest }, { Get-BbTestCase }, { Get-BbTestCase latest }
        { Get-BbTestCaseReason }, { Get-BbTestCaseReason latest }
    ) {
        $found = @(& $_ 6>$null)
        $found.Count | Should -BeGreaterThan 0
        $found.Pipeline | Select-Object -Unique | Should -Be '4'
    }

    It 'is meant by the cmdlets that read logs and runs' {
        (Get-BbStepLog -Failed -Tail 1 6>$null) | Should -BeExactly 'npm error code ELIFECYCLE'
        (Get-BbStepLog latest 1 -Tail 1 6>$null) | Should -BeExactly 'npm error code ELIFECYCLE'
        (Get-BbStepLog -Step 1 -Tail 1 6>$null) | Should -BeExactly 'npm error code ELIFECYCLE'
        (Get-BbPipeline latest 6>$null).BuildNumber | Should -Be 4
        (Get-BbPipeline -Latest).BuildNumber | Should -Be 4
        (Wait-BbPipeline -PollIntervalSec 0.1 -ErrorAction Ignore 6>$null).BuildNumber | Should -Be 4
        (Wait-BbPipeline latest -PollIntervalSec 0.1 -ErrorAction Ignore 6>$null).BuildNumber | Should -Be 4
        { Get-BbDeployment -Pipeline latest -ErrorAction Stop 6>$null } | Should -Not -Throw
    }

    It 'is narrowed by -Branch: <Branch>' -ForEach @(
        @{ Branch = 'release/1.x'; Run = 3 }, @{ Branch = 'rel*'; Run = 3 }, @{ Branch = 'trunk'; Run = 4 }, @{ Branch = 'release/1.x', 'trunk'; Run = 4 }
    ) {
        (Get-BbStep -Branch $Branch 6>$null).Pipeline | Select-Object -Unique | Should -Be "$Run"
        (Get-BbStep latest -Branch $Branch 6>$null).Pipeline | Select-Object -Unique | Should -Be "$Run"
        (Get-BbPipeline -Latest -Branch $Branch).BuildNumber | Should -Be $Run
        (Wait-BbPipeline -Branch $Branch -PollIntervalSec 0.1 -ErrorAction Ignore 6>$null).BuildNumber | Should -Be $Run
        @(Get-BbStepLog -Branch $Branch -Tail 1 6>$null).Count | Should -BeGreaterThan 0
    }

    It 'is said on the host, and not in the output' {
        $said = Get-BbStep -Branch release/1.x 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] }
        "$said" | Should -BeLike 'Newest run: #3 of acme/widgets (release/1.x, SUCCESSFUL). http*/results/3'
        $said.Tags | Should -Contain 'PSHOST'
        Get-BbStep 3 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] } | Should -BeNullOrEmpty
    }

    It 'is that of each piped repository' {
        (Get-BbRepository '*dgets' | Get-BbStep 6>$null | ForEach-Object { "$($_.Repository) $($_.Pipeline)" } | Select-Object -Unique) | Should -Be 'gadgets 2', 'widgets 4'
        (Get-BbRepository gadgets | Get-BbStepLog -Tail 1 6>$null).Count | Should -BeGreaterThan 0
    }

    It 'needs one request' {
        Clear-Request
        $null = Get-BbStep -Branch release/1.x 6>$null
        @(Get-EmulatorRequest $emulator).Count | Should -Be 2
    }

    It 'is no stand-in for a run that is missing: <_>' -ForEach @(
        { $null | Get-BbStep }, { $null | Get-BbStepLog }, { $null | Wait-BbPipeline }, { $null | Get-BbTestReport }, { Get-BbStep $null }, { Get-BbStep '' }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = $null } | Get-BbStep }
        { [pscustomobject]@{ Repository = 'widgets'; Status = 'FAILED' } | Get-BbStep }
        { [pscustomobject]@{ Repository = 'widgets'; Step = 'Build'; Status = 'FAILED' } | Wait-BbPipeline }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = '' } | Get-BbStep }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = '' } | Get-BbStepLog }
        { [pscustomobject]@{ Repository = 'widgets'; Pipeline = @{ a = 1 } } | Get-BbStep }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = $null } | Wait-BbPipeline }
        { [pscustomobject]@{ Repository = 'widgets'; Uuid = '' } | Get-BbTestCase }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = '' } | Get-BbTestCase }
    ) {
        $ErrorActionPreference = 'Stop'
        Clear-Request
        $_ | Should -Throw
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'is no stand-in for a run that a row has as the table shows it: <_>' -ForEach @(
        { Get-BbPipeline 2 | Select-Object Repository, Build | Get-BbStep }
        { Get-BbPipeline 2 | Select-Object Repository, Build | ConvertTo-Csv | ConvertFrom-Csv | Get-BbStep }
        { Get-BbPipeline 2 | Select-Object Workspace, Repository, Build | Get-BbPipeline | Get-BbStep }
    ) {
        (& $_).Pipeline | Select-Object -Unique | Should -BeExactly (Get-BbStep 2)[0].Pipeline
        { [pscustomobject]@{ Repository = 'widgets'; Run = 2 } | Get-BbStep -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPipelineId,*'
    }

    It 'is not there: <_>' -ForEach { Get-BbStep -Branch nosuch }, { Get-BbStepLog -Repository empty }, { Wait-BbPipeline latest -Branch Trunk } {
        $ErrorActionPreference = 'Stop'
        $_ | Should -Throw -ErrorId 'PipelineNotFound,*'
    }

    It 'is not meant beside a run' {
        { Get-BbStep 2 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousFilter,*'
        { Get-BbStepLog 2 -Branch trunk } | Should -Throw -ErrorId 'AmbiguousFilter,*'
    }
}

Describe 'Stop-BbPipeline' {
    It 'stops no run that nobody named: <_>' -ForEach @(
        { Stop-BbPipeline }, { Get-BbRepository widgets | Stop-BbPipeline }, { [pscustomobject]@{ Repository = 'widgets' } | Stop-BbPipeline }
        { [pscustomobject]@{ Repository = 'widgets'; BuildNumber = $null } | Stop-BbPipeline }, { $null | Stop-BbPipeline }
    ) {
        $ErrorActionPreference = 'Stop'
        $_ | Should -Throw
        Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
    }
}
