#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Each cmdlet without any parameter.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $cmdlets = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Name
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $null = Add-Run @{ count = 2; branch = 'trunk'; ageSeconds = 600 }
    # In one process: a build step that calls them all.
    $script = {
        foreach ($name in (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Name) {
            $errors = @()
            $output = @(try { & $name -ErrorVariable errors -ErrorAction SilentlyContinue 6>$null 3>$null } catch { $errors += $_ })
            $errors = @($errors | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
            [pscustomobject]@{
                Name = $name
                Ids = @($errors | ForEach-Object FullyQualifiedErrorId)
                Text = @($errors | ForEach-Object { "$_ $($_.ErrorDetails.RecommendedAction)" }) -join ' '
                Type = @($output | ForEach-Object { $_.GetType().Name } | Select-Object -Unique)
            } | ConvertTo-Json -Compress
        }
    }
    $child = Invoke-Child $emulator "$script"
    # As at the prompt, where PowerShell asks for mandatory parameters. The terminal has no input, so a question would end the call.
    $asked = Invoke-Child $emulator -Interactive "$script"
    $found = @{}
    $child.Output | Where-Object { $_ -like '{*' } | ConvertFrom-Json | ForEach-Object { $found[$_.Name] = $_ }
}
AfterAll { Stop-TestFile }

Describe 'Without a parameter, with -NonInteractive: <_>' -ForEach $cmdlets {
    It 'does the obvious thing, or says which parameter to specify' {
        $result = $found[$_]
        $result | Should -Not -BeNullOrEmpty -Because $child.All
        "$($result.Ids)" | Should -Not -Match 'AmbiguousParameterSet'
        $result.Text | Should -Not -Match 'parameter set cannot|InputObject|\[0\]'
        if ($result.Ids.Count -gt 0) {
            $parameters = (Get-Command $_).Parameters.Keys
            $named = [regex]::Matches($result.Text, '(?<=-)[A-Z]\w+|(?<=parameters: )[\w ]+').Value -split ' ' | Where-Object { $_ -in $parameters }
            if ($result.Ids[0] -notmatch '^(KeyPairNotFound|ConfirmationRequired),') {
                $named | Should -Not -BeNullOrEmpty -Because "'$($result.Text)' should name a parameter"
            }
        }
    }
}

Describe 'Without a parameter, where PowerShell can prompt' {
    It 'prompts for nothing' {
        $asked.All | Should -Not -Match 'Supply values|InputObject:|\[0\]:|cmdlet \S+ at command pipeline'
        # A question about a change stands before the line, because it has no answer.
        $results = @($asked.Output -match '\{"Name":' -replace '^.*?(?=\{"Name":)' | ConvertFrom-Json)
        $results.Count | Should -Be $found.Count -Because $asked.All
        foreach ($result in $results) {
            $result.Text | Should -Not -Match 'Cannot process command because of one or more missing' -Because "of $($result.Name)"
            "$($result.Ids)" | Should -Not -Match 'NonInteractive|ParameterBinding' -Because "of $($result.Name)"
        }
    }

    It 'is said in words: <_>' -ForEach 'New-BbSchedule', 'New-BbEnvironment', 'Set-BbVariable', 'Set-BbKnownHost', 'Invoke-BbApi', 'New-BbRunner', 'Set-BbBuildNumber', 'Set-BbPipelineConfig',
    'Import-BbVariable', 'Export-BbVariable', 'Import-BbKnownHost', 'Export-BbKnownHost', 'Get-BbHostKey', 'Set-BbSshKeyPair' {
        $found[$_].Ids | Should -BeLike 'MissingMandatoryParameter,BitbucketPipelines.Commands.*'
        $found[$_].Text | Should -Match "^-\w+( and -\w+)? (is|are) missing\. Specify (it|them)\. Examples are in the help: Get-Help $_"
    }
}

Describe 'What reads a run, without one' {
    BeforeAll {
        $reads = @{ 'Get-BbStep' = 'PipelineStep'; 'Get-BbStepLog' = 'String'; 'Get-BbTestReport' = 'TestReport'; 'Get-BbTestCase' = 'TestCase'; 'Wait-BbPipeline' = 'Pipeline'; 'Compare-BbPipeline' = 'PipelineComparison' }
    }

    It 'takes the newest: <_>' -ForEach 'Get-BbStep', 'Get-BbStepLog', 'Get-BbTestReport', 'Get-BbTestCase', 'Wait-BbPipeline', 'Compare-BbPipeline' {
        $found[$_].Ids | Should -BeNullOrEmpty
        $found[$_].Type | Should -BeExactly $reads[$_]
    }

    It 'never stops a run' {
        $found['Stop-BbPipeline'].Ids | Should -BeLike 'NothingSpecified,*'
        Get-EmulatorRequest $emulator -Method POST -Path '*stopPipeline' | Should -BeNullOrEmpty
    }
}
