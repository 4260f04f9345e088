#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Paths of other providers, and patterns that cannot be read: all cmdlets refuse them in the same words.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 200
    $yaml = "pipelines:`n  custom:`n    a:`n      - step: { script: [x] }`n"
}
AfterAll { Stop-TestFile }

Describe 'A path that is not one of the file system' {
    BeforeEach {
        Connect-Emulator $emulator
        Push-Location $TestDrive
    }
    AfterEach { Pop-Location }

    It 'is refused, and no file is made: <_>' -ForEach @(
        { Get-BbStepLog 1 -OutFile env:x }
        { Export-BbVariable env:x }
        { Import-BbVariable env:PATH }
        { Show-BbPipeline 1 -OutFile env:x.svg }
        { Save-BbCache * -OutFile env:x }
        { Invoke-BbApi repositories/acme/widgets -OutFile env:x }
        { Invoke-BbApi repositories/acme/widgets -Method POST -InFile env:PATH }
        { Invoke-BbPipeline -YamlPath env:PATH }
        { Test-BbPipelineYaml env:PATH }
        { Test-BbPipelineYaml 'env:P*' }
        { Test-BbPipelineYaml -LiteralPath env:PATH }
        { Publish-BbReport env:PATH -Commit trunk }
        { Publish-BbReport 'env:P*' -Commit trunk }
        { Export-BbRepositorySetting env:x }
        { Import-BbRepositorySetting env:PATH }
        { Compare-BbRepositorySetting env:PATH }
        { Set-BbSshKeyPair -PrivateKeyPath env:PATH }
        { Export-BbKnownHost env:x }
        { Import-BbKnownHost env:PATH }
        { Set-Location env:; try { Export-BbVariable x } finally { Set-Location $TestDrive } }
    ) {
        $ErrorActionPreference = 'Stop'
        $_ | Should -Throw '*not the path of a file: it belongs to the provider Environment*' -ErrorId 'InvalidArgument,*'
        Get-ChildItem $TestDrive | Should -BeNullOrEmpty
    }

    It 'is refused in words where there is no such drive' {
        { Export-BbVariable nodrive:x } | Should -Throw "*nodrive*" -ErrorId 'InvalidArgument,*'
    }

    It 'may be where text comes from that is piped in' {
        $env:BB_TEST_YAML = $yaml
        try { Get-Content env:BB_TEST_YAML | Test-BbPipelineYaml -ErrorAction Stop | Should -BeNullOrEmpty }
        finally { Remove-Item env:BB_TEST_YAML }
    }

    It 'is no reason to check the other files not' {
        Set-Content bad.yml 'pipelines: 1'
        (Test-BbPipelineYaml env:PATH, bad.yml -ErrorAction SilentlyContinue).Path | Select-Object -Unique | Should -BeExactly 'bad.yml'
    }
}

Describe 'A pattern that cannot be read' {
    BeforeAll {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = $yaml }
        $null = Add-Run @{ result = 'FAILED' }
    }

    It 'is told with what is wrong: <_>' -ForEach @(
        { Get-BbRepository '[' }, { Get-BbRepository -Project '[' }, { Get-BbVariable '[' }, { Find-BbVariable '[' }, { Find-BbVariable A -Value '[' }
        { Find-BbVariable A -Repository '[' }, { Remove-BbVariable '[' -Force }, { Copy-BbVariable -ToRepository '[' }, { Copy-BbVariable -Exclude '[' -ToRepository gadgets }
        { Compare-BbVariable -Name '[' -ToRepository gadgets }, { Get-BbPipeline -Branch '[' }, { Get-BbPipeline -Custom '[' }, { Get-BbPipeline -Creator '[' }
        { Stop-BbPipeline -Superseded -Branch '[' }, { Stop-BbPipeline -Superseded -Custom '[' }, { Wait-BbPipeline latest -Branch '[' }, { Measure-BbPipeline '[' }
        { Get-BbStep 1 '[' }, { Get-BbStepLog 1 '[' }, { Get-BbDeployment '[' }, { Get-BbEnvironment '[' }, { Get-BbRunner '[' }, { Remove-BbRunner '[' -Force }
        { Get-BbKnownHost '[' }, { Copy-BbKnownHost -Name '[' -ToRepository gadgets }, { Get-BbCustomPipeline '[' }, { Get-BbSchedule -Branch '[' }
        { Get-BbCache '[' }, { Remove-BbCache '[' -Force }, { Get-BbTestCase 1 '[' }, { Get-BbCommitStatus trunk -Key '[' }, { Copy-BbRepositorySetting -ToRepository '[' }
    ) {
        $_ | Should -Throw "*'``[' is not a valid pattern: a bracket*" -ErrorId 'InvalidArgument,*'
    }

    It 'says how to find a name with a bracket, and that works' {
        try { Get-BbVariable 'a[b' -ErrorAction Stop } catch { $failed = $_ }
        $failed.ErrorDetails.RecommendedAction | Should -BeLike "*: 'a?b'"
        Get-BbVariable 'a?b' -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
