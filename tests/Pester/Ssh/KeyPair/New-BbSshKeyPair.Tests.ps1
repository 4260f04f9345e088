#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll { . "$PSScriptRoot/../../Support/Start-TestFile.ps1" }
AfterAll { Stop-TestFile }

BeforeDiscovery { $noKeygen = $null -eq (Get-Command ssh-keygen -ErrorAction Ignore) }

Describe "New-BbSshKeyPair$(if ($noKeygen) { ' (skipped: ssh-keygen is not installed)' })" -Skip:$noKeygen {
    BeforeEach { Connect-Emulator $emulator }

    It 'makes an ed25519 pair, stores it and writes its public half' {
        $pair = New-BbSshKeyPair
        $pair.KeyType | Should -BeExactly 'ssh-ed25519'
        $pair.Comment | Should -BeExactly 'bitbucket-pipelines:acme/widgets'
        $stored = Get-StoredKeyPair $emulator
        $stored.publicKey | Should -BeExactly $pair.PublicKey
        $stored.privateKey | Should -BeLike "-----BEGIN OPENSSH PRIVATE KEY-----`n*`n-----END OPENSSH PRIVATE KEY-----`n"
        $file = Join-Path $TestDrive stored
        Set-Content $file $stored.privateKey -NoNewline
        if (-not $IsWindows) { chmod 600 $file }
        (ssh-keygen -y -P '' -f $file) -join '' | Should -BeLike "$(($pair.PublicKey -split ' ')[0, 1] -join ' ')*"
    }

    It 'makes an RSA pair of 4096 bits, with a comment' {
        $pair = New-BbSshKeyPair -KeyType rsa -Comment 'two "words"'
        $pair.Comment | Should -BeExactly 'two "words"'
        $file = Join-Path $TestDrive rsa.pub
        Set-Content $file $pair.PublicKey
        ssh-keygen -l -f $file | Should -BeLike "4096 $($pair.Fingerprint) *"
    }

    It 'leaves no file behind' {
        $folders = @('/dev/shm', $env:XDG_RUNTIME_DIR, [IO.Path]::GetTempPath() | Where-Object { $_ -and (Test-Path $_) })
        $null = New-BbSshKeyPair
        Get-ChildItem $folders -Filter 'bb-*' -Directory | Where-Object Name -Match '^bb-[0-9a-f]{32}$' | Should -BeNullOrEmpty
    }

    It 'leaves no file behind when it is stopped, nor a process' -Skip:(-not (Test-Path /dev/shm)) {
        $before = $env:XDG_RUNTIME_DIR
        $env:XDG_RUNTIME_DIR = ''
        try {
            # Generating an RSA key takes long enough to be stopped.
            $background = Start-Background '1..50 | ForEach-Object { New-BbSshKeyPair rsa -Session $session -Force }'
            Wait-Until { Get-ChildItem /dev/shm -Filter 'bb-*' -Directory }
            $background.Shell.Stop()
            Get-ChildItem /dev/shm -Filter 'bb-*' -Directory | Should -BeNullOrEmpty
        }
        finally {
            $background.Shell.Dispose()
            $env:XDG_RUNTIME_DIR = $before
        }
    }

    It 'replaces a key pair with -Force, and generates none without approval' {
        $old = (Get-StoredKeyPair $emulator gadgets).publicKey
        New-BbSshKeyPair -Repository gadgets -WhatIf -Force | Should -BeNullOrEmpty
        (Get-StoredKeyPair $emulator gadgets).publicKey | Should -BeExactly $old
        (New-BbSshKeyPair -Repository gadgets -Force).PublicKey | Should -Not -Be $old
    }

    It 'gives each repository a pair of its own' {
        $pairs = 'widgets', 'gadgets' | ForEach-Object { Get-BbRepository $_ } | New-BbSshKeyPair -Force
        $pairs.Repository | Should -Be 'widgets', 'gadgets'
        $pairs[0].PublicKey | Should -Not -Be $pairs[1].PublicKey
    }

    It 'refuses a comment of two lines' {
        { New-BbSshKeyPair -Comment "a`nb" } | Should -Throw
    }

    It 'says that ssh-keygen is missing, before anything is read' {
        $before = $env:PATH
        try {
            $env:PATH = "$TestDrive"
            { New-BbSshKeyPair } | Should -Throw -ErrorId 'SshKeygenMissing,*'
            $Error[0].CategoryInfo.Category | Should -Be 'NotInstalled'
        }
        finally { $env:PATH = $before }
        Get-EmulatorRequest $emulator | Should -BeNullOrEmpty
    }
}
