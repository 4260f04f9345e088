#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $rsa = Get-TestPublicKey rsa
}
AfterAll { Stop-TestFile }

Describe 'Copy-BbKnownHost' {
    BeforeEach { Connect-Emulator $emulator }

    It 'copies to others, and says what Bitbucket has already' {
        $rows = Copy-BbKnownHost -Repository gadgets -ToRepository widgets, acme/empty -WarningAction SilentlyContinue
        ($rows | ForEach-Object { "$($_.Repository) $($_.Name) $($_.Action)" }) -join ', ' |
            Should -BeExactly 'widgets build.example.com Unchanged, widgets gitlab.com Skipped, empty build.example.com Create, empty gitlab.com Skipped'
        $rows[1].Reason | Should -BeLike '*already*'
        Get-StoredHost $emulator empty gitlab.com | Should -BeNullOrEmpty
        Get-StoredHost $emulator empty | Should -BeExactly (Get-StoredHost $emulator widgets build.example.com)
    }

    It 'copies to all repositories of the workspace but the source' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 120 }
        $rows = Copy-BbKnownHost -ToRepository * -ThrottleLimit 20
        $rows.Repository | Select-Object -Unique | Should -HaveCount 122
        $rows.Repository | Should -Not -Contain 'widgets'
        @($rows | Where-Object Action -EQ Create) | Should -HaveCount 243
        (Copy-BbKnownHost -ToRepository * -ThrottleLimit 20).Action | Select-Object -Unique | Should -Be 'Unchanged'
        $rows.Status | Select-Object -Unique | Should -Be 'Succeeded'
    }

    It 'copies to repositories that match a pattern, once each' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'web'; count = 3 }
        $rows = Copy-BbKnownHost build.example.com -ToRepository 'web-*', web-001, 'zz*'
        $rows.Repository | Should -Be 'web-001', 'web-002', 'web-003'
    }

    It 'takes targets from the pipe, and the source from the command line' {
        (Get-BbRepository gadgets | Copy-BbKnownHost -Repository widgets -WarningAction SilentlyContinue).Repository | Select-Object -Unique | Should -Be 'gadgets'
        ('gadgets', 'empty' | Copy-BbKnownHost -Name '*git*').Action | Should -Be 'Unchanged', 'Create'
    }

    It 'changes a host that has another key, and leaves others alone' {
        Set-BbKnownHost build.example.com $rsa -Repository gadgets
        (Copy-BbKnownHost build.example.com -ToRepository gadgets).Action | Should -Be 'Update'
        Get-StoredHost $emulator gadgets | ForEach-Object { ($_ -split '=')[0] } | Should -Be 'build.example.com', 'gitlab.com'
    }

    It 'copies to another workspace with another account' {
        $null = Send-Order $emulator POST repositories/acme-eu @{ slug = 'widgets' }
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
        $here = Get-BbSession
        $other = Connect-BbWorkspace -NoCheck -Workspace acme-eu -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        $rows = Copy-BbKnownHost -Session $here -Repository widgets -ToRepository widgets -ToSession $other
        $rows.Target | Should -Be 'acme-eu/widgets', 'acme-eu/widgets'
        (Get-BbRepository -Session $here -Workspace acme gadgets | Copy-BbKnownHost -Session $here -Workspace acme -Repository widgets -ToWorkspace acme-eu -ErrorVariable errors -ErrorAction SilentlyContinue).Status | Should -Be 'Failed', 'Failed'
        "$($errors[0])" | Should -BeLike '*acme-eu/gadgets*'
    }

    It 'refuses the source as a target, and no target at all' {
        Copy-BbKnownHost -ToRepository WIDGETS -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SameScope,*'
        { Copy-BbKnownHost } | Should -Throw -ErrorId 'NoTarget,*'
    }

    It 'says what is not in the source, and which target is not there' {
        $rows = Copy-BbKnownHost build.example.com, nosuch -ToRepository nosuch, empty -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows | ForEach-Object { "$($_.Repository) $($_.Status)" } | Should -Be 'nosuch Failed', 'empty Succeeded'
        $errors.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be 'KnownHostNotFound', 'NotFound'
    }

    It 'shows the plan with -WhatIf' {
        (Copy-BbKnownHost -ToRepository * -WhatIf -WarningAction SilentlyContinue).Status | Select-Object -Unique | Should -Be 'Planned'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }
}
