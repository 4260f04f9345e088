#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What a person reads in a build, compared as text: a script file, run as the PowerShell task of Azure DevOps and a step of GitHub Actions do.
BeforeDiscovery {
    $widths = @(@{ Columns = 80 }) + @(if (Get-Command script, stty -CommandType Application -ErrorAction Ignore) { @{ Columns = 120 } })
    $systems = @(
        @{ System = 'AzureDevOps'; Annotation = '##vso[task.logissue type={0}]'; Group = '##[group]'; EndGroup = '##[endgroup]' }
        @{ System = 'GitHub'; Annotation = '::{0} title=Bitbucket Pipelines::'; Group = '::group::'; EndGroup = '::endgroup::' }
    )
}
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1" -Speed 50

    # Runs a script as a build does. The address of the emulator becomes https://bitbucket.org, and the path of the script script.ps1.
    function Invoke-BuildStep([string] $System, [string] $Script, [int] $Columns = 80, [hashtable] $Environment = @{}) {
        Remove-Item "$TestDrive/*" -Recurse
        $variables = @{
            AzureDevOps = @{ TF_BUILD = 'True'; AGENT_TEMPDIRECTORY = "$TestDrive" }
            GitHub      = @{ GITHUB_ACTIONS = 'true'; CI = 'true'; GITHUB_STEP_SUMMARY = "$TestDrive/summary.md" }
        }[$System]
        foreach ($name in $Environment.Keys) { $variables[$name] = $Environment[$name] }
        # Without a terminal, PowerShell takes it to be 80 columns wide.
        $with = if ($Columns -eq 80) { @{} } else { @{ Columns = $Columns } }
        $result = Invoke-Child $emulator $Script $variables -Wrapper $System @with
        $site = [regex]::Escape("$($emulator.SiteUri)")
        function Tidy($Lines) {
            $Lines | ForEach-Object {
                ($_ -replace '\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]' -replace $site, 'https://bitbucket.org/' -replace '/\S*bb-[0-9a-f]+\.ps1', 'script.ps1').TrimEnd()
            } | Where-Object { $_ }
        }
        [pscustomobject]@{
            ExitCode = $result.ExitCode
            Output   = @(Tidy $result.Output)
            Error    = @(Tidy $result.Error)
            Summary  = @(Get-ChildItem $TestDrive -Filter *.md | ForEach-Object { Tidy (Get-Content $_) })
        }
    }

    $url = 'https://bitbucket.org/acme/widgets/pipelines/results/1'
}
AfterAll { Stop-TestFile }

Describe 'A build step' {
    BeforeEach { Connect-Emulator $emulator }

    Context '<System>' -ForEach $systems {
        It 'that waits for a run shows the end of the log, the annotation and a short error at <Columns> columns' -ForEach $widths {
            $step = Invoke-BuildStep $System 'Invoke-BbPipeline -Custom fail -Wait -PollIntervalSec 0.1 | ForEach-Object { "object $_ $($_.Result)" }' $Columns
            $step.ExitCode | Should -Be 1
            $text = @($step.Output + $step.Error | Where-Object { $_ -notlike '##vso`[task.uploadsummary`]*' })
            $text[0..4] | Should -BeExactly @(
                "Started run #1 of acme/widgets: $url"
                'widgets #1 Unit tests: FAILED in 0:03. The end of its log:'
                '  | + npm ci', '  | added 112 packages in 2s', '  | + npm test'
            )
            $tail = @($text -like '  | *').Count
            $text[$tail + 2] | Should -BeExactly "$($Annotation -f 'error')widgets #1 Unit tests FAILED in 0:03: 1 of 2 tests failed: subtracts. $url"
            $text[$tail + 3] | Should -BeExactly 'object #1 FAILED'
            $text[$tail + 4] | Should -BeExactly 'Invoke-BbPipeline: script.ps1:3'
            $text[($tail + 8)..($text.Count - 2)] | Should -BeExactly $(if ($Columns -eq 80) {
                    "     | Run #1 of acme/widgets ended FAILED. Step 'Unit tests' ended FAILED in", '     | 0:03, 1 of 2 tests failed: subtracts.', "     | $url"
                }
                else {
                    "     | Run #1 of acme/widgets ended FAILED. Step 'Unit tests' ended FAILED in 0:03, 1 of 2 tests failed: subtracts.", "     | $url"
                })
            $text[-1] | Should -BeLike '  Recommendation: Read the log: Get-BbStepLog 1 -Repository acme/widgets -Failed, *'
        }

        It 'that starts no run, or waits for none, leaves an annotation' {
            $step = Invoke-BuildStep $System 'Invoke-BbPipeline -Branch nosuch -ErrorAction Continue; Wait-BbPipeline 99'
            $step.ExitCode | Should -Be 1
            $annotations = @($step.Output | Where-Object { $_.StartsWith($Annotation -f 'error') } | ForEach-Object Substring ($Annotation -f 'error').Length)
            $annotations | Should -HaveCount 2
            $annotations[0] | Should -BeLike "No run was started in acme/widgets. *nosuch*The main branch is 'trunk'.*"
            $annotations[1] | Should -BeLike 'acme/widgets has no run #99. *'
        }

        It 'that cannot read the log of a step has no empty group' {
            $null = Send-Order $emulator POST faults @{ path = '/log$'; status = 403; times = 0; contentType = 'application/json'; body = '{"error":{"message":"No"}}' }
            $step = Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom deploy -Follow -PollIntervalSec 0.1 -WarningAction Ignore'
            "$($step.Output)".Contains($EndGroup) | Should -BeFalse
            $step.Output | Should -Contain 'widgets #1 Build: SUCCESSFUL in 0:03'
        }

        It 'that follows a run shows each step once, with a line at its end, and no log in the error' {
            $step = Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom fail -Follow -PollIntervalSec 0.1'
            $step.Output | Where-Object { $_ -match '^(##|::)|FAILED in|SUCCESSFUL in|Started' -and $_ -notlike '*uploadsummary*' } | Should -BeExactly @(
                "Started run #1 of acme/widgets: $url"
                "${Group}widgets #1 Unit tests"
                $EndGroup
                'widgets #1 Unit tests: FAILED in 0:03'
                "$($Annotation -f 'error')widgets #1 Unit tests FAILED in 0:03: 1 of 2 tests failed: subtracts. $url"
            )
            @($step.Output -like '*subtracts*FAILED*').Count | Should -Be 1
            "$($step.Error)" | Should -Not -BeLike '*npm*'
            $good = Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom deploy -Follow -PollIntervalSec 0.1'
            $good.ExitCode | Should -Be 0
            $good.Output -match '^widgets' | Should -BeExactly 'widgets #2 Build: SUCCESSFUL in 0:03', 'widgets #2 Deploy to production: SUCCESSFUL in 0:04'
            $good.Error | Should -BeNullOrEmpty
        }

        It 'has a summary with the steps, the failed tests and the address' {
            (Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom fail -Wait -PollIntervalSec 0.1').Summary | Should -BeExactly @(
                '### Run #1 of acme/widgets: FAILED in 0:03'
                "[Open the run in Bitbucket]($url): Pipeline fail on trunk at $((Get-BbPipeline 1).Commit.Substring(0, 7))"
                '| Step | Result | Duration |'
                '| --- | --- | --- |'
                '| Unit tests | FAILED | 0:03 |'
                '| Deploy to production | NOT_RUN |  |'
                "[Open step Unit tests]($((Get-BbStep 1)[0].Url.Replace("$($emulator.SiteUri)", 'https://bitbucket.org/'))): 1 of 2 tests failed"
                '| Failed test |'
                '| --- |'
                '| subtracts |'
            )
            (Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom deploy -Wait -PollIntervalSec 0.1').Summary |
                Should -Contain '| Deploy to production | SUCCESSFUL | 0:04 |'
        }

        It 'has one summary of several runs' {
            $step = Invoke-BuildStep $System '$null = (Invoke-BbPipeline -Custom deploy), (Invoke-BbPipeline -Custom fail) | Wait-BbPipeline -PollIntervalSec 0.1 -ErrorAction Continue'
            $step.Summary -like '###*' | Sort-Object | Should -BeLike '### Run #? of acme/widgets: *'
            @($step.Summary -like '###*').Count | Should -Be 2
            @($step.Output -like '*uploadsummary*').Count | Should -Be $(if ($System -eq 'GitHub') { 0 } else { 1 })
        }

        It 'says in a warning that the summary cannot be written, and does not fail for that' -Skip:($System -eq 'AzureDevOps' -and -not $IsLinux) {
            $step = Invoke-BuildStep $System '$null = Invoke-BbPipeline -Custom deploy -Wait -PollIntervalSec 0.1' -Environment @{
                GITHUB_STEP_SUMMARY = "$TestDrive/none/summary.md"; AGENT_TEMPDIRECTORY = '/proc'
            }
            $step.ExitCode | Should -Be 0
            $step.Output -join ' ' | Should -BeLike '*WARNING: The job summary could not be written.*'
        }

        It 'fails at a manual step, with an annotation' {
            $step = Invoke-BuildStep $System 'Invoke-BbPipeline -Custom manual-gate -Wait -PollIntervalSec 0.1 | Out-Null'
            $step.ExitCode | Should -Be 1
            $step.Output | Should -Contain "$($Annotation -f 'error')Run #1 of acme/widgets waits for a person to start the manual step 'Deploy to production'. $url"
            $step.Error -join ' ' -replace '\s+\|? *', ' ' | Should -BeLike '*Run #1 of acme/widgets waits for a person to start the manual step*'
            $step.Summary | Should -Contain '| Deploy to production | PAUSED |  |'
        }

        It 'does not fail at a manual step when -OnPause says so, and still leaves an annotation' {
            $step = Invoke-BuildStep $System 'Invoke-BbPipeline -Custom manual-gate -Wait -PollIntervalSec 0.1 -OnPause Return | Out-Null'
            $step.ExitCode | Should -Be 0
            $step.Output | Should -Contain "$($Annotation -f 'warning')Run #1 of acme/widgets waits for a person to start the manual step 'Deploy to production'. $url"
            $step.Error | Should -BeNullOrEmpty
        }

        It 'names the run and the repository that do not exist, in the annotation and in the summary' {
            $step = Invoke-BuildStep $System 'Wait-BbPipeline 999 -PollIntervalSec 0.1 -ErrorAction Continue; Wait-BbPipeline 1 -Repository widgest -PollIntervalSec 0.1 -ErrorAction Continue'
            $start = $Annotation -f 'error'
            $problems = @($step.Output | Where-Object { $_.StartsWith($start) })
            $problems.Count | Should -Be 2
            $problems[0] | Should -BeLike '*acme/widgets has no run #999. *' -Because 'an annotation stands alone'
            $problems[1] | Should -BeLike '*Repository acme/widgest was not found, or the credentials have no access to it. *'
            # Which of the two runs ends first is not certain.
            $step.Summary -join ' ' | Should -BeLike '*acme/widgets has no run #999. *'
            $step.Summary -join ' ' | Should -BeLike '*Repository acme/widgest was not found, *'
        }

        It 'writes no command and no summary with -CiFormat None, and still fails' {
            $step = Invoke-BuildStep $System 'Invoke-BbPipeline -Custom fail -Follow -CiFormat None -PollIntervalSec 0.1 | Out-Null'
            $step.ExitCode | Should -Be 1
            $step.Output -match '^(##|::)' | Should -BeNullOrEmpty
            $step.Output | Should -Contain '==> widgets #1 Unit tests'
            $step.Summary | Should -BeNullOrEmpty
        }

        It 'can be written for with -CiFormat elsewhere, where text from outside is no command either' {
            $name = "Evil`n::error::x ##vso[task.complete]"
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:evil @{ steps = @(@{ name = $name; result = 'FAILED'; log = '::error::x', '##vso[task.complete]' }) }
            $result = Invoke-Child $emulator @"
Invoke-BbPipeline -Custom evil -Follow -CiFormat $System -PollIntervalSec 0.1 | Out-Null
Wait-BbPipeline 1 -CiFormat $System; Get-BbStepLog 1 -CiFormat $System
Invoke-BbPipeline -Custom ('#' + '#vso[x]') -CiFormat $System
"@ @{ AGENT_TEMPDIRECTORY = "$TestDrive" }
            $problem = $Annotation -f 'error'
            @($result.Output | Where-Object { $_.StartsWith($problem) }).Count | Should -Be 3 -Because "a run that does not start is an annotation, too"
            $lines = foreach ($line in $result.Output + $result.Error) {
                $own = @($Group, $EndGroup, $problem, '##vso[task.uploadsummary]' | Where-Object { $line.StartsWith($_) })
                if ($own) { $line.Substring($own[0].Length) } else { $line }
            }
            $lines.Count | Should -BeGreaterThan 10
            if ($System -eq 'GitHub') { $lines | Should -Not -Match '^[\s\p{C}]*::' }
            $lines | Should -Not -Match '##(vso)?\['
        }
    }

    It 'of Bitbucket itself has headers, a line at the end of each step, and fails at a manual step' {
        $result = Invoke-Child $emulator 'Invoke-BbPipeline -Custom manual-gate -Follow -PollIntervalSec 0.1 -ErrorAction Stop | Out-Null' @{ BITBUCKET_BUILD_NUMBER = '12' }
        $result.ExitCode | Should -Be 1
        $result.Output -match '^\+ widgets|widgets #1 Build:' | Should -BeExactly '+ widgets #1 Build', 'widgets #1 Build: SUCCESSFUL in 0:03'
    }
}
