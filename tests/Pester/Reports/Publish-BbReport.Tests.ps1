#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $head = '{ "version": "2.1.0", "runs": [{ "tool": { "driver": { "name": "Lint" } }, "results": ['
    function New-Sarif([string] $Name, [string[]] $Messages) {
        $results = @($Messages) -ne $null | ForEach-Object { '{ "ruleId": "R", "level": "error", "message": { "text": "' + $_ + '" }, "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "src/a.js" }, "region": { "startLine": 3 } } }] }' }
        Set-Content "TestDrive:/$Name" ($head + ($results -join ',') + '] }] }')
        "TestDrive:/$Name"
    }
    function Get-Annotation($Report) { Invoke-BbApi "repositories/acme/widgets/commit/$($Report.Commit)/reports/$($Report.Id)/annotations" -Paginate }
    function Get-Report($Report) { Invoke-BbApi "repositories/acme/widgets/commit/$($Report.Commit)/reports/$($Report.Id)" }
    # A git repository of acme/widgets without git: what the module reads of it.
    function New-Clone([string] $Path, [string] $Hash, [string] $Repository = 'acme/widgets') {
        $null = New-Item "$Path/.git/refs/heads", "$Path/src" -ItemType Directory -Force
        Set-Content "$Path/.git/HEAD" 'ref: refs/heads/trunk'
        Set-Content "$Path/.git/refs/heads/trunk" $Hash
        Set-Content "$Path/.git/config" "[remote `"origin`"]`n`turl = $($emulator.SiteUri)$Repository.git"
    }
}
AfterAll { Stop-TestFile }

Describe 'Publish-BbReport' {
    BeforeEach {
        Connect-Emulator $emulator
        $trunk = (Invoke-BbApi repositories/acme/widgets/refs/branches/trunk).target.hash
        Clear-Request
    }

    It 'publishes a file, and a second time it replaces and doubles nothing' {
        $file = New-Sarif a.sarif one, two
        $first = Publish-BbReport $file -Commit $trunk
        $first | Should -BeOfType BitbucketPipelines.Api.Reports.PublishedReport
        $first.Title, $first.Result, $first.Total, $first.Kept, $first.High, $first.Commit | Should -Be 'Lint', 'FAILED', 2, 2, 2, $trunk
        $first.Url | Should -BeLike "*/acme/widgets/commits/$trunk"
        (Get-EmulatorRequest $emulator).method | Should -Be PUT, DELETE, PUT, POST
        $before = Get-Annotation $first
        $before.summary | Should -Be one, two
        $before[0].path, $before[0].line, $before[0].severity, $before[0].annotation_type | Should -Be 'src/a.js', 3, 'HIGH', 'BUG'

        $second = Publish-BbReport $file -Commit $trunk
        $second.Id | Should -BeExactly $first.Id
        (Get-Annotation $second).external_id | Should -Be $before.external_id
    }

    It 'removes annotations that are no longer found' {
        $null = Publish-BbReport (New-Sarif a.sarif one, two, three) -Commit $trunk
        $report = Publish-BbReport (New-Sarif a.sarif two) -Commit $trunk
        (Get-Annotation $report).summary | Should -Be 'two'
        $report = Publish-BbReport (New-Sarif a.sarif) -Commit $trunk
        Get-Annotation $report | Should -BeNullOrEmpty
        (Get-Report $report).result, (Get-Report $report).details | Should -Be 'PASSED', 'No findings.'
    }

    It 'keeps the 1,000 most severe, and says so' {
        $rows = 1..2500 | ForEach-Object { [pscustomobject]@{ Path = "f$_.c"; Line = $_; Message = "m$_"; Severity = ('Info', 'Warning', 'Error')[$_ % 3] } }
        $report = $rows | Publish-BbReport -Title Many -Commit $trunk -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -BeLike '*1,000 most severe of 2,500 findings*'
        $report.Total, $report.Kept | Should -Be 2500, 1000
        @(Get-EmulatorRequest $emulator).Count | Should -Be 13
        $kept = Get-Annotation $report
        $kept.Count | Should -Be 1000
        ($kept | Where-Object severity -EQ HIGH).Count | Should -Be 833
        ($kept | Where-Object severity -EQ LOW) | Should -BeNullOrEmpty
        (Get-Report $report).details | Should -BeLike '*1,000 most severe of 2,500*'
    }

    It 'fails with -FailOn <FailOn>: <Expected>' -ForEach @(
        @{ FailOn = 'HIGH'; Expected = 'PASSED' }, @{ FailOn = 'medium'; Expected = 'FAILED' }, @{ FailOn = 'LOW'; Expected = 'FAILED' }, @{ FailOn = 'Never'; Expected = 'PASSED' }
    ) {
        ([pscustomobject]@{ Message = 'm'; Severity = 'Warning' } | Publish-BbReport -Title T -Commit $trunk -FailOn $FailOn).Result | Should -BeExactly $Expected
    }

    It 'takes findings of ScriptAnalyzer, rows, hashtables, files and paths into one report' {
        $analyzer = [pscustomobject]@{ RuleName = 'PSAvoidX'; Severity = 'Warning'; ScriptName = 'a.ps1'; ScriptPath = 'src/a.ps1'; Line = 4; Column = 1; Message = 'avoid X' }
        $yaml = [pscustomobject]@{ Line = 2; Column = 3; Severity = 'Error'; Rule = 'unknown-key'; Message = 'unknown key'; Path = 'bitbucket-pipelines.yml' }
        $file = New-Sarif a.sarif one
        $report = $analyzer, $yaml, @{ Message = 'plain' }, (Get-Item $file), $file | Publish-BbReport -Title All -Commit $trunk
        $report.Total | Should -Be 5
        $all = Get-Annotation $report
        ($all | Where-Object title -EQ PSAvoidX | ForEach-Object { "$($_.path):$($_.line) $($_.severity) $($_.summary)" }) | Should -BeExactly 'src/a.ps1:4 MEDIUM avoid X'
        ($all | Where-Object title -EQ unknown-key | ForEach-Object { "$($_.path):$($_.line) $($_.severity)" }) | Should -BeExactly 'bitbucket-pipelines.yml:2 HIGH'
        $plain = $all | Where-Object summary -EQ plain
        $plain.PSObject.Properties.Name | Should -Not -Contain path
        ($analyzer | Publish-BbReport -Commit $trunk).Title | Should -BeExactly PSScriptAnalyzer
    }

    It 'knows the severities of ScriptAnalyzer after JSON, which keeps their numbers, and a whole array' {
        $rows = '[{"RuleName":"A","Severity":2,"Message":"error"},{"RuleName":"B","Severity":1,"Message":"warning"},{"RuleName":"C","Severity":0,"Message":"note"}]' | ConvertFrom-Json
        $report = Publish-BbReport -InputObject $rows -Title T -Commit $trunk
        $report.Result, $report.Total | Should -Be 'FAILED', 3
        Get-Annotation $report | ForEach-Object { "$($_.summary) $($_.severity)" } | Sort-Object | Should -Be 'error HIGH', 'note LOW', 'warning MEDIUM'
        ($rows[1, 2] | Publish-BbReport -Title T -Commit $trunk).Result | Should -Be 'PASSED'
    }

    It 'leaves an earlier report alone when the new one is refused, and publishes what Test-BbPipelineYaml found' {
        $null = Send-Order $emulator POST commits/acme/widgets @{ branch = 'trunk'; file = "pipelines:`n  default:`n    - step:`n        scrpt: [a]`n" }
        $report = Test-BbPipelineYaml -Branch trunk | Publish-BbReport -Commit trunk
        $report.Title, $report.Result | Should -Be 'bitbucket-pipelines.yml', 'FAILED'
        $before = @(Get-Annotation $report)
        $before.path | Select-Object -Unique | Should -Be 'bitbucket-pipelines.yml'
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = '/reports/'; status = 403 }
        { @() | Publish-BbReport -Id $report.Id -Title X -Commit $report.Commit -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionDenied,*'
        @(Get-Annotation $report).Count | Should -Be $before.Count
    }

    It 'takes what Invoke-Pester returns' {
        Set-Content TestDrive:/Some.Tests.ps1 "Describe 'Calc' {`n  It 'adds' { 1 | Should -Be 1 }`n  It 'subtracts' {`n    1 | Should -Be 2`n  }`n  It 'later' -Skip { }`n}"
        $module = (Get-Module Pester).Path
        $file = (Get-Item TestDrive:/Some.Tests.ps1).FullName
        $run = & {
            $shell = [powershell]::Create()
            try {
                $shell.AddScript("Import-Module '$module'; Invoke-Pester -Path '$file' -PassThru -Output None").Invoke()
            }
            finally { $shell.Dispose() }
        }
        Push-Location TestDrive:/
        try { $report = $run | Publish-BbReport -Commit $trunk }
        finally { Pop-Location }
        $report.Title, $report.Result, $report.Total | Should -Be 'Pester', 'FAILED', 1
        $one = Get-Annotation $report
        $one.title, $one.path, $one.line | Should -Be 'Calc.subtracts', 'Some.Tests.ps1', 4
        $one.summary | Should -BeLike 'Calc.subtracts: Expected 2, but got 1*'
        (Get-Report $report).report_type | Should -BeExactly TEST
        (Get-Report $report).details | Should -BeLike '3 tests run. 1 failure*'
        ($run.Tests | Publish-BbReport -Commit $trunk).Total | Should -Be 1
        (Get-Report $report).details | Should -BeLike '3 tests run. 1 failure*'
    }

    It 'publishes an empty list as passed' {
        $report = @() | Publish-BbReport -Title Lint -Commit $trunk
        $report.Result, $report.Total | Should -Be 'PASSED', 0
        (@() | Publish-BbReport -Commit $trunk -WarningVariable said -WarningAction SilentlyContinue).Title | Should -BeExactly Findings
        $said | Should -BeLike '*-Title*'
    }

    It 'publishes on the commit of each piped run' {
        $null = Add-Run @{ count = 1; branch = 'trunk' }
        $null = Add-Run @{ count = 1; branch = 'feature/log-view' }
        $reports = Get-BbPipeline | Publish-BbReport (New-Sarif a.sarif one)
        $reports.Commit | Should -Be (Get-BbPipeline).Commit
        (Get-BbPipeline 1 | Select-Object Workspace, Repository, Commit | Publish-BbReport (New-Sarif a.sarif one)).Commit | Should -Be (Get-BbPipeline 1).Commit
    }

    It 'sends nothing with -WhatIf' {
        $null = Start-Transcript "$TestDrive/whatif.txt"
        Publish-BbReport (New-Sarif a.sarif one) -Commit $trunk -WhatIf | Should -BeNullOrEmpty
        $null = Stop-Transcript
        Get-Content -Raw "$TestDrive/whatif.txt" | Should -Match ", 1 annotation\)"
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'sends nothing when one of the files is bad: <Text>' -ForEach @(
        @{ Text = ''; Says = '*is empty*' }, @{ Text = '{'; Says = '*line*not valid JSON*' }, @{ Text = '{"version":"2.1.0","runs":{}}'; Says = '*runs must be a list*' }
        @{ Text = '{"version":"1.0.0","runs":[]}'; Says = '*SARIF 1.0.0*' }, @{ Text = '<html/>'; Says = '*<html>*' }, @{ Text = 'text'; Says = '*neither SARIF*' }
        @{ Text = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuites>&a;</testsuites>'; Says = '*document type*' }
    ) {
        Set-Content TestDrive:/bad $Text -NoNewline
        $good = New-Sarif a.sarif one
        { Publish-BbReport $good, TestDrive:/bad -Commit $trunk } | Should -Throw $Says -ErrorId 'InvalidReportFile,*'
        { $good, 'TestDrive:/bad' | Publish-BbReport -Commit $trunk } | Should -Throw $Says -ErrorId 'InvalidReportFile,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'refuses objects that say nothing, and a call without anything' {
        { 1, 2 | Publish-BbReport -Commit $trunk } | Should -Throw -ErrorId 'InvalidFinding,*'
        { [pscustomobject]@{ Path = 'a' } | Publish-BbReport -Commit $trunk } | Should -Throw -ErrorId 'InvalidFinding,*'
        { Publish-BbReport -Commit $trunk } | Should -Throw -ErrorId 'NothingSpecified,*'
        foreach ($path in 'TestDrive:/nothing.sarif', 'TestDrive:/nothing*.sarif', 'TestDrive:/no/where.sarif', 'TestDrive:/') {
            $failed = { Publish-BbReport $path -Commit $trunk } | Should -Throw -ErrorId 'InvalidReportFile,*' -PassThru
            $failed.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $failed.Exception.Message | Should -Match '^There is no file|is a folder, not a file'
        }
        { Publish-BbReport (New-Sarif a.sarif one) -Commit $trunk -Id 'a/b' } | Should -Throw -ErrorId 'InvalidArgument,*'
        foreach ($link in 'javascript:alert(1)', 'ftp://example.com', '/builds/42', 'ci.example.com') {
            { Publish-BbReport (New-Sarif a.sarif one) -Commit $trunk -Link $link } | Should -Throw '*-Link is not the address of a web page*' -ErrorId 'InvalidArgument,*'
        }
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'says in words that there is no such commit' {
        foreach ($commit in ('0' * 40), 'deadbeef', 'no-such-branch') {
            { Publish-BbReport (New-Sarif a.sarif one) -Commit $commit -ErrorAction Stop } | Should -Throw "*$commit*not found*" -ErrorId 'CommitNotFound,*'
        }
    }

    It 'says what is there when a request for annotations fails' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = '/annotations'; status = 400; body = '{"key":"report-service.general.bad-request","message":"The summary field is bad.","arguments":{}}'; contentType = 'application/json' }
        { Publish-BbReport (New-Sarif a.sarif one) -Commit $trunk -ErrorAction Stop } | Should -Throw '*has only 0 of 1 annotation*The summary field is bad*' -ErrorId 'BadRequest,*'
    }

    Context 'in a clone' {
        It 'takes the commit that is checked out, and paths relative to the root' {
            $clone = "$((Get-Item TestDrive:/).FullName)/clone"
            New-Clone $clone $trunk
            Set-Content "$clone/src/a.ps1" x
            Push-Location "$clone/src"
            try {
                $report = [pscustomobject]@{ Message = 'one'; Path = "$clone/src/a.ps1" }, [pscustomobject]@{ Message = 'two'; Path = 'a.ps1' }, [pscustomobject]@{ Message = 'three'; Path = '..\b.ps1' },
                    [pscustomobject]@{ Message = 'four'; Path = '/etc/passwd' } | Publish-BbReport -Title T
                $report.Commit | Should -Be $trunk
                $byName = @{}
                Get-Annotation $report | ForEach-Object { $byName[$_.summary] = $_ }
                $byName.one.path, $byName.two.path, $byName.three.path | Should -Be 'src/a.ps1', 'src/a.ps1', 'b.ps1'
                $byName.four.details | Should -BeLike 'File: /etc/passwd*'
            }
            finally { Pop-Location }
        }

        It 'names the branch of piped findings where it asks for the commit, once' {
            $null = Send-Order $emulator PUT pipeline-file/acme/widgets @{ text = "a: 1`nb: 2" }
            Push-Location $TestDrive
            try { Test-BbPipelineYaml -Branch trunk -WarningAction Ignore | Publish-BbReport -Title x -ErrorVariable failed -ErrorAction SilentlyContinue }
            finally { Pop-Location }
            $failed | Should -HaveCount 1
            $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Commit trunk'
        }

        It 'names the formats where the file is in the format of NUnit' {
            Set-Content $TestDrive/nunit.xml '<test-run id="2"><test-suite/></test-run>'
            { Publish-BbReport $TestDrive/nunit.xml -Commit trunk } | Should -Throw '*NUnit XML*SARIF, JUnit XML and TRX*' -ErrorId 'InvalidReportFile,*'
        }

        It 'asks for the commit in a clone of another repository' {
            $clone = "$((Get-Item TestDrive:/).FullName)/other"
            New-Clone $clone $trunk acme/gadgets
            $file = (Get-Item (New-Sarif a.sarif one)).FullName
            Push-Location $clone
            try { { Publish-BbReport $file } | Should -Throw -ErrorId 'CommitRequired,*' }
            finally { Pop-Location }
        }
    }
}

Describe 'Publish-BbReport in a step of Bitbucket Pipelines' {
    BeforeEach {
        Connect-Emulator $emulator
        $trunk = (Invoke-BbApi repositories/acme/widgets/refs/branches/trunk).target.hash
        Disconnect-BbWorkspace
        $env:BITBUCKET_BUILD_NUMBER, $env:BITBUCKET_WORKSPACE, $env:BITBUCKET_REPO_SLUG, $env:BITBUCKET_COMMIT = '7', 'acme', 'widgets', $trunk
        # The emulator takes a request with the whole address for one that came to the proxy of the step.
        $env:BITBUCKET_STEP_PROXY = "http://$($emulator.ApiUri.Authority)"
        Clear-Request
    }
    AfterEach { Remove-Item Env:/BITBUCKET_* }

    It 'needs no credentials' {
        $report = Publish-BbReport (New-Sarif a.sarif one)
        $report.Commit, $report.Kept | Should -Be $trunk, 1
        $sent = @(Get-EmulatorRequest $emulator)
        $sent.method | Should -Be PUT, DELETE, PUT, POST
        $sent | Where-Object authorization | Should -BeNullOrEmpty
        ($sent[0].body | ConvertFrom-Json).link | Should -BeExactly 'https://bitbucket.org/acme/widgets/pipelines/results/7'
    }

    It 'is the only cmdlet for which that holds' {
        { Get-BbCommitStatus } | Should -Throw -ErrorId 'NotConnected,*'
        { Publish-BbReport (New-Sarif a.sarif one) -Commit trunk -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'sends nothing to a proxy on another machine' {
        $env:BITBUCKET_STEP_PROXY = 'http://proxy.example.com:29418'
        { Publish-BbReport (New-Sarif a.sarif one) } | Should -Throw -ErrorId 'InvalidProxy,*'
    }

    It 'needs credentials outside of a step' {
        Remove-Item Env:/BITBUCKET_BUILD_NUMBER
        { Publish-BbReport (New-Sarif a.sarif one) } | Should -Throw -ErrorId 'NotConnected,*'
    }

    It 'uses credentials if there are some' {
        $env:BITBUCKET_API_URI, $env:BITBUCKET_SITE_URI, $env:BITBUCKET_ACCESS_TOKEN = "$($emulator.ApiUri)", "$($emulator.SiteUri)", 'access-token-123'
        $null = Publish-BbReport (New-Sarif a.sarif one)
        (Get-EmulatorRequest $emulator).authorization | Should -Be Bearer, Bearer, Bearer, Bearer
    }
}
