#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# How completion deals with the server: long lists, slow and failing answers, what is kept and for how long.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Match([string] $Line) {
        @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches |
                Where-Object ResultType -EQ ParameterValue)
    }
    function Get-Text([string] $Line) { @(Get-Match $Line | ForEach-Object CompletionText) }
    function Measure-Text([string] $Line) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $text = Get-Text $Line
        [pscustomobject]@{ Text = $text; Seconds = $watch.Elapsed.TotalSeconds }
    }
    function New-Repository([string] $Slug) { $null = Send-Order $emulator POST repositories/acme @{ slug = $Slug; mainBranch = 'main' } }
    function Wait-Answer([scriptblock] $Ready) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Ready) -and $watch.Elapsed.TotalSeconds -lt 20) { [Threading.Thread]::Sleep(50) }
    }
    Connect-Emulator $emulator
}
AfterAll { Stop-TestFile }

Describe 'Completion among 6,000 branches' {
    BeforeAll {
        New-Repository monorepo
        $null = Send-Order $emulator POST refs/acme/monorepo @{ branch = 'feature/JIRA'; count = 6000 }
        $null = Send-Order $emulator POST refs/acme/monorepo @{ branch = 'release/2.0' }
        $null = Send-Order $emulator POST refs/acme/monorepo @{ branch = 'odd "name" \ here' }
        $null = Send-Order $emulator POST refs/acme/monorepo @{ tag = 'v1'; count = 3000 }
    }
    BeforeEach { Clear-Request }

    It 'has the right answer in one request: <Line>' -ForEach @(
        @{ Line = 'Get-BbPipeline -Repository monorepo -Branch feature/JIRA-599'
            Expect = @('feature/JIRA-599') + (0..9 | ForEach-Object { "feature/JIRA-599$_" }) }
        @{ Line = 'Get-BbPipeline -Repository monorepo -Branch main'; Expect = 'main' }
        @{ Line = 'Invoke-BbPipeline -Repository monorepo -Branch rel'; Expect = 'release/2.0' }
        @{ Line = 'Invoke-BbPipeline -Repository monorepo -Branch EASE'; Expect = @() }
        @{ Line = 'Invoke-BbPipeline -Repository monorepo -Branch RELEASE/'; Expect = 'release/2.0'; Requests = 0 }
        @{ Line = 'Get-BbPipeline -Repository monorepo -Branch *-4711'; Expect = 'feature/JIRA-4711' }
        @{ Line = "Get-BbPipeline -Repository monorepo -Branch 'odd `"n"; Expect = "'odd `"name`" \ here'" }
        @{ Line = 'Get-BbPipeline -Repository monorepo -Tag v1-2999'; Expect = 'v1-2999' }
        @{ Line = 'New-BbSchedule -Repository monorepo -Branch feature/JIRA-1234'; Expect = 'feature/JIRA-1234' }
    ) {
        @(Get-Text $Line) | Should -BeExactly $Expect
        @(Get-EmulatorRequest $emulator) | Should -HaveCount ($null -eq $Requests ? 1 : $Requests)
    }

    It 'reads a few pages and no more when little was typed' {
        Get-Text 'Get-BbPipeline -Repository monorepo -Branch f' | Should -HaveCount 500
        Get-EmulatorRequest $emulator | Should -HaveCount 5
        # More letters find what was not among them.
        Get-Text 'Get-BbPipeline -Repository monorepo -Branch feature/JIRA-5123' | Should -BeExactly 'feature/JIRA-5123'
    }

    It 'finds the few that begin with what thousands contain' {
        # feature/JIRA-.. contains every letter of it.
        Get-Text 'Get-BbPipeline -Repository monorepo -Branch r' | Should -BeExactly 'release/2.0'
        Get-EmulatorRequest $emulator | Should -HaveCount 2
    }

    It 'asks nothing more for words that a whole answer covers' {
        Get-Text 'Get-BbPipeline -Repository monorepo -Branch feature/JIRA-47' | Should -HaveCount 110
        Clear-Request
        Get-Text 'Get-BbPipeline -Repository monorepo -Branch feature/JIRA-4712' | Should -BeExactly 'feature/JIRA-4712'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }
}

Describe 'Completion among many repositories' {
    It 'asks for what was typed: <Line>' -ForEach @(
        @{ Line = 'Get-BbPipeline -Repository bulk-299'; Expect = 'bulk-299' }
        @{ Line = 'Get-BbPipeline -Repository acme/bulk-298'; Expect = 'acme/bulk-298' }
        @{ Line = 'Find-BbVariable -Repository BULK-297'; Expect = 'bulk-297' }
    ) {
        if (-not (Get-BbRepository bulk-299 -ErrorAction Ignore)) {
            $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 300; mainBranch = 'main' }
        }

        Clear-Request
        Get-Text $Line | Should -BeExactly $Expect
        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }
}

Describe 'A slow server' {
    It 'delays one completion, its late answer is kept, and nothing is asked twice' {
        New-Repository late
        $null = Send-Order $emulator POST faults @{ path = '/late/'; delaySeconds = 4; times = 0 }
        Clear-Request
        $Error.Clear()
        $first = Measure-Text 'Get-BbPipeline -Repository late -Branch ma'
        $first.Text | Should -BeNullOrEmpty
        $first.Seconds | Should -BeGreaterThan 1.5
        $first.Seconds | Should -BeLessThan 3.9
        (Measure-Text 'Get-BbPipeline -Repository late -Branch mai').Text | Should -BeNullOrEmpty
        Wait-Answer { Get-Text 'Get-BbPipeline -Repository late -Branch mai' }
        Get-Text 'Get-BbPipeline -Repository late -Branch mai' | Should -BeExactly 'main'
        Get-EmulatorRequest $emulator | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }

    It 'shows the pages that came in time' {
        New-Repository pages
        $null = Send-Order $emulator POST refs/acme/pages @{ branch = 'topic/x'; count = 230 }
        $null = Send-Order $emulator POST faults @{ path = '/pages/.*page=2'; delaySeconds = 30; times = 0 }
        Get-Text 'Get-BbPipeline -Repository pages -Branch topic' | Should -HaveCount 100
    }
}

Describe 'A failure' {
    It 'is remembered: the next completion asks nothing (<Because>)' -ForEach @(
        @{ Because = 'no answer'; Slug = 'silent'; Fault = @{ delaySeconds = 60 } }
        @{ Because = 'an error'; Slug = 'broken'; Fault = @{ status = 403; body = '{}' } }
        @{ Because = 'rubbish'; Slug = 'rubbish'; Fault = @{ status = 200; body = '<html>'; contentType = 'text/html' } }
    ) {
        New-Repository $Slug
        $null = Send-Order $emulator POST faults ($Fault + @{ path = "/$Slug/"; times = 0 })
        $Error.Clear()
        Get-Text "Get-BbPipeline -Repository $Slug -Branch m" | Should -BeNullOrEmpty
        $null = Send-Order $emulator DELETE faults
        Clear-Request
        $again = foreach ($word in 'm', 'ma', 'x', '') { Measure-Text "Get-BbPipeline -Repository $Slug -Branch $word" }
        @($again | ForEach-Object Text) | Should -BeNullOrEmpty
        ($again.Seconds | Measure-Object -Sum).Sum | Should -BeLessThan 2
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
        # Another list is asked as ever.
        Get-Text 'Get-BbPipeline -Repository gadgets -Branch m' | Should -BeExactly 'main'
    }
}

Describe 'What this session writes' {
    BeforeEach { Connect-Emulator $emulator }

    It 'is seen by the next completion: <What>' -ForEach @(
        @{ What = 'a new environment'; Line = 'Get-BbEnvironment Q'; Write = { New-BbEnvironment QA Test }; Expect = 'QA' }
        @{ What = 'a removed environment'; Line = 'Get-BbEnvironment Stag'; Write = { Remove-BbEnvironment Staging -Force }; Gone = $true }
        @{ What = 'a new variable'; Line = 'Remove-BbVariable BRAND'; Write = { Set-BbVariable BRAND_NEW 1 }; Expect = 'BRAND_NEW' }
        @{ What = 'a removed variable'; Line = 'Get-BbVariable API_U'; Write = { Remove-BbVariable API_URL -Force }; Gone = $true }
        @{ What = 'a new run'; Line = 'Get-BbPipeline '; Write = { Invoke-BbPipeline -Custom nightly }; Expect = '1' }
        @{ What = 'a new runner'; Line = 'Get-BbRunner brand'; Write = { New-BbRunner brand-new -Label linux }; Expect = 'brand-new' }
        @{ What = 'a branch made with Invoke-BbApi'; Line = 'Get-BbPipeline -Branch bra'
            Write = { $null = Send-Order $emulator POST refs/acme/widgets @{ branch = 'brand-new' }; Set-BbPipelineConfig -Enabled $true }; Expect = 'brand-new' }
    ) {
        $before = @(Get-Text $Line)
        $null = & $Write 3>$null
        $after = @(Get-Text $Line)
        if ($Gone) {
            $before | Should -Not -BeNullOrEmpty
            $after.Count | Should -Be ($before.Count - 1)
        }
        else {
            $before | Should -Not -Contain $Expect
            $after | Should -Contain $Expect
        }
    }

    It 'is seen though the list of the server is late' {
        $null = Send-Order $emulator PATCH options @{ newItemListLag = 100000; speed = 1 }
        $null = Get-Text 'Get-BbEnvironment '
        $null = New-BbEnvironment Lagging Test
        Get-Text 'Get-BbEnvironment Lag' | Should -BeExactly 'Lagging'
    }
}

Describe 'Steps of a run that has just started' {
    It 'are asked again when there were none' {
        Connect-Emulator $emulator
        $null = Send-Order $emulator PATCH options @{ speed = 0 }
        $run = Invoke-BbPipeline -Custom nightly
        Get-Text "Get-BbStepLog $($run.BuildNumber) " | Should -BeNullOrEmpty
        $null = Send-Order $emulator POST clock @{ advanceSeconds = 3 }
        Get-Text "Get-BbStepLog $($run.BuildNumber) " | Should -Not -BeNullOrEmpty
    }
}
