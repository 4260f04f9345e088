#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Set-BbPipelineConfig' {
    BeforeEach {
        Connect-Emulator $emulator
        function Get-Enabled([string] $Repository = 'widgets') { (Send-Order $emulator GET "settings/acme/$Repository").enabled }
    }

    It 'turns Pipelines off and on, and writes nothing' {
        Set-BbPipelineConfig -Enabled $false | Should -BeNullOrEmpty
        Get-Enabled | Should -BeFalse
        Set-BbPipelineConfig -Enabled:$true
        Get-Enabled | Should -BeTrue
        Set-BbPipelineConfig -Enabled:$false
        Get-Enabled | Should -BeFalse
        Set-BbPipelineConfig $true
        Get-Enabled | Should -BeTrue
    }

    It 'turns Pipelines on for the first time' {
        (Set-BbPipelineConfig -Repository empty -Enabled $true -PassThru).Enabled | Should -BeTrue
        (Get-BbPipelineConfig -Repository empty).Enabled | Should -BeTrue
    }

    It 'does nothing under -WhatIf' {
        Set-BbPipelineConfig -Enabled $false -WhatIf
        Get-Enabled | Should -BeTrue
    }

    It 'requires -Enabled' {
        { Set-BbPipelineConfig } | Should -Throw '-Enabled is missing.' -ErrorId 'MissingMandatoryParameter,*'
        { Get-BbRepository widgets | Set-BbPipelineConfig } | Should -Throw '-Enabled is missing.' -ErrorId 'MissingMandatoryParameter,*'
    }

    It 'takes repositories and configurations from the pipeline' {
        Get-BbRepository '*gets' | Set-BbPipelineConfig -Enabled $false
        Get-Enabled gadgets | Should -BeFalse
        Get-BbPipelineConfig -Repository gadgets | Set-BbPipelineConfig -Enabled $true -PassThru | ForEach-Object Repository | Should -Be 'gadgets'
        Get-Enabled gadgets | Should -BeTrue
        Get-Enabled widgets | Should -BeFalse
    }
}
