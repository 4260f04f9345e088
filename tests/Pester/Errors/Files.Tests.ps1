#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# All cmdlets that read or write a file answer the same questions in the same way.
BeforeDiscovery {
    $readers = @(
        @{ Name = 'Import-BbRepositorySetting'; Arguments = @{ Path = 'FILE' }; Ending = '.json' }
        @{ Name = 'Compare-BbRepositorySetting'; Arguments = @{ Path = 'FILE'; Repository = 'widgets' }; Ending = '.json' }
        @{ Name = 'Import-BbVariable'; Arguments = @{ Path = 'FILE' }; Ending = '.env' }
        @{ Name = 'Import-BbKnownHost'; Arguments = @{ Path = 'FILE' } }
        @{ Name = 'Set-BbSshKeyPair'; Arguments = @{ PrivateKeyPath = 'FILE' } }
        @{ Name = 'Invoke-BbApi'; Arguments = @{ Method = 'POST'; Path = 'x'; InFile = 'FILE' } }
        @{ Name = 'Test-BbPipelineYaml'; Arguments = @{ Path = 'FILE' }; Ending = '.yml' }
        @{ Name = 'Invoke-BbPipeline'; Arguments = @{ YamlPath = 'FILE' }; Ending = '.yml' }
        @{ Name = 'Publish-BbReport'; Arguments = @{ Path = 'FILE'; Commit = 'trunk' }; Ending = '.sarif' }
    )
    $writers = @(
        @{ Name = 'Export-BbVariable'; Arguments = @{ Path = 'FILE' }; Ending = '.csv' }
        @{ Name = 'Export-BbKnownHost'; Arguments = @{ Path = 'FILE' } }
        @{ Name = 'Export-BbRepositorySetting'; Arguments = @{ Path = 'FILE' }; Ending = '.json' }
        @{ Name = 'Save-BbCache'; Arguments = @{ OutFile = 'FILE'; Name = 'node' }; Ending = '.tar' }
    )
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    # The arguments with the path of the file.
    function Get-Call([hashtable] $With, [string] $File) {
        $call = @{}
        foreach ($entry in $With.GetEnumerator()) { $call[$entry.Key] = $entry.Value -eq 'FILE' ? $File : $entry.Value }
        $call
    }
}
AfterAll { Stop-TestFile }

Describe '<Name>' -ForEach $readers {
    BeforeEach { Connect-Emulator $emulator; Clear-Request }

    It 'says that there is no such file' {
        foreach ($file in "$TestDrive/absent$Ending", "$TestDrive/no/folder$Ending") {
            $call = Get-Call $Arguments $file
            $failed = try { $null = & $Name @call -ErrorAction Stop } catch { $_ }
            $failed.CategoryInfo.Category | Should -Be ObjectNotFound
            "$failed" | Should -BeLike "*$file*"
        }
        Get-EmulatorRequest $emulator -Method POST | Should -BeNullOrEmpty
    }

    It 'says that it is a folder' {
        $folder = New-Item -ItemType Directory "$TestDrive/folder$Ending" -Force
        $call = Get-Call $Arguments $folder.FullName
        $failed = try { $null = & $Name @call -ErrorAction Stop } catch { $_ }
        $failed.CategoryInfo.Category | Should -Be ObjectNotFound
    }
}

Describe '<Name>' -ForEach $writers {
    BeforeEach { Connect-Emulator $emulator; $null = Send-Order $emulator POST caches/acme/widgets @{ name = 'node'; size = 10 }; Clear-Request }

    It 'writes no file with -WhatIf, and returns none' {
        $call = Get-Call $Arguments "$TestDrive/new$Ending"
        & $Name @call -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/new$Ending" | Should -Not -Exist
        if ($Name -like 'Export-*') { Get-EmulatorRequest $emulator | Should -BeNullOrEmpty }
        & $Name @call
        "$TestDrive/new$Ending" | Should -Exist
    }
}
