#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Lists can lag behind, so a session remembers for some seconds what it wrote. What somebody else writes in these seconds counts all the same.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Import-Module "$PSScriptRoot/../Support/Ssh.psm1" -Force
    $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
    $address = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }
}
AfterAll { Stop-TestFile }

Describe 'What somebody else changes right after this session' {
    BeforeEach {
        Connect-Emulator $emulator
        $other = @{ Session = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential @address -PassThru }
        $null = Connect-BbWorkspace -NoCheck acme widgets -Credential $credential @address
    }

    It 'is changed back: a variable of <Scope>' -ForEach @(
        @{ Scope = 'a repository'; At = @{} }
        @{ Scope = 'an environment'; At = @{ Environment = 'Production' } }
        @{ Scope = 'the workspace'; At = @{ WorkspaceScope = $true } }
    ) {
        Set-BbVariable OWN 1 @At
        $null = Set-BbVariable OWN 2 @At @other
        (Set-BbVariable OWN 1 @At -PassThru).Action | Should -Be Update
        (Get-BbVariable OWN @At @other).Value | Should -Be 1
        # And what it removes is created again.
        Remove-BbVariable OWN @At @other -Force
        (Set-BbVariable OWN 1 @At -PassThru).Action | Should -Be Create
        (Get-BbVariable OWN @At @other).Value | Should -Be 1
    }

    It 'is not listed any more, if it was removed' {
        Set-BbVariable OWN 1
        Remove-BbVariable OWN @other -Force
        Get-BbVariable OWN -ErrorAction Ignore | Should -BeNullOrEmpty
        @(Get-BbVariable).Name | Should -Not -Contain OWN
    }

    It 'is changed back: a known host, a schedule, an environment' {
        Set-BbKnownHost z.example.com (New-TestPublicKey 1)
        Set-BbKnownHost z.example.com (New-TestPublicKey 2) @other
        (Set-BbKnownHost z.example.com (New-TestPublicKey 1) -PassThru).Action | Should -Be Update
        Remove-BbKnownHost z.example.com -Force @other
        (Set-BbKnownHost z.example.com (New-TestPublicKey 1) -PassThru).Action | Should -Be Create

        $uuid = (Get-BbSchedule)[0].Uuid
        Set-BbSchedule $uuid -Enabled $false
        Set-BbSchedule $uuid -Enabled $true @other
        Set-BbSchedule $uuid -Enabled $false
        (Get-BbSchedule $uuid @other).Enabled | Should -BeFalse

        Set-BbEnvironment Staging -NewName Check
        Set-BbEnvironment Check -NewName Trial @other
        { Set-BbEnvironment Check -AdminOnly $true -ErrorAction Stop } | Should -Throw -ErrorId 'EnvironmentNotFound,*'
        Set-BbEnvironment Trial -AdminOnly $true
        (Get-BbEnvironment Trial @other).AdminOnly | Should -BeTrue
    }

    It 'costs no request where nobody else has written' {
        Set-BbVariable OWN 1
        Clear-Request
        (Set-BbVariable OWN 1 -PassThru).Action | Should -Be Unchanged
        Get-EmulatorRequest $emulator | Should -HaveCount 1
    }
}
