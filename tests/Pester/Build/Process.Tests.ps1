#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# How the tests start another PowerShell: the same way however this one was started.
BeforeDiscovery {
    $worlds = @(
        @{ World = 'dotnet pwsh.dll'; Start = 'dotnet', "$PSHOME/pwsh.dll" }
        if (Test-Path "$PSHOME/pwsh$(if ($IsWindows) { '.exe' })") { @{ World = 'native'; Start = @("$PSHOME/pwsh") } }
    )
}

Describe 'A PowerShell that was started as <World>' -ForEach $worlds {
    It 'starts another one' {
        $script = "Import-Module '$PSScriptRoot/../Support/Process.psm1'; `$engine = @(Get-Engine); " +
            '& $engine[0] @($engine | Select-Object -Skip 1) -NoProfile -NonInteractive -Command ''"$PID in $($PSVersionTable.PSVersion)"; exit 37''; "$PID, $LASTEXITCODE"'
        $output = & $Start[0] @($Start | Select-Object -Skip 1) -NoProfile -NonInteractive -Command $script
        $output[0] | Should -MatchExactly "^\d+ in $([regex]::Escape($PSVersionTable.PSVersion))$"
        $output[1] | Should -MatchExactly ', 37$'
        ($output[0] -split ' ')[0] | Should -Not -Be ($output[1] -split ',')[0] -Because 'it is a process of its own'
    }
}

Describe 'The run of all files' {
    BeforeAll {
        Import-Module "$PSScriptRoot/../Support/Process.psm1"
        $pester = (Get-Module Pester).Path -replace '\.psm1$', '.psd1'
        # A copy of the runner over files of our own.
        $null = New-Item "$TestDrive/Support" -ItemType Directory
        Copy-Item "$PSScriptRoot/../Support/Invoke-Tests.ps1", "$PSScriptRoot/../Support/Test-File.ps1", "$PSScriptRoot/../Support/Process.psm1" "$TestDrive/Support"
        $good = 'Describe A { It passes { 1 | Should -Be 1 }; It skips -Skip { } }'
        $files = @{
            Good   = $good
            Other  = $good
            Bad    = 'Describe B { It fails { 1 | Should -Be 2 } }'
            Dies   = 'Describe D { It dies { [Environment]::Exit(3) } }'
            Empty  = '# no test'
            Broken = 'Describe {'
        }
        foreach ($name in $files.Keys) { Set-Content "$TestDrive/$name.Tests.ps1" $files[$name] }
        $engine = @(Get-Engine)
        $output = & $engine[0] @($engine | Select-Object -Skip 1) -NoProfile -NonInteractive -File "$TestDrive/Support/Invoke-Tests.ps1" -Pester $pester -ResultFile "$TestDrive/result.json" *>&1 | Out-String
        $counts = Get-Content -Raw "$TestDrive/result.json" | ConvertFrom-Json
    }

    It 'counts what passed and what was skipped, whatever became of other files' {
        $counts.Passed, $counts.Skipped | Should -Be 2, 2
    }

    It 'counts as failures a test that fails, a process that died, a file without a test and one that cannot be read' {
        $counts.Failed | Should -Be 4
        $output | Should -Match 'Dies\.Tests\.ps1 died \(3\)'
    }
}
