#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $yaml = @'
definitions:
  steps: &steps
    - step: { script: [a] }
pipelines:
  custom: { nightly: [ { step: { script: [b] } } ], alias: *steps, deploy: [
      { variables: [ { name: ENVIRONMENT, default: staging, allowed-values: [staging, production], description: Where to }, { name: NOTE } ] },
      { step: { script: [c] } } ] }
'@
}
AfterAll { Stop-TestFile }

Describe 'Get-BbCustomPipeline' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = $yaml }
    }

    It 'gets what can be run here, with variables, file and branch' {
        $all = Get-BbCustomPipeline
        $all.Name | Should -BeExactly 'nightly', 'alias', 'deploy'
        $deploy = $all[2]
        $deploy.Branch, $deploy.File, $deploy.Repository, $deploy.Workspace, $deploy.Line | Should -Be 'trunk', 'bitbucket-pipelines.yml', 'widgets', 'acme', 5
        $deploy.Variables.Name | Should -BeExactly 'ENVIRONMENT', 'NOTE'
        $deploy.Variables[0].Default, $deploy.Variables[0].Description | Should -BeExactly 'staging', 'Where to'
        $deploy.Variables[0].AllowedValues | Should -BeExactly 'staging', 'production'
        "$($deploy.Variables)" | Should -BeExactly 'ENVIRONMENT NOTE'
    }

    It 'has variables that are objects, and are shown by their names' {
        $deploy = Get-BbCustomPipeline deploy
        $deploy.Variables[0] | Should -BeOfType BitbucketPipelines.CustomPipelineVariable
        "$($deploy.Variables[0])", $deploy.Variables.ToString() | Should -BeExactly 'ENVIRONMENT', 'ENVIRONMENT, NOTE'
        ($deploy.Variables | Where-Object Name -EQ NOTE).AllowedValues | Should -BeNullOrEmpty
        ($deploy | Out-String -Width 120) | Should -Match 'ENVIRONMENT, NOTE'
        ($deploy | Format-List | Out-String -Width 120) | Should -Match 'Variables +: \{?ENVIRONMENT, NOTE'
        ($deploy | Select-Object -ExpandProperty Variables | Format-Table | Out-String -Width 120) | Should -Match '(?s)Name +Default +AllowedValues +Description.*ENVIRONMENT +staging +\{?staging, production\}? +Where to'
        ($deploy.Variables | Format-List | Out-String -Width 120) | Should -Match '(?s)Name +: ENVIRONMENT.*Default +: staging.*AllowedValues +: \{?staging, production\}?.*Description +: Where to'
        ($deploy | ConvertTo-Csv)[1] | Should -BeLike '*"ENVIRONMENT, NOTE"*'
    }

    It 'keeps what it says of its variables in files: <Way>' -ForEach @(
        @{ Way = 'JSON'; Send = { $all | ConvertTo-Json -Depth 5 | ConvertFrom-Json } }
        @{ Way = 'XML'; Send = { $all | Export-Clixml "$TestDrive/v.xml"; Import-Clixml "$TestDrive/v.xml" } }
        @{ Way = 'a job'; Send = { Start-ThreadJob { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($using:all)) } | Receive-Job -Wait } }
    ) {
        $all = Get-BbCustomPipeline deploy, nightly
        $back = @(& $Send | Where-Object Name -EQ deploy)
        $back[0].Variables.Name | Should -BeExactly 'ENVIRONMENT', 'NOTE'
        $back[0].Variables[0].Default, $back[0].Variables[0].Description | Should -BeExactly 'staging', 'Where to'
        $back[0].Variables[0].AllowedValues | Should -BeExactly 'staging', 'production'
        $run = $back[0] | Invoke-BbPipeline -ErrorAction Stop
        $run.Custom | Should -BeExactly 'deploy'
        ($back[0] | Invoke-BbPipeline -Variable @{ ENVIRONMENT = 'staging' } -ErrorAction Stop).Custom | Should -BeExactly 'deploy'
    }

    It 'needs two requests, and one for a piped repository' {
        $repository = Get-BbRepository widgets
        $null = Send-Order $emulator DELETE requests
        $null = Get-BbCustomPipeline
        Get-EmulatorRequest $emulator | Should -HaveCount 2
        $null = $repository | Get-BbCustomPipeline
        Get-EmulatorRequest $emulator | Should -HaveCount 3
    }

    It 'finds names, patterns, and says which name is not there' {
        (Get-BbCustomPipeline 'a*', deploy).Name | Should -BeExactly 'alias', 'deploy'
        { Get-BbCustomPipeline deplyo -ErrorAction Stop } | Should -Throw "*'deplyo'*" -ErrorId 'PipelineDefinitionNotFound,*'
        Get-BbCustomPipeline 'x*' | Should -BeNullOrEmpty
        { Get-BbCustomPipeline -Branch no -ErrorAction Stop } | Should -Throw -ErrorId 'BranchNotFound,*'
    }

    It 'reads a branch, a tag and a commit' {
        (Get-BbCustomPipeline deploy -Branch feature/log-view).Branch | Should -BeExactly 'feature/log-view'
        (Get-BbCustomPipeline deploy -Tag v1.1.0).Tag | Should -BeExactly 'v1.1.0'
        $hash = (Invoke-BbPipeline).Commit
        (Get-BbCustomPipeline deploy -Commit $hash).Commit | Should -BeExactly $hash
    }

    It 'warns of a file that cannot be read, and is silent where there is none' {
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = "pipelines: [`n" }
        Get-BbCustomPipeline -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -BeLike '*cannot be read. Line 2, column 1*Test-BbPipelineYaml*'
        Get-BbCustomPipeline -Repository empty -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'is piped to Invoke-BbPipeline, which runs that pipeline there: <Name>' -ForEach @(
        @{ Name = 'a branch'; Get = { Get-BbCustomPipeline deploy -Branch feature/log-view } }
        @{ Name = 'the main branch'; Get = { Get-BbCustomPipeline nightly } }
        @{ Name = 'a commit'; Get = { Get-BbCustomPipeline deploy -Commit (Invoke-BbPipeline).Commit } }
        @{ Name = 'a tag'; Get = { Get-BbCustomPipeline deploy -Tag v1.1.0 } }
    ) {
        $what = & $Get
        $run = $what | Invoke-BbPipeline -WarningVariable warnings
        $run.Custom, $run.Repository | Should -BeExactly $what.Name, 'widgets'
        if ($what.Branch) { $run.Branch | Should -BeExactly $what.Branch }
        if ($what.Tag) { $run.Tag | Should -BeExactly $what.Tag }
        if ($what.Commit) { $run.Commit | Should -BeExactly $what.Commit }
        $warnings | Should -BeNullOrEmpty
    }

    It 'is piped to Invoke-BbPipeline after a journey: <_>' -ForEach @(
        { $all | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json }
        { $all | ConvertTo-Json -Depth 5 | ConvertFrom-Json }
        { $all | ForEach-Object { $_ | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json } }
        { $all | ConvertTo-Csv | ConvertFrom-Csv }
        { $all | Export-Clixml "$TestDrive/all.xml"; Import-Clixml "$TestDrive/all.xml" }
        { $all | Select-Object * }
        { $all | Select-Object Name, Branch }
        { Start-ThreadJob { $using:all } | Receive-Job -Wait }
    ) {
        $all = Get-BbCustomPipeline nightly, deploy -Branch feature/log-view
        ($all = & $_) | Should -HaveCount 2
        $runs = $all | Invoke-BbPipeline -ErrorAction Stop
        $runs.Custom | Should -BeExactly 'nightly', 'deploy'
        $runs.Branch | Should -BeExactly 'feature/log-view', 'feature/log-view'
    }

    It 'is the only object whose names of variables are no values: <_>' -ForEach @(
        { Invoke-BbPipeline deploy -Variable NAME }
        { Invoke-BbPipeline deploy -Variable A, B }
        { Invoke-BbPipeline deploy -Variable @([pscustomobject]@{ Name = 'A'; Default = 'secret-value'; AllowedValues = @() }) }
        { Invoke-BbPipeline deploy -Variable @([pscustomobject]@{ Name = 'A'; Value = 'secret-value' }) }
        { [pscustomobject]@{ Custom = 'deploy'; Branch = 'trunk'; Variables = 'A, B' } | Invoke-BbPipeline }
        { [pscustomobject]@{ Custom = 'deploy'; Branch = 'trunk'; Variables = 'A=secret-value' } | Invoke-BbPipeline }
    ) {
        $null = Send-Order $emulator DELETE requests
        $ErrorActionPreference = 'Stop'
        $_ | Should -Throw '*hashtable*'
        "$($Error[0])" | Should -Not -Match 'secret-value'
        Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 0
    }

    It 'has the variables of a run compared with those that it declares, and blocks none' {
        $run = Get-BbCustomPipeline deploy | Invoke-BbPipeline -Variable @{ ENVIRONMENT = 'prod'; NOET = 'x' } -WarningVariable warnings -WarningAction SilentlyContinue
        $run.Custom | Should -BeExactly 'deploy'
        $warnings | Should -HaveCount 2
        "$warnings" | Should -BeLike "*'ENVIRONMENT' is not one of those*staging, production*'NOET'*Did you mean 'NOTE'?*"
        $null = Invoke-BbPipeline deploy -Variable @{ NOET = 'x' } -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $null = Invoke-BbPipeline deploy -Variable @{ ENVIRONMENT = 'staging' } -WhatIf -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'is completed, and so are its variables' {
        $texts = { param($line) (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
        & $texts 'Get-BbCustomPipeline de' | Should -BeExactly 'deploy'
        & $texts 'Invoke-BbPipeline deploy -Variable ' | Should -BeExactly "@{ ENVIRONMENT = 'staging'; NOTE = '' }",
            "@{ ENVIRONMENT = 'staging' }", "@{ ENVIRONMENT = 'production' }", "@{ NOTE = '' }"
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = "pipelines: [" }
        & $texts 'Get-BbCustomPipeline -Repository widgets x' | Should -BeNullOrEmpty
    }
}
