#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $cmdlets = @(Get-Command -Module BitbucketPipelines -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Cmdlet = $_ } })
}
BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../../..").Path
    $folder = "$root/out/BitbucketPipelines"
    Import-Module $folder, "$PSScriptRoot/../Support/Process.psm1" -Force
    $manifest = Test-ModuleManifest "$folder/BitbucketPipelines.psd1"
}

Describe 'The manifest' {
    It 'is valid' {
        $manifest.Name | Should -BeExactly 'BitbucketPipelines'
        $manifest.Version | Should -BeGreaterThan ([version]'0.0')
        $manifest.Guid | Should -Be '5b0f7a52-6a3f-4a2e-9d0b-6f5f0f3c8d41'
        $manifest.PowerShellVersion | Should -Be ([version]'5.1')
        $manifest.CompatiblePSEditions | Should -Be 'Core', 'Desktop'
        foreach ($text in $manifest.Author, $manifest.Description, $manifest.LicenseUri) { "$text" | Should -Not -BeNullOrEmpty }
    }

    It 'chooses the build for this edition' {
        $manifest.RootModule | Should -BeExactly "$PSEdition/BitbucketPipelines.dll"
        (Get-Module BitbucketPipelines).ModuleType | Should -Be 'Binary'
    }

    It 'names all that it exports: no wildcards, which cost the search for commands dearly' {
        $text = Get-Content "$folder/BitbucketPipelines.psd1" -Raw
        foreach ($kind in 'Functions', 'Variables', 'Aliases', 'Cmdlets') {
            $text | Should -Match "(?m)^\s*${kind}ToExport\s*=\s*@\([^*]*?\)"
        }

        (Get-Module BitbucketPipelines).ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
        (Get-Module BitbucketPipelines).ExportedAliases.Keys | Should -Be $manifest.ExportedAliases.Keys
        (Get-Module BitbucketPipelines).ExportedFunctions.Count | Should -Be 0
        (Get-Module BitbucketPipelines).ExportedVariables.Count | Should -Be 0
    }

    It 'has the version of the assembly' {
        [Reflection.AssemblyName]::GetAssemblyName("$folder/Core/BitbucketPipelines.dll").Version.ToString(3) | Should -Be $manifest.Version.ToString()
    }
}

Describe 'What is shipped' {
    It 'is two assemblies for PowerShell 7, and no others' {
        (Get-ChildItem "$folder/Core" -File).Name | Where-Object { $_ -like '*.dll' -or $_ -notlike '*.xml' } |
            Should -BeExactly 'BitbucketPipelines.Api.dll', 'BitbucketPipelines.dll'
    }

    It 'brings no assembly into the session that PowerShell has' {
        # The reader of YAML, which other tests may have used before, has a load context of its own.
        $theirs = [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { $_.Location -and $_.Location.StartsWith($folder) }
        $theirs.ForEach({ $_.GetName().Name }) | Sort-Object -Unique | Should -BeExactly 'BitbucketPipelines', 'BitbucketPipelines.Api'
    }

    It 'has the views, and no tests or tools' {
        "$folder/BitbucketPipelines.Format.ps1xml" | Should -Exist
        "$folder/LICENSE" | Should -Exist
        Get-ChildItem $folder -Recurse -File | Where-Object Name -match 'Test|Emulator|\.pdb$|\.deps\.json$' | Should -BeNullOrEmpty
    }
}

Describe 'Importing' {
    It 'is said to take so long, in a process of its own' {
        $script = "`$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$folder'; `$w.Elapsed.TotalMilliseconds"
        $engine = @(Get-Engine)
        $time = & $engine[0] @($engine | Select-Object -Skip 1) -NoProfile -NoLogo -Command $script
        Write-Host "  Import-Module BitbucketPipelines: $([int][double]$time) ms"
        [double]$time | Should -BeGreaterThan 0
    }

    It 'is silent, may be done again, and can be undone' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$folder'; Import-Module '$folder' -Force; Remove-Module BitbucketPipelines; Import-Module '$folder'; (Get-Command Get-BbPipeline).Name")
            $shell.Invoke() | Should -BeExactly 'Get-BbPipeline'
            $shell.HadErrors | Should -BeFalse
            $shell.Streams.Warning | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe '<Name>' -ForEach $cmdlets {
    It 'has an approved verb' {
        Get-Verb $Cmdlet.Verb | Should -Not -BeNullOrEmpty
    }

    It 'has a singular noun with the prefix' {
        $Cmdlet.Noun | Should -MatchExactly '^Bb[A-Z][a-zA-Z]*([^s]|Status)$'
    }

    It 'says what it writes' {
        if ($Cmdlet.Verb -in 'Disconnect', 'Remove') { return }
        $Cmdlet.OutputType.Type | Should -Not -BeNullOrEmpty
        $Cmdlet.OutputType.Type | Should -Not -Contain $null
    }

    It 'asks before it changes something on Bitbucket, or the file that it is for' {
        $writes = $Cmdlet.Verb -in 'Copy', 'Export', 'Import', 'Invoke', 'New', 'Publish', 'Remove', 'Resume', 'Save', 'Set', 'Start', 'Stop', 'Sync'
        $Cmdlet.Parameters.ContainsKey('WhatIf') | Should -Be $writes
    }

    It 'has no parameter of the same name, or alias, as another, and none that hides a common one' {
        $names = @($Cmdlet.Parameters.Values | ForEach-Object { $_.Name; $_.Aliases })
        $names | Group-Object | Where-Object Count -gt 1 | Should -BeNullOrEmpty
    }

    It 'takes no switch by position' {
        foreach ($set in $Cmdlet.ParameterSets) {
            $set.Parameters | Where-Object { $_.Position -ge 0 -and $_.ParameterType -eq [switch] } | Should -BeNullOrEmpty
        }
    }
}
