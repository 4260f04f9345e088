#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Invoke-BbPipeline -Variable beside what the custom pipeline declares, where neither a clone, nor YAML, nor a piped object says that.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 200
    $yaml = @'
pipelines:
  custom:
    deploy:
      - variables:
          - name: ENVIRONMENT
            allowed-values: [staging, production]
          - name: NOTE
      - step: { script: [c] }
    free:
      - step: { script: [c] }
'@
    function Get-Read { @(Get-EmulatorRequest $emulator -Path '*/src/*') }
    # The warnings of a call, and the run that it returned.
    function Start-Run([hashtable] $With) {
        Clear-Request
        $script:run = Invoke-BbPipeline @With -WarningVariable warnings -WarningAction SilentlyContinue
        , @($warnings)
    }
}
AfterAll { Stop-TestFile }

Describe 'Invoke-BbPipeline -Variable with a typed custom pipeline' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = $yaml }
        foreach ($name in 'deploy', 'free') { $null = Send-Order $emulator PUT "scripts/acme/widgets/custom:$name" @{ steps = @(@{ name = 'A' }) } }
        $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = $yaml }
        Push-Location $TestDrive
        Clear-Request
    }
    AfterEach { Pop-Location }

    It 'warns of a name and a value that are not declared, and starts the run all the same: <Name>' -ForEach @(
        @{ Name = 'a branch'; With = @{ Branch = 'trunk' } }
        @{ Name = 'a branch with a slash'; With = @{ Branch = 'feature/log-view' } }
        @{ Name = 'a tag'; With = @{ Tag = 'v1.0.0' } }
        @{ Name = 'one request at a time'; With = @{ Branch = 'trunk'; ThrottleLimit = 1 } }
    ) {
        $said = Start-Run (@{ Custom = 'deploy'; Variable = [ordered]@{ ENVIRONMENT = 'prod'; NOET = 'x' } } + $With)
        $run.Custom | Should -BeExactly 'deploy'
        $said | Should -HaveCount 2
        "$said" | Should -BeLike "*'ENVIRONMENT' is not one of those*staging, production*'NOET'*Did you mean 'NOTE'?*"
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 2 -Because 'that is one more than the start'
        Get-Read | Should -HaveCount 1
    }

    It 'knows the commit of <Name>, and of the main branch' -ForEach @(
        @{ Name = 'a pull request'; With = @{ PullRequest = 7 } }
        @{ Name = 'no branch at all'; With = @{} }
    ) {
        (Start-Run (@{ Custom = 'deploy'; Variable = @{ NOET = 1 } } + $With)) | Should -HaveCount 1
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 3
    }

    It 'says nothing of what is declared, or where nothing is' {
        (Start-Run @{ Custom = 'deploy'; Branch = 'trunk'; Variable = @{ ENVIRONMENT = 'staging' } }) | Should -HaveCount 0
        (Start-Run @{ Custom = 'free'; Branch = 'trunk'; Variable = @{ ANY = 'thing' } }) | Should -HaveCount 0
    }

    It 'asks for nothing without variables, or without a custom pipeline' {
        $null = Start-Run @{ Custom = 'deploy'; Branch = 'trunk' }
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 1
        $null = Start-Run @{ Branch = 'trunk'; Variable = @{ NOET = 'x' } }
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 1
    }

    It 'asks for nothing in bulk: 40 piped repositories are 41 requests' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 40; mainBranch = 'main' }
        $all = @(Get-BbRepository 'bulk*')
        $all | Should -HaveCount 40
        foreach ($repository in $all) { $null = Send-Order $emulator PUT "scripts/acme/$($repository.Slug)/custom:deploy" @{ steps = @(@{ name = 'A' }) } }
        Clear-Request
        Get-BbRepository 'bulk*' | Invoke-BbPipeline -Custom deploy -Variable @{ NOET = 'x' } | Should -HaveCount 40
        @(Get-EmulatorRequest $emulator) | Should -HaveCount 41
    }

    It 'only says verbosely that the file cannot be read: <Name>' -ForEach @(
        @{ Name = 'no scope'; Fault = @{ status = 403 } }
        @{ Name = 'no file'; Fault = @{ status = 404 } }
        @{ Name = 'an error of the server'; Fault = @{ status = 503 } }
        @{ Name = 'the rate limit'; Fault = @{ preset = '429-text' } }
        @{ Name = 'a lost connection'; Fault = @{ reset = $true } }
        @{ Name = 'no YAML'; Fault = @{ status = 200; body = 'pipelines: ['; contentType = 'text/plain' } }
        @{ Name = 'no answer in time'; Fault = @{ delaySeconds = 60 } }
    ) {
        $null = Send-Order $emulator POST faults (@{ path = '/src/'; times = 0 } + $Fault)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $out = Invoke-BbPipeline deploy -Branch trunk -Variable @{ NOET = 'x' } -Verbose -WarningVariable warnings -ErrorAction Stop 4>&1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $warnings | Should -BeNullOrEmpty
        @($out | Where-Object { $_ -is [BitbucketPipelines.Api.Models.Pipeline] }) | Should -HaveCount 1
        @($out -like 'The variables were not compared with those that the custom pipeline declares.*') | Should -HaveCount 1
        Get-Read | Should -HaveCount 1 -Because 'it is not asked again'
    }

    It 'does not ask when little of the allowance is left' {
        $null = Send-Order $emulator PUT allowance @{ limit = 20; windowSeconds = 3600; headers = $true }
        1..17 | ForEach-Object { $null = Get-BbPipelineConfig }
        $out = Invoke-BbPipeline deploy -Branch trunk -Variable @{ NOET = 'x' } -Verbose 4>&1
        $out -like '*Little of the allowance*' | Should -HaveCount 1
        Get-Read | Should -HaveCount 0
    }

    It 'returns the run also when a warning ends the command' {
        $run = $null
        try { Invoke-BbPipeline deploy -Branch trunk -Variable @{ NOET = 'x' } -WarningAction Stop | ForEach-Object { $run = $_ } }
        catch { $_.Exception.Message | Should -BeLike "*'NOET'*" }
        $run.Custom | Should -BeExactly 'deploy'
    }

    It 'asks for nothing where the start itself is refused, but what the advice needs' {
        { Invoke-BbPipeline deploy -Branch nowhere -Variable @{ NOET = 'x' } -ErrorAction Stop } | Should -Throw -ErrorId 'BranchNotFound,*'
        Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
    }
}
