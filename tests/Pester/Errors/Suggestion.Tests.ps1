#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Errors about names that do not exist: they list what there is, or suggest what was meant.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Failure([scriptblock] $Code) {
        $ErrorActionPreference = 'SilentlyContinue'
        $error.Clear()
        & $Code *> $null
        $error | Select-Object -Last 1
    }
    function Get-Advice([scriptblock] $Code) { (Get-Failure $Code).ErrorDetails.RecommendedAction }
}
AfterAll { Stop-TestFile }

Describe 'A branch that does not exist' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is told with the main branch, a suggestion and the branches: <_>' -ForEach { Invoke-BbPipeline -Branch trnuk }, { Invoke-BbPipeline -Branch trnuk -WhatIf }, { New-BbSchedule trnuk '@daily' } {
        $failure = Get-Failure $_
        $failure.FullyQualifiedErrorId | Should -BeLike 'BranchNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Did you mean 'trunk'? The branches are: trunk, feature/log-view, release/1.x. The main branch is 'trunk'.*"
    }

    It 'is told with the main branch, when nothing is spelled like it' {
        Get-Advice { Invoke-BbPipeline -Branch main } | Should -BeLike "The branches are: trunk, *. The main branch is 'trunk'.*"
    }

    It 'is told with a few of thousands, by a few requests' {
        $null = Send-Order $emulator POST 'refs/acme/widgets' @{ branch = 'feature/JIRA'; count = 6000 }
        foreach ($case in @{ Typed = 'trnuk'; Meant = 'trunk' }, @{ Typed = 'JIRA-5999'; Meant = 'feature/JIRA-5999' }, @{ Typed = 'feature/jira_5999'; Meant = 'feature/JIRA-5999' }) {
            Clear-Request
            $advice = Get-Advice { Invoke-BbPipeline -Branch $case.Typed }
            $advice | Should -BeLike "Did you mean '$($case.Meant)'*(and 5,995 more)*"
            $advice.Length | Should -BeLessThan 400
            @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 5
        }
    }

    It 'is told alone, when the list cannot be read' {
        $null = Send-Order $emulator POST faults @{ path = 'refs/branches'; status = 403; times = 0 }
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = '/repositories/acme/widgets$'; status = 403; times = 0 }
        $failure = Get-Failure { Invoke-BbPipeline -Branch trnuk }
        $failure.FullyQualifiedErrorId | Should -BeLike 'BranchNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly "Check the spelling of 'trnuk'. Names are case-sensitive."
    }

    It 'is told to be a name and no pattern' {
        { Invoke-BbPipeline -Branch 'tr*' -WhatIf:$false } | Should -Throw '*takes one name without wildcards*'
    }

    It 'is told with the branches where its newest run is wanted: <_>' -ForEach { Get-BbStepLog -Branch trnuk }, { Wait-BbPipeline -Branch trnuk } {
        $null = Add-Run @{}
        $failure = Get-Failure $_
        "$failure" | Should -BeExactly 'acme/widgets has no run of trnuk.'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Did you mean 'trunk'? The branches are: trunk, *"
    }

    It 'costs nothing when the branch exists' {
        Clear-Request
        $null = Invoke-BbPipeline -Branch trunk
        (Get-EmulatorRequest $emulator).method | Should -Be 'POST'
    }
}

Describe 'A tag or a custom pipeline that does not exist' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is told with the tags' {
        $failure = Get-Failure { Invoke-BbPipeline -Tag v1.0.1 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'TagNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Did you mean 'v1.0.0' or 'v1.1.0'? The tags are: v1.0.0, v1.1.0.*"
    }

    It 'is refused as a pattern where runs are filtered by it' {
        { Get-BbPipeline -Tag 'v*' } | Should -Throw '*-Tag takes one name without wildcards*'
    }

    It 'is told with the custom pipelines: <_>' -ForEach { Invoke-BbPipeline -Custom deplyo }, { Invoke-BbPipeline -Custom deplyo -WhatIf }, { Invoke-BbPipeline -Custom deplyo -Tag v1.0.0 } {
        $failure = Get-Failure $_
        $failure.FullyQualifiedErrorId | Should -BeLike 'PipelineDefinitionNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "*Did you mean 'deploy'? Specify one of: deploy, nightly, *"
    }

    It 'is told to be a name and no pattern: <_>' -ForEach { Invoke-BbPipeline -Custom 'night*' }, { Invoke-BbPipeline 'night*' -WhatIf }, { Invoke-BbPipeline -Tag 'v*' } {
        Get-Advice $_ | Should -BeLike '*Wildcards are not allowed here: specify one name. *: *'
    }

    It 'is told to be a name and no pattern in the warning of a schedule' {
        New-BbSchedule trunk '@daily' -Custom 'night*' -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*Wildcards are not allowed here: specify one name. Did you mean 'nightly'?*"
    }

    It 'is told to be a name and no pattern where a schedule is meant' {
        Get-Advice { Set-BbSchedule 'night*' -Cron '@daily' } | Should -BeLike 'Wildcards are not allowed here*It has: {*'
    }

    It 'is told with the custom pipelines in the warning of a schedule' {
        New-BbSchedule trunk '@daily' -Custom nighly -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*no custom pipeline 'nighly'. Did you mean 'nightly'? It has: nightly, *"
    }

    It 'is told alone, when the file cannot be read' {
        $null = Send-Order $emulator POST faults @{ path = '/src/'; status = 404; times = 0 }
        $failure = Get-Failure { Invoke-BbPipeline -Custom deplyo }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PipelineDefinitionNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Check the spelling*'
    }
}

Describe 'A run that does not exist' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is told with the latest run: <_>' -ForEach @(
        { Get-BbPipeline 99999 }, { Get-BbStep 99999 }, { Get-BbStepLog 99999 }, { Wait-BbPipeline 99999 }, { Stop-BbPipeline 99999 },
        { Get-BbTestReport 99999 }, { Get-BbTestCase 99999 }, { Get-BbDeployment -Pipeline 99999 }) {
        $null = Add-Run @{ count = 3 }
        $failure = Get-Failure $_
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        "$failure" | Should -BeLike 'acme/widgets has no run #99999. *'
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly 'The latest run is #3. To list runs: Get-BbPipeline -Repository acme/widgets -First 5'
    }

    It 'is told to be a number and no pattern: <_>' -ForEach { Get-BbPipeline '4*' }, { Get-BbStep 'nightly*' }, { Wait-BbPipeline '#[12]' } {
        Get-Advice $_ | Should -BeLike 'Wildcards are not allowed here. Specify a build number*'
    }

    It 'is no pattern because its address has a question mark' {
        Get-Advice { Get-BbPipeline 'https://bitbucket.org/acme/widgets?at=trunk' } | Should -BeLike 'Specify a build number*'
    }

    It 'is told in a repository without runs' {
        Get-Advice { Get-BbPipeline 1 } | Should -BeExactly 'The repository has no runs yet.'
    }

    It 'is told alone, when the runs cannot be read' {
        $null = Send-Order $emulator POST faults @{ path = '/pipelines/\?'; status = 403; times = 0 }
        Get-Advice { Get-BbPipeline 1 } | Should -BeExactly 'Check the number. To list runs: Get-BbPipeline -Repository acme/widgets -First 5'
    }
}

Describe 'Another name that does not exist' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is told with those that do: <Code>' -ForEach @(
        @{ Code = { Get-BbVariable LOG_LEVL }; Advice = "Did you mean 'LOG_LEVEL'? Specify one of: LOG_LEVEL, APP_NAME, *(and * more). Names are case-sensitive." }
        @{ Code = { Get-BbVariable Api_Url }; Advice = "Did you mean 'API_URL' or 'api_url'*" }
        @{ Code = { Remove-BbVariable NOPE -Force }; Advice = 'Specify one of: APP_NAME, *' }
        @{ Code = { Get-BbEnvironment Prodution }; Advice = "Did you mean 'Production'? Specify one of: Production, Test, Staging." }
        @{ Code = { Get-BbRunner linux1 }; Advice = "Did you mean 'linux-1'? It has: linux-1, mac-1.*" }
        @{ Code = { Get-BbCache nod }; Advice = "Did you mean 'node'? Specify one of its caches: node*" }
        @{ Code = { $null = Add-Run @{}; Get-BbStepLog 1 Bild }; Advice = "Did you mean 'Build'? Specify one of its steps: 1 'Build'*" }) {
        Get-Advice $Code | Should -BeLike $Advice
    }
}

Describe 'A repository' {
    BeforeEach { Connect-Emulator $emulator }

    It 'that does not exist is named before the words of the server' {
        "$(Get-Failure { Get-BbPipeline -Repository nosuch })" | Should -BeLike 'Repository acme/nosuch was not found, *'
    }

    It 'that does not exist is told with those of the workspace that are spelled like it: <_>' -ForEach @(
        { Get-BbPipeline -Repository gadgts }, { Get-BbVariable -Repository gadgts }, { Get-BbRepository gadgts }, { Wait-BbPipeline 1 -Repository gadgts },
        { Invoke-BbPipeline -Repository gadgts }, { Set-BbVariable A 1 -Repository gadgts }, { Copy-BbVariable -ToRepository gadgts },
        { Get-BbStep 1 -Repository gadgts }, { Get-BbKnownHost -Repository gadgts }, { Remove-BbVariable A -Force -Repository acme/gadgts }) {
        Clear-Request
        Get-Advice $_ | Should -BeLike "Did you mean 'gadgets'? The repositories of acme are: gadgets, *"
        @(Get-EmulatorRequest $emulator | Where-Object pathAndQuery -Match '/repositories/acme\?') | Should -HaveCount 1
    }

    It 'that does not exist is found among hundreds, and of a call only a few are looked for' {
        $null = Send-Order $emulator POST 'repositories/acme' @{ slug = 'bulk'; count = 300; mainBranch = 'main' }
        Get-Advice { Get-BbPipeline -Repository gadgts } | Should -BeLike "Did you mean 'gadgets'?*(and 295 more)*"
        Clear-Request
        1..6 | ForEach-Object { [pscustomobject]@{ Repository = "nosuch-$_" } } | Get-BbPipeline -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 6
        @(Get-EmulatorRequest $emulator | Where-Object pathAndQuery -Match '/repositories/acme\?(?!.*\bq=)') | Should -HaveCount 3
    }

    It 'that does not exist is told alone when the list cannot be read' {
        $null = Send-Order $emulator POST faults @{ path = '/repositories/acme\?'; status = 403; times = 0 }
        Get-Advice { Get-BbPipeline -Repository gadgts } | Should -BeLike 'Check the spelling.*'
    }

    It 'that does not exist is not waited for: <_>' -ForEach @{ TimeoutSec = 1 }, @{} {
        $failure = Get-Failure { Wait-BbPipeline 1 -Repository nosuch @_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeLike '*Wait-BbPipeline*'
    }

    It 'that is a pattern is told to be none' {
        { Get-BbPipeline -Repository 'web-*' } | Should -Throw '*takes one name without wildcards*pipe them*Get-BbRepository*'
    }

    It 'without Pipelines is told how they are enabled, whatever the status: <_>' -ForEach 404, 400, 403, 409 {
        $null = Send-Order $emulator POST faults @{
            method = 'POST'; path = '/pipelines'; status = $_; contentType = 'application/json'; body = '{"error":{"message":"Bad request","detail":"Pipelines is not enabled for repository {7de1d510-9eb5-40d2-9663-5cb4ab9df0a2}"}}'
        }
        Get-Advice { Invoke-BbPipeline -Branch trunk } | Should -BeLike 'Enable Pipelines: Set-BbPipelineConfig -Enabled $true -Repository acme/widgets*'
    }
}

Describe 'The message of an error' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is the same in $_.Exception.Message as on the screen: <_>' -ForEach @(
        { Get-BbPipeline -Repository nosuch }, { Get-BbPipeline 99999 }, { Invoke-BbPipeline -Custom deplyo }, { New-BbSchedule trunk 'x y' },
        { Get-BbVariable LOG_LEVL }, { Stop-BbPipeline 99999 }, { Import-BbVariable nosuch.env }, { Export-BbVariable /nosuch/folder/a.env }) {
        $failure = Get-Failure $_
        $failure.Exception.Message | Should -BeExactly $failure.ErrorDetails.Message
    }

    It 'is that of the exception, whose other properties are those of the response' {
        $failure = Get-Failure { Get-BbPipeline -Repository nosuch }
        $failure.Exception | Should -BeOfType BitbucketPipelines.Api.BitbucketApiException
        $failure.Exception.StatusCode | Should -Be 404
        $failure.Exception.ServerMessage | Should -Not -BeNullOrEmpty
    }
}

Describe 'A wait that ends before the run' {
    BeforeEach { Connect-Emulator $emulator }

    It 'says how to go on waiting, and how to stop the run' {
        $null = Send-Order $emulator PUT 'scripts/acme/widgets/custom:endless' @{ steps = @(@{ name = 'For ever'; duration = 1e9 }) }
        $null = Add-Run @{ selector = 'custom:endless'; result = $null }
        $advice = Get-Advice { Wait-BbPipeline 1 -TimeoutSec 0.3 }
        "$($error[-1])" | Should -BeLike 'Run #1 of acme/widgets did not end within 0.3 seconds; it was *'
        $advice | Should -BeLike 'The run continues (*/acme/widgets/pipelines/results/1). Wait for it: Wait-BbPipeline 1 -Repository acme/widgets, or stop it: Stop-BbPipeline 1 -Repository acme/widgets'
    }

    It 'leads to the page where the run waits for a person, who alone can start the step or stop the run' -ForEach @{}, @{ StopOnTimeout = $true } {
        $null = Add-Run @{ selector = 'custom:manual-gate'; result = 'PAUSED' }
        $advice = Get-Advice { Wait-BbPipeline 1 -TimeoutSec 0.3 -OnPause Wait @_ }
        $advice | Should -BeLike 'The run waits for a person. Start the step, or stop the run, on its page (*/acme/widgets/pipelines/results/1). Then wait for its end: Wait-BbPipeline 1 -Repository acme/widgets'
    }
}

Describe 'A filter' {
    BeforeEach { Connect-Emulator $emulator }

    It 'by a status that no test has is an error that lists the statuses' {
        $null = Add-Run @{}
        $failure = Get-Failure { Get-BbTestCase 1 -Status FAILD }
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Did you mean 'FAILED'? Specify one of: FAILED, SUCCESSFUL, ERROR, SKIPPED."
    }

    It 'by a status that Bitbucket uses stays empty without an error' {
        $null = Add-Run @{}
        Get-BbTestCase 1 -Status error -ErrorAction Stop | Should -BeNullOrEmpty
        (Get-BbTestCase 1 -Status passed, FAILED -ErrorAction Stop).Count | Should -BeGreaterThan 0
    }

    It 'by a creator who started none of the runs warns who did' {
        $null = Add-Run @{ count = 2 }
        Get-BbPipeline -Creator nobody -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike "No run was started by 'nobody'. The runs were started by: *"
        $null = Get-BbPipeline -Creator 'nobody*' -WarningVariable warnings -ErrorAction Stop
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'A filter that matches nothing' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Add-Run @{ count = 2; branch = 'trunk' }
    }

    It 'warns of a name that does not exist, and suggests others: <Code>' -ForEach @(
        @{ Code = { Get-BbPipeline -Branch trnuk }; Warning = "Nothing matches the filter: acme/widgets has no branch 'trnuk'. Did you mean 'trunk'? The branches are: *" }
        @{ Code = { Get-BbPipeline -Branch 'x*', trnuk -Status FAILED }; Warning = "*has no branch 'trnuk'. Did you mean 'trunk'?*" }
        @{ Code = { Get-BbPipeline -Branch refs/heads/trunk }; Warning = "*Specify only the name: 'trunk'." }
        @{ Code = { Get-BbPipeline -Custom nighly }; Warning = "*bitbucket-pipelines.yml on branch 'trunk' of acme/widgets has no pipeline 'nighly' under 'custom:'. Did you mean 'nightly'?*" }
        @{ Code = { Get-BbPipeline -Tag v1.0.1 }; Warning = "*has no tag 'v1.0.1'. Did you mean 'v1.0.0' or 'v1.1.0'?*" }
        @{ Code = { Get-BbPipeline -PullRequest 999 }; Warning = 'Pull request #999 was not found in acme/widgets.*' }
        @{ Code = { Get-BbSchedule -Branch trnuk }; Warning = "*has no branch 'trnuk'. Did you mean 'trunk'?*" }
        @{ Code = { Get-BbSchedule -Custom nighly }; Warning = "*no pipeline 'nighly'*Did you mean 'nightly'?*" }
        @{ Code = { Find-BbVariable LOG_LEVL }; Warning = "There is no variable 'LOG_LEVL' in the workspace acme. Did you mean 'LOG_LEVEL'?*" }
        @{ Code = { Find-BbVariable LOG_LEVL -Repository widgets }; Warning = "*in the workspace acme and the searched repositories. Did you mean 'LOG_LEVEL'?*" }
        @{ Code = { Compare-BbVariable -Environment Staging -ToEnvironment Production -Name API_ULR }; Warning = "There is no variable 'API_ULR' in acme/widgets (Staging) and acme/widgets (Production). Did you mean 'API_URL'?*" }) {
        $ErrorActionPreference = 'Stop'
        $written = & $Code 3>&1
        $written | Should -HaveCount 1
        "$written" | Should -BeLike $Warning
    }

    It 'says nothing where the name exists, and asks once at the most: <_>' -ForEach @(
        { Get-BbPipeline -Branch feature/log-view }, { Get-BbPipeline -Branch trunk -Status FAILED }, { Get-BbPipeline -Tag v1.0.0 },
        { Get-BbPipeline -PullRequest 7 }, { Get-BbPipeline -Branch 'nope*' }, { Get-BbSchedule -Branch feature/log-view }) {
        Clear-Request
        & $_ 3>&1 2>&1 | Should -BeNullOrEmpty
        @(Get-EmulatorRequest $emulator).Count | Should -BeLessOrEqual 2
    }

    It 'says nothing where the custom pipeline is defined, or the variable has another value' {
        Get-BbPipeline -Custom nightly 3>&1 2>&1 | Should -BeNullOrEmpty
        Get-BbSchedule -Custom deploy 3>&1 2>&1 | Should -BeNullOrEmpty
        Find-BbVariable LOG_LEVEL -Value nothing 3>&1 2>&1 | Should -BeNullOrEmpty
    }

    It 'asks nothing when something matches, or when nothing was asked for' {
        Clear-Request
        $null = Get-BbPipeline -Branch trunk, nope
        $null = Get-BbPipeline -Branch nope -First 0
        @(Get-EmulatorRequest $emulator -Path '*refs/*') | Should -BeNullOrEmpty
    }

    It 'of many repositories is looked into once, and only if none of them matches' {
        Get-BbRepository '*dgets' | Get-BbPipeline -Branch trunk 3>&1 | Should -HaveCount 2
        Clear-Request
        Get-BbRepository '*dgets' | Get-BbPipeline -Branch trnuk -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        @(Get-EmulatorRequest $emulator | Where-Object pathAndQuery -Match 'refs/branches.*[?&]q=name(%20|\+)(=|%3D)') | Should -HaveCount 1
    }

    It 'stays empty when the look fails' {
        $null = Send-Order $emulator POST faults @{ path = 'refs/branches'; status = 500; times = 0 }
        $null = Send-Order $emulator POST faults @{ path = 'pullrequests'; status = 403; times = 0 }
        Get-BbPipeline -PullRequest 999 3>&1 2>&1 | Should -BeNullOrEmpty
    }
}

Describe 'A host that refuses the connection' -Skip:($null -eq (Get-Command ssh-keyscan -ErrorAction Ignore)) {
    It 'is said to refuse' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        "$(Get-Failure { Get-BbHostKey "127.0.0.1:$port" })" | Should -BeExactly "127.0.0.1 refused the connection on port $port."
    }
}
