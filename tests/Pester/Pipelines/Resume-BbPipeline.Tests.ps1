#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 200
    $build = @{ name = 'Build' }
    $deploy = @{ name = 'Deploy to production'; manual = $true; log = 'deployed' }

    # Adds a run with these steps, and waits until it stands where it will stay.
    function New-Paused([hashtable[]] $Steps, [int] $Count = 1) {
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:paused @{ steps = $Steps }
        Add-Run @{ selector = 'custom:paused'; result = $null; ageSeconds = 600; count = $Count; branch = 'trunk' }
    }
    function Get-Start { @(Get-EmulatorRequest $emulator -Method POST -Path '*start_step') }
    function Get-State([int] $Build) { Send-Order $emulator GET "runs/acme/widgets/$Build" }
}
AfterAll { Stop-TestFile }

Describe 'Resume-BbPipeline' {
    BeforeEach { Connect-Emulator $emulator }

    It 'starts the step that the run waits for, and writes nothing' {
        $run = New-Paused $build, $deploy
        Resume-BbPipeline $run -Undocumented -ErrorVariable errors -WarningVariable warnings | Should -BeNullOrEmpty
        $errors + $warnings | Should -BeNullOrEmpty
        $state = Get-State $run
        $start = Get-Start
        $start | Should -HaveCount 1
        [uri]::UnescapeDataString($start[0].pathAndQuery) | Should -BeExactly "/internal/repositories/acme/widgets/pipelines/$($state.uuid)/steps/$($state.steps[1].uuid)/start_step"
        $start[0].body | Should -BeExactly '{}'
        $start[0].headers.'Content-Type' | Should -BeExactly 'application/json'
        (Get-State $run).stage | Should -Not -Be 'PAUSED'
    }

    It 'says so where it cannot be read what became of the step' {
        $run = New-Paused $build, $deploy
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/steps/'; skip = 1; status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"No."}}'; times = 0 }
        Resume-BbPipeline $run -Undocumented -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike "Bitbucket accepted the start of step 'Deploy to production' of run #$run of acme/widgets, but *could not be read*See: Get-BbStep $run -Repository acme/widgets"
        Get-Start | Should -HaveCount 1
    }

    It 'does nothing without -Undocumented, and says what it would do' {
        $run = New-Paused $build, $deploy
        $null = Send-Order $emulator DELETE requests
        { Resume-BbPipeline $run } | Should -Throw -ErrorId 'UndocumentedRequired,*' -ExpectedMessage '*would start the manual step*no documented operation*No request was sent.'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*add -Undocumented*'
        { Resume-BbPipeline $run -WhatIf } | Should -Throw -ErrorId 'UndocumentedRequired,*'
        Get-EmulatorRequest $emulator | Should -HaveCount 0
    }

    It 'is the only cmdlet with -Undocumented' {
        (Get-Command -Module BitbucketPipelines -CommandType Cmdlet | Where-Object { $_.Parameters.ContainsKey('Undocumented') }).Name | Should -Be 'Resume-BbPipeline'
    }

    It 'shows with -WhatIf which step it would start' {
        $run = New-Paused $build, $deploy
        $null = Start-Transcript "$TestDrive/whatif.txt"
        Resume-BbPipeline $run -Undocumented -WhatIf
        $null = Stop-Transcript
        Get-Content -Raw "$TestDrive/whatif.txt" | Should -Match "Start the manual step 'Deploy to production'.*acme/widgets #$run"
        Get-Start | Should -HaveCount 0
    }

    It 'waits for the end, shows the log, and returns the run' {
        $run = New-Paused $build, $deploy
        $result = Resume-BbPipeline latest -Branch trunk -Undocumented -Follow -WarningVariable warnings -InformationVariable said 6>$null
        $result.BuildNumber, $result.Result | Should -Be $run, 'SUCCESSFUL'
        $warnings | Should -BeNullOrEmpty
        "$said" | Should -BeLike '*Newest run*deployed*'
    }

    It 'reports the next manual step as Wait-BbPipeline does' {
        $run = New-Paused $deploy, @{ name = 'Announce'; manual = $true }
        $result = Resume-BbPipeline $run -Undocumented -Wait -WarningVariable warnings 6>$null 3>$null
        $result.Status | Should -Be 'PAUSED'
        "$warnings" | Should -BeLike "*waits for a person to start the manual step 'Announce'*"
        { Resume-BbPipeline $run -Undocumented -Wait -ErrorAction Stop 6>$null } | Should -Not -Throw
    }

    It 'returns the run with -PassThru, and takes piped runs, steps and rows' {
        $runs = New-Paused $build, $deploy -Count 4
        (Get-BbPipeline $runs[0] | Resume-BbPipeline -Undocumented -PassThru).BuildNumber | Should -Be $runs[0]
        (Get-BbStep $runs[1] | Where-Object Name -like Deploy* | Resume-BbPipeline -Undocumented -PassThru).BuildNumber | Should -Be $runs[1]
        ([pscustomobject]@{ BuildNumber = $runs[2] } | Resume-BbPipeline -Undocumented -PassThru).State | Should -BeIn 'IN_PROGRESS', 'COMPLETED' -Because 'time runs fast here'
        (Get-BbPipeline $runs[3] | ConvertTo-Json | ConvertFrom-Json | Resume-BbPipeline -Undocumented -Wait 6>$null).Result | Should -Be 'SUCCESSFUL'
        Get-Start | Should -HaveCount 4
    }

    It 'asks for -Step if several steps wait' {
        $run = New-Paused $build, @{ name = 'Deploy EU'; manual = $true; parallel = 'p' }, @{ name = 'Deploy US'; manual = $true; parallel = 'p' }
        { Resume-BbPipeline $run -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'SeveralStepsWait,*' -ExpectedMessage "*2 'Deploy EU', 3 'Deploy US'*"
        { Resume-BbPipeline $run -Step Deploy* -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'SeveralStepsWait,*'
        Get-Start | Should -HaveCount 0
        Resume-BbPipeline $run 'deploy us' -Undocumented
        (Get-Start)[0].pathAndQuery | Should -BeLike "*$((Get-State $run).steps[2].uuid.Trim('{}'))*"
    }

    It 'says why nothing waits: <Name>' -ForEach @(
        @{ Name = 'ended'; Run = @{ result = 'FAILED' }; Message = '*has ended (FAILED)*' }
        @{ Name = 'running'; Run = @{ result = 'RUNNING' }; Message = '*is IN_PROGRESS (RUNNING)*' }
        @{ Name = 'pending'; Run = @{ result = 'PENDING' }; Message = '*is PENDING.*' }
        @{ Name = 'halted'; Run = @{ result = 'HALTED' }; Message = '*is halted*' }
    ) {
        $build = Add-Run $Run
        { Resume-BbPipeline $build -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotWaiting,*' -ExpectedMessage $Message
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-Start | Should -HaveCount 0
    }

    It 'says that the step is another one, or that there is none' {
        $run = New-Paused $build, $deploy
        { Resume-BbPipeline $run Build -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotWaiting,*' -ExpectedMessage "Step 'Build'*"
        { Resume-BbPipeline $run Buidl -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'StepNotFound,*'
        { Resume-BbPipeline 999 -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
        { Resume-BbPipeline -Undocumented } | Should -Throw -ErrorId 'NothingSpecified,*'
        Get-Start | Should -HaveCount 0
    }

    It 'says that the resource is not there any more' {
        $run = New-Paused $build, $deploy
        $null = Send-Order $emulator PATCH options @{ internalResources = $false }
        { Resume-BbPipeline $run -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'UndocumentedGone,*' -ExpectedMessage '*not there any more*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*web page of the run: *results/$run"
    }

    It 'writes the name of a step in one line' {
        $run = New-Paused $build, @{ name = "Deploy`n::x"; manual = $true }
        $null = Send-Order $emulator PATCH options @{ internalResources = $false }
        { Resume-BbPipeline $run -Undocumented -ErrorAction Stop } | Should -Throw "Step 'Deploy*::x'*"
        "$($Error[0])" | Should -Not -Match "`n"
    }

    It 'is never sent twice' {
        $run = New-Paused $build, $deploy
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        { Resume-BbPipeline $run -Undocumented -ErrorAction Stop } | Should -Throw -ErrorId 'AnswerLost,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*may have been started*Get-BbStep $run -Repository acme/widgets"
        Get-Start | Should -HaveCount 1
    }

    It 'goes on with the other runs after an error' {
        $runs = New-Paused $build, $deploy -Count 2
        $ended = Add-Run @{ result = 'SUCCESSFUL' }
        $done = $runs[0], $ended, $runs[1] | Resume-BbPipeline -Undocumented -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $done.BuildNumber | Should -Be $runs
        $errors | Should -HaveCount 1
    }
}
