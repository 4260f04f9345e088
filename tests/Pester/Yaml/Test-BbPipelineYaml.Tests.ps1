#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $good = "pipelines:`n  default:`n    - step:`n        script:`n          - make`n"
    $bad = "$good        max-time: 900`npipline: 1`n"
    Set-Content "$TestDrive/good.yml" $good
    Set-Content "$TestDrive/bad.yml" $bad
    function Get-Host { process { if ($_ -is [Management.Automation.InformationRecord]) { "$_" } } }
}
AfterAll { Stop-TestFile }

Describe 'Test-BbPipelineYaml of files and text' {
    BeforeEach { Disconnect-BbWorkspace }

    It 'returns nothing for a good file, without a session' { Test-BbPipelineYaml "$TestDrive/good.yml" -FailOnError | Should -BeNullOrEmpty }

    It 'returns a finding with line, column, severity, rule and message' {
        $found = Test-BbPipelineYaml "$TestDrive/bad.yml"
        $found | Should -HaveCount 2
        $found[0].Line, $found[0].Column, $found[0].Severity, $found[0].Rule | Should -Be 6, 19, 'Error', 'limit'
        $found[1].Message | Should -BeLike "*'pipline'*Did you mean 'pipelines'?*"
        $found.Path | Select-Object -Unique | Should -BeLike '*bad.yml'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'wildcards'; Call = { Test-BbPipelineYaml "$TestDrive/*.yml" } }
        @{ Name = 'piped files'; Call = { Get-ChildItem "$TestDrive/*.yml" | Test-BbPipelineYaml } }
        @{ Name = 'lines of Get-Content'; Call = { Get-Content "$TestDrive/bad.yml" | Test-BbPipelineYaml } }
        @{ Name = 'a text'; Call = { $bad | Test-BbPipelineYaml } }
        @{ Name = 'several texts'; Call = { $bad, $good | Test-BbPipelineYaml } }
        @{ Name = 'lines as one object'; Call = { Get-Content "$TestDrive/bad.yml" -ReadCount 0 | Test-BbPipelineYaml } }
        @{ Name = 'lines as a parameter'; Call = { Test-BbPipelineYaml -Yaml (Get-Content "$TestDrive/bad.yml") } }
        @{ Name = 'the lines of two files'; Call = { Get-Content "$TestDrive/good.yml", "$TestDrive/bad.yml" | Test-BbPipelineYaml } }
        @{ Name = 'bytes'; Call = { , [IO.File]::ReadAllBytes("$TestDrive/bad.yml") | Test-BbPipelineYaml } }
        @{ Name = 'a literal path'; Call = { Test-BbPipelineYaml -LiteralPath "$TestDrive/bad.yml" } }
        @{ Name = 'UTF-16'; Call = { Set-Content "$TestDrive/wide" $bad -Encoding unicode; Test-BbPipelineYaml "$TestDrive/wide" } }
        @{ Name = 'CR LF after a byte order mark'; Call = { Set-Content "$TestDrive/crlf" ($bad -replace "`n", "`r`n") -Encoding utf8BOM; Test-BbPipelineYaml "$TestDrive/crlf" } }
    ) { (& $Call).Line | Should -Be 6, 7 }

    It 'says what is wrong with <Name>' -ForEach @(
        @{ Name = 'an empty file'; Bytes = @(); Rule = 'empty' }
        @{ Name = 'a binary file'; Bytes = 0..255; Rule = 'encoding' }
        @{ Name = 'UTF-16 without a mark'; Bytes = [Text.Encoding]::Unicode.GetBytes('pipelines: 1'); Rule = 'encoding' }
        @{ Name = '10 MB'; Bytes = [Text.Encoding]::ASCII.GetBytes('a' * 10mb); Rule = 'limit' }
    ) {
        [IO.File]::WriteAllBytes("$TestDrive/odd", [byte[]]$Bytes)
        $found = @(Test-BbPipelineYaml "$TestDrive/odd")
        $found.Severity, $found.Rule | Should -Be 'Error', $Rule
    }

    It 'is an error for a file that is not there, a folder, and a pattern of no file' {
        foreach ($path in 'no.yml', '.', 'no*.yml') {
            { Test-BbPipelineYaml "$TestDrive/$path" -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineFileNotFound,*'
        }
        Test-BbPipelineYaml "$TestDrive/no.yml", "$TestDrive/bad.yml" -ErrorAction Ignore | Should -HaveCount 2
    }

    It 'takes the same file twice for two files' { Get-Content "$TestDrive/good.yml", "$TestDrive/good.yml" | Test-BbPipelineYaml | Should -BeNullOrEmpty }

    It 'does not check a repository in the place of what is neither text nor a file: <_>' -ForEach @(
        5
        @{ a = 1 }
        [byte]97
        [pscustomobject]@{ FullName = 'bad.yml' }
    ) { { $_ | Test-BbPipelineYaml -ErrorAction Stop } | Should -Throw '*neither text nor a file*' -ErrorId 'InvalidArgument,*' }

    It 'has messages of one harmless line' {
        $found = @("$good        `"x\n::error::y\e[2J`": 1`n" | Test-BbPipelineYaml)
        $found | Should -HaveCount 1
        $found.Message | Should -Not -Match '[\x00-\x1f]'
    }

    It 'ends with an error after all findings with -FailOnError' {
        Test-BbPipelineYaml "$TestDrive/bad.yml", "$TestDrive/good.yml" -FailOnError -ErrorVariable e -ErrorAction SilentlyContinue | Should -HaveCount 2
        $e[0].FullyQualifiedErrorId | Should -BeLike 'PipelineYamlInvalid,*'
        "image: a`n${good}extra: 1" | Test-BbPipelineYaml -FailOnError -ErrorAction Stop | Should -HaveCount 1
    }

    It 'writes annotations for a build system: <Format>' -ForEach @(
        @{ Format = 'GitHub'; Like = '::error file=bad.yml,line=6,col=19,title=limit::*900.' }
        @{ Format = 'AzureDevOps'; Like = '##vso[[]task.logissue type=error;sourcepath=bad.yml;linenumber=6;columnnumber=19;code=limit[]]*900.' }
    ) {
        Push-Location $TestDrive
        try { $lines = @(Test-BbPipelineYaml bad.yml -CiFormat $Format 6>&1 | Get-Host) } finally { Pop-Location }
        $lines | Should -HaveCount 2
        $lines[0] | Should -BeLike $Like
    }
}

Describe 'Test-BbPipelineYaml of a repository' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = $bad }
    }

    It 'reads the file on the main branch, a branch, a tag or a commit' {
        $hash = (Invoke-BbPipeline).Commit
        foreach ($call in { Test-BbPipelineYaml }, { Test-BbPipelineYaml -Branch feature/log-view }, { Test-BbPipelineYaml -Tag v1.1.0 },
            { Test-BbPipelineYaml -Commit $hash }, { Get-BbRepository widgets | Test-BbPipelineYaml }) {
            $found = & $call
            $found.Line | Should -Be 6, 7
            $found[0].Repository, $found[0].Workspace, $found[0].Path | Should -Be 'widgets', 'acme', 'bitbucket-pipelines.yml'
        }
        (Test-BbPipelineYaml -Branch feature/log-view)[0].Branch | Should -BeExactly 'feature/log-view'
    }

    It 'says which file was checked when nothing names one' {
        Push-Location (New-Item "$TestDrive/clone" -ItemType Directory)
        try {
            $null = Test-BbPipelineYaml -InformationVariable text
            "$text" | Should -BeExactly 'Checked bitbucket-pipelines.yml of acme/widgets on trunk: 2 findings.'
            Set-Content bitbucket-pipelines.yml 'pipelines: {}'
            $null = Test-BbPipelineYaml -InformationVariable text
            "$text" | Should -BeLike '*To check the file in this folder: Test-BbPipelineYaml ./bitbucket-pipelines.yml'
            $null = Test-BbPipelineYaml -Branch trunk -InformationVariable text
            $null = Get-BbRepository widgets | Test-BbPipelineYaml -InformationVariable +text
            $text | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }

    It 'says that a branch or the file is not there' {
        { Test-BbPipelineYaml -Branch no -ErrorAction Stop } | Should -Throw -ErrorId 'BranchNotFound,*'
        { Test-BbPipelineYaml -Commit abcdef1 -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineFileNotFound,*'
        { Test-BbPipelineYaml -Repository empty -ErrorAction Stop } | Should -Throw -ErrorId 'PipelineFileNotFound,*'
    }

    It 'compares with the published schema with -Online, without credentials, and with its own facts where that fails' {
        $null = Send-Order $emulator DELETE requests
        ("${good}emulated: true" | Test-BbPipelineYaml -Online -WarningVariable warnings) | Should -BeNullOrEmpty
        "${good}emulated: true" | Test-BbPipelineYaml | Should -HaveCount 1
        ("${good}emulated: 3" | Test-BbPipelineYaml -Online).Rule | Should -Be 'type'
        $warnings | Should -BeNullOrEmpty
        $null = Send-Order $emulator POST faults @{ port = 'api'; path = '/schemas/'; times = 0; status = 404 }
        ("${good}emulated: true" | Test-BbPipelineYaml -Online -WarningVariable warnings -WarningAction SilentlyContinue) | Should -HaveCount 1
        $warnings | Should -BeLike 'The published schema cannot be read*'
    }
}

Describe 'The library that reads YAML' {
    It 'is not loaded before it is needed, and lives beside another version, loaded before or after' {
        $other = (Get-ChildItem ([IO.Path]::Combine($PSScriptRoot, '../../../out/build/bin/BitbucketPipelines.Tests/release')) -Filter YamlDotNet.dll).FullName
        foreach ($first in $true, $false) {
            $script = @"
`$load = { [Reflection.Assembly]::LoadFrom('$other').GetType('YamlDotNet.Core.Parser').Assembly.Location }
if (`$$first) { & `$load }
`$null = Get-Command -Module BitbucketPipelines; `$null = Get-BbSession
([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -eq 'YamlDotNet').Count
('a: [' | Test-BbPipelineYaml).Rule
if (-not `$$first) { & `$load }
([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -eq 'YamlDotNet').Count
"@
            $lines = @((Invoke-Child $emulator $script).Output | ForEach-Object { "$_".Trim() } | Where-Object { $_ -match '^(\d|syntax)' })
            $lines | Should -Be $(if ($first) { '1', 'syntax', '2' } else { '0', 'syntax', '2' })
        }
    }
}
