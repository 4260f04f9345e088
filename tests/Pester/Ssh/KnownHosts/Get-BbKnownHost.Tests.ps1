#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

Describe 'Get-BbKnownHost' {
    BeforeEach { Connect-Emulator $emulator }

    It 'returns every property' {
        $hosts = Get-BbKnownHost
        $hosts.Name | Should -Be 'build.example.com', '[git.example.com]:7999'
        $hosts.HostName | Should -Be $hosts.Name
        $first = $hosts[0]
        $first.KeyType | Should -BeExactly 'ssh-ed25519'
        $first.Key | Should -BeLike 'AAAAC3*'
        $first.PublicKey | Should -BeExactly "ssh-ed25519 $($first.Key)"
        $first.Fingerprint | Should -BeExactly 'SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo'
        $first.Md5Fingerprint | Should -BeExactly 'bf:ce:a8:9a:4b:83:79:2b:14:f9:51:bc:2f:d2:29:94'
        $first.Uuid | Should -Match '^\{.+\}$'
        "$($first.Workspace)/$($first.Repository)" | Should -BeExactly 'acme/widgets'
    }

    It 'finds <Name>' -ForEach @(
        @{ Name = 'build.example.com'; Expected = 'build.example.com' }
        @{ Name = 'BUILD.example.com'; Expected = 'build.example.com' }
        @{ Name = '[git.example.com]:7999'; Expected = '[git.example.com]:7999' }
        @{ Name = 'git.example.com:7999'; Expected = '[git.example.com]:7999' }
        @{ Name = '*git*'; Expected = '[git.example.com]:7999' }
        @{ Name = 'build*', '*7999'; Expected = 'build.example.com', '[git.example.com]:7999' }
    ) {
        (Get-BbKnownHost $Name).Name | Should -Be $Expected
    }

    It 'is silent about wildcards that mean nothing, not about <_>' -ForEach 'nosuch', '[nosuch]:22222', 'git.example.com' {
        Get-BbKnownHost 'zz*' | Should -BeNullOrEmpty
        Get-BbKnownHost $_ -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KnownHostNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Specify one of: *build.example.com*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*?git.example.com?:7999*'
    }

    It 'finds by uuid and by fingerprint' {
        $host1 = Get-BbKnownHost build.example.com
        (Get-BbKnownHost -Uuid $host1.Uuid.Trim('{}')).Name | Should -Be 'build.example.com'
        (Get-BbKnownHost -Fingerprint $host1.Fingerprint).Name | Should -Be 'build.example.com'
        (Get-BbKnownHost -Fingerprint "MD5:$($host1.Md5Fingerprint)").Name | Should -Be 'build.example.com'
        Get-BbKnownHost -Fingerprint "SHA256:$('A' * 43)" | Should -BeNullOrEmpty
        { Get-BbKnownHost -Fingerprint nonsense } | Should -Throw -ErrorId 'InvalidFingerprint,*'
    }

    It 'reads every page' {
        1..25 | ForEach-Object { $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = "h$_"; keyType = 'RSA'; key = 'AAAA' } }
        (Get-BbKnownHost).Count | Should -Be 27
        (Get-BbKnownHost h25).KeyType | Should -Be 'RSA'
    }

    It 'takes repositories from the pipe' {
        (Get-BbRepository | Get-BbKnownHost build.example.com -ErrorAction SilentlyContinue).Repository | Should -Be 'gadgets', 'widgets'
    }
}
