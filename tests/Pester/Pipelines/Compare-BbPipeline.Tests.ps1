#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Set-Script([string] $Selector, $Steps) { $null = Send-Order $emulator PUT "scripts/acme/widgets/$Selector" @{ steps = @($Steps) } }
    function Add-Commit([string] $Message, [string] $File) {
        (Send-Order $emulator POST commits/acme/widgets @{ branch = 'trunk'; message = $Message; file = $File }).hash
    }
    function Get-Test([hashtable] $Status) {
        @{ cases = @($Status.GetEnumerator() | ForEach-Object { @{ name = $_.Key; className = 'CartTest'; packageName = 'shop'; status = $_.Value } }) }
    }
    $cause = 'src/cart.ts(17,9): error TS2322: Type ''string'' is not assignable to type ''number''.'

    Connect-Emulator $emulator
    $good = @('+ npm ci', 'added 112 packages in 2.1s', '+ npm test', '2026-11-27T10:00:01Z fetched 8f31c2a9d1 in 12 ms', 'Downloading /tmp/a81/one.tgz', 'Downloading /tmp/c02/two.tgz', 'ok')
    $bad = @('+ npm ci', 'added 113 packages in 9.8s', '+ npm test', '2026-11-28T11:31:07Z fetched 02bd77c1ee in 980 ms', 'Downloading /tmp/zz9/two.tgz', 'Downloading /tmp/zz1/one.tgz', "`e[31m$cause`e[0m", 'npm ERR! Exit status 2')
    $others = 1..8 | ForEach-Object { @{ name = "Part $_"; duration = 2; log = @("+ part $_") } }
    $null = Add-Commit 'The first cart' "image: node:20`npipelines:`n  default: []`n"
    Set-Script default (@(@{ name = 'Build'; duration = 5; image = 'node:20' }) + $others + @{ name = 'Test'; duration = 5; log = $good; tests = (Get-Test @{ adds = 'SUCCESSFUL'; old = 'FAILED'; always = 'FAILED' }) })
    $old = Add-Run @{ ageSeconds = 4000 }
    $null = Add-Commit 'Carts have a tax'
    $null = Add-Commit 'Node 22' "image: node:22`npipelines:`n  default: []`n"
    $other = Add-Run @{ ageSeconds = 3000; selector = 'custom:nightly' }
    Set-Script default (@(@{ name = 'Build'; duration = 45; image = 'node:20' }) + $others + @{ name = 'Test'; duration = 5; result = 'FAILED'; log = $bad; tests = (Get-Test @{ adds = 'FAILED'; old = 'SUCCESSFUL'; always = 'FAILED' }) })
    $new = Add-Run @{ ageSeconds = 1000; result = $null }
}
AfterAll { Stop-TestFile }

Describe 'Compare-BbPipeline' {
    It 'finds the last successful run of the same pipeline and branch' {
        $found = Compare-BbPipeline $new
        $found.Pipeline, $found.Result, $found.Reference, $found.ReferenceResult | Should -Be $new, 'FAILED', $old, 'SUCCESSFUL'
        $found.Ref | Should -BeExactly 'trunk'
        $found.Url | Should -BeLike "*/results/$new"
    }

    It 'says what is new in the log, whatever the times, numbers, hashes, paths, colors and order' {
        $found = Compare-BbPipeline $new
        $found.FailedStep | Should -BeExactly 'Test'
        $found.Cause | Should -BeExactly $cause
        $found.LogLine | Should -Be 7
        $found | Out-String | Should -BeLike '*(2 lines are not in the other log*'
        $found.NewLogLines | Should -Contain $cause
    }

    It 'lists the tests that are new, still there, and mended' {
        $found = Compare-BbPipeline $new $old
        $found.NewFailedTests | Should -BeExactly 'shop.CartTest.adds'
        $found.StillFailedTests | Should -BeExactly 'shop.CartTest.always'
        $found.MendedTests | Should -BeExactly 'shop.CartTest.old'
    }

    It 'lists the commits between them, and what changed in bitbucket-pipelines.yml' {
        $found = Compare-BbPipeline $new
        $found.Commits.Message | Should -BeExactly 'Node 22', 'Carts have a tax'
        $found.FileChanges | Should -Not -BeNullOrEmpty
        $found.FileChanges | Should -BeExactly '- image: node:20', '+ image: node:22'
    }

    It 'compares the steps by result and time' {
        $steps = (Compare-BbPipeline $new).Steps
        $steps | Should -HaveCount 10
        ($steps | Where-Object Name -EQ Build).Difference | Should -BeExactly 'Slower'
        ($steps | Where-Object Name -EQ Test).Difference | Should -BeExactly 'Result'
        ($steps | Where-Object Difference -EQ Equal) | Should -HaveCount 8
    }

    It 'needs 12 requests and two logs at most' {
        Clear-Request
        $null = Compare-BbPipeline -InformationAction SilentlyContinue
        $requests = @(Get-EmulatorRequest $emulator)
        @($requests | Where-Object port -EQ api).Count | Should -BeLessOrEqual 12
        @($requests | Where-Object { $_.port -eq 'api' -and $_.pathAndQuery -like '*/log' }) | Should -HaveCount 2
    }

    It 'shows the cause in the first 30 lines, and no more than 45' {
        $lines = (Compare-BbPipeline $new | Out-String -Width 120).Trim() -split '\r?\n'
        $lines.Count | Should -BeLessOrEqual 45
        $lines[3].Trim() | Should -BeExactly $cause
        $lines[0] | Should -BeLike "Run #$new FAILED, compared with #$old SUCCESSFUL (widgets, trunk)*"
        "$lines" | Should -Not -Match "`e"
    }

    It 'travels as JSON at the default depth' {
        $json = Compare-BbPipeline $new | ConvertTo-Json -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        ($json | ConvertFrom-Json).Steps[0].Name | Should -BeExactly 'Build'
        ($json | ConvertFrom-Json).NewLogLines | Should -Contain $cause
    }

    It 'takes the newest run, runs from the pipeline, and the newest of a branch' {
        (Compare-BbPipeline -InformationAction SilentlyContinue).Pipeline | Should -Be $new
        (Compare-BbPipeline -Branch trunk -InformationAction SilentlyContinue).Pipeline | Should -Be $new
        (Get-BbPipeline $new | Compare-BbPipeline).Reference | Should -Be $old
        ($new, $old | Compare-BbPipeline -WarningAction SilentlyContinue).Pipeline | Should -Be $new, $old
    }

    It 'warns about two different pipelines, and compares them' {
        $found = Compare-BbPipeline $new $other -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "Run #$new (*default*) and run #$other (custom: nightly) are of different pipelines*"
        $found.Reference | Should -Be $other
        ($found.Steps.Difference | Select-Object -Unique) | Should -Contain 'Added'
    }

    It 'compares with nothing where no run before succeeded, and still shows the log' {
        $null = Add-Run @{ branch = 'release/1.x'; result = 'FAILED'; ageSeconds = 500 }
        $found = Compare-BbPipeline -Branch release/1.x -WarningVariable warnings -WarningAction SilentlyContinue -InformationAction SilentlyContinue
        "$warnings" | Should -BeLike 'No successful run of the same pipeline and branch was found before run #*-Reference*'
        $found.Reference | Should -BeNullOrEmpty
        $found.FailedStep | Should -Not -BeNullOrEmpty
        ($found | Out-String) | Should -BeLike '*not compared with another run*'
    }

    It 'says that a log is gone, and compares the rest' {
        $null = Send-Order $emulator POST faults @{ path = "pipelines/$old/steps/.*/log$"; status = 404; body = '{"error":{"message":"x","detail":"Log in step {a} does not exist."}}'; contentType = 'application/json'; times = 0 }
        $found = Compare-BbPipeline $new
        $null = Send-Order $emulator DELETE faults
        "$($found.Notes)" | Should -BeLike '*has no log any more*'
        $found.Cause | Should -BeExactly $cause
        $found.Commits | Should -HaveCount 2
        $found.NewFailedTests | Should -HaveCount 1
    }

    It 'says what cannot be read for want of a permission, and compares the rest' {
        $null = Send-Order $emulator POST faults @{ path = '/(commits|src/)'; status = 403; body = '{"type":"error","error":{"message":"no"}}'; contentType = 'application/json'; times = 0 }
        $found = Compare-BbPipeline $new
        $null = Send-Order $emulator DELETE faults
        $found.FileChanges | Should -BeNullOrEmpty
        "$($found.Notes)" | Should -BeLike '*The commits between the runs could not be read*bitbucket-pipelines.yml could not be read*'
        $found.Cause | Should -BeExactly $cause
    }

    It 'shows the error of a run without steps' {
        $null = Add-Run @{ branch = 'feature/log-view'; ageSeconds = 400 }
        $null = Add-Run @{ branch = 'feature/log-view'; result = 'ERROR'; ageSeconds = 300 }
        $found = Compare-BbPipeline -Branch feature/log-view -InformationAction SilentlyContinue
        $found.Cause | Should -BeLike '*The YAML is not valid.*'
        $found.Steps.Difference | Select-Object -Unique | Should -BeExactly 'Removed'
    }

    It 'says that a run has not ended, and compares what is known' {
        $null = Add-Run @{ tag = 'v1.0.0'; ageSeconds = 300 }
        $running = Add-Run @{ tag = 'v1.1.0'; result = 'RUNNING' }
        $found = Compare-BbPipeline $running -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "Run #$running has not ended*"
        $found.Result | Should -BeExactly 'RUNNING'
        $found.Reference | Should -Be ($running - 1)
    }

    It 'fails for a run that is not there, whichever it is' {
        foreach ($command in { Compare-BbPipeline 9999 -ErrorAction Stop }, { Compare-BbPipeline $new 9999 -ErrorAction Stop }) {
            $command | Should -Throw -ErrorId 'NotFound,*' -ExpectedMessage '*has no run #9999*'
        }
    }

    It 'does not compare a run with itself' {
        { Compare-BbPipeline $new $new -ErrorAction Stop } | Should -Throw -ErrorId 'SameRun,*'
    }

    It 'cuts what follows the cause later than the long lines before it' {
        $long = 1..9 | ForEach-Object { "failed to reach mirror ${_}: $('x' * 300)" }
        Set-Script custom:long @{ name = 'Test'; result = 'FAILED'; log = @('+ npm test') + $long + "src/a.c:1:1: error: no member 'x'" + "wanted $('y' * 150) instead" }
        $run = Add-Run @{ selector = 'custom:long'; result = $null; ageSeconds = 200 }
        Compare-BbPipeline $run -WarningAction SilentlyContinue | Out-String -Width 120 | Should -BeLike '*y instead*'
    }

    Context 'among 250 steps that come in pages, 120 commits, and steps that fail in numbers' {
        BeforeAll {
            $null = Send-Order $emulator PATCH options @{ stepsPaging = $true }
            Set-Script custom:wide @(1..250 | ForEach-Object { @{ name = "Part $_"; duration = 1; log = @('+ make', 'ok') } })
            $null = Add-Run @{ selector = 'custom:wide'; ageSeconds = 900 }
            foreach ($number in 1..120) { $null = Add-Commit "Change $number" }
            Set-Script custom:wide @(1..250 | ForEach-Object {
                    if ($_ -lt 120) { @{ name = "Part $_"; duration = 1; log = @('+ make', 'ok') } }
                    else { @{ name = "Part $_"; parallel = 'p'; duration = 1; result = 'FAILED'; log = @('+ make', $cause); tests = (Get-Test @{ adds = 'FAILED' }) } }
                })
            $wide = Add-Run @{ selector = 'custom:wide'; result = $null; ageSeconds = 800 }
            function Get-Sent {
                $sent = @(Get-EmulatorRequest $emulator | Where-Object port -EQ api)
                @{ Count = $sent.Count; Logs = @($sent.pathAndQuery -like '*/log' | Select-Object -Unique).Count }
            }
        }
        AfterAll { $null = Send-Order $emulator PATCH options @{ stepsPaging = $false } }
        AfterEach { $null = Send-Order $emulator DELETE faults }

        It 'stays within 12 requests and two logs, and says what it did not read' {
            Clear-Request
            $found = Compare-BbPipeline $wide
            (Get-Sent).Count | Should -BeLessOrEqual 12
            (Get-Sent).Logs | Should -Be 2
            $found.FailedStep, $found.Cause | Should -BeExactly 'Part 120', $cause
            $found.Commits | Should -HaveCount 50
            "$($found.Notes)" | Should -BeLike '*The tests of step*were not read, to keep the number of requests low*bitbucket-pipelines.yml was not read*'
        }

        It 'stays within them where the server is busy now and then: <Times> times at <Path>' -ForEach @(
            @{ Path = 'steps/'; Times = 2 }, @{ Path = '/log$'; Times = 3 }, @{ Path = 'commits'; Times = 9 }, @{ Path = '.*'; Times = 3 }
        ) {
            $null = Send-Order $emulator POST faults @{ path = $Path; status = 503; times = $Times; body = 'busy'; contentType = 'text/plain' }
            Clear-Request
            $found = Compare-BbPipeline $wide
            (Get-Sent).Count | Should -BeLessOrEqual 12
            (Get-Sent).Logs | Should -BeLessOrEqual 2
            $found.FailedStep, $found.Cause | Should -BeExactly 'Part 120', $cause
        }
    }
}
