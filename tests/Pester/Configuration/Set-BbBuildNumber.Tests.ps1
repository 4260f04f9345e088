#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    function Get-Next([string] $Repository = 'widgets') { (Send-Order $emulator GET "settings/acme/$Repository").nextBuildNumber }
}
AfterAll { Stop-TestFile }

Describe 'Set-BbBuildNumber' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 3 }
    }

    It 'sets the next number, and writes nothing' {
        Set-BbBuildNumber 1000 -Force | Should -BeNullOrEmpty
        Get-Next | Should -Be 1000
        (Invoke-BbPipeline -Branch trunk).BuildNumber | Should -Be 1000
    }

    It 'writes next and latest with -PassThru' {
        $number = Set-BbBuildNumber -Next 1000 -Force -PassThru
        $number.Next, $number.Latest, $number.Workspace, $number.Repository | Should -Be 1000, 3, 'acme', 'widgets'
    }

    It 'counts from the latest run, whatever the size of the list says' {
        Set-BbBuildNumber 500 -Force
        $null = Invoke-BbPipeline -Branch trunk
        (Set-BbBuildNumber -Increment 10 -Force -PassThru).Next | Should -Be 510
        Get-Next | Should -Be 510
    }

    It 'counts from 0 if there is no run' {
        (Set-BbBuildNumber -Increment 10 -Repository gadgets -Force -PassThru).Next | Should -Be 10
    }

    It 'shows the reason of the server and the latest number if the number is too low' {
        Set-BbBuildNumber 3 -Force -ErrorVariable e -ErrorAction SilentlyContinue
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BuildNumberTooLow,*'
        $e[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $e[0].ErrorDetails.Message | Should -Match 'request body contains invalid properties'
        $e[0].ErrorDetails.Message | Should -Match 'latest run is #3'
        $e[0].Exception.StatusCode | Should -Be 400
    }

    It 'explains that an earlier change may not be visible' {
        Set-BbBuildNumber 500 -Force
        Set-BbBuildNumber -Increment 1 -Force -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BuildNumberTooLow,*'
        $e[0].ErrorDetails.RecommendedAction | Should -Match 'raised before'
    }

    It 'refuses <_>' -ForEach 0, -1, 2147483648 {
        { Set-BbBuildNumber $_ -Force } | Should -Throw
        { Set-BbBuildNumber -Increment $_ -Force } | Should -Throw
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }

    It 'refuses what goes beyond the last number' {
        Set-BbBuildNumber -Increment ([int]::MaxValue) -Force -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'BuildNumberTooHigh,*'
        Get-EmulatorRequest $emulator -Method PUT | Should -BeNullOrEmpty
    }

    It 'takes repositories from the pipeline, and goes on after one that fails' {
        $null = Send-Order $emulator POST faults @{ method = 'PUT'; path = 'gadgets'; status = 403; body = '{}' }
        $numbers = Get-BbRepository | Set-BbBuildNumber -Increment 100 -Force -PassThru -ErrorVariable e -ErrorAction SilentlyContinue
        $e | Should -HaveCount 1
        $numbers.Repository | Should -Be 'empty', 'widgets'
        Get-Next | Should -Be 103
    }

    It 'sets a number without the right to read runs' {
        $null = Send-Order $emulator POST credentials @{ email = 'a@example.com'; token = 't'; scopes = @('admin:pipeline') }
        $session = Connect-BbWorkspace -NoCheck -Workspace acme -Repository widgets -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -PassThru -Credential ([pscredential]::new('a@example.com', (ConvertTo-SecureString t -AsPlainText -Force)))
        $number = Set-BbBuildNumber 77 -Force -PassThru -Session $session
        $number.Next | Should -Be 77
        $number.Latest | Should -BeNullOrEmpty
        Set-BbBuildNumber -Increment 1 -Force -Session $session -ErrorVariable e -ErrorAction SilentlyContinue
        $e[0].FullyQualifiedErrorId | Should -BeLike 'MissingScope,*'
    }

    It 'has a table' {
        ((Set-BbBuildNumber 1000 -Force -PassThru | Out-String -Width 80).Trim() -split '\r?\n')[0] | Should -Match '^Workspace +Repository +Latest +Next$'
    }
}
