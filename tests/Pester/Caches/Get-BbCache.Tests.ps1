#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    Connect-Emulator $emulator
    $PSStyle.OutputRendering = 'PlainText'
}
AfterAll { Stop-TestFile }

Describe 'Get-BbCache' {
    It 'gets every version with all that Bitbucket tells' {
        $caches = Get-BbCache
        $caches.Name | Should -BeExactly 'node', 'node', 'my cache/1'
        $caches.Size | Should -Be 262144, 250000, 5000
        $caches[0].Workspace, $caches[0].Repository | Should -Be 'acme', 'widgets'
        $caches[0].Path | Should -BeExactly 'node_modules'
        $caches[0].KeyHash, $caches[0].Uuid, $caches[0].PipelineUuid, $caches[0].StepUuid | Should -Not -BeNullOrEmpty
        ([DateTimeOffset]::UtcNow - $caches[1].CreatedOn).TotalDays | Should -BeGreaterThan 7.9
    }

    It 'takes names in any case, wildcards and uuids' {
        Get-BbCache NODE | Should -HaveCount 2
        (Get-BbCache 'my*').Name | Should -BeExactly 'my cache/1'
        $uuid = (Get-BbCache 'my*').Uuid
        (Get-BbCache -Uuid $uuid).Name | Should -BeExactly 'my cache/1'
        (Get-BbCache -Uuid $uuid.Trim('{}').ToUpper()).Name | Should -BeExactly 'my cache/1'
        Get-BbCache 'x*' | Should -BeNullOrEmpty
    }

    It 'tells what there is where a name or uuid means nothing, and gives the others' {
        $found = Get-BbCache nope, 'my cache/1' -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Name | Should -BeExactly 'my cache/1'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -Be 'nope'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*node (2 versions), my cache/1*'
        Get-BbCache -Uuid ([guid]::NewGuid()) -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
    }

    It 'filters by age: <Age>' -ForEach @(
        @{ Age = 30; Count = 1 }, @{ Age = 0.5; Count = 2 }, @{ Age = '7d'; Count = 2 }, @{ Age = '7.00:00:00'; Count = 2 }, @{ Age = [timespan]::FromDays(9); Count = 1 }
        @{ Age = '30m'; Count = 3 }, @{ Age = '5w'; Count = 1 }, @{ Age = '30'; Count = 1 }, @{ Age = (Get-Date).AddDays(-20); Count = 1 }, @{ Age = 0; Count = 3 }
    ) {
        @(Get-BbCache -OlderThan $Age) | Should -HaveCount $Count
    }

    It 'refuses what is no age: <Age>' -ForEach @{ Age = -1 }, @{ Age = 'old' }, @{ Age = (Get-Date).AddDays(1) }, @{ Age = '' }, @{ Age = $true } {
        { Get-BbCache -OlderThan $Age } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'filters by size, and by both' {
        (Get-BbCache -LargerThan 100KB).Size | Should -Be 262144, 250000
        (Get-BbCache -LargerThan 250000).Size | Should -Be 262144
        (Get-BbCache -LargerThan 1KB -OlderThan 7d -Name node).Size | Should -Be 250000
    }

    It 'reads all pages' {
        $null = Send-Order $emulator POST caches/acme/gadgets @{ name = 'many'; size = 1; count = 230 }
        @(Get-BbCache -Repository gadgets) | Should -HaveCount 230
        @(Get-BbCache many -Repository gadgets) | Should -HaveCount 230
    }

    It 'takes repositories from the pipeline, and goes on after one that it may not see' {
        $repositories = 'widgets', 'secret-lab', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } }
        $caches = $repositories | Get-BbCache -LargerThan 1KB -ErrorVariable errors -ErrorAction SilentlyContinue
        $caches.Repository | Select-Object -Unique | Should -Be 'widgets'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        @(Get-BbRepository | Get-BbCache -OlderThan 1) | Should -HaveCount 2
    }

    It 'leads to the run and the step that made it, and its own uuid is taken for none' {
        $cache = Get-BbCache 'my*'
        $cache | Get-BbPipeline -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].Exception.Message | Should -BeLike "*$($cache.PipelineUuid)*"
        $errors[0].Exception.Message | Should -Not -BeLike "*$($cache.Uuid)*"
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User noscope@example.com -Token noscope-token
        Get-BbCache -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*read:pipeline*'
        Connect-Emulator $emulator
    }

    It 'completes names' {
        $text = 'Get-BbCache n'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null)).CompletionMatches.CompletionText | Should -BeExactly 'node'
        $text = 'Remove-BbCache my'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null)).CompletionMatches.CompletionText | Should -BeExactly "'my cache/1'"
    }

    It 'has a table that fits into <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = Get-BbCache | Show $Width
        $lines | ForEach-Object Length | Should -BeLessOrEqual $Width
        $lines[0] | Should -Match '^Repository +Name +Size CreatedOn Uuid +Path$'
        $lines[2] | Should -Match '^widgets +node +256 KB +1h ago [0-9a-f]{8} node_mod(u…|ules)$'
        $lines[4] | Should -Match '^widgets +my cache/1 +4\.9 KB +40d ago [0-9a-f]{8} ~/\.cache/(…|tool)$'
        (Get-BbCache 'my*' | Format-List | Show $Width) -match '^(KeyHash|PipelineUuid|Uuid) +: ' | Should -HaveCount 3
    }

    It 'shows sizes that people can read: <Bytes>' -ForEach @(
        @{ Bytes = 0; Text = '0 B' }, @{ Bytes = 1023; Text = '1023 B' }, @{ Bytes = 1024; Text = '1.0 KB' }, @{ Bytes = 10240; Text = '10 KB' }
        @{ Bytes = 1048575; Text = '1.0 MB' }, @{ Bytes = 5GB; Text = '5.0 GB' }, @{ Bytes = 5000TB; Text = '5000 TB' }, @{ Bytes = $null; Text = '' }
    ) {
        [BitbucketPipelines.Output.Display]::Size($Bytes) | Should -BeExactly $Text
    }
}
