#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# -Follow: what is shown, in which order, in which build system, and that nothing in a log is taken for a command.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Process.psm1" -Force
    $environment = Clear-HostEnvironment
    $emulator = Start-Emulator -Speed 50
    $quick = @{ PollIntervalSec = 0.1 }

    function Set-Script([string] $Name, [hashtable] $Script) { $null = Send-Order $emulator PUT "scripts/acme/widgets/custom:$Name" $Script }

    # A run followed to its end: what was shown, what was written, what went wrong.
    function Get-Followed([hashtable] $With) {
        $run = Invoke-BbPipeline @With -Follow @quick -InformationVariable said -InformationAction Ignore -WarningAction SilentlyContinue -WarningVariable warnings -ErrorAction SilentlyContinue -ErrorVariable errors
        [pscustomobject]@{ Run = $run; Lines = @($said | ForEach-Object { "$_" }); Errors = @($errors); Warnings = @($warnings) }
    }
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
    Restore-HostEnvironment $environment
}

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

        It 'shows nothing of a step that was never run, and then the error' {
            $followed = Get-Followed @{ Custom = 'fail' }
            $followed.Lines | Should -Contain 'widgets #1 Unit tests: FAILED in 0:03'
            $followed.Lines -join "`n" | Should -Not -BeLike '*Deploy to production*'
            $followed.Run.Result | Should -BeExactly 'FAILED'
            $followed.Errors.Count | Should -Be 1
            $followed.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PipelineFailed,*'
        }

        It 'loses and repeats no line of a log that grows in the midst of lines' {
            Set-Script grow @{ steps = @(@{ name = 'Grow'; duration = 60; growBytes = 700; log = @(1..600 | ForEach-Object { @{ at = $_ / 10; text = "line $_ ünïcödé ✓" } }) }) }
            $followed = Get-Followed @{ Custom = 'grow' }
            $lines = $followed.Lines | Where-Object { $_ -like 'line *' }
            $lines.Count | Should -Be 600
            $lines | Should -BeExactly @(1..600 | ForEach-Object { "line $_ ünïcödé ✓" })
            @(Get-EmulatorRequest $emulator -Path '*/log').Count | Should -BeGreaterThan 2 -Because 'it was read while it grew'
        }

        It 'does the same where the server ignores Range' {
            $null = Send-Order $emulator PATCH options @{ logRange = $false }
            Set-Script grow @{ steps = @(@{ name = 'Grow'; duration = 20; growBytes = 97; log = @(1..100 | ForEach-Object { @{ at = $_ / 5; text = "line $_" } }) }) }
            (Get-Followed @{ Custom = 'grow' }).Lines | Where-Object { $_ -like 'line *' } | Should -BeExactly @(1..100 | ForEach-Object { "line $_" })
        }

        It 'shows 5,000 lines, each once' {
            $followed = Get-Followed @{ Custom = 'long-log' }
            @($followed.Lines | Where-Object { $_ -match '^line \d+ of 5000' }).Count | Should -Be 5000
        }

        It 'keeps steps that run side by side apart' {
            $lines = (Get-Followed @{ Custom = 'parallel' }).Lines
            $headers = $lines -like '==>*'
            $headers | Should -BeExactly @('Build', 'Unit tests', 'Lint', 'End-to-end', 'Deploy to staging' | ForEach-Object { "==> widgets #1 $_" })
            $from = [array]::IndexOf($lines, '==> widgets #1 Lint')
            $lines[($from + 1)..($from + 3)] | Should -BeExactly @('+ run Lint', 'Lint: ok', 'widgets #1 Lint: SUCCESSFUL in 0:02')
        }

        It 'keeps runs apart that are followed together' {
            $null = (Invoke-BbPipeline -Custom deploy), (Invoke-BbPipeline -Custom nightly) | Wait-BbPipeline -Follow @quick -InformationVariable said -InformationAction Ignore
            $of = $null
            foreach ($line in $said | ForEach-Object { "$_" }) {
                if ($line -match '^==> widgets #(\d)') { $of = $Matches[1] }
                if ($line -like '*deploy.sh*') { $of | Should -Be 1 }
                if ($line -like '*npm audit*') { $of | Should -Be 2 }
            }
            @($said -like '*deploy.sh*').Count | Should -Be 1
            @($said -like '*npm audit*').Count | Should -Be 1
        }

        It 'shows the log of a run that has ended already' {
            $null = Invoke-BbPipeline -Custom deploy | Wait-BbPipeline @quick
            $null = Wait-BbPipeline 1 -Follow @quick -InformationVariable said -InformationAction Ignore
            $said.Count | Should -Be 13
        }

        It 'shows steps without names, and lines that end in CR LF, or not at all' {
            Set-Script odd @{ steps = @(@{ name = $null; logText = "one`r`ntwo`r`n`r`nthree" }) }
            $lines = (Get-Followed @{ Custom = 'odd' }).Lines
            $lines[1] | Should -BeLike '==> widgets #1 ?*'
            $lines[2..5] | Should -BeExactly @('one', 'two', '', 'three')
        }

        It 'takes colours, and nothing else that a terminal could obey' {
            $escape = [char]27
            Set-Script dirty @{ steps = @(@{ name = "Build$escape]0;owned$([char]7)"; logText = "$escape[31mred$escape[0m`n$escape[2Jcleared`n$escape]0;title$([char]7)titled`n$escape[5Aup`nbell$([char]7)`nback$([char]8)space" }) }
            $lines = (Get-Followed @{ Custom = 'dirty' }).Lines
            $lines[1] | Should -BeExactly '==> widgets #1 Build'
            $lines[2..7] | Should -BeExactly @("$escape[31mred$escape[0m", 'cleared', 'titled', 'up', 'bell', 'backspace')
        }

        It 'goes on, with one warning, when the log of a step is refused' {
            $null = Send-Order $emulator POST faults @{ path = '/log$'; status = 403; times = 1 }
            $followed = Get-Followed @{ Custom = 'deploy' }
            $followed.Warnings.Count | Should -Be 1
            "$($followed.Warnings)" | Should -BeLike "*'Build'*cannot be read*"
            $followed.Lines | Should -Contain 'Deployed to production'
            $followed.Run.Result | Should -BeExactly 'SUCCESSFUL'
        }

        It 'survives a log that breaks off' {
            $null = Send-Order $emulator POST faults @{ path = '/log'; truncateAfterBytes = 20; times = 1 }
            $lines = (Get-Followed @{ Custom = 'deploy' }).Lines
            $lines[1..6] | Should -BeExactly @('==> widgets #1 Build', '+ npm ci', 'added 112 packages in 2s', '+ npm run build', 'Built 14 modules', 'Done in 1.42s')
        }

        It 'sends no credentials to the storage' {
            $null = Get-Followed @{ Custom = 'deploy' }
            $stored = @(Send-Order $emulator GET requests | ForEach-Object { $_ } | Where-Object port -EQ storage)
            $stored.Count | Should -BeGreaterThan 0
            @($stored | Where-Object authorization) | Should -BeNullOrEmpty
        }

        It 'ends at a manual step with the run and a warning' {
            $followed = Get-Followed @{ Custom = 'manual-gate' }
            $followed.Lines | Should -Contain 'widgets #1 Build: SUCCESSFUL in 0:03'
            "$($followed.Warnings)" | Should -BeLike "*'Deploy to production'*"
            $followed.Run.Stage | Should -BeExactly 'PAUSED'
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
            # Commands of the build system in real lines: Azure reads them anywhere in a line, GitHub after blanks at its beginning.
            function Get-AzureCommand([string[]] $Lines) { $Lines | Where-Object { $_ -match '##(vso)?\[' } }
            function Get-GitHubCommand([string[]] $Lines) { $Lines | Where-Object { $_ -match '##\[' -or ($_ -replace '^[\s\p{C}]+' -replace '\x1b\[[0-9;]*m') -match '^\s*::' } }
            $script = "Invoke-BbPipeline -Custom hostile -Follow -PollIntervalSec 0.1 | ForEach-Object { `"OBJECT `$(`$_.GetType().Name) `$(`$_.Result)`" }"
        }
        BeforeEach { Set-Script hostile $hostileScript }

        It 'groups steps and marks the failure in Azure DevOps, and lets no line of a log be a command' {
            $result = Invoke-Child $emulator $script @{ TF_BUILD = 'True' }
            $commands = @(Get-AzureCommand ($result.Output + $result.Error))
            $commands.Count | Should -Be 3 -Because ($commands -join "`n")
            $commands[0] | Should -BeLike '##`[group`]widgets #1 Build*'
            $commands[1] | Should -BeExactly '##[endgroup]'
            $commands[2] | Should -BeExactly "##vso[task.logissue type=error]Run #1 of acme/widgets ended FAILED. $($emulator.SiteUri)acme/widgets/pipelines/results/1"
            $commands | ForEach-Object { [regex]::Matches($_, '##(vso)?\[').Count | Should -Be 1 }
            # They begin their lines.
            $commands | ForEach-Object { $_ | Should -BeLike '##*' }
            $result.Output | Should -Contain 'OBJECT Pipeline FAILED'
            # Harmless text stays as it is, and the rest readable.
            $result.Output | Should -Contain 'C++ std::string'
            $result.Output | Should -Contain 'percent 100% %0D'
            $result.All | Should -BeLike '*vso`[task.setvariable variable=OWNED`]yes*'
        }

        It 'groups steps and marks the failure in GitHub Actions, and lets no line of a log be a command' {
            $result = Invoke-Child $emulator $script @{ GITHUB_ACTIONS = 'true' }
            $commands = @(Get-GitHubCommand ($result.Output + $result.Error))
            $commands.Count | Should -Be 3 -Because ($commands -join "`n")
            $commands[0] | Should -BeLike '::group::widgets #1 Build*'
            $commands[1] | Should -BeExactly '::endgroup::'
            $commands[2] | Should -BeExactly "::error title=Bitbucket Pipelines::Run #1 of acme/widgets ended FAILED. $($emulator.SiteUri)acme/widgets/pipelines/results/1"
            $result.Output | Should -Contain 'harmless :: text'
            $result.Output | Should -Contain 'C++ std::string'
            $result.Output | Should -Contain 'OBJECT Pipeline FAILED'
        }

        It 'writes headers in Bitbucket itself, and no command of another system' {
            $result = Invoke-Child $emulator 'Invoke-BbPipeline -Custom deploy -Follow -PollIntervalSec 0.1 | Out-Null' @{ BITBUCKET_BUILD_NUMBER = '12' }
            $result.Output | Should -Contain '+ widgets #1 Build'
            $result.Output | Should -Contain 'Deployed to production'
            Get-AzureCommand $result.Output | Should -BeNullOrEmpty
            Get-GitHubCommand $result.Output | Should -BeNullOrEmpty
        }

        It 'ends each group before the next begins: <_>' -ForEach 'TF_BUILD', 'GITHUB_ACTIONS' {
            $result = Invoke-Child $emulator "`$r = Invoke-BbPipeline -Custom parallel -Follow -PollIntervalSec 0.1; `"left over: `$(@(`$r).Count)`"" @{ $_ = 'true' }
            $result.ExitCode | Should -Be 0
            $open = 0
            foreach ($line in $result.Output) {
                if ($line -match '^(##\[group\]|::group::)') { $open++ }
                if ($line -match '^(##\[endgroup\]|::endgroup::)') { $open-- }
                $open | Should -BeIn 0, 1
            }
            $open | Should -Be 0
            @($result.Output -match '^(##\[group\]|::group::)').Count | Should -Be 5
            $result.Output[-1] | Should -BeExactly 'left over: 1'
            $result.Output -match 'error' | Should -BeNullOrEmpty
            $result.All | Should -Not -Match "Waiting for a run" -Because 'there is no progress bar in a build'
        }

        It 'makes the error itself no command either: <_>' -ForEach 'TF_BUILD', 'GITHUB_ACTIONS' {
            # Without -Follow the log reaches the build system only as the tail in the error.
            $result = Invoke-Child $emulator "Invoke-BbPipeline -Custom hostile -Wait -PollIntervalSec 0.1 | Out-Null; `$Error[0] | Format-List * -Force; Write-Host `$Error[0]; `$Error[0].ErrorDetails.Message" @{ $_ = 'true' }
            $commands = @(if ($_ -eq 'TF_BUILD') { Get-AzureCommand ($result.Output + $result.Error) } else { Get-GitHubCommand ($result.Output + $result.Error) })
            $commands | Should -BeNullOrEmpty
            $result.All | Should -BeLike '*percent 100%*'
        }

        It 'makes server text in warnings and errors no command' {
            Set-Script gate @{ steps = @{ name = 'One' }, @{ name = "##vso[task.complete]`n::error::x"; manual = $true } }
            $null = Send-Order $emulator POST faults @{ method = 'POST'; path = '/pipelines/'; skip = 1; status = 400; contentType = 'application/json'; body = '{"error":{"message":"##vso[task.complete] bad","detail":"x\n::error::y"}}' }
            $text = 'Invoke-BbPipeline -Custom gate -Wait -PollIntervalSec 0.1 | Out-Null; Invoke-BbPipeline -Branch trunk'
            $azure = Invoke-Child $emulator $text @{ TF_BUILD = 'True' }
            Get-AzureCommand ($azure.Output + $azure.Error) | Should -BeNullOrEmpty
            $azure.All | Should -BeLike '*waits for a person*'
            $azure.All | Should -BeLike '*bad*'
        }
    }

    It 'is no success for a step of a build that stops at errors' {
        $result = Invoke-Child $emulator "`$ErrorActionPreference = 'Stop'; Invoke-BbPipeline -Custom fail -Follow -PollIntervalSec 0.1; 'not reached'" @{ TF_BUILD = 'True' }
        $result.ExitCode | Should -Be 1
        $result.Output | Should -Not -Contain 'not reached'
        @($result.Output -like '##vso`[task.logissue type=error`]*').Count | Should -Be 1
    }
}
