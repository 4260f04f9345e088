#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $page = 'https://ci.example.com/builds/42'
}
AfterAll { Stop-TestFile }

Describe 'Set-BbCommitStatus' {
    BeforeEach {
        Connect-Emulator $emulator
        $trunk = (Invoke-BbApi repositories/acme/widgets/refs/branches/trunk).target.hash
        Clear-Request
    }

    It 'sets a status by one request, and the same again' {
        $status = Set-BbCommitStatus successful -Commit $trunk -Key k -Url $page -Name 'Nightly' -Description '3 tests' -RefName trunk -PassThru
        $status | Should -BeOfType BitbucketPipelines.Api.Models.CommitStatus
        $status.Key, $status.State, $status.Url, $status.Name, $status.Description, $status.RefName, $status.Commit | Should -Be 'k', 'SUCCESSFUL', $page, 'Nightly', '3 tests', 'trunk', $trunk
        Set-BbCommitStatus FAILED -Commit $trunk -Key k -Url $page | Should -BeNullOrEmpty
        (Get-EmulatorRequest $emulator).method | Should -Be POST, POST
        (Get-BbCommitStatus $trunk | ForEach-Object { "$($_.Key) $($_.State)" }) | Should -BeExactly 'k FAILED'
    }

    It 'takes branches, short hashes and piped runs' {
        $null = Add-Run @{ count = 1; branch = 'trunk' }
        Set-BbCommitStatus FAILED -Commit feature/log-view -Key branch -Url $page
        Set-BbCommitStatus FAILED -Commit $trunk.Substring(0, 8) -Key short -Url $page
        Get-BbPipeline 1 | Set-BbCommitStatus FAILED -Key run -Url $page
        (Get-BbCommitStatus feature/log-view).Key | Should -Be branch
        (Get-BbPipeline 1 | Get-BbCommitStatus).Key | Should -Be short, run
    }

    It 'sends nothing with -WhatIf' {
        Set-BbCommitStatus FAILED -Commit $trunk -Key k -Url $page -WhatIf
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'refuses <Because>' -ForEach @(
        @{ Because = 'a missing key and page'; With = @{}; Id = 'BuildRequired' }
        @{ Because = 'a missing page'; With = @{ Key = 'k' }; Id = 'BuildRequired' }
        @{ Because = 'a key that is too long'; With = @{ Key = 'x' * 41; Url = 'https://ci.example.com' }; Id = 'InvalidArgument' }
        @{ Because = 'an address of another kind'; With = @{ Key = 'k'; Url = 'javascript:alert(1)' }; Id = 'InvalidArgument' }
        @{ Because = 'an empty key'; With = @{ Key = ''; Url = 'https://ci.example.com' }; Id = 'EmptyArgument' }
    ) {
        { Set-BbCommitStatus FAILED -Commit $trunk @With } | Should -Throw -ErrorId "$Id,*"
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }

    It 'refuses another state, and says what is missing without one' {
        { Set-BbCommitStatus DONE -Commit $trunk -Key k -Url $page } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Set-BbCommitStatus -Commit $trunk -Key k -Url $page } | Should -Throw '*-State is missing*'
    }

    It 'says in words that there is no such commit' {
        { Set-BbCommitStatus FAILED -Commit ('0' * 40) -Key k -Url $page -ErrorAction Stop } | Should -Throw '*not found*' -ErrorId 'CommitNotFound,*'
    }

    It 'knows its build in Azure DevOps' {
        $build = @{ TF_BUILD = 'True'; BUILD_BUILDID = '77'; SYSTEM_TEAMPROJECT = 'Shop'; SYSTEM_DEFINITIONID = '12'; SYSTEM_COLLECTIONURI = 'https://dev.azure.com/acme/'; BUILD_DEFINITIONNAME = 'Nightly'; BUILD_BUILDNUMBER = '3' }
        $build.GetEnumerator() | ForEach-Object { Set-Item "Env:/$($_.Key)" $_.Value }
        try { $status = Set-BbCommitStatus INPROGRESS -Commit $trunk -PassThru }
        finally { $build.Keys | ForEach-Object { Remove-Item "Env:/$_" } }
        $status.Key, $status.Name, $status.Url | Should -Be 'azure-12', 'Nightly 3', 'https://dev.azure.com/acme/Shop/_build/results?buildId=77'
    }
}

Describe 'Get-BbCommitStatus' {
    BeforeAll {
        Connect-Emulator $emulator
        1..12 | ForEach-Object { Set-BbCommitStatus ('FAILED', 'SUCCESSFUL')[$_ % 2] -Commit trunk -Key "build-$_" -Url $page }
    }

    It 'lists all, and filters' {
        (Get-BbCommitStatus trunk).Count | Should -Be 12
        (Get-BbCommitStatus trunk -State FAILED).Count | Should -Be 6
        (Get-BbCommitStatus trunk -Key 'BUILD-1*').Key | Should -Be build-1, build-10, build-11, build-12
        (Get-BbCommitStatus trunk -Key build-3, build-5 -State successful).Key | Should -Be build-3, build-5
        (Get-BbCommitStatus trunk -First 2 -Skip 1).Key | Should -Be build-2, build-3
    }

    It 'says which keys there are' {
        { Get-BbCommitStatus trunk -Key build-99 -ErrorAction Stop } | Should -Throw '*build-99*' -ErrorId 'CommitStatusNotFound,*'
    }

    It 'shows a table' {
        $lines = Get-BbCommitStatus trunk -Key build-1 | Show 120
        $lines[0] | Should -MatchExactly '^Repository +Commit +Key +State +UpdatedOn +Description$'
        $lines[2] | Should -MatchExactly '^widgets +[0-9a-f]{7} build-1 +SUCCESSFUL'
    }

    It 'says in words that there is no such commit, as setting does: <_>' -ForEach { Get-BbCommitStatus ('0' * 40) }, { Get-BbCommitStatus ('0' * 40) -Key a }, { Get-BbCommitStatus 0000000 } {
        $ErrorActionPreference = 'Stop'
        $_ | Should -Throw -ErrorId 'CommitNotFound,*'
    }

    It 'asks for a commit where there is none' {
        Push-Location TestDrive:/
        try { { Get-BbCommitStatus } | Should -Throw -ErrorId 'CommitRequired,*' }
        finally { Pop-Location }
    }
}
