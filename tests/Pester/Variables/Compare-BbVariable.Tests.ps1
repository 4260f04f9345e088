#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'
}
AfterAll { Stop-TestFile }

Describe 'Compare-BbVariable' {
    BeforeEach {
        Connect-Emulator $emulator
        Set-Stored $emulator $widgets @(@{ key = 'SAME'; value = '1' }, @{ key = 'same'; value = '2' }, @{ key = 'DIFF'; value = 'l' }, @{ key = 'LEFT'; value = 'x' }, @{ key = 'S'; value = 'leak-1'; secured = $true }, @{ key = 'HALF'; value = 'leak-2'; secured = $true })
        Set-Stored $emulator $gadgets @(@{ key = 'SAME'; value = '1' }, @{ key = 'DIFF'; value = 'r' }, @{ key = 'RIGHT'; value = 'y' }, @{ key = 'S'; value = 'leak-1'; secured = $true }, @{ key = 'HALF'; value = 'p' })
    }

    It 'shows plain values and never secured ones' {
        $rows = Compare-BbVariable -ToRepository gadgets
        ($rows | ForEach-Object { "$($_.Name):$($_.Left):$($_.Right):$($_.Difference)" }) -join ' ' |
            Should -BeExactly 'DIFF:l:r:Different HALF:(secured):p:Different LEFT:x::LeftOnly RIGHT::y:RightOnly S:(secured):(secured):Unknown same:2::LeftOnly'
        $rows | Format-List * -Force | Out-String | Should -Not -BeLike '*leak*'
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'shows equal ones with -IncludeEqual' {
        (Compare-BbVariable -ToRepository gadgets -IncludeEqual -Name 'sam*').Difference | Should -Be 'Equal', 'LeftOnly'
    }

    It 'compares environments and the workspace' {
        (Compare-BbVariable -Environment staging -ToEnvironment PRODUCTION).Name | Should -Be 'API_URL', 'DB_PASSWORD', 'LOG_LEVEL', 'REPLICAS'
        (Compare-BbVariable -WorkspaceScope -ToRepository gadgets).Name | Should -Contain 'ORGANISATION'
        { Compare-BbVariable } | Should -Throw -ErrorId 'NoTarget,*'
    }

    It 'reads both sides at the same time' {
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'pipelines_config/variables'; delaySeconds = 2; times = 0 }
        $null = Send-Order $emulator DELETE requests
        $null = Compare-BbVariable -ToRepository gadgets
        $null = Send-Order $emulator DELETE faults
        $asked = @(Get-EmulatorRequest $emulator -Method GET -Path '*variables*')
        $asked | Should -HaveCount 2
        $asked[1].atSeconds - $asked[0].atSeconds | Should -BeLessThan 2
    }
}
