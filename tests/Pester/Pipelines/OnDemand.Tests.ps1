#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Invoke-BbPipeline with YAML that is not committed.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 200
    $yaml = "# käse`r`npipelines:`r`n  default:`r`n    - step:`r`n        name: Hello`r`n        script:`r`n          - echo hello`r`n" +
        "  custom:`r`n    security-scan:`r`n      - step:`r`n          name: Scan`r`n          script:`r`n            - echo scanned"

    function Get-Trigger { @(Get-EmulatorRequest $emulator -Method POST -Path '*/pipelines*') }

    # The query of the only request that started a run, decoded. Nothing else may be posted.
    function Get-Query {
        $sent = Get-Trigger
        $sent | Should -HaveCount 1
        $sent[0].headers.'Content-Type' | Should -BeExactly 'application/yaml'
        $path, $query = $sent[0].pathAndQuery -split '\?', 2
        $path | Should -BeExactly '/2.0/repositories/acme/widgets/pipelines'
        [uri]::UnescapeDataString($query)
    }
    function New-Secret { ConvertTo-SecureString s3cret -AsPlainText -Force }
    function Set-File([string] $Name, [string] $Text) { [IO.File]::WriteAllText("$TestDrive/$Name", $Text) }
}
AfterAll { Stop-TestFile }

Describe 'Invoke-BbPipeline with YAML that is not committed' {
    BeforeEach {
        Connect-Emulator $emulator
        Set-File run.yml $yaml
        Push-Location $TestDrive
        $hash = (Send-Order $emulator POST refs/acme/widgets @{ branch = 'try' }).hashes.try
        $null = Send-Order $emulator DELETE requests
    }
    AfterEach { Pop-Location }

    It 'sends a file as it is, from the current folder' {
        $run = Invoke-BbPipeline -YamlPath ./run.yml -Branch trunk
        $run.Branch | Should -BeExactly 'trunk'
        Get-Query | Should -BeExactly 'target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=trunk'
        (Get-Trigger)[0].body | Should -BeExactly $yaml
        Get-EmulatorRequest $emulator | Should -HaveCount 1 -Because 'nothing needs to be looked up'
    }

    It 'sends <Name>' -ForEach @(
        @{ Name = 'a commit on a branch'; Call = { Invoke-BbPipeline -YamlPath run.yml -Branch try -Commit $hash.Substring(0, 8) }
            Query = { "target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=try&target.commit.hash=$hash" } }
        @{ Name = 'a custom pipeline of a commit'; Call = { Invoke-BbPipeline security-scan -YamlPath run.yml -Commit $hash }
            Query = { "target.type=pipeline_commit_target&target.commit.hash=$hash&target.selector.type=custom&target.selector.pattern=security-scan" } }
        @{ Name = 'variables'; Call = { Invoke-BbPipeline security-scan -YamlPath run.yml -Branch try -Variable ([ordered]@{ B = 'x y&z'; A = 1 }) }
            Query = { 'target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=try&target.selector.type=custom&' +
                'target.selector.pattern=security-scan&variables[0].key=B&variables[0].value=x y&z&variables[1].key=A&variables[1].value=1' } }
        @{ Name = 'a tag'; Call = { Invoke-BbPipeline -YamlPath run.yml -Tag v1.0.0 }
            Query = { 'target.type=pipeline_ref_target&target.ref_type=tag&target.ref_name=v1.0.0' } }
        @{ Name = 'merged defaults and a new branch'; Call = { Invoke-BbPipeline -YamlPath run.yml -Branch try -MergeDefaults -CreateBranch next }
            Query = { 'target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=try&merge_defaults=true&target_branch_to_create=next' } }
    ) {
        $null = & $Call
        Get-Query | Should -BeExactly (& $Query)
    }

    It 'sends a pull request' {
        $null = Send-Order $emulator POST pullrequests/acme/widgets @{ id = 8; source = 'try'; destination = 'trunk' }
        Set-File pull.yml "pipelines:`n  pull-requests:`n    '**':`n      - step:`n          script:`n            - echo x`n"
        $null = Invoke-BbPipeline -YamlPath pull.yml -PullRequest 8
        Get-Query | Should -Match "^target\.type=pipeline_pullrequest_target&target\.source=try&target\.destination=trunk&target\.destination_commit\.hash=\w{12}&target\.commit\.hash=$($hash.Substring(0, 12))&target\.pullrequest\.id=8&target\.selector\.type=pull-requests&target\.selector\.pattern=\*\*$"
    }

    It 'takes text from the pipeline, whole or line by line, and as a parameter' {
        (Get-Content -Raw run.yml | Invoke-BbPipeline -Branch trunk -Wait 6>$null).Result | Should -BeExactly 'SUCCESSFUL'
        (Get-Content run.yml | Invoke-BbPipeline -Branch trunk -Wait 6>$null).Result | Should -BeExactly 'SUCCESSFUL'
        (Invoke-BbPipeline -Branch trunk -Yaml $yaml -Follow 6>$null).Result | Should -BeExactly 'SUCCESSFUL'
        (Invoke-BbPipeline -Branch trunk -Yaml (Get-Content run.yml)).State | Should -BeExactly 'PARSING'
        $lines = ($yaml -replace "`r") + "`n"
        (Get-Trigger).body | Should -BeExactly $yaml, $lines, $yaml, $lines
    }

    It 'runs the steps of the file and not those of the repository' {
        $run = Invoke-BbPipeline security-scan -YamlPath run.yml -Branch trunk -Wait 6>$null
        ($run | Get-BbStep).Name | Should -BeExactly 'Scan'
        $run | Get-BbStepLog | Should -Contain 'scanned'
    }

    It 'runs one file in piped repositories, and on the target of a piped run' {
        $runs = Get-BbRepository widgets, gadgets | Invoke-BbPipeline -YamlPath run.yml
        $runs.Repository | Should -Be 'widgets', 'gadgets'
        $runs[0] | Invoke-BbPipeline -YamlPath run.yml -WarningAction Ignore | Should -Not -BeNullOrEmpty
        (Get-Trigger).pathAndQuery | ForEach-Object { $_ -replace '\?.*' } | Should -Be '/2.0/repositories/acme/widgets/pipelines',
            '/2.0/repositories/acme/gadgets/pipelines', '/2.0/repositories/acme/widgets/pipelines'
    }

    It 'takes the file and the text from the properties of piped objects' {
        $rows = [pscustomobject]@{ Repository = 'widgets'; Branch = 'trunk'; YamlPath = 'run.yml' }, [pscustomobject]@{ Repository = 'gadgets'; Branch = 'main'; Yaml = $yaml }
        ($rows | Invoke-BbPipeline).Repository | Should -Be 'widgets', 'gadgets'
        (Get-Trigger).body | Should -BeExactly $yaml, $yaml
        { [pscustomobject]@{ Branch = 'trunk'; YamlPath = 'nosuch.yml' } | Invoke-BbPipeline -ErrorAction Stop } | Should -Throw -ErrorId 'FileAccessFailed,*'
        Get-Trigger | Should -HaveCount 2
    }

    It 'goes on with the next object when the file of one is <Name>' -ForEach @(
        @{ Name = 'not there'; Row = { @{ YamlPath = 'nosuch.yml' } }; Id = 'FileAccessFailed' }
        @{ Name = 'empty'; Row = { Set-File a.yml ''; @{ YamlPath = 'a.yml' } }; Id = 'InvalidPipelineFile' }
        @{ Name = 'no YAML'; Row = { Set-File a.yml "pipelines: [`n"; @{ YamlPath = 'a.yml' } }; Id = 'InvalidPipelineFile' }
        @{ Name = 'specified twice'; Row = { @{ YamlPath = 'run.yml'; Yaml = $yaml } }; Id = 'InvalidArgument' }
        @{ Name = 'to have a secret'; Row = { @{ YamlPath = 'run.yml'; SecureVariable = @{ TOKEN = New-Secret } } }; Id = 'SecretInQuery' }
    ) {
        $bad = & $Row
        $rows = @{ Repository = 'gadgets'; Branch = 'main'; YamlPath = 'run.yml' }, (@{ Branch = 'trunk' } + $bad), @{ Branch = 'trunk'; YamlPath = 'run.yml' }
        $runs = $rows | ForEach-Object { [pscustomobject]$_ } | Invoke-BbPipeline -ErrorAction SilentlyContinue -ErrorVariable problems
        $runs.Repository | Should -Be 'gadgets', 'widgets'
        $problems.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-Trigger | Should -HaveCount 2
    }

    It 'sends UTF-16 as UTF-8, without a mark' {
        [IO.File]::WriteAllText("$TestDrive/wide.yml", $yaml, [Text.Encoding]::Unicode)
        $null = Invoke-BbPipeline -YamlPath wide.yml -Branch trunk
        (Get-Trigger)[0].body | Should -BeExactly $yaml
    }

    It 'refuses secured variables before anything is sent: <_>' -ForEach @(
        { Invoke-BbPipeline -YamlPath run.yml -SecureVariable @{ TOKEN = New-Secret } }
        { Invoke-BbPipeline -YamlPath run.yml -Variable @{ TOKEN = New-Secret; A = 1 } }
        { $yaml | Invoke-BbPipeline -Branch trunk -SecureVariable @{ TOKEN = New-Secret } }
        { Get-BbRepository widgets, gadgets | Invoke-BbPipeline -YamlPath run.yml -SecureVariable @{ TOKEN = New-Secret } }
    ) {
        $_ | Should -Throw -ErrorId 'SecretInQuery,*' -ExpectedMessage '*TOKEN*address*No request was sent.'
        Get-Trigger | Should -HaveCount 0
    }

    It 'writes no value of a variable to any stream' {
        $text = Invoke-BbPipeline security-scan -YamlPath run.yml -Branch trunk -Variable @{ ZONE = 'value-of-zone' } -Verbose -Debug *>&1 | Out-String
        $text += Invoke-BbPipeline security-scan -YamlPath run.yml -Branch trunk -Variable @{ ZONE = 'value-of-zone' } -WhatIf *>&1 | Out-String
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        $text += Invoke-BbPipeline -YamlPath run.yml -Branch trunk -Variable @{ ZONE = 'value-of-zone' } -ErrorAction Continue *>&1 | Out-String
        $text | Should -Match 'ZONE'
        $text | Should -Not -Match 'value-of-zone'
    }

    It 'says with -WhatIf what would run, and sends nothing' {
        $null = Start-Transcript "$TestDrive/whatif.txt"
        Invoke-BbPipeline security-scan -YamlPath run.yml -Branch trunk -WhatIf
        $null = Stop-Transcript
        Get-Content -Raw "$TestDrive/whatif.txt" | Should -Match "custom pipeline 'security-scan' on branch trunk from run\.yml"
        { Invoke-BbPipeline nosuch -YamlPath run.yml -Branch trunk -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineDefinitionNotFound,*'
        { Invoke-BbPipeline -YamlPath run.yml -Branch nosuch -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'BranchNotFound,*'
        Get-Trigger | Should -HaveCount 0
    }

    It 'compares the variables with those that the file declares, and not the repository: <Name>' -ForEach @(
        @{ Name = 'a file'; How = { @{ YamlPath = 'level.yml' } } }
        @{ Name = 'a text'; How = { @{ Yaml = Get-Content -Raw level.yml } } }
        @{ Name = '-WhatIf'; How = { @{ YamlPath = 'level.yml'; WhatIf = $true } } }
    ) {
        Set-File level.yml "pipelines:`n  custom:`n    scan:`n      - variables:`n          - name: LEVEL`n            allowed-values: [low, high]`n      - step:`n          script: [x]`n"
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = "pipelines:`n  custom:`n    scan:`n      - variables:`n          - name: OTHER`n      - step: { script: [x] }`n" }
        $with = & $How
        $null = Invoke-BbPipeline scan -Branch trunk @with -Variable @{ LEVEL = 'mid'; LEVLE = 1 } -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 2
        "$warnings" | Should -BeLike "*'LEVEL' is not one of those*low, high*'LEVLE'*Did you mean 'LEVEL'?*"
        $null = Invoke-BbPipeline scan -Branch trunk @with -Variable @{ LEVEL = 'low' } -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'completes the pipelines and the variables of the file' {
        Set-File level.yml "pipelines:`n  custom:`n    scan:`n      - variables:`n          - name: LEVEL`n            allowed-values: [low]`n      - step:`n          script: [x]`n"
        $texts = { param($line) (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
        & $texts 'Invoke-BbPipeline -YamlPath ./level.yml -Custom ' | Should -BeExactly 'scan'
        & $texts 'Invoke-BbPipeline scan -YamlPath level.yml -Variable ' | Should -BeExactly "@{ LEVEL = 'low' }"
        & $texts 'Invoke-BbPipeline -YamlPath ./nosuch.yml -Custom ' | Should -Not -Contain 'nightly'
        Get-EmulatorRequest $emulator | Should -HaveCount 0
    }

    It 'does not take a custom pipeline of the repository for one of the file' {
        Set-File a.yml "pipelines:`n  default:`n    - step:`n        script: [x]`n"
        { Invoke-BbPipeline nightly -YamlPath a.yml -Branch trunk -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineDefinitionNotFound,*'
        Invoke-BbPipeline nightly -YamlPath a.yml -Branch trunk -MergeDefaults -WhatIf -ErrorAction Stop
    }

    It 'is never sent twice' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        { Invoke-BbPipeline -YamlPath run.yml -Branch trunk -ErrorAction Stop } | Should -Throw -ErrorId 'AnswerLost,*'
        Get-Trigger | Should -HaveCount 1
    }

    Context 'what goes wrong' {
        It 'refuses <Name> before anything is sent' -ForEach @(
            @{ Name = 'a file that is not there'; Id = 'FileAccessFailed'; Message = "*'nosuch.yml' does not exist*"; Call = { Invoke-BbPipeline -YamlPath nosuch.yml } }
            @{ Name = 'a folder'; Id = 'FileAccessFailed'; Message = '*is a folder*'; Call = { Invoke-BbPipeline -YamlPath . } }
            @{ Name = 'a pattern'; Id = 'FileAccessFailed'; Message = '*Wildcards are not allowed*'; Call = { Invoke-BbPipeline -YamlPath *.yml } }
            @{ Name = 'several files'; Id = 'ParameterArgumentTransformationError'; Message = '*-YamlPath takes one name*ForEach-Object*'
                Call = { Invoke-BbPipeline -YamlPath run.yml, wide.yml } }
            @{ Name = 'an empty file'; Id = 'InvalidPipelineFile'; Message = '*is empty*'; Call = { Set-File a.yml ''; Invoke-BbPipeline -YamlPath a.yml } }
            @{ Name = 'comments'; Id = 'InvalidPipelineFile'; Message = '*comments*'; Call = { Set-File a.yml "# a`n---`n"; Invoke-BbPipeline -YamlPath a.yml } }
            @{ Name = 'a binary file'; Id = 'InvalidPipelineFile'; Message = '*not a text file*'
                Call = { [IO.File]::WriteAllBytes("$TestDrive/a.yml", [byte[]](137, 80, 78, 71, 0, 1, 2, 255)); Invoke-BbPipeline -YamlPath a.yml } }
            @{ Name = '10 MB'; Id = 'InvalidPipelineFile'; Message = '*has 10 MB*'; Call = { Set-File a.yml ('#' * 10MB); Invoke-BbPipeline -YamlPath a.yml } }
            @{ Name = 'a file that is no YAML'; Id = 'InvalidPipelineFile'; Message = "*'a.yml' cannot be read as YAML. Line 3, column 1:*No run was started."
                Call = { Set-File a.yml "pipelines:`n  custom: [`n"; Invoke-BbPipeline x -YamlPath a.yml -Branch trunk } }
            @{ Name = 'a file that is no YAML, with -WhatIf'; Id = 'InvalidPipelineFile'; Message = '*Line 4, column 1: A line begins with a tab*'
                Call = { Set-File a.yml "pipelines:`n  default:`n    - step:`n`tscript: [x]`n"; Invoke-BbPipeline -YamlPath a.yml -Branch trunk -WhatIf } }
            @{ Name = 'text that is no YAML'; Id = 'InvalidPipelineFile'; Message = 'The YAML text cannot be read as YAML. *'
                Call = { Invoke-BbPipeline -Yaml "pipelines:`n  default: 'x`n" -Branch trunk } }
            @{ Name = 'piped text that is no YAML'; Id = 'InvalidPipelineFile'; Message = 'The YAML text cannot be read as YAML. *'
                Call = { 'pipelines:', '  default: "x' | Invoke-BbPipeline -Branch trunk } }
            @{ Name = 'empty text'; Id = 'InvalidPipelineFile'; Message = '*is empty*'; Call = { '' | Invoke-BbPipeline } }
            @{ Name = 'two texts'; Id = 'InvalidPipelineFile'; Message = '2 texts were piped in*'; Call = { $yaml, $yaml | Invoke-BbPipeline -Branch trunk } }
            @{ Name = 'text and objects'; Id = 'InvalidPipelineFile'; Message = 'Text and objects*'; Call = { $yaml, [pscustomobject]@{ Repository = 'gadgets' } | Invoke-BbPipeline } }
            @{ Name = 'names that are piped in'; Id = 'InvalidPipelineFile'; Message = "*no key 'pipelines:'. No run was started."; Call = { 'widgets', 'gadgets' | Invoke-BbPipeline } }
            @{ Name = 'a file that is piped in'; Id = 'ParameterArgumentTransformationError'; Message = "*-YamlPath 'run.yml'*"; Call = { Get-Item run.yml | Invoke-BbPipeline } }
            @{ Name = 'a file and text'; Id = 'InvalidArgument'; Message = '*twice*'; Call = { Invoke-BbPipeline -YamlPath run.yml -Yaml $yaml } }
            @{ Name = 'a file and piped text'; Id = 'InvalidArgument'; Message = '*twice*'; Call = { $yaml | Invoke-BbPipeline -YamlPath run.yml } }
            @{ Name = '-MergeDefaults alone'; Id = 'InvalidArgument'; Message = '*-MergeDefaults has no effect*'; Call = { Invoke-BbPipeline -MergeDefaults } }
            @{ Name = '-CreateBranch alone'; Id = 'InvalidArgument'; Message = '*-CreateBranch has no effect*'; Call = { Invoke-BbPipeline -CreateBranch x } }
            @{ Name = '-CreateBranch on a tag'; Id = 'InvalidArgument'; Message = '*not from a tag*'; Call = { Invoke-BbPipeline -YamlPath run.yml -Tag v1.0.0 -CreateBranch x } }
        ) {
            $ErrorActionPreference = 'Stop'
            $Call | Should -Throw -ErrorId "$Id,*" -ExpectedMessage $Message
            Get-EmulatorRequest $emulator | Should -HaveCount 0
        }

        It 'advises where <Name>' -ForEach @(
            @{ Name = 'the branch may not be written'; Id = 'PermissionDenied'; Advice = "*write permission on the branch, here 'trunk'*"
                Call = { $null = Send-Order $emulator PUT restrictions/acme/widgets @{ branches = @('trunk') }; Invoke-BbPipeline -YamlPath run.yml -Branch trunk } }
            @{ Name = 'the file has no such pipeline'; Id = 'PipelineDefinitionNotFound'; Advice = "*run.yml (*defines no pipeline 'security-scam'*Did you mean 'security-scan'?*"
                Call = { Invoke-BbPipeline security-scam -YamlPath run.yml -Branch trunk } }
            @{ Name = 'the file has nothing for the branch'; Id = 'PipelineDefinitionNotFound'; Advice = '*no pipeline for branch trunk*-Custom you can run: a*'
                Call = { Set-File a.yml "pipelines:`n  custom:`n    a:`n      - step:`n          script:`n            - x`n"; Invoke-BbPipeline -YamlPath a.yml -Branch trunk } }
            @{ Name = 'the branch to create exists'; Id = 'BadRequest'; Advice = "*leave -CreateBranch away to run on it: -Branch feature/log-view*Test-BbPipelineYaml run.yml*"
                Call = { Invoke-BbPipeline -YamlPath run.yml -Branch trunk -CreateBranch feature/log-view } }
            @{ Name = 'the address is too long'; Id = 'RequestFailed'; Advice = '*address, which is too long*'
                Call = { Invoke-BbPipeline -YamlPath run.yml -Branch trunk -Variable @{ LONG = 'x' * 20000 } } }
            @{ Name = 'the branch does not exist'; Id = 'BranchNotFound'; Advice = "*Did you mean 'trunk'?*"; Call = { Invoke-BbPipeline -YamlPath run.yml -Branch trunc } }
            @{ Name = 'there are no defaults to merge'; Id = 'PipelineFailed'; Advice = "*defines no pipeline for branch main*-Custom*"
                Call = { $null = Send-Order $emulator POST repositories/acme @{ slug = 'bare'; mainBranch = 'main' }; Invoke-BbPipeline -YamlPath run.yml -Repository bare -Branch main -MergeDefaults -Wait 6>$null } }
        ) {
            $null = & $Call 2>$null
            $failed = $Error[0]
            $failed.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failed.ErrorDetails.RecommendedAction | Should -BeLike $Advice
        }

        It 'says what Bitbucket refuses, and how to find it: <Name>' -ForEach @(
            @{ Name = 'a file'; Call = { Invoke-BbPipeline -YamlPath odd.yml -Branch trunk }; Command = 'Test-BbPipelineYaml odd.yml' }
            @{ Name = 'a name with brackets'; Call = { Invoke-BbPipeline -YamlPath 'odd [1].yml' -Branch trunk }; Command = "Test-BbPipelineYaml -LiteralPath 'odd [1].yml'" }
            @{ Name = 'text'; Call = { $yaml | Invoke-BbPipeline -Branch trunk }; Command = '$yaml | Test-BbPipelineYaml' }
        ) {
            $yaml = "pipelines:`n  default:`n    - step:`n        scripts:`n          - x`n"
            foreach ($name in 'odd.yml', 'odd [1].yml') { [IO.File]::WriteAllText((Join-Path (Get-Location).Path $name), $yaml) }
            $null = Send-Order $emulator POST faults @{ method = 'POST'; path = '/widgets/pipelines'; status = 400; contentType = 'application/json'
                body = '{"type":"error","error":{"message":"Bad request","detail":"There is an error in your bitbucket-pipelines.yml at [pipelines > default > 0 > step]. To be precise: Missing or empty script."}}' }
            $null = & $Call 2>$null
            $failed = $Error[0]
            $failed.FullyQualifiedErrorId | Should -BeLike 'BadRequest,*'
            $failed.Exception.Message | Should -BeLike 'No run was started in acme/widgets. *Missing or empty script*'
            $failed.ErrorDetails.RecommendedAction | Should -BeLike "*: $([WildcardPattern]::Escape($Command))*"
            # The command runs, and finds it.
            & ([scriptblock]::Create($Command)) | Should -Not -BeNullOrEmpty
        }
    }
}
