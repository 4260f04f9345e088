#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Complete([string] $Line) { @((TabExpansion2 $Line $Line.Length).CompletionMatches | Where-Object ResultType -eq ParameterValue) }
    function Get-Text([string] $Line) { @((Complete $Line).CompletionText) }

    # Answers are kept for a minute, by repository and run: each test that counts requests has a repository of its own.
    Connect-Emulator $emulator
    foreach ($name in 'feature/log-list', 'feature/ünïcode', "it's", 'with space', 'price$', 'say"hi"', '-dash', '#hash', '@at', 'a;b', 'a`b', '12', '[wip]/x', 'typo“graphic') {
        $null = Send-Order $emulator POST refs/acme/widgets @{ branch = $name }
    }
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:odd @{ steps = @(@{ name = 'Build & test' }, @{ name = "Don't panic" }, @{ name = 'Deploy' }) }
    $odd = Add-Run @{ selector = 'custom:odd' }
    $null = Add-Run @{ } gadgets
}
AfterAll { Stop-TestFile }

Describe 'Tab completion of <What>' -ForEach @(
    @{ What = 'repositories'; Line = 'Get-BbPipeline -Repository '; Expect = @('empty', 'gadgets', 'widgets') }
    @{ What = 'repositories that begin so'; Line = 'Get-BbPipeline -Repository G'; Expect = @('gadgets') }
    @{ What = 'repositories, for Get-BbRepository'; Line = 'Get-BbRepository wi'; Expect = @('widgets') }
    @{ What = 'branches with slashes'; Line = 'Get-BbPipeline -Branch feature/log'; Expect = @('feature/log-view', 'feature/log-list') }
    @{ What = 'branches with other letters'; Line = 'Get-BbPipeline -Branch feature/ü'; Expect = @('feature/ünïcode') }
    @{ What = 'branches with a wildcard'; Line = 'Get-BbPipeline -Branch *log-v'; Expect = @('feature/log-view') }
    @{ What = 'branches, for Invoke-BbPipeline'; Line = 'Invoke-BbPipeline -Branch tr'; Expect = @('trunk') }
    @{ What = 'branches of another repository'; Line = 'Get-BbPipeline -Repository gadgets -Branch '; Expect = @('main') }
    @{ What = 'branches of another repository, named behind'; Line = 'Get-BbPipeline -Slug acme/gadgets -Branch m'; Expect = @('main') }
    @{ What = 'tags, newest names first'; Line = 'Get-BbPipeline -Tag '; Expect = @('v1.1.0', 'v1.0.0') }
    @{ What = 'custom pipelines'; Line = 'Invoke-BbPipeline -Custom '; Expect = @('deploy', 'nightly', 'fail', 'manual-gate', 'halted', 'long-log', 'parallel', 'services', 'odd') }
    @{ What = 'custom pipelines, in a pipeline'; Line = '1 | ForEach-Object { Start-BbPipeline -Custom ma'; Expect = @('manual-gate') }
    @{ What = 'steps'; Line = 'Get-BbStep 1 '; Expect = @("'Build & test'", "'Don''t panic'", 'Deploy') }
    @{ What = 'steps of a run with a hash sign'; Line = "Get-BbStepLog -Pipeline '#1' -Step dep"; Expect = @('Deploy') }
    @{ What = 'steps of the first of several runs'; Line = 'Get-BbStep 1, 2 -Step dep'; Expect = @('Deploy') }
    @{ What = 'steps of an address'; Line = 'Get-BbStepLog https://bitbucket.org/acme/gadgets/pipelines/results/1 -Step '; Expect = @('Build') }
) {
    It 'finds <Expect>' {
        Get-Text $Line | Should -BeExactly $Expect
    }
}

Describe 'Tab completion of steps' {
    It 'knows the repository of the run in a variable' {
        $global:completedRun = Get-BbPipeline 1 -Repository gadgets
        try {
            Get-Text 'Get-BbStepLog $completedRun -Step ' | Should -BeExactly 'Build'
        }
        finally {
            Remove-Variable completedRun -Scope Global
        }
    }

    It 'has nothing to say without a run' {
        Get-Text 'Get-BbPipeline -First 1 | Get-BbStepLog -Step ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbStep nonsense -Step ' | Should -BeNullOrEmpty
        Get-Text 'Get-BbStep 99 -Step ' | Should -BeNullOrEmpty
    }
}

Describe 'Quoting' {
    It 'gives a word that means the name: <Name>' -ForEach @(
        @{ Name = "it's" }, @{ Name = 'with space' }, @{ Name = 'price$' }, @{ Name = 'say"hi"' }, @{ Name = '-dash' }, @{ Name = '#hash' }
        @{ Name = '@at' }, @{ Name = 'a;b' }, @{ Name = 'a`b' }, @{ Name = '12' }, @{ Name = '[wip]/x' }, @{ Name = 'feature/log-list' }, @{ Name = 'typo“graphic' }
    ) {
        function Get-Argument([string] $Branch) { $Branch }
        $match = @(Complete 'Get-BbPipeline -Branch ') | Where-Object ListItemText -ceq $Name
        $match | Should -HaveCount 1
        # What is completed must be read as just that one argument.
        & ([scriptblock]::Create("Get-Argument -Branch $($match.CompletionText)")) | Should -BeExactly $Name
        foreach ($quote in "'", '"') {
            $begun = @(Complete "Get-BbPipeline -Branch $quote") | Where-Object ListItemText -ceq $Name
            $begun.CompletionText | Should -BeLike "$quote*$quote"
            & ([scriptblock]::Create("Get-Argument -Branch $($begun.CompletionText)")) | Should -BeExactly $Name
        }
    }

    It 'offers no name that a terminal would act on' {
        foreach ($name in "fine-a", "evil-$([char]27)[2J", "evil-$([char]0x202e)x", "evil-$([char]0x9b)2J") {
            $null = Send-Order $emulator POST environments/acme/gadgets @{ name = $name; type = 'Test' }
        }
        $offered = @(Complete 'Get-BbEnvironment -Repository gadgets -Name ').ListItemText
        $offered | Should -Contain 'fine-a'
        $offered | Where-Object { $_ -like 'evil*' } | Should -BeNullOrEmpty
    }

    It 'goes on from <Typed>' -ForEach @(
        @{ Typed = "'with s"; Expect = "'with space'" }, @{ Typed = '"with s'; Expect = '"with space"' }, @{ Typed = "'it''"; Expect = "'it''s'" }
        @{ Typed = '"price`$'; Expect = '"price`$"' }, @{ Typed = '"feature/log-v'; Expect = '"feature/log-view"' }, @{ Typed = '[w'; Expect = "'[wip]/x'" }
        @{ Typed = "'feature/log-v'"; Expect = "'feature/log-view'" }
    ) {
        Get-Text "Get-BbPipeline -Branch $Typed" | Should -BeExactly $Expect
    }

    It 'leaves plain names bare' {
        Get-Text 'Get-BbPipeline -Branch release' | Should -BeExactly 'release/1.x'
    }
}

Describe 'Manners' {
    It 'asks once a minute' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'asked-once'; mainBranch = 'main' }
        Clear-Request
        1..5 | ForEach-Object { Get-Text 'Get-BbPipeline -Repository asked-once -Branch m' } | Should -BeExactly (@('main') * 5)
        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }

    It 'asks once while a word is typed' {
        $null = Send-Order $emulator POST repositories/other @{ slug = 'gizmos'; mainBranch = 'main' }
        Clear-Request
        foreach ($typed in '', 'g', 'gi', "'giz") {
            Get-Text "Get-BbPipeline -Workspace other -Repository $typed" | Should -Match 'gizmos'
            Get-Text "Get-BbRepository -Workspace other $typed" | Should -Match 'gizmos'
        }

        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }

    It 'reads all pages' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'branchy'; mainBranch = 'main' }
        $null = Send-Order $emulator POST refs/acme/branchy @{ branch = 'topic/x'; count = 230 }
        Get-Text 'Get-BbPipeline -Repository branchy -Branch topic' | Should -HaveCount 230
    }

    It 'is silent when <Because>' -ForEach @(
        @{ Because = 'the repository is not there'; Line = 'Get-BbPipeline -Repository nowhere -Branch m' }
        @{ Because = 'the workspace is not there'; Line = 'Get-BbPipeline -Workspace nowhere -Repository w' }
        @{ Because = 'the name cannot be sent'; Line = 'Get-BbPipeline -Repository .. -Branch m' }
        @{ Because = 'there is no file to look in'; Line = 'Invoke-BbPipeline -Repository empty -Custom n' }
    ) {
        $Error.Clear()
        Get-Text $Line | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }

    It 'is silent when the server answers with rubbish' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'rubbish'; mainBranch = 'main' }
        $null = Send-Order $emulator POST faults @{ path = '/rubbish/'; status = 200; body = '<html>'; contentType = 'text/html' }
        Get-Text 'Get-BbPipeline -Repository rubbish -Branch m' | Should -BeNullOrEmpty
    }

    It 'completes with another session' {
        $global:completingSession = Get-BbSession
        Disconnect-BbWorkspace
        try {
            Get-Text 'Get-BbPipeline -Branch tr' | Should -BeNullOrEmpty
            Get-Text 'Get-BbPipeline -Session $completingSession -Branch tr' | Should -BeExactly 'trunk'
        }
        finally {
            Remove-Variable completingSession -Scope Global
        }
    }

    It 'looks at the clone in the current folder, as the cmdlets do' {
        $null = New-Item "$TestDrive/clone/.git", "$TestDrive/clone/src" -ItemType Directory
        Set-Content "$TestDrive/clone/.git/config" "[remote `"origin`"]`n`turl = $($emulator.SiteUri)acme/gadgets.git"
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        Connect-BbWorkspace -NoCheck acme -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri
        Push-Location "$TestDrive/clone/src"
        try {
            (Get-BbPipeline).Repository | Should -BeExactly 'gadgets'
            Get-Text 'Get-BbPipeline -Branch ' | Should -BeExactly 'main'
            # Wherever else the process, or another drive, may be.
            Set-Location Env:
            Get-Text 'Get-BbPipeline -Branch m' | Should -BeExactly 'main'
        }
        finally {
            Pop-Location
        }
    }
}
