#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-There($Repository = 'widgets') { (Send-Order $emulator GET "settings/acme/$Repository").caches | ForEach-Object name }
    function Get-Deletion { @(Get-EmulatorRequest $emulator -Method DELETE | Where-Object port -EQ 'api') }
}
AfterAll { Stop-TestFile }
Describe 'Remove-BbCache' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator DELETE requests
    }

    It 'removes every version of a name with one request, and writes a row for each' {
        $rows = Remove-BbCache NODE -Force -PassThru
        $rows | Should -HaveCount 2
        $rows.Name | Should -BeExactly 'node', 'node'
        $rows.Action | Should -Be 'Remove', 'Remove'
        $rows.Status | Should -Be 'Succeeded', 'Succeeded'
        $rows.Target | Should -Be 'acme/widgets', 'acme/widgets'
        $rows.Uuid | Select-Object -Unique | Should -HaveCount 2
        (Get-Deletion).pathAndQuery | Should -BeLike '*/caches?name=node'
        Get-There | Should -BeExactly 'my cache/1'
    }

    It 'encodes the name' {
        Remove-BbCache 'my cache/1' -Force | Should -BeNullOrEmpty
        (Get-Deletion).pathAndQuery | Should -BeLike '*name=my%20cache%2F1'
        Get-There | Should -Be 'node', 'node'
    }

    It 'removes one version by its uuid, and what is piped' {
        $all = Get-BbCache
        Remove-BbCache -Uuid $all[1].Uuid.Trim('{}') -Force
        (Get-BbCache).Uuid | Should -Be $all[0].Uuid, $all[2].Uuid
        $all[2], $all[2] | Remove-BbCache -Force
        (Get-BbCache).Uuid | Should -Be $all[0].Uuid
        Get-Deletion | Should -HaveCount 2
    }

    It 'takes rows of a table' {
        Get-BbCache | Select-Object Uuid, Workspace, Repository | Where-Object { $true } | ConvertTo-Csv | ConvertFrom-Csv | Remove-BbCache -Force
        Get-There | Should -BeNullOrEmpty
    }

    It 'takes one request for each name that a wildcard matches, however many versions it has' {
        Remove-BbCache 'n*' -Force
        (Get-Deletion).pathAndQuery | Should -BeLike '*/caches[?]name=node'
        Get-There | Should -BeExactly 'my cache/1'
    }

    It 'keeps to age and size, also beside a name' {
        (Remove-BbCache node -OlderThan 7 -Force -PassThru).Size | Should -Be 250000
        (Get-Deletion).pathAndQuery | Should -BeLike '*/caches/%7B*'
        (Remove-BbCache -LargerThan 100KB -Force -PassThru).Size | Should -Be 262144
        Get-BbCache | Remove-BbCache -OlderThan 100 -Force
        Get-There | Should -BeExactly 'my cache/1'
    }

    It 'cleans many repositories, some at a time, and tells of each' {
        $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 12 }
        1..12 | ForEach-Object { $null = Send-Order $emulator POST ('caches/acme/bulk-{0:000}' -f $_) @{ name = 'old'; size = 10; ageSeconds = 90 * 86400 } }
        $null = Send-Order $emulator POST faults @{ path = 'bulk-003/pipelines-config'; status = 500; body = 'oops' }
        $rows = Get-BbRepository 'bulk-*' | Remove-BbCache -OlderThan 30 -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.Repository | Should -Be (1..12 | ForEach-Object { 'bulk-{0:000}' -f $_ })
        ($rows | Where-Object Status -EQ Failed).Repository | Should -Be 'bulk-003'
        $errors | Should -HaveCount 1
        $errors[0].TargetObject | Should -Be 'acme/bulk-003'
        Get-BbRepository 'bulk-*' | Remove-BbCache -OlderThan 30 -Force -PassThru | ForEach-Object Repository | Should -Be 'bulk-003'
        Get-BbRepository 'bulk-*' | Remove-BbCache -OlderThan 30 -Force -PassThru | Should -BeNullOrEmpty
    }

    It 'goes on after a refusal, and says which it was' {
        $null = Send-Order $emulator POST faults @{ method = 'DELETE'; status = 500; body = 'oops' }
        $rows = Remove-BbCache * -Force -PassThru -ThrottleLimit 1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.Status | Should -Be 'Failed', 'Failed', 'Succeeded'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ServerError,*'
        $errors[0].Exception.Message + $errors[0].ErrorDetails.Message | Should -BeLike "*cache 'node'*"
        Get-There | Should -Be 'node', 'node'
    }

    It 'is an error where there is no such cache, though Bitbucket answers 204, and removes the others' {
        $rows = Remove-BbCache nope, 'my cache/1' -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.Name | Should -BeExactly 'my cache/1'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*node (2 versions)*'
        Remove-BbCache -Uuid ([guid]::NewGuid()) -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
        Remove-BbCache 'x*' -Force
        Get-Deletion | Should -HaveCount 1
    }

    It 'removes nothing when nobody says what' {
        { Remove-BbCache -Force } | Should -Throw -ErrorId 'CacheRequired,*'
        { Remove-BbCache '' -Force } | Should -Throw
        { Get-BbRepository | Remove-BbCache -Force } | Should -Throw -ErrorId 'CacheRequired,*'
        Get-Deletion | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf, even with -Force, and shows the plan with -PassThru' {
        Remove-BbCache node -WhatIf -Force | Should -BeNullOrEmpty
        $rows = Remove-BbCache * -OlderThan 7 -WhatIf -Force -PassThru
        $rows.Status | Should -Be 'Planned', 'Planned'
        $rows.Name | Should -BeExactly 'node', 'my cache/1'
        Get-Deletion | Should -BeNullOrEmpty
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        $row = Remove-BbCache node -Force -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
        $row.Status | Should -Be 'Failed', 'Failed'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*write:pipeline*'
        Get-There | Should -HaveCount 3
    }
}
