#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../../Support/Start-TestFile.ps1"
    $ed = Get-TestPublicKey ed25519
    $rsa = Get-TestPublicKey rsa
}
AfterAll { Stop-TestFile }

Describe 'Import-BbKnownHost' {
    BeforeEach {
        Connect-Emulator $emulator
        $file = Join-Path $TestDrive known_hosts
        $hashed = '|1|kzy0kmLAGlkcKWcskH8bLrtoTd4=|rSUtq1gGZNR4XlALV+8aJH9MF5E='
        Set-Content $file (@"
# a comment

build.example.com,10.0.0.5,[alias.example.com]:2222 $ed me@example.com
many.example.com $rsa
many.example.com $ed
$hashed $ed
@cert-authority *.example.com $ed
@revoked bad.example.com $ed
*.wild.example.com,ok.wild.example.com $ed
github.com $rsa
garbage
"@ -replace "\r?\n", "`r`n")
        function Import([hashtable] $With = @{}) { Import-BbKnownHost $file @With -WarningAction SilentlyContinue }
    }

    It 'makes and changes what it can, and has a row with a reason for the rest' {
        $rows = Import
        ($rows | ForEach-Object { "$($_.Line) $($_.Name) $($_.Action)" }) -join "`n" | Should -BeExactly (@"
3 build.example.com Update
3 10.0.0.5 Create
3 [alias.example.com]:2222 Create
4 many.example.com Skipped
5 many.example.com Create
6 $hashed Skipped
7 *.example.com Skipped
8 bad.example.com Skipped
9 *.wild.example.com Skipped
9 ok.wild.example.com Create
10 github.com Skipped
11 line 11 Skipped
"@ -replace "\r?\n", "`n")
        foreach ($row in $rows) { $row.Status | Should -Be $(if ($row.Action -eq 'Skipped') { 'Skipped' } else { 'Succeeded' }) }
        ($rows | Where-Object Action -EQ Skipped).Reason | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
        ($rows | Where-Object Line -EQ 6).Reason | Should -BeLike 'Line 6:*hashed*'
        ($rows | Where-Object Line -EQ 7).Reason | Should -BeLike 'Line 7:*@cert-authority*'
        ($rows | Where-Object Line -EQ 10).Reason | Should -BeLike '*already*'
        Get-StoredHost $emulator -Name many.example.com | Should -BeExactly "many.example.com=$ed"
        Get-StoredHost $emulator -Name '[alias.example.com]:2222' | Should -BeExactly "[alias.example.com]:2222=$ed"
        Get-StoredHost $emulator -Name github.com | Should -BeNullOrEmpty
    }

    It 'does nothing the second time' {
        $null = Import
        $null = Send-Order $emulator DELETE requests
        (Import).Action | Sort-Object -Unique | Should -Be 'Skipped', 'Unchanged'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'shows the plan with -WhatIf' {
        (Import @{ WhatIf = $true }).Status | Select-Object -Unique | Should -Be 'Planned'
        Get-SshWrite $emulator | Should -BeNullOrEmpty
    }

    It 'takes some of the hosts, and says which are not there' {
        $rows = Import-BbKnownHost $file -Name '10*', alias.example.com:2222, nosuch -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.Name | Should -Be '10.0.0.5', '[alias.example.com]:2222'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'KnownHostNotFound,*'
    }

    It 'goes on after one that fails' {
        $null = Send-Order $emulator POST faults @{ method = 'POST'; path = 'known_hosts'; status = 500; body = 'oops' }
        $rows = Import-BbKnownHost $file -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue
        @($rows | Where-Object Status -EQ Failed) | Should -HaveCount 1
        $errors | Should -HaveCount 1
        @($rows | Where-Object { $_.Action -eq 'Create' -and $_.Status -eq 'Succeeded' }) | Should -HaveCount 3
        @(Import | Where-Object Action -EQ Create) | Should -HaveCount 1
    }

    It 'takes repositories and files from the pipe' {
        $rows = Get-BbRepository | Import-BbKnownHost $file -Name many.example.com -WarningAction SilentlyContinue
        ($rows | Where-Object Action -EQ Create).Repository | Should -Be 'empty', 'gadgets', 'widgets'
        (Get-Item $file | Import-BbKnownHost -Name ok* -Repository gadgets).Action | Should -Be 'Create'
    }

    It 'says that a file is not there, or empty' {
        { Import-BbKnownHost (Join-Path $TestDrive nosuch) } | Should -Throw -ErrorId 'KeyFileNotFound,*'
        Set-Content (Join-Path $TestDrive empty) '# nothing'
        Import-BbKnownHost (Join-Path $TestDrive empty) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors | Should -BeLike '*no known hosts*'
    }

    It 'repeats nothing of a private key that is no known_hosts file' {
        $rows = @(Import-BbKnownHost (Get-TestKey rsa-pem) -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue) + $errors
        $line = (Get-Content (Get-TestKey rsa-pem))[3]
        ($rows | Format-List * | Out-String -Width 1000) | Should -Not -BeLike "*$($line.Substring(0, 20))*"
    }

    It 'never imports a revoked key, and reports where it is trusted' {
        Set-Content $file "bad.example.com $ed`nbad.example.com $rsa`n@revoked * $ed`nother.example.com $ed"
        $null = Set-BbKnownHost old.example.com -PublicKey $ed
        $rows = Import
        ($rows | ForEach-Object { "$($_.Line) $($_.Name) $($_.Action)" }) -join ', ' | Should -BeExactly '1 bad.example.com Skipped, 2 bad.example.com Create, 3 * Skipped, 4 other.example.com Skipped'
        $rows[0].Reason | Should -BeLike 'Line 1: The file revokes this key (ssh-ed25519 SHA256:*) on line 3*'
        $rows[2].Reason | Should -BeLike '*trusts that key for *old.example.com*Remove-BbKnownHost*'
        Get-StoredHost $emulator -Name bad.example.com | Should -BeExactly "bad.example.com=$rsa"
        Get-StoredHost $emulator -Name other.example.com | Should -BeNullOrEmpty
    }

    It 'reports that nothing could be imported: <Case>' -ForEach @(
        @{ Case = 'an empty file'; Text = '# nothing' }
        @{ Case = 'hashed names only'; Text = '|1|kzy0kmLAGlkcKWcskH8bLrtoTd4=|rSUtq1gGZNR4XlALV+8aJH9MF5E= {ed}' }
        @{ Case = 'hosts that builds know only'; Text = "github.com {ed}" }
        @{ Case = 'revoked keys only'; Text = "@revoked a {ed}`na {ed}" }
    ) {
        Set-Content $file $Text.Replace('{ed}', $ed)
        $null = Import-BbKnownHost $file -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'NothingToImport,*'
    }

    It 'reads UTF-16 with a mark, and without one with -Encoding' {
        $bytes = [Text.Encoding]::Unicode.GetBytes("wide.example.com $ed`r`n")
        [IO.File]::WriteAllBytes($file, [byte[]](@(0xFF, 0xFE) + $bytes))
        (Import).Action | Should -Be 'Create'
        [IO.File]::WriteAllBytes($file, $bytes)
        { Import-BbKnownHost $file -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidEncoding,*'
        (Import @{ Encoding = 'unicode' }).Action | Should -Be 'Unchanged'
    }
}
