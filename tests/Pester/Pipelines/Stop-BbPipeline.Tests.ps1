#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    # A run ends one second after it was stopped, which is before the first poll at this speed.
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 1000
    function Get-State([int] $Build, [string] $Repository = 'widgets') { Send-Order $emulator GET "runs/acme/$Repository/$Build" }
    function Get-StopRequest { @(Get-EmulatorRequest $emulator -Method POST -Path '*/stopPipeline') }
}
AfterAll { Stop-TestFile }

Describe 'Stop-BbPipeline' {
    BeforeEach { Connect-Emulator $emulator }

    It 'stops a running run, waits for its end and writes nothing' {
        $run = Add-Run @{ result = 'RUNNING' }
        Stop-BbPipeline $run -ErrorVariable errors -WarningVariable warnings | Should -BeNullOrEmpty
        (Get-State $run).result | Should -BeExactly 'STOPPED'
        Get-StopRequest | Should -HaveCount 1
        $errors + $warnings | Should -BeNullOrEmpty
    }

    It 'stops one that has not begun' {
        $run = Add-Run @{ result = 'PENDING' }
        (Stop-BbPipeline $run -PassThru).Result | Should -BeExactly 'STOPPED'
    }

    It 'writes the run with -PassThru, ready to be piped on' {
        $run = Stop-BbPipeline (Add-Run @{ result = 'RUNNING' }) -PassThru
        $run | Should -HaveCount 1
        $run.State | Should -BeExactly 'COMPLETED'
        $run.Result | Should -BeExactly 'STOPPED'
        $run.Workspace | Should -BeExactly 'acme'
        $run.Repository | Should -BeExactly 'widgets'
        ($run | Get-BbStep)[0].Result | Should -BeExactly 'STOPPED'
    }

    It 'says of a run that has ended that there is nothing to stop: <Result>' -ForEach @{ Result = 'SUCCESSFUL' }, @{ Result = 'STOPPED' } {
        $run = Add-Run @{ result = $Result }
        Stop-BbPipeline $run -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'PipelineAlreadyCompleted,BitbucketPipelines.Commands.StopPipelineCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $errors[0].TargetObject | Should -BeExactly "#$run"
        $errors[0].Exception.Message | Should -BeLike "*already complete with status*"
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says that there is no such run, or nothing that names one' {
        Stop-BbPipeline 99, nonsense -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'NotFound', 'InvalidPipelineId'
        $errors.TargetObject | Should -Be '#99', 'nonsense'
    }

    It 'sends nothing with -WhatIf' {
        $run = Add-Run @{ result = 'RUNNING' }
        Stop-BbPipeline $run -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-StopRequest | Should -BeNullOrEmpty
        (Get-State $run).state | Should -BeExactly 'IN_PROGRESS'
    }

    It 'stops several that are piped, of several repositories, and goes on after one that cannot be stopped' {
        $ended = Add-Run @{ }
        $running = Add-Run @{ result = 'RUNNING'; count = 2 }
        $other = Add-Run @{ result = 'RUNNING' } gadgets
        Get-BbPipeline -Status running | Stop-BbPipeline
        $running | ForEach-Object { (Get-State $_).result } | Should -BeExactly 'STOPPED', 'STOPPED'
        @(
            [pscustomobject]@{ Repository = 'widgets'; BuildNumber = $ended }
            [pscustomobject]@{ Repository = 'gadgets'; BuildNumber = $other }
        ) | Stop-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        (Get-State $other gadgets).result | Should -BeExactly 'STOPPED'
    }

    It 'names the scope that is missing' {
        $reader = [pscredential]::new('readonly@example.com', (ConvertTo-SecureString 'read-token' -AsPlainText -Force))
        $run = Add-Run @{ result = 'RUNNING' }
        $session = Connect-BbWorkspace -NoCheck acme widgets -Credential $reader -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        Stop-BbPipeline $run -Session $session -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*write:pipeline*'
        (Get-State $run).state | Should -BeExactly 'IN_PROGRESS'
    }

    It 'is never sent twice when its answer is lost' {
        $run = Add-Run @{ result = 'RUNNING' }
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'stopPipeline'; resetAfterHandling = $true }
        Stop-BbPipeline $run -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
        Get-StopRequest | Should -HaveCount 1
    }
}
