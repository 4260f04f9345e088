#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Secret([string] $Owner, [string] $Name) { (Send-Order $emulator GET "runners/$Owner" | ForEach-Object { $_ } | Where-Object name -EQ $Name).secret }
    function Get-Text([securestring] $Secret) { [pscredential]::new('x', $Secret).GetNetworkCredential().Password }
}
AfterAll { Stop-TestFile }

Describe 'New-BbRunner' {
    BeforeEach { Connect-Emulator $emulator }

    It 'creates one with its labels, and gives the secret once, as a SecureString' {
        $made = New-BbRunner linux-2 -Label linux, gpu.large
        $made.Name | Should -BeExactly 'linux-2'
        $made | Should -BeOfType BitbucketPipelines.Api.Models.Runner
        $made.Labels | Should -Be 'self.hosted', 'linux', 'gpu.large'
        $made.ClientSecret | Should -BeOfType securestring
        Get-Text $made.ClientSecret | Should -BeExactly (Get-Secret acme/widgets linux-2)
        $made.ClientId | Should -Not -BeNullOrEmpty
        (Get-EmulatorRequest $emulator -Method POST).body | Should -BeExactly '{"name":"linux-2","labels":["self.hosted","linux","gpu.large"]}'
        (Get-BbRunner linux-2).ClientSecret | Should -BeNullOrEmpty
        ($made | Get-BbRunner).Name | Should -Contain 'linux-2'
    }

    It 'creates one of the workspace' {
        $made = New-BbRunner shared-3 -WorkspaceScope
        $made.Labels | Should -Be 'self.hosted', 'linux'
        $made.WorkspaceScope | Should -BeTrue
        Get-Text $made.ClientSecret | Should -BeExactly (Get-Secret acme shared-3)
        $made | Set-BbRunner -Label windows
        (Get-BbRunner shared-3 -WorkspaceScope).Labels | Should -Be 'self.hosted', 'windows'
        $made | Remove-BbRunner -Force
        (Get-BbRunner -WorkspaceScope).Name | Should -Be 'shared-1', 'shared-2'
    }

    It 'shows the secret nowhere' {
        $transcript = Join-Path $TestDrive transcript.txt
        $null = Start-Transcript $transcript
        $all = New-BbRunner r1 -Verbose -Debug -InformationAction Continue -WarningAction Continue *>&1
        $null = Stop-Transcript
        $made = $all | Where-Object { $_ -is [BitbucketPipelines.Api.Models.Runner] }
        $secret = Get-Secret acme/widgets r1
        Get-Text $made.ClientSecret | Should -BeExactly $secret
        $texts = @(
            "$all", "$made", ($all | Out-String), ($made | Format-List * | Out-String), ($made | Format-Custom -Depth 8 | Out-String), ($made | ConvertTo-Json -Depth 8)
            ($made | ConvertTo-Csv), ($made | ConvertTo-Xml -Depth 8).OuterXml, ($made.GetRaw() | ConvertTo-Json -Depth 9), [string]$made.GetRaw().oauth_client
            (Get-Content $transcript -Raw)
        )
        foreach ($text in $texts) {
            $text -join "`n" | Should -Not -Match ([regex]::Escape($secret))
        }
    }

    It 'adds no label that is given' {
        (New-BbRunner r1 linux.arm64, self.hosted, linux.arm64 -WarningVariable warnings).Labels | Should -Be 'linux.arm64', 'self.hosted'
        $warnings | Should -BeNullOrEmpty
        (New-BbRunner r2 gpu -WarningVariable warnings -WarningAction SilentlyContinue).Labels | Should -Be 'self.hosted', 'gpu'
        $warnings | Should -HaveCount 1
    }

    It 'creates nothing with -WhatIf' {
        New-BbRunner r1 -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest $emulator | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'takes a table, and repositories from the pipeline' {
        $made = "Name,Label,Repository,WorkspaceScope`na,linux,gadgets,`nb,macos,,yes" | ConvertFrom-Csv | New-BbRunner
        ($made | ForEach-Object { "$($_.Repository)/$($_.Name) $($_.Labels)" }) | Should -Be 'gadgets/a self.hosted linux', '/b self.hosted macos'
        (Get-BbRepository '*dgets' | New-BbRunner -Name c).Repository | Should -Be 'gadgets', 'widgets'
    }

    It 'says that the limit is reached' {
        $null = Send-Order $emulator PATCH options @{ runnerLimit = 2 }
        New-BbRunner r1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RunnerLimit,*'
        $errors[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
    }

    It 'tells the rules for labels when they are refused' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; status = 400; contentType = 'application/json'; body = '{"error":{"message":"Bad request","detail":"The request body contains invalid properties"}}' }
        New-BbRunner r1 -Label linux, 'Big one' -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'BadRequest,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*lower case letters, digits and dots*'
    }

    It 'says that the secret is lost when the answer is, and which runner is of no use' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; resetAfterHandling = $true }
        New-BbRunner r1 -WorkspaceScope -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
        "$($errors[0])" | Should -BeLike "*'r1' of workspace acme may have been created*secret*lost*"
        $uuid = (Get-BbRunner r1 -WorkspaceScope).Uuid
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*Remove-BbRunner -Uuid '$uuid' -WorkspaceScope -Workspace acme"
        Get-EmulatorRequest $emulator -Method POST | Should -HaveCount 1
        "$($errors[0])$($errors[0].Exception)" | Should -Not -Match 'leak-canary'
    }

    It 'says how to look when the answer is lost and nothing is there' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; reset = $true }
        New-BbRunner r1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AnswerLost,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*Get-BbRunner 'r1' -Repository acme/widgets*"
    }

    It 'warns when no secret is given' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; status = 200; contentType = 'application/json'; body = '{"uuid":"{u}","name":"r1","oauth_client":{"id":"c"}}' }
        $made = New-BbRunner r1 -WarningVariable warnings -WarningAction SilentlyContinue
        $made.Uuid | Should -BeExactly '{u}'
        $warnings | Should -BeLike '*no secret*'
    }
}
