#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Colors and links of tables: through $PSStyle, and only where somebody looks.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $noColor = $env:NO_COLOR
    Connect-Emulator $emulator
    $null = Send-Order $emulator PATCH options @{ speed = 0 }
    $null = Add-Run @{ ageSeconds = 9000 }
    foreach ($result in 'FAILED', 'STOPPED', 'PAUSED', 'RUNNING') { $null = Add-Run @{ result = $result } }
    function Find-Line([string] $Pattern) { @($input | Out-String -Stream -Width 120 | Where-Object { $_ -match $Pattern }) }
    # A word in a color, with nothing of the cell beside it.
    function Get-Painted([string] $Color, [string] $Word) { [regex]::Escape("$Color$Word$($PSStyle.Reset)") }
}
AfterAll {
    Stop-TestFile
    $env:NO_COLOR = $noColor
}

Describe 'The colors of a table' {
    BeforeEach {
        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = $null
    }
    AfterEach { $env:NO_COLOR = $noColor }

    It 'tell results and states apart' {
        $runs = Get-BbPipeline
        $runs | Find-Line (Get-Painted $PSStyle.Foreground.Green SUCCESSFUL) | Should -HaveCount 1
        $runs | Find-Line (Get-Painted $PSStyle.Formatting.Error FAILED) | Should -HaveCount 1
        $runs | Find-Line (Get-Painted $PSStyle.Formatting.Warning STOPPED) | Should -HaveCount 1
        $runs | Find-Line (Get-Painted $PSStyle.Formatting.Warning PAUSED) | Should -HaveCount 1
        $runs | Find-Line (Get-Painted $PSStyle.Foreground.Cyan RUNNING) | Should -HaveCount 1
        Get-BbStep 2 | Find-Line (Get-Painted $PSStyle.Formatting.Error FAILED) | Should -HaveCount 1
        Get-BbPipeline 2 | Format-List | Find-Line (Get-Painted $PSStyle.Formatting.Error FAILED) | Should -HaveCount 2
    }

    It 'are those that a user has set' {
        $before = $PSStyle.Formatting.Error
        $PSStyle.Formatting.Error = "`e[95m"
        try { Get-BbPipeline 2 | Find-Line (Get-Painted "`e[95m" FAILED) | Should -HaveCount 1 }
        finally { $PSStyle.Formatting.Error = $before }
    }

    It 'mark rows that failed or were skipped, and runners that are away' {
        $null = Send-Order $emulator PUT variables/repository/acme/gadgets @{ variables = @(@{ key = 'TOKEN'; value = 'x'; secured = $true }) }
        $rows = Copy-BbVariable -Name TOKEN -Repository gadgets -ToRepository widgets -WarningAction SilentlyContinue
        $rows.Status | Should -BeExactly 'Skipped'
        foreach ($text in 'TOKEN', 'Skipped', 'acme/widgets') {
            $rows | Find-Line (Get-Painted $PSStyle.Formatting.Warning $text) | Should -HaveCount 1
        }
        Get-BbRunner mac-1 | Find-Line (Get-Painted $PSStyle.Formatting.Error OFFLINE) | Should -HaveCount 1
        Get-BbRunner linux-1 | Find-Line (Get-Painted $PSStyle.Foreground.Green ONLINE) | Should -HaveCount 1
    }

    It 'leave the width of each column as it is: <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 }, @{ Width = 160 } {
        $runs = Get-BbPipeline
        $colored = $runs | Out-String -Stream -Width $Width | ForEach-Object { $_ -replace '\e\]8;;.*?\e\\' -replace '\e\[[0-9;]*m' }
        $PSStyle.OutputRendering = 'PlainText'
        $colored | ForEach-Object TrimEnd | Should -BeExactly ($runs | Out-String -Stream -Width $Width | ForEach-Object TrimEnd)
    }

    It 'are none where PowerShell shows plain text or NO_COLOR is set' {
        $runs = @(Get-BbPipeline) + @(Get-BbRunner)
        $env:NO_COLOR = '1'
        [BitbucketPipelines.Output.Display]::Word('FAILED') | Should -BeExactly 'FAILED'
        [BitbucketPipelines.Output.Display]::Link(7, $runs[0].Url) | Should -BeExactly '7'
        $env:NO_COLOR = $null
        $PSStyle.OutputRendering = 'PlainText'
        [BitbucketPipelines.Output.Display]::Word('FAILED') | Should -BeExactly 'FAILED'
        $runs | Out-String | Should -Not -Match '\e'
    }

    It 'are none in a redirected process that was told nothing' {
        $said = Invoke-Child $emulator "Get-BbPipeline; Get-BbStep 2; Get-BbRunner; Wait-BbPipeline 2 -Follow -ErrorAction Ignore" @{ NO_COLOR = $null; TERM = 'xterm-256color' }
        $said.All | Should -Match 'FAILED'
        $said.All | Should -Not -Match '\e'
    }

    It 'need no TERM, which Windows does not have' {
        $term = $env:TERM
        try {
            $env:TERM = $null
            [BitbucketPipelines.Output.Display]::Word('FAILED') | Should -BeExactly "$($PSStyle.Formatting.Error)FAILED$($PSStyle.Reset)"
        }
        finally { $env:TERM = $term }
    }
}

Describe 'The number of a run' {
    BeforeEach {
        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = $null
    }
    AfterEach { $env:NO_COLOR = $noColor }

    It 'is a link to its page' {
        $run = Get-BbPipeline 2
        $run | Find-Line ([regex]::Escape($PSStyle.FormatHyperlink('2', $run.Url))) | Should -HaveCount 1
        $step = Get-BbStep 2 1
        $step | Find-Line ([regex]::Escape($PSStyle.FormatHyperlink('2', $step.Url))) | Should -HaveCount 1
    }

    It 'is text in a build system, in a terminal without links, and where the address is none' {
        $run = Get-BbPipeline 2
        foreach ($variables in @{ GITHUB_ACTIONS = 'true' }, @{ TERM = 'linux' }) {
            $before = [Environment]::GetEnvironmentVariable(@($variables.Keys)[0])
            try {
                $variables.GetEnumerator() | ForEach-Object { [Environment]::SetEnvironmentVariable($_.Key, $_.Value) }
                $run | Out-String | Should -Not -Match '\e\]8'
            }
            finally { [Environment]::SetEnvironmentVariable(@($variables.Keys)[0], $before) }
        }
        foreach ($url in 'file:///etc/passwd', 'javascript:alert(1)', 'widgets', '', $null, "https://example.com/`e]0;x`a", "https://example.com/`u{202e}x") {
            [BitbucketPipelines.Output.Display]::Link(2, $url) | Should -Not -Match '\e(?!\]8;;https://example\.com/[\x21-\x7e]*\e\\|\\|\]8;;\e)' -Because "$url"
        }
    }
}

Describe 'The colors of a followed log' {
    BeforeEach {
        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = $null
    }
    AfterEach { $env:NO_COLOR = $noColor }

    It 'set headers and results apart' {
        $lines = Wait-BbPipeline 2 -Follow -PollIntervalSec 0.1 -ErrorAction SilentlyContinue 6>&1 | ForEach-Object { "$_" }
        $lines -match [regex]::Escape("$($PSStyle.Formatting.TableHeader)==> widgets #2 Build$($PSStyle.Reset)") | Should -HaveCount 1
        $lines -match (': ' + (Get-Painted $PSStyle.Formatting.Error FAILED) + ' in 0:') | Should -HaveCount 1
    }
}

Describe 'The colors of tests' {
    BeforeEach {
        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = $null
    }
    AfterEach { $env:NO_COLOR = $noColor }

    It 'mark failed tests' {
        Start-TestWorld $emulator
        Get-BbTestCase 1 Unit | Find-Line (Get-Painted $PSStyle.Formatting.Error subtracts) | Should -HaveCount 1
        Get-BbTestReport 1 | Find-Line (Get-Painted $PSStyle.Formatting.Error 1) | Should -HaveCount 1
    }
}
