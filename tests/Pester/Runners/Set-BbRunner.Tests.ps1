#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Set-BbRunner' {
    BeforeEach { Connect-Emulator $emulator }

    It 'replaces the labels, keeps the name, and writes nothing' {
        Set-BbRunner LINUX-1 -Label linux, gpu | Should -BeNullOrEmpty
        (Get-EmulatorRequest $emulator -Method PUT).body | Should -BeExactly '{"name":"linux-1","labels":["self.hosted","linux","gpu"]}'
        (Get-BbRunner linux-1).Labels | Should -Be 'self.hosted', 'linux', 'gpu'
    }

    It 'renames, and keeps the labels, though they come as objects' {
        $null = Send-Order $emulator PATCH options @{ runnerLabelObjects = $true }
        (Set-BbRunner mac-1 -NewName mac-2 -PassThru).Name | Should -BeExactly 'mac-2'
        (Get-BbRunner mac-2).Labels | Should -Be 'self.hosted', 'macos'
    }

    It 'takes runners of the workspace and of several repositories from the pipeline' {
        $null = Send-Order $emulator POST runners/acme/gadgets @{ name = 'g' }
        $now = & { Get-BbRunner -WorkspaceScope; Get-BbRepository '*dgets' | Get-BbRunner } | Set-BbRunner -Label linux, new -PassThru
        ($now | ForEach-Object { "$($_.Repository)/$($_.Name)" }) | Should -Be '/shared-1', '/shared-2', 'gadgets/g', 'widgets/linux-1', 'widgets/mac-1'
        $now | ForEach-Object { $_.Labels -join ' ' } | Should -Be (@('self.hosted linux new') * 5)
        (Get-BbRunner -WorkspaceScope)[1].Labels | Should -Contain 'new'
    }

    It 'takes wildcards that are typed, uuids and tables' {
        (Set-BbRunner '*-1' -Label linux -PassThru).Name | Should -Be 'linux-1', 'mac-1'
        (Set-BbRunner -Uuid (Get-BbRunner shared-1 -WorkspaceScope).Uuid -WorkspaceScope -NewName s1 -PassThru).Name | Should -BeExactly 's1'
        ("Name,NewName`nlinux-1,l1`nmac-1,m1" | ConvertFrom-Csv | Set-BbRunner -PassThru).Name | Should -Be 'l1', 'm1'
    }

    It 'changes nothing with -WhatIf' {
        Get-BbRunner | Set-BbRunner -Label linux -WhatIf
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }

    It 'wants something to change, and one runner for one name' {
        { Set-BbRunner linux-1 } | Should -Throw -ErrorId 'NothingToChange,*'
        Set-BbRunner * -NewName x -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'OneNewName,*'
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }

    It 'does not guess between two of the same name' {
        $null = Send-Order $emulator POST runners/acme/widgets @{ name = 'linux-1'; status = 'OFFLINE' }
        Set-BbRunner linux-1, mac-1 -Label macos -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AmbiguousRunner,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match '\{.+\} \(ONLINE\), \{.+\} \(OFFLINE\)'
        Get-EmulatorRequest $emulator -Method PUT | Should -HaveCount 1
    }

    It 'says which is not there, and warns of labels without a system' {
        Set-BbRunner nope -Label linux -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RunnerNotFound,*'
        Set-BbRunner linux-1 -Label gpu -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike "*'linux-1'*system*"
    }
}
