#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Change { Get-EmulatorRequest $emulator -Method POST -Path '*/changes' }
}
AfterAll { Stop-TestFile }

Describe 'Set-BbEnvironment' {
    BeforeEach { Connect-Emulator $emulator }

    It 'renames, and writes nothing' {
        Set-BbEnvironment production -NewName Live | Should -BeNullOrEmpty
        (Get-Change).body | Should -BeExactly '{"change":{"name":"Live"}}'
        (Get-BbEnvironment).Name | Should -Be 'Test', 'Staging', 'Live'
        Get-BbVariable -Environment Live | Should -HaveCount 4
    }

    It 'restricts, and lifts the restriction' {
        (Set-BbEnvironment Production -AdminOnly $true -PassThru).AdminOnly | Should -BeTrue
        (Get-Change).body | Should -BeExactly '{"change":{"restrictions":{"admin_only":true}}}'
        Set-BbEnvironment Production -AdminOnly:$false
        (Get-BbEnvironment Production).AdminOnly | Should -BeFalse
    }

    It 'sends each change by itself, and what is so already not at all' {
        $now = Set-BbEnvironment Test -NewName Dev -AdminOnly $true -PassThru
        $now.Name | Should -BeExactly 'Dev'
        $now.AdminOnly | Should -BeTrue
        Get-Change | Should -HaveCount 2
        Set-BbEnvironment Dev -NewName Dev -AdminOnly $true
        Get-Change | Should -HaveCount 2
        Set-BbEnvironment Dev -NewName DEV
        (Get-BbEnvironment dev).Name | Should -BeExactly 'DEV'
    }

    It 'takes environments of several repositories from the pipeline' {
        Get-BbRepository | Get-BbEnvironment Production -ErrorAction Ignore | Set-BbEnvironment -AdminOnly $true
        (Get-BbRepository '*dgets' | Get-BbEnvironment | Where-Object AdminOnly | ForEach-Object { "$($_.Repository)/$($_.Name)" }) | Should -Be 'gadgets/Production', 'widgets/Production'
    }

    It 'takes wildcards that are typed, uuids and tables' {
        (Set-BbEnvironment 'S*', Test -AdminOnly $true -PassThru).Name | Should -Be 'Test', 'Staging'
        (Set-BbEnvironment -Uuid (Get-BbEnvironment Test).Uuid -NewName T -PassThru).Name | Should -BeExactly 'T'
        ("Name,NewName`nT,Test`nStaging,Stage" | ConvertFrom-Csv | Set-BbEnvironment -PassThru).Name | Should -Be 'Test', 'Stage'
    }

    It 'changes nothing with -WhatIf' {
        Get-BbEnvironment | Set-BbEnvironment -AdminOnly $true -WhatIf
        Set-BbEnvironment Test -NewName Dev -WhatIf
        Get-Change | Should -BeNullOrEmpty
    }

    It 'wants something to change, and one environment for one name' {
        { Set-BbEnvironment Test } | Should -Throw -ErrorId 'NothingToChange,*'
        Set-BbEnvironment 'T*', Staging -NewName X -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OneNewName,*'
        { Set-BbEnvironment Test -NewName '' } | Should -Throw -ErrorId 'EmptyArgument,*'
        Get-Change | Should -BeNullOrEmpty
    }

    It 'says which name is not there, and does not rename to one that is' {
        Set-BbEnvironment Nowhere -NewName X -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'EnvironmentNotFound,*'
        Set-BbEnvironment Test -NewName Staging -AdminOnly $true -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        "$($errors[0])" | Should -BeLike "*'Test'*not renamed to 'Staging'; who may deploy to it was changed*"
    }

    It 'does not guess between two of the same name' {
        $null = Send-Order $emulator POST environments/acme/widgets @{ name = 'TEST'; type = 'Test' }
        $null = Send-Order $emulator POST environments/acme/widgets @{ name = 'Staging'; type = 'Test' }
        (Set-BbEnvironment Test -AdminOnly $true -PassThru).Name | Should -BeExactly 'Test'
        Set-BbEnvironment tesT, Staging -AdminOnly $true -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -BeLike 'AmbiguousEnvironment,*'
        $errors | Should -HaveCount 2
        $errors[1].ErrorDetails.RecommendedAction | Should -Match '\{.+\} \(Staging\), \{.+\} \(Test\)'
        Get-BbEnvironment | Where-Object Name -EQ Staging | Select-Object -Last 1 | Set-BbEnvironment -NewName Other
        (Get-BbEnvironment).Name | Should -Be 'Test', 'Staging', 'Production', 'TEST', 'Other'
    }

    It 'explains a change that Bitbucket does not make' {
        $null = Send-Order $emulator POST faults @{
            path = 'changes$'; status = 400; contentType = 'application/json'
            body = '{"error":{"message":"Bad request","detail":"The change is not supported.","data":{"key":"deploy-service.environment.change-not-supported"}}}'
        }
        Set-BbEnvironment Test -AdminOnly $true -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ChangeNotSupported,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*name and who may deploy*'
    }

    It 'repeats a change whose answer is lost: twice is the same as once' {
        $null = Send-Order $emulator POST faults @{ path = 'changes$'; resetAfterHandling = $true }
        Set-BbEnvironment Test -AdminOnly $true -ErrorAction Stop
        Get-Change | Should -HaveCount 2
    }

    It 'looks until the change is to be seen' {
        $test = Get-BbEnvironment Test
        $null = Send-Order $emulator POST faults @{ path = 'environments/%7B[^/]*$'; status = 200; contentType = 'application/json'; body = '{"uuid":"{1}","name":"Test"}' }
        $now = $test | Set-BbEnvironment -NewName Dev -PassThru -WarningVariable warnings
        $now.Name | Should -BeExactly 'Dev'
        $warnings | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator -Method GET -Path '*/environments/%7B*' | Should -HaveCount 2
    }

    It 'refuses a name that another environment has, with -WhatIf too' {
        Set-BbEnvironment Test -NewName staging -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        Set-BbEnvironment Test -NewName TEST -WhatIf -ErrorAction Stop
    }
}
