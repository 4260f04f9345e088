#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-ListRequest { @(Get-EmulatorRequest $emulator -Path '*/repositories/acme[?]*') }
    Connect-Emulator $emulator
}
AfterAll { Stop-TestFile }

Describe 'Get-BbRepository' {
    BeforeEach { Clear-Request }

    It 'gets those that the credentials may see, by slug' {
        (Get-BbRepository).Slug | Should -Be 'empty', 'gadgets', 'widgets'
    }

    It 'gets one, with a request of its own' {
        $repository = Get-BbRepository widgets
        $repository.Slug | Should -BeExactly 'widgets'
        $repository.Workspace | Should -BeExactly 'acme'
        $repository.FullName | Should -BeExactly 'acme/widgets'
        $repository.MainBranch | Should -BeExactly 'trunk'
        $repository.RepositoryUuid | Should -Match '^\{.*\}$'
        $repository.UpdatedOn | Should -BeOfType DateTimeOffset
        $repository.Url | Should -BeExactly "$($emulator.SiteUri)acme/widgets"
        "$repository" | Should -BeExactly 'acme/widgets'
        (Get-EmulatorRequest $emulator).pathAndQuery | Should -BeExactly '/2.0/repositories/acme/widgets'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'acme/gadgets' }, @{ Name = 'https://bitbucket.org/acme/gadgets/src/main/' }, @{ Name = 'git@bitbucket.org:acme/gadgets.git' }
    ) {
        (Get-BbRepository $Name).Slug | Should -BeExactly 'gadgets'
    }

    It 'takes a uuid, with or without braces' {
        $uuid = (Get-BbRepository gadgets).RepositoryUuid
        (Get-BbRepository $uuid).Slug | Should -BeExactly 'gadgets'
        (Get-BbRepository $uuid.Trim('{}')).Slug | Should -BeExactly 'gadgets'
    }

    It 'takes <Name>, which matches <Expect>' -ForEach @(
        @{ Name = '*dgets'; Expect = @('gadgets', 'widgets') }
        @{ Name = 'W*'; Expect = @('widgets') }
        @{ Name = 'acme/g*'; Expect = @('gadgets') }
        @{ Name = '[ew]*'; Expect = @('empty', 'widgets') }
        @{ Name = 'nothing*'; Expect = @() }
    ) {
        (Get-BbRepository $Name -ErrorVariable errors).Slug | Should -Be $Expect
        $errors | Should -BeNullOrEmpty
    }

    It 'takes -Repository and -Slug, as the others do, and -Name' {
        (Get-BbRepository -Repository gadgets).Slug | Should -BeExactly 'gadgets'
        (Get-BbRepository -Name gadgets).Slug | Should -BeExactly 'gadgets'
        (Get-BbRepository -Slug gadgets).Slug | Should -BeExactly 'gadgets'
    }

    It 'takes names from the pipeline, and goes on after one that is not there' {
        ('widgets', 'nowhere', 'gadgets' | Get-BbRepository -ErrorVariable errors -ErrorAction SilentlyContinue).Slug | Should -Be 'widgets', 'gadgets'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'NotFound,BitbucketPipelines.Commands.GetRepositoryCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $errors[0].TargetObject | Should -BeExactly 'nowhere'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*credentials have no access*'
    }

    It 'takes repositories from the pipeline' {
        (Get-BbRepository '*dgets' | Get-BbRepository).Slug | Should -Be 'gadgets', 'widgets'
    }

    It 'takes whatever names its repository from the pipeline: runs, steps, rows' {
        $null = Send-Order $emulator POST runs/acme/gadgets @{ }
        (Get-BbPipeline 1 -Repository gadgets | Get-BbRepository).Slug | Should -BeExactly 'gadgets'
        (Get-BbStep 1 -Repository gadgets | Get-BbRepository).Slug | Should -BeExactly 'gadgets'
        ([pscustomobject]@{ Workspace = 'acme'; Repository = 'gadgets' } | Get-BbRepository).Slug | Should -BeExactly 'gadgets'
        (Get-BbRepository gadgets | Select-Object Workspace, Slug, Name | Get-BbRepository).Slug | Should -BeExactly 'gadgets'
    }

    It 'says that a workspace is not there' {
        Get-BbRepository -Workspace nowhere -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $errors[0].Exception.Message | Should -BeLike '*nowhere*'
    }

    It 'reads only as many as -First and -Skip need' {
        (Get-BbRepository -First 1 -Skip 1).Slug | Should -BeExactly 'gadgets'
        (Get-ListRequest).pathAndQuery | Should -BeLike '*pagelen=2*'
    }

    It 'cannot climb out of its path' {
        Get-BbRepository '..' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    Context 'of 250' {
        BeforeAll {
            $null = Send-Order $emulator POST repositories/acme @{ slug = 'bulk'; count = 250; mainBranch = 'main' }
        }

        It 'reads all pages' {
            $slugs = (Get-BbRepository 'bulk-*').Slug
            $slugs | Should -HaveCount 250
            $slugs[0] | Should -BeExactly 'bulk-001'
            $slugs[249] | Should -BeExactly 'bulk-250'
            Get-ListRequest | Should -HaveCount 3
        }

        It 'counts them' {
            $output = @(Get-BbRepository -First 1 -IncludeTotalCount)
            $output[0].ToString() | Should -BeExactly 'Total count: 253'
            $output[1].Slug | Should -BeExactly 'bulk-001'
        }
    }
}
