#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'New-BbEnvironment' {
    BeforeEach { Connect-Emulator $emulator }

    It 'creates one and writes it' {
        $made = New-BbEnvironment Europe production
        $made.Name | Should -BeExactly 'Europe'
        $made.EnvironmentType | Should -BeExactly 'Production'
        $made.Repository | Should -BeExactly 'widgets'
        (Get-EmulatorRequest $emulator -Method POST).body | Should -BeExactly '{"name":"Europe","environment_type":{"name":"Production"}}'
        (Get-BbEnvironment Europe).Uuid | Should -BeExactly $made.Uuid
        ($made | Get-BbVariable) | Should -BeNullOrEmpty
    }

    It 'gives back the one that is there already, so that a script can be run again' {
        $there = Get-BbEnvironment Test
        $again = New-BbEnvironment Test test -ErrorAction Stop -WarningVariable w
        $again.Uuid | Should -BeExactly $there.Uuid
        $again.Repository | Should -BeExactly 'widgets'
        $w | Should -BeNullOrEmpty
        Get-BbEnvironment | Should -HaveCount 3
    }

    It 'says that the name is taken by one of another type' {
        New-BbEnvironment Test -EnvironmentType Production -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        "$($errors[0])" | Should -BeLike "*acme/widgets*'Test'*of the type Test*"
    }

    It 'refuses a type that there is not, before anything is sent' {
        { New-BbEnvironment Europe Live } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { New-BbEnvironment ' ' Test } | Should -Throw -ErrorId 'EmptyArgument,*'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'creates nothing with -WhatIf' {
        New-BbEnvironment Europe Production -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'takes a table, and repositories from the pipeline' {
        $made = "Name,EnvironmentType,Repository`nA,Test,gadgets`nB,staging,widgets" | ConvertFrom-Csv | New-BbEnvironment
        ($made | ForEach-Object { "$($_.Repository)/$($_.Name) $($_.EnvironmentType)" }) | Should -Be 'gadgets/A Test', 'widgets/B Staging'
        (Get-BbRepository '*dgets' | New-BbEnvironment -Name C -EnvironmentType Test).Repository | Should -Be 'gadgets', 'widgets'
    }

    It 'looks whether it came about when the answer is lost, and sends it once' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        $made = New-BbEnvironment Europe Production -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $made.Uuid | Should -BeExactly (Get-BbEnvironment Europe).Uuid
        $warnings | Should -BeLike 'The answer to POST */environments* was lost, but the object was created*'
        Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
    }

    It 'says that it is not known when the answer is lost and the list cannot be read' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; reset = $true }
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'environments'; status = 403; times = 0 }
        New-BbEnvironment Europe Production -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*Get-BbEnvironment 'Europe' -Repository acme/widgets"
        Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        New-BbEnvironment Europe Production -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*admin:pipeline:bitbucket*'
    }
}
