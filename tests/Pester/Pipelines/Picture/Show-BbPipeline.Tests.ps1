#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $browser, $ci = $env:BROWSER, $env:CI
    $evil = "<script>alert(1)</script> $([char]27)[2J ##vso[task.complete]"
    function Set-World {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:pic @{ steps = @(
                @{ name = 'Build'; duration = 20 }
                @{ name = 'Unit tests'; duration = 18; parallel = 'g' }
                @{ name = 'End-to-end'; duration = 33; parallel = 'g'; runNumber = 2; result = 'FAILED' }
                @{ name = 'Deploy' }
            )
        }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:gate @{ steps = @(@{ name = $evil; duration = 20 }; @{ name = 'Deploy'; manual = $true }) }
        $null = Add-Run @{ selector = 'custom:pic'; result = $null; ageSeconds = 900; branch = 'trunk' }
        $null = Add-Run @{ selector = 'custom:gate'; result = $null; ageSeconds = 600; branch = 'release/1.x' }
    }
    # What the host shows.
    function Get-Picture([scriptblock] $Script) { @(& $Script 6>&1 | Where-Object { $_ -is [Management.Automation.InformationRecord] } | ForEach-Object { "$_" }) }
}
AfterAll {
    $env:BROWSER, $env:CI = $browser, $ci
    Stop-TestFile
}

Describe 'Show-BbPipeline' {
    BeforeEach { Set-World }

    It 'shows each step with its time and its result, and returns nothing' {
        $lines = Get-Picture { Show-BbPipeline 1 }
        $lines[0] | Should -BeLike 'Run #1 of acme/widgets: FAILED in 0:5?*'
        $lines | Where-Object { $_ -match 'Build .* 0:20 SUCCESSFUL$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match 'End-to-end \(run 2\) .* 0:33 FAILED$' } | Should -HaveCount 1
        $lines | Where-Object { $_ -match '^  - .*Deploy .* NOT_RUN$' } | Should -HaveCount 1
        $lines -join ' ' | Should -Match 'Critical path: Build > End-to-end; 0:53 of'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessThan 80
        Show-BbPipeline 1 6>$null | Should -BeNullOrEmpty
        (Show-BbPipeline 1 -PassThru 6>$null).Result | Should -Be 'FAILED'
    }

    It 'takes the newest run, that of a branch, piped runs and rows: <_>' -ForEach @(
        { Show-BbPipeline -PassThru }, { Show-BbPipeline latest -PassThru }, { Show-BbPipeline -Branch 'rel*' -PassThru }
        { Get-BbPipeline 2 | Show-BbPipeline -PassThru }, { [pscustomobject]@{ BuildNumber = 2 } | Show-BbPipeline -PassThru }
    ) { (& $_ 6>$null).BuildNumber | Should -Be 2 }

    It 'shows several one after the other, and an error for one that is not there' {
        $lines = Get-Picture { 1, 99, 2 | Show-BbPipeline -ErrorVariable script:problem -ErrorAction SilentlyContinue }
        ($lines -match '^Run #').Count | Should -Be 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        { Show-BbPipeline 99 -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
    }

    It 'says what a run waits for, and shows nothing that a terminal or a build system would obey' {
        $text = (Get-Picture { Show-BbPipeline 2 }) -join "`n"
        $text | Should -Match "waits for a person to start the step 'Deploy'"
        $text | Should -Not -Match "$([char]27)"
        $before = $env:TF_BUILD
        $env:TF_BUILD = 'True'
        try { (Get-Picture { Show-BbPipeline 2 }) -join "`n" | Should -Not -Match '##vso\[' } finally { $env:TF_BUILD = $before }
    }

    It 'asks for the run and its steps only' {
        $null = Send-Order $emulator DELETE requests
        Show-BbPipeline 1 6>$null
        Get-EmulatorRequest $emulator | Should -HaveCount 2
    }

    Context '-Live' {
        It 'says how each step begins and ends where nothing can be drawn, then shows the run, and a failure is no error' {
            $null = Add-Run @{ selector = 'custom:pic'; result = $null; branch = 'trunk' }
            $lines = Get-Picture { Show-BbPipeline 3 -Live -PollIntervalSec 0.1 -ErrorVariable script:problem }
            $lines[0] | Should -BeLike 'Watching run #3 of acme/widgets (trunk,*'
            $lines | Should -Contain 'Build: SUCCESSFUL in 0:20'
            $lines | Should -Contain 'End-to-end (run 2): FAILED in 0:33'
            $lines -match '^Run #3 of acme/widgets: FAILED' | Should -HaveCount 1
            $problem | Should -BeNullOrEmpty
        }

        It 'ends with a warning when a person is needed' {
            $warning = Show-BbPipeline 2 -Live -PollIntervalSec 0.1 6>$null 3>&1
            "$warning" | Should -BeLike "Run #2 of acme/widgets waits for a person to start the manual step 'Deploy'.*"
        }

        It 'shows a run that has ended at once, and takes one only' {
            Get-Picture { Show-BbPipeline 1 -Live } | Select-Object -First 1 | Should -BeLike 'Run #1 *'
            { 1, 2 | Show-BbPipeline -Live } | Should -Throw '-Live takes one run, but there are 2.' -ErrorId 'AmbiguousTarget,*'
        }

        It 'ends after -TimeoutSec with an error' {
            $null = Send-Order $emulator PUT scripts/acme/widgets/custom:long @{ steps = @(@{ name = 'Long'; duration = 100000 }) }
            $null = Add-Run @{ selector = 'custom:long'; result = $null; branch = 'trunk' }
            $null = Show-BbPipeline 3 -Live -TimeoutSec 1 -PollIntervalSec 0.1 6>$null -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'PipelineTimeout,*'
        }

        It 'draws on a screen of its own in a terminal, and gives it back' -Skip:(-not (Get-Command script, stty -ErrorAction Ignore)) {
            $child = Invoke-Child $emulator 'Invoke-BbPipeline -Custom pic -Branch trunk | Show-BbPipeline -Live -PollIntervalSec 0.1' -Columns 80 -Environment @{ TERM = 'xterm' }
            $escape = [char]27
            $child.All | Should -Match ([regex]::Escape("$escape[?1049h") + '(?s).*' + [regex]::Escape("$escape[?25h$escape[?1049l") + '.*Run #3 of acme/widgets: FAILED')
            ($child.All -split [regex]::Escape("$escape[?1049l"))[1] | Should -Not -Match $escape
        }
    }

    Context '-OutFile' {
        It 'writes one whole file: <_>' -ForEach 'run.svg', 'run.HTML' {
            $path = Join-Path $TestDrive $_
            Show-BbPipeline 2 -OutFile $path | Should -BeNullOrEmpty
            $text = Get-Content -Raw $path
            $text | Should -Match 'prefers-color-scheme:dark'
            $text | Should -Not -Match '<script|url\(|@import|src='
            $text | Should -Match '&lt;script&gt;alert\(1\)'
            $text | Should -Match 'href="http://127\.0\.0\.1:\d+/acme/widgets/pipelines/results/2/steps/'
            if ($_ -like '*.svg') { ([xml]$text).svg.title.'#text' | Should -BeLike 'Run #2 of acme/widgets: PAUSED*' }
            else { $text | Should -Match '^<!DOCTYPE html>\s*<html lang="en">' }
            (Show-BbPipeline 2 -OutFile $path -PassThru).FullName | Should -Be $path
        }

        It 'refuses what it cannot do in words: <Words>' -ForEach @(
            @{ Words = "'*x.png' has no extension of a picture."; Script = { Show-BbPipeline 1 -OutFile "$TestDrive/x.png" } }
            @{ Words = '-OutFile takes one run, but there are 2.'; Script = { 1, 2 | Show-BbPipeline -OutFile "$TestDrive/two.svg" } }
            @{ Words = '*already exists.'; Script = { Set-Content "$TestDrive/old.svg" x; Show-BbPipeline 1 -OutFile "$TestDrive/old.svg" -NoClobber } }
            @{ Words = '*no folder*'; Script = { Show-BbPipeline 1 -OutFile "$TestDrive/none/x.svg" -ErrorAction Stop } }
        ) {
            $_.Script | Should -Throw $Words
            Test-Path "$TestDrive/two.svg" | Should -BeFalse
        }

        It 'writes nothing for a run that is not there' {
            { Show-BbPipeline 99 -OutFile "$TestDrive/none.svg" -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
            Test-Path "$TestDrive/none.svg" | Should -BeFalse
        }
    }

    Context '-Web' {
        It 'opens the page in the browser that BROWSER names' -Skip:$IsWindows {
            $opened = Join-Path $TestDrive opened
            $env:BROWSER = Join-Path $TestDrive browser
            Set-Content $env:BROWSER "#!/bin/sh`necho noise`nprintf %s `"`$1`" > '$opened'"
            chmod +x $env:BROWSER
            Show-BbPipeline 1 -Web 6>$null | Should -BeNullOrEmpty
            Get-Content $opened | Should -Be "$($emulator.SiteUri)acme/widgets/pipelines/results/1"
        }

        It 'shows the address where there is no browser' {
            $env:BROWSER, $env:CI = $null, 'true'
            Get-Picture { Show-BbPipeline 1 -Web } | Should -BeLike "There is no browser here. The page of the run: $($emulator.SiteUri)acme/widgets/pipelines/results/1"
            $env:CI = $null
        }
    }
}
