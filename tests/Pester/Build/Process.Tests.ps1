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

    It 'ends after the file under way when the process that began it is gone' {
        $null = New-Item "$TestDrive/orphan" -ItemType Directory
        $parent = Start-Process $engine[0] @($engine | Select-Object -Skip 1; '-NoProfile', '-NonInteractive', '-Command', '"Start-Sleep 300"') -PassThru
        try {
            $one = 'Describe A { It kills { $parent = Get-Process -Id ORPHAN; $parent.Kill(); $parent.WaitForExit(); $parent.HasExited | Should -BeTrue } }'
            Set-Content "$TestDrive/orphan/One.ps1" $one.Replace('ORPHAN', $parent.Id)
            Set-Content "$TestDrive/orphan/Two.ps1" $good
            foreach ($name in 'One', 'Two') { [IO.File]::WriteAllText("$TestDrive/orphan/$name.todo", "$TestDrive/orphan/$name.ps1") }
            $said = & $engine[0] @($engine | Select-Object -Skip 1) -NoProfile -NonInteractive -File "$TestDrive/Support/Test-File.ps1" -Pester $pester -Queue "$TestDrive/orphan" -Parent $parent.Id
        }
        finally {
            if (-not $parent.HasExited) { $parent.Kill() }
        }
        @($said) -like '@begin *' | Should -BeExactly "@begin $TestDrive/orphan/One.ps1"
        @($said) -like '@end *' | Should -BeLike '*"Passed":1*'
        (Get-ChildItem "$TestDrive/orphan" -Filter *.todo).Name | Should -BeExactly 'Two.todo'
    }

    It 'counts as failures a test that fails, a process that died, a file without a test and one that cannot be read' {
        $counts.Failed | Should -Be 4
        $output | Should -Match 'Dies\.Tests\.ps1 died \(3\)'
    }
}

Describe 'The PowerShell that runs the tests' {
    It 'is found in a package folder that is given as <_>' -ForEach '/packages/here', '/packages/here/' {
        $engine = "$PSScriptRoot/../../Engine"
        (dotnet msbuild $engine -nologo -getProperty:PwshDll "-p:NuGetPackageRoot=$_") -replace '\\', '/' | Should -MatchExactly '^/packages/here/powershell/[\d.]+/tools/net10\.0/any/(unix|win)/pwsh\.dll$'
        (dotnet msbuild $engine -nologo -getProperty:PesterManifest "-p:NuGetPackageRoot=$_") -replace '\\', '/' | Should -MatchExactly '^/packages/here/pester/[\d.]+/tools/Pester\.psd1$'
    }
}
