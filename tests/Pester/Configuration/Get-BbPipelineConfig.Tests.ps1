#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbPipelineConfig' {
    BeforeEach { Connect-Emulator $emulator }

    It 'shows whether Pipelines is enabled' {
        $config = Get-BbPipelineConfig
        $config.Enabled, $config.Workspace, $config.Repository | Should -Be $true, 'acme', 'widgets'
        $null = Send-Order $emulator PATCH settings/acme/widgets @{ enabled = $false }
        (Get-BbPipelineConfig).Enabled | Should -BeFalse
    }

    It 'says what to do where Pipelines was never enabled' {
        Get-BbPipelineConfig -Repository empty -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $e[0].FullyQualifiedErrorId | Should -BeLike 'PipelinesNotEnabled,*'
        $e[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'Set-BbPipelineConfig -Enabled \$true'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'admin:repository'
    }

    It 'distinguishes a missing repository from one without Pipelines' {
        Get-BbPipelineConfig -Repository nowhere -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'names the scope that is missing' {
        Connect-Emulator $emulator -User readonly@example.com -Token read-token
        Get-BbPipelineConfig -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'admin:repository'
    }

    It 'goes through the repositories of a workspace' {
        $configs = Get-BbRepository | Get-BbPipelineConfig -ErrorVariable e -ErrorAction SilentlyContinue
        $configs.Repository | Should -Be 'gadgets', 'widgets'
        $e | Should -HaveCount 1
    }
}
