#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $null = Send-Order $emulator POST repositories/acme @{ slug = 'web'; count = 3; project = 'WEB'; projectName = 'Web shop' }
    $null = Send-Order $emulator POST projects/acme/gadgets @{ key = 'OPS'; name = 'Operations' }
}
AfterAll { Stop-TestFile }

Describe 'Get-BbRepository -Project' {
    BeforeEach { Clear-Request }

    It 'takes <With>: <Expect>' -ForEach @(
        @{ With = @('WEB'); Expect = 'web-001', 'web-002', 'web-003' }
        @{ With = @('web'); Expect = 'web-001', 'web-002', 'web-003' }
        @{ With = @('web shop'); Expect = 'web-001', 'web-002', 'web-003' }
        @{ With = @('operations'); Expect = @('gadgets') }
        @{ With = @('O*', 'WEB'); Expect = 'gadgets', 'web-001', 'web-002', 'web-003' }
        @{ With = @('*o*'); Expect = 'gadgets', 'web-001', 'web-002', 'web-003' }
        @{ With = @('x*'); Expect = @() }
    ) {
        (Get-BbRepository -Project $With -ErrorAction Stop).Slug | Should -Be $Expect
    }

    It 'leaves a key to the server' {
        (Get-BbRepository -Project WEB).Project | Select-Object -Unique | Should -BeExactly 'WEB'
        (Get-EmulatorRequest $emulator).pathAndQuery | Should -BeLike '*q=project.key*WEB*'
    }

    It 'filters names, too, and what is piped in' {
        (Get-BbRepository '*-002' -Project WEB).Slug | Should -Be 'web-002'
        (Get-BbRepository web-001 -Project WEB).Slug | Should -Be 'web-001'
        Get-BbRepository gadgets -Project WEB -ErrorAction Stop | Should -BeNullOrEmpty
        (Get-BbRepository | Get-BbRepository -Project WEB).Slug | Should -Be 'web-001', 'web-002', 'web-003'
        (Get-BbRepository -Project WEB -First 1 -Skip 1).Slug | Should -Be 'web-002'
    }

    It 'is taken by every cmdlet that works in several repositories' {
        (Get-BbRepository -Project WEB | Set-BbVariable TEAM -Value web -PassThru).Target | Should -Be 'acme/web-001', 'acme/web-002', 'acme/web-003'
    }

    It 'suggests what was meant, and goes on with the others: <Wrong>' -ForEach @(
        @{ Wrong = 'WBE'; Meant = 'WEB' }, @{ Wrong = 'Web shpo'; Meant = 'WEB' }, @{ Wrong = 'Operatoins'; Meant = 'OPS' }
    ) {
        (Get-BbRepository -Project $Wrong, OPS -ErrorVariable errors -ErrorAction SilentlyContinue).Slug | Should -Be 'gadgets'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ProjectNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -Be $Wrong
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "Did you mean '$Meant'*Specify one of:*ACME*"
    }

    It 'is not found where the credentials may not list projects either, and is completed from the repositories' {
        $reader = [pscredential]::new('readonly@example.com', (ConvertTo-SecureString 'read-token' -AsPlainText -Force))
        $session = Connect-BbWorkspace -NoCheck acme -Credential $reader -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru
        Get-BbRepository -Project nope -Session $session -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*ACME, OPS, WEB*'
        (TabExpansion2 'Get-BbRepository -Project ').CompletionMatches.CompletionText | Sort-Object | Should -Be 'ACME', 'OPS', 'WEB'
    }

    It 'is completed with the projects of the workspace' {
        $found = (TabExpansion2 'Get-BbRepository -Project W').CompletionMatches
        $found.CompletionText | Should -Be 'WEB'
        $found.ToolTip | Should -BeLike '*Web shop*'
    }

    It 'prefers a key to a name, in a list and for one repository' {
        # The name of one project is the key of another.
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'named'; project = 'NMD'; projectName = 'KEYED' }
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'keyed'; project = 'KEYED'; projectName = 'Other' }
        (Get-BbRepository -Project keyed).Slug | Should -Be 'keyed'
        (Get-BbRepository keyed -Project keyed).Slug | Should -Be 'keyed'
        Get-BbRepository named -Project keyed | Should -BeNullOrEmpty
        (Get-BbRepository | Get-BbRepository -Project keyed).Slug | Should -Be 'keyed'
        (Get-BbRepository named -Project nmd).Slug, (Get-BbRepository keyed -Project other).Slug | Should -Be 'named', 'keyed'
    }
}
