#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Add-Some {
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:stage @{ parsing = 0; pending = 0; steps = @(@{ name = 'Build' }, @{ name = 'Stage'; deployment = 'Staging'; duration = 7 }) }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:break @{ parsing = 0; pending = 0; steps = @(@{ name = 'Deploy'; deployment = 'Production'; result = 'FAILED' }) }
        $null = Add-Run @{ selector = 'custom:deploy'; count = 2; ageSeconds = 1000 }
        $null = Add-Run @{ selector = 'custom:stage'; ageSeconds = 500 }
        $null = Add-Run @{ selector = 'custom:break'; result = $null; ageSeconds = 300 }
        $null = Add-Run @{ selector = 'custom:stage'; result = $null; ageSeconds = 5 }
    }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbDeployment' {
    BeforeEach { Connect-Emulator $emulator }

    Context 'of five runs' {
        BeforeEach { Add-Some }

        It 'lists all, the newest first' {
            $found = Get-BbDeployment
            ($found | ForEach-Object { "$($_.Release) $($_.Environment) $($_.State) $($_.Status)".TrimEnd() }) | Should -Be @(
                '#5 Staging IN_PROGRESS', '#4 Production COMPLETED FAILED', '#3 Staging COMPLETED SUCCESSFUL'
                '#2 Production COMPLETED SUCCESSFUL', '#1 Production COMPLETED SUCCESSFUL')
            $one = $found[2]
            $one | Should -BeOfType BitbucketPipelines.Api.Models.Deployment
            $one.BuildNumber | Should -Be 3
            $one.EnvironmentType | Should -BeExactly 'Staging'
            $one.EnvironmentUuid | Should -BeExactly (Get-BbEnvironment Staging).Uuid
            $one.Pipeline | Should -BeExactly (Get-BbPipeline 3).Uuid
            $one.Step | Should -BeExactly (Get-BbStep 3 Stage).Uuid
            $one.Commit | Should -BeExactly (Get-BbPipeline 3).Commit
            $one.Duration | Should -Be ([timespan]::FromSeconds(7))
            $one.CompletedOn | Should -BeExactly $one.LastUpdated
            $one.Url | Should -BeLike '*/acme/widgets/pipelines/results/3/steps/*'
            $found[0].Status, $found[0].CompletedOn, $found[0].Duration | Should -Be $null, $null, $null
        }

        It 'filters: <With.Values>' -ForEach @(
            @{ With = @{ Environment = 'production' }; Expect = 4, 2, 1 }
            @{ With = @{ Environment = '*ing' }; Expect = 5, 3 }
            @{ With = @{ Environment = 'x*' }; Expect = @() }
            @{ With = @{ State = 'in_progress' }; Expect = 5 }
            @{ With = @{ Status = 'FAILED', 'STOPPED' }; Expect = 4 }
            @{ With = @{ Environment = 'Production'; Status = 'SUCCESSFUL' }; Expect = 2, 1 }
            @{ With = @{ Latest = $true }; Expect = 5, 4 }
            @{ With = @{ Latest = $true; Status = 'SUCCESSFUL' }; Expect = 3, 2 }
        ) {
            @((Get-BbDeployment @With -ErrorAction Stop).BuildNumber) | Should -Be $Expect
        }

        It 'finds those of an environment by its uuid, and of one that is piped' {
            (Get-BbDeployment (Get-BbEnvironment Staging).Uuid).BuildNumber | Should -Be 5, 3
            (Get-BbEnvironment Staging | Get-BbDeployment).BuildNumber | Should -Be 5, 3
        }

        It 'goes on to runs, steps, logs and variables' {
            (Get-BbDeployment Staging | Get-BbPipeline).BuildNumber | Should -Be 5, 3
            (Get-BbDeployment Staging -Status SUCCESSFUL | Get-BbStep).Name | Should -Be 'Build', 'Stage'
            (Get-BbDeployment Production -Latest -Status SUCCESSFUL | Get-BbStepLog -Tail 1) | Should -BeExactly 'Deployed to production'
            (Get-BbDeployment Production -Latest | Get-BbVariable).Environment | Should -Be (@('Production') * 4)
        }

        It 'skips, stops and counts' {
            (Get-BbDeployment -First 2).BuildNumber | Should -Be 5, 4
            (Get-BbDeployment -Skip 1 -First 2).BuildNumber | Should -Be 4, 3
            (Get-BbDeployment Production -Skip 1 -First 1).BuildNumber | Should -Be 2
            (Get-BbDeployment -Latest -Skip 1).BuildNumber | Should -Be 4
            $counted = Get-BbDeployment -First 1 -IncludeTotalCount
            $counted[0] | Should -Be 5
            $counted[1].BuildNumber | Should -Be 5
        }

        It 'takes a run as the others do: number, latest, uuid, and what is piped in' {
            (Get-BbDeployment -Pipeline '#3').BuildNumber | Should -Be 3
            (Get-BbDeployment -Pipeline latest -InformationAction Ignore).BuildNumber | Should -Be 5
            (Get-BbDeployment -Pipeline (Get-BbPipeline 4).Uuid).BuildNumber | Should -Be 4
            (Get-BbPipeline 1, 4 | Get-BbDeployment).BuildNumber | Should -Be 1, 4
            (Get-BbDeployment -Pipeline 1, 3, '#1').BuildNumber | Should -Be 1, 3 -Because 'a run that is named twice is meant once'
            (Get-BbPipeline 1, 4 | ConvertTo-Json | ConvertFrom-Json | Get-BbDeployment -Status FAILED).BuildNumber | Should -Be 4
            (Get-BbStep 3 Stage | Get-BbDeployment).BuildNumber | Should -Be 3
            (Get-BbEnvironment Staging | Get-BbDeployment -Pipeline 3, 4).BuildNumber | Should -Be 3
        }

        It 'sends one request for a run whose uuid is known: <From>' -ForEach @(
            @{ From = 'piped'; Work = { $runs | Get-BbDeployment } }
            @{ From = 'specified'; Work = { Get-BbDeployment -Pipeline $runs } }
            @{ From = 'from a file'; Work = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($runs)) | Get-BbDeployment } }
            @{ From = 'uuids'; Work = { Get-BbDeployment -Pipeline $runs.Uuid } }
        ) {
            $runs = Get-BbPipeline 1, 3, 4
            $null = Send-Order $emulator DELETE requests
            (& $Work).BuildNumber | Should -Be 1, 3, 4
            (Get-EmulatorRequest $emulator).pathAndQuery | Should -BeLike '*/deployments/[?]q=deployable.pipeline.uuid*'
            @(Get-EmulatorRequest $emulator).Count | Should -Be 3
        }

        It 'drops what a server sends that does not know the filter' {
            $null = Send-Order $emulator POST faults @{ path = 'deployments/'; status = 200; contentType = 'application/json'; body = '{"values":[{"uuid":"{a}","deployable":{"pipeline":{"uuid":"{other}"}}}]}' }
            Get-BbDeployment -Pipeline 3 | Should -BeNullOrEmpty
        }

        It 'asks for one by its uuid' {
            $uuid = (Get-BbDeployment -First 1).Uuid
            $null = Send-Order $emulator DELETE requests
            (Get-BbDeployment -Uuid $uuid.Trim('{}')).BuildNumber | Should -Be 5
            (Get-EmulatorRequest $emulator).pathAndQuery | Should -BeLike '*/deployments/%7B*%7D'
        }

        It 'fits into <_> columns' -ForEach 80, 120 {
            $lines = (Get-BbDeployment | Out-String -Width $_) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
            $lines | ForEach-Object Length | Should -BeLessOrEqual $_
            $lines[0] | Should -Match '^Repository +Environment +Release Status +State +LastUpdated( Commit +Duration Deployer)?$'
            $lines[4] | Should -Match '^widgets +Staging +#3 SUCCESSFUL COMPLETED +\d+\w ago( [0-9a-f]{7} +0:07)?$'
        }
    }

    It 'reads every page' {
        $null = Add-Run @{ selector = 'custom:deploy'; count = 130; ageSeconds = 9000; spacingSeconds = 10 }
        Get-BbDeployment | Should -HaveCount 130
        (Get-BbDeployment -Latest).BuildNumber | Should -Be 130
    }

    It 'looks up the name of an environment of which only the uuid is sent' {
        $uuid = (Get-BbEnvironment Staging -Repository gadgets).Uuid
        $null = Send-Order $emulator POST faults @{
            path = 'deployments/'; times = 2; status = 200; contentType = 'application/json'
            body = "{`"values`":[{`"uuid`":`"{a}`",`"environment`":{`"uuid`":`"$uuid`"}},{`"uuid`":`"{b}`",`"environment`":{`"uuid`":`"{gone}`"},`"state`":{`"name`":`"NEW_WORD`"}}]}"
        }
        (Get-BbDeployment -Repository gadgets | ForEach-Object { "$($_.Environment) $($_.EnvironmentType) $($_.State)" }) | Should -Be 'Staging Staging ', '  NEW_WORD'
        (Get-BbDeployment staging -Repository gadgets).Uuid | Should -BeExactly '{a}'
    }

    It 'says what is not there: <With.Values>' -ForEach @(
        @{ With = @{ Environment = 'Nowhere' }; Id = 'EnvironmentNotFound' }
        @{ With = @{ Uuid = '{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}' }; Id = 'DeploymentNotFound' }
        @{ With = @{ Uuid = 'nonsense' }; Id = 'DeploymentNotFound' }
        @{ With = @{ Repository = 'none' }; Id = 'NotFound' }
    ) {
        Get-BbDeployment @With -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'refuses words that there are not' {
        { Get-BbDeployment -Status PASSED } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-BbDeployment -State DONE } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'has nothing to say where nothing was deployed' {
        Get-BbDeployment | Should -BeNullOrEmpty
        Get-BbDeployment -Latest | Should -BeNullOrEmpty
        (Get-BbRepository | Get-BbDeployment -ErrorAction Stop) | Should -BeNullOrEmpty
    }
}
