#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $ed = Get-TestPublicKey ed25519
    $rsa = Get-TestPublicKey rsa
}
AfterAll { Stop-TestFile }

Describe 'Export-BbKnownHost' {
    BeforeEach {
        Connect-Emulator $emulator
        $file = Join-Path $TestDrive known_hosts
        Remove-Item $file -ErrorAction Ignore
    }

    It 'writes a file that OpenSSH reads, in the order of names' {
        Set-BbKnownHost alpha:2222 $ed
        Export-BbKnownHost $file | Should -BeNullOrEmpty
        $text = Get-Content $file -Raw
        $text | Should -Not -Match "`r"
        $text | Should -Match "`n$"
        ($text.Trim() -split "`n" | ForEach-Object { ($_ -split ' ')[0] }) | Should -Be 'build.example.com', '[alpha]:2222', '[git.example.com]:7999'
        if (Get-Command ssh-keygen -ErrorAction Ignore) {
            (ssh-keygen -F '[alpha]:2222' -f $file) -join ' ' | Should -BeLike "*$ed*"
            (ssh-keygen -F build.example.com -l -f $file) -join ' ' | Should -BeLike '*SHA256:VM+8/ukJ5A6YbmXL48SaRKO5Zi0l41N6DocJedn9OOo*'
        }
    }

    It 'comes back unchanged, and as the same file' {
        Export-BbKnownHost $file
        $first = Get-Content $file -Raw
        (Import-BbKnownHost $file).Action | Should -Be 'Unchanged', 'Unchanged'
        Import-BbKnownHost $file -Repository empty | Out-Null
        Export-BbKnownHost $file -Repository empty
        Get-Content $file -Raw | Should -BeExactly $first
    }

    It 'writes those of many repositories once each' {
        $made = Get-BbRepository | Export-BbKnownHost $file -PassThru
        $made.FullName | Should -Be $file
        $made | Get-Content | Should -Not -BeNullOrEmpty
        @(Get-Content $file) | Should -HaveCount 3
    }

    It 'takes some of them' {
        Export-BbKnownHost $file -Name 'git.example.com:7999', nosuch -ErrorVariable errors -ErrorAction SilentlyContinue
        Get-Content $file | Should -BeLike '?git.example.com?:7999 ssh-rsa *'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KnownHostNotFound,*'
    }

    It 'leaves out what OpenSSH cannot read, and says so' {
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = 'odd'; keyType = 'RSA'; key = 'AAAA' }
        $null = Send-Order $emulator POST known-hosts/acme/widgets @{ hostname = 'port.example.com:7999'; keyType = 'RSA'; key = ($rsa -split ' ')[1] }
        Export-BbKnownHost $file -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*odd*not exported*'
        Get-Content $file | Should -Contain "[port.example.com]:7999 $rsa"
    }

    It 'keeps an existing file with -NoClobber, and if reading fails' {
        Set-Content $file mine
        { Export-BbKnownHost $file -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        Export-BbKnownHost $file -Repository nosuch -ErrorAction SilentlyContinue
        Get-Content $file | Should -BeExactly 'mine'
        Export-BbKnownHost $file
        @(Get-Content $file) | Should -HaveCount 2
        Get-ChildItem $TestDrive -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'says that a folder is not there' {
        Export-BbKnownHost (Join-Path $TestDrive no/such) -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CannotWriteFile,*'
    }
}
