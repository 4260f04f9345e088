#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What a test file finds must not depend on the files that ran before it in the same process.
BeforeAll {
    $preamble = "$PSScriptRoot/../Support/Start-TestFile.ps1"
    # What a file would find that began now.
    function Get-Next([scriptblock] $Script, [hashtable] $With = @{}) {
        & {
            . $preamble @With
            try { & $Script } finally { Stop-TestFile }
        }
    }
}

Describe 'The next test file' {
    BeforeEach {
        . $preamble
        Connect-Emulator $emulator
    }
    AfterEach { Stop-TestFile }

    It 'finds the emulator of this one, at its seed and as fast as it asks for' {
        $null = Add-Run @{ result = 'RUNNING' }
        $null = Send-Order $emulator PATCH options @{ pageLength = 3; speed = 0 }
        $null = Send-Order $emulator POST faults @{ times = 0; status = 500 }
        $null = Get-BbPipelineConfig -ErrorAction Ignore
        $next = Get-Next -With @{ Speed = 50 } {
            $emulator
            @(Send-Order $emulator GET runs/acme/widgets | ForEach-Object { $_ }).Count + @(Get-EmulatorRequest $emulator).Count
            Send-Order $emulator GET options
            Connect-Emulator $emulator
            Get-BbPipelineConfig
        }
        $next[0].ApiUri | Should -Be $emulator.ApiUri
        $next[1] | Should -Be 0
        $next[2].speed, $next[2].pageLength | Should -Be 50, 10
        $next[3].Enabled | Should -BeTrue
        $emulator.Speed | Should -Be 20
    }

    It 'finds another emulator when this one has died' {
        $next = Get-Next { Stop-Emulator $emulator; $emulator }
        $next.Process.HasExited | Should -BeTrue
        $other = Get-Next { Connect-Emulator $emulator; $null = Get-BbPipelineConfig; $emulator }
        $other.Process.Id | Should -Not -Be $next.Process.Id
    }

    It 'finds no session, and the variables of the process as they were' {
        Get-Next {
            $env:BITBUCKET_WORKSPACE, $env:BITBUCKET_ACCESS_TOKEN, $env:BITBUCKET_API_URI = 'acme', 'access-token-123', "$($emulator.ApiUri)"
            $PSStyle.OutputRendering = 'Ansi'
            Get-BbSession
        } | Should -Not -BeNullOrEmpty
        $env:BITBUCKET_WORKSPACE | Should -BeNullOrEmpty
        $PSStyle.OutputRendering | Should -Not -Be 'Ansi'
        Get-Next { Get-BbSession } | Should -BeNullOrEmpty
    }

    It 'is completed by what the server says then' {
        $names = {
            Connect-Emulator $emulator
            $null = Send-Order $emulator POST refs/acme/widgets @{ branch = $branch }
            (TabExpansion2 'Invoke-BbPipeline -Branch wip').CompletionMatches.CompletionText
        }
        $branch = 'wip-one'
        Get-Next $names | Should -Be 'wip-one'
        $branch = 'wip-two'
        Get-Next $names | Should -Be 'wip-two'
    }
}
