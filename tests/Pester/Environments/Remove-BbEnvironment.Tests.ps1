#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Removal { Get-EmulatorRequest $emulator -Method DELETE }
}
AfterAll { Stop-TestFile }

Describe 'Remove-BbEnvironment' {
    BeforeEach { Connect-Emulator $emulator }

    It 'removes by name, whatever the case, and writes nothing' {
        Remove-BbEnvironment staging -Force | Should -BeNullOrEmpty
        (Get-BbEnvironment).Name | Should -Be 'Test', 'Production'
    }

    It 'asks at High impact, and -Force never beats -WhatIf' {
        $command = Get-Command Remove-BbEnvironment
        ([System.Management.Automation.CommandMetadata]$command).ConfirmImpact | Should -Be 'High'
        Remove-BbEnvironment Test -Force -WhatIf
        Get-BbEnvironment | Remove-BbEnvironment -WhatIf
        Remove-BbEnvironment Test -Confirm:$false
        (Get-BbEnvironment).Name | Should -Be 'Staging', 'Production'
    }

    It 'takes wildcards, uuids and several at once' {
        Remove-BbEnvironment 't*' -Force
        Remove-BbEnvironment -Uuid (Get-BbEnvironment Staging).Uuid.Trim('{}') -Force
        (Get-BbEnvironment).Name | Should -Be 'Production'
        Remove-BbEnvironment * -Force
        Remove-BbEnvironment 'x*' -Force -ErrorAction Stop
        Get-BbEnvironment | Should -BeNullOrEmpty
    }

    It 'takes environments of several repositories, and reads each list once' {
        Get-BbRepository '*dgets' | Get-BbEnvironment | Where-Object Name -NE Production | Remove-BbEnvironment -Force
        Get-Removal | Should -HaveCount 3
        (Get-BbRepository '*dgets' | Get-BbEnvironment).Name | Should -Be 'Production', 'Production'
        Get-BbRepository '*dgets' | Remove-BbEnvironment -Name Production -Force
        Get-BbRepository '*dgets' | Get-BbEnvironment | Should -BeNullOrEmpty
    }

    It 'takes what is left of an object: <What>' -ForEach @(
        @{ What = 'some properties'; Left = { $_ | Select-Object Name, Repository } }
        @{ What = 'all properties'; Left = { $_ | Select-Object * } }
        @{ What = 'what was written to a file'; Left = { $_ | Export-Clixml TestDrive:/e.xml; Import-Clixml TestDrive:/e.xml } }
    ) {
        Get-BbEnvironment Production -Repository gadgets | ForEach-Object $Left | Remove-BbEnvironment -Force
        (Get-BbEnvironment -Repository gadgets).Name | Should -Be 'Staging'
        Get-BbEnvironment | Should -HaveCount 3
    }

    It 'takes names and rows with the name as Environment from the pipeline' {
        'test', 'Staging', 'Test' | Remove-BbEnvironment -Force -ErrorAction Stop
        Get-Removal | Should -HaveCount 2
        [pscustomobject]@{ Environment = 'Production'; Repository = 'gadgets' } | Remove-BbEnvironment -Force
        (Get-BbRepository '*dgets' | Get-BbEnvironment | ForEach-Object { "$($_.Repository)/$($_.Name)" }) | Should -Be 'gadgets/Staging', 'widgets/Production'
    }

    It 'takes no object of another kind: <What>' -ForEach @(
        @{ What = 'repositories'; Other = { Get-BbRepository } }
        @{ What = 'variables'; Other = { Get-BbVariable } }
    ) {
        & $Other | Remove-BbEnvironment -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InputObject*,*'
        Get-Removal | Should -BeNullOrEmpty
    }

    It 'takes a name from the pipeline for no pattern' {
        '*' | Remove-BbEnvironment -Force -ErrorAction SilentlyContinue
        [pscustomobject]@{ Name = '*' } | Remove-BbEnvironment -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        Get-Removal | Should -BeNullOrEmpty
    }

    It 'lists what there is when a name means none, and removes the others' {
        Remove-BbEnvironment Nowhere, Test -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Staging, Production*'
        Get-Removal | Should -HaveCount 1
    }

    It 'does not guess between two of the same name' {
        $null = Send-Order $emulator POST environments/acme/widgets @{ name = 'Test'; type = 'Test' }
        Remove-BbEnvironment Test -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AmbiguousEnvironment,*'
        Get-Removal | Should -BeNullOrEmpty
        Get-BbEnvironment Test | Remove-BbEnvironment -Force
        Get-BbEnvironment Test* | Should -BeNullOrEmpty
    }

    It 'goes on after a failure' {
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; status = 403; contentType = 'application/json'; body = '{"error":{"message":"No"}}' }
        Remove-BbEnvironment Test, Staging -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PermissionDenied,*'
        # Both are removed at the same time. Only the error says which of them failed.
        $left = @((Get-BbEnvironment).Name)
        $left | Should -HaveCount 2
        $left | Should -Contain 'Production'
        $left | Should -Contain $errors[0].TargetObject
    }

    It 'warns of the variables in its help' {
        (Get-Help Remove-BbEnvironment).Synopsis | Should -BeLike '*variables*'
    }
}
