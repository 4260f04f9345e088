#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Tests -Follow: what is shown in each build system and in which order, and that no text in a log is executed as a command.
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1" -Speed 50
    $quick = @{ PollIntervalSec = 0.1 }

    function Set-Script([string] $Name, [hashtable] $Script) { $null = Send-Order $emulator PUT "scripts/acme/widgets/custom:$Name" $Script }

    # Follows a run to its end and returns the host output, the objects and the errors.
    function Get-Followed([hashtable] $With) {
        $run = Invoke-BbPipeline @With -Follow @quick -InformationVariable said -InformationAction Ignore -WarningAction SilentlyContinue -WarningVariable warnings -ErrorAction SilentlyContinue -ErrorVariable errors
        [pscustomobject]@{ Run = $run; Lines = @($said | ForEach-Object { "$_" }); Errors = @($errors); Warnings = @($warnings) }
    }
}
AfterAll { Stop-TestFile }

Describe '-Follow' {
    BeforeEach { Connect-Emulator $emulator }

    Context 'at the prompt' {
        It 'shows a header, the log and the end of each step, in order, and writes the run only' {
            $followed = Get-Followed @{ Custom = 'deploy' }
            $followed.Lines | Should -BeExactly @(
                "Started run #1 of acme/widgets: $($emulator.SiteUri)acme/widgets/pipelines/results/1"
                '==> widgets #1 Build'
                '+ npm ci', 'added 112 packages in 2s', '+ npm run build', 'Built 14 modules', 'Done in 1.42s'
                'widgets #1 Build: SUCCESSFUL in 0:03'
                '==> widgets #1 Deploy to production'
                '+ ./deploy.sh production', 'Uploading 14 files', 'Switching traffic', 'Deployed to production'
                'widgets #1 Deploy to production: SUCCESSFUL in 0:04'
            )
            @($followed.Run).Count | Should -Be 1
            $followed.Run | Should -BeOfType BitbucketPipelines.Api.Models.Pipeline
            $followed.Run.Result | Should -BeExactly 'SUCCESSFUL'
            $followed.Errors | Should -BeNullOrEmpty
        }

        It 'goes on, with one warning that tells how to read it, when the log of a step is refused' {
            $null = Send-Order $emulator POST faults @{ path = '/log$'; status = 403; times = 3; body = '{"type":"error","error":{"message":"No"}}'; contentType = 'application/json' }
            $followed = Get-Followed @{ Custom = 'deploy' }
            $followed.Warnings.Count | Should -Be 1
            "$($followed.Warnings)" | Should -BeLike "*'Build'*is not complete: none of its lines were shown.*"
            $followed.Lines | Should -Contain 'Deployed to production'
            $followed.Run.Result | Should -BeExactly 'SUCCESSFUL'
            "$($followed.Warnings)" -match 'Read it again: (.+)$' | Should -BeTrue
            (& ([scriptblock]::Create($Matches[1])))[0] | Should -BeExactly '+ npm ci'
        }
    }

    Context 'in a build, on the real output of a process' {
        BeforeAll {
            Connect-Emulator $emulator
            $escape = [char]27
            $hostile = @(
                '##vso[task.setvariable variable=OWNED]yes', '  ##vso[task.complete result=Succeeded;]', 'text before ##vso[task.prependpath]/tmp/evil'
                "$escape[31m##vso[task.setvariable variable=OWNED]yes$escape[0m", '##VSO[task.setvariable variable=OWNED]yes', "##$([char]0)vso[task.complete]"
                '##[error]not an error', '##[group]not a group', '##[endgroup]', 'twice ##[section]##[command]x', '####vso[task.complete]'
                '::error::not an error', '   ::set-output name=owned::yes', "`t::add-path::/tmp/evil", '::stop-commands::owned', "$escape[1m::add-mask::a", '::endgroup::'
                "progress 10%`r::error::after a carriage return", "a`r##vso[task.complete]", "$([char]0xfeff)::warning::bom", ":$([char]0):debug::x", "$([char]0x85)::error::x"
                "$escape[2J::error::x", "$escape]0;x$([char]7)::error::x", "$escape[m$escape[0m::error::x", "$([char]0x2028)::error::x"
                '%0A::error::x', 'harmless :: text', 'C++ std::string', 'percent 100% %0D'
            )
            $hostileScript = @{ result = 'FAILED'; steps = @(@{ name = "Build`n::error::name`r##vso[task.complete]"; result = 'FAILED'; log = $hostile }) }
            # Lines that a build system would execute: Azure recognizes commands anywhere in a line, GitHub only at its beginning.
            function Find-HostCommand([string] $System, [string[]] $Lines) {
                if ($System -eq 'TF_BUILD') { return $Lines | Where-Object { $_ -match '##(vso)?\[' } }
                $Lines | Where-Object { $_ -match '##\[' -or ($_ -replace '^[\s\p{C}]+' -replace '\x1b\[[0-9;]*m') -match '^\s*::' }
            }

            # A build step with several parts, the last of which fails. The lines of each part begin with its name.
            function Invoke-Build([string] $Variable) {
                $null = Send-Order $emulator POST reset
                $null = Send-Order $emulator PATCH options @{ speed = $emulator.Speed }
                Set-Script hostile $hostileScript
                Set-Script gate @{ steps = @{ name = 'One' }, @{ name = "##vso[task.complete]`n::error::x"; manual = $true } }
                $null = Send-Order $emulator POST faults @{
                    method = 'POST'; path = '/pipelines/'; skip = 3; status = 400; contentType = 'application/json'
                    body = '{"error":{"message":"##vso[task.complete] bad","detail":"x\n::error::y"}}'
                }
                $result = Invoke-Child $emulator @"
'PART group'; `$r = Invoke-BbPipeline -Custom parallel -Follow -PollIntervalSec 0.1; "left over: `$(@(`$r).Count)"
'PART warning'; Invoke-BbPipeline -Custom gate -Wait -PollIntervalSec 0.1 | Out-Null
'PART error'; Invoke-BbPipeline -Custom hostile -Wait -PollIntervalSec 0.1 | Out-Null
`$Error[0] | Format-List * -Force; Write-Host `$Error[0]; `$Error[0].ErrorDetails.Message
'PART refused'; Invoke-BbPipeline -Branch trunk
'PART log'; `$ErrorActionPreference = 'Stop'
Invoke-BbPipeline -Custom hostile -Follow -PollIntervalSec 0.1 | ForEach-Object { "OBJECT `$(`$_.GetType().Name) `$(`$_.Result)" }
'not reached'
"@ @{ $Variable = 'true'; AGENT_TEMPDIRECTORY = "$TestDrive" }
                $parts = @{ all = $result.All; exit = $result.ExitCode; errors = $result.Error }
                $part = 'none'
                foreach ($line in $result.Output) {
                    if ($line -match '^PART (\w+)$') { $part = $Matches[1]; $parts[$part] = @() } else { $parts[$part] += @($line) }
                }
                $parts
            }
        }

        Context '<Variable>' -ForEach @(
            @{ Variable = 'TF_BUILD'; Group = '##[group]'; EndGroup = '##[endgroup]'; Problem = '##vso[task.logissue type=error]' }
            @{ Variable = 'GITHUB_ACTIONS'; Group = '::group::'; EndGroup = '::endgroup::'; Problem = '::error title=Bitbucket Pipelines::' }
        ) {
            BeforeAll { $build = Invoke-Build $Variable }

            It 'lets no line of a log be a command: the only ones are a group, its end and the failure' {
                # The command that uploads the summary comes last, and holds a path of the module alone.
                $commands = @(Find-HostCommand $Variable $build.log | Where-Object { $_ -cnotmatch '^##vso\[task\.uploadsummary\][^#]+\.md$' })
                $commands.Count | Should -Be 3 -Because ($commands -join "`n")
                $commands[0] | Should -BeLike "$([wildcardpattern]::Escape($Group))widgets #* Build*"
                $commands[1] | Should -BeExactly $EndGroup
                $commands[2].StartsWith("${Problem}widgets #4 Build ") | Should -BeTrue
                $commands[2] | Should -BeLike "* FAILED in 0:02. $($emulator.SiteUri)acme/widgets/pipelines/results/4"
                # Each command is at the beginning of its line, and is the only one in it.
                $commands | ForEach-Object { [regex]::Matches($_, '##(vso)?\[').Count | Should -BeLessOrEqual 1 }
            }

            It 'leaves the rest of the log to be read' {
                $build.log | Should -Contain 'C++ std::string'
                $build.log | Should -Contain 'percent 100% %0D'
                $build.log | Should -Contain 'harmless :: text'
                $build.log -join "`n" | Should -Match 'vso ?\[task.setvariable variable=OWNED\]yes'
            }

            It 'fails the step, with the object written before the error' {
                $build.exit | Should -Be 1
                $build.log | Should -Contain 'OBJECT Pipeline FAILED'
                $build.log | Should -Not -Contain 'not reached'
            }

            It 'ends each group before the next begins, and shows no progress bar' {
                $open = 0
                foreach ($line in $build.group) {
                    if ($line.StartsWith($Group)) { $open++ }
                    if ($line -ceq $EndGroup) { $open-- }
                    $open | Should -BeIn 0, 1
                }
                $open | Should -Be 0
                @($build.group | Where-Object { $_.StartsWith($Group) }).Count | Should -Be 5
                $build.group[-1] | Should -BeExactly 'left over: 1'
                $build.group -match 'error' | Should -BeNullOrEmpty
                $build.all | Should -Not -Match 'Waiting for a run'
            }

            It 'lets no error or warning be a command, though it holds words of a log or a server' {
                $own = '^(##vso\[task\.(logissue type=(error|warning)|uploadsummary)\]|::(error|warning) title=Bitbucket Pipelines::)'
                Find-HostCommand $Variable @($build.error + $build.warning + $build.refused + $build.errors -replace $own) | Should -BeNullOrEmpty
                $build.error -join "`n" | Should -BeLike '*percent 100%*'
                $build.warning -join "`n" | Should -BeLike '*waits for a person*'
                $build.errors -join "`n" | Should -BeLike '*bad*'
            }
        }

        It 'writes headers in Bitbucket itself, and no command of another system' {
            Set-Script hostile $hostileScript
            $result = Invoke-Child $emulator @"
Invoke-BbPipeline -Custom deploy -Follow -PollIntervalSec 0.1 | Out-Null; 'PART hostile'
Invoke-BbPipeline -Custom hostile -Follow -PollIntervalSec 0.1 -ErrorAction SilentlyContinue | Out-Null
"@ @{ BITBUCKET_BUILD_NUMBER = '12' }
            $at = [array]::IndexOf($result.Output, 'PART hostile')
            $result.Output | Should -Contain '+ widgets #1 Build'
            $result.Output | Should -Contain 'Deployed to production'
            Find-HostCommand TF_BUILD $result.Output[0..$at] | Should -BeNullOrEmpty
            Find-HostCommand GITHUB_ACTIONS $result.Output[0..$at] | Should -BeNullOrEmpty
            # Without a build system the log is unchanged, which proves that the search above can find commands.
            @(Find-HostCommand TF_BUILD $result.Output[$at..10000]).Count | Should -BeGreaterThan 8
            @(Find-HostCommand GITHUB_ACTIONS $result.Output[$at..10000]).Count | Should -BeGreaterThan 8
        }
    }
}
