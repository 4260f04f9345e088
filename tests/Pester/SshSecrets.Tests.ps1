#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Ssh.psm1", "$PSScriptRoot/Support/Host.psm1", "$PSScriptRoot/Support/Process.psm1" -Force
    $emulator = Start-Emulator
    $ed = Get-TestPublicKey ed25519
    $rsa = Get-TestPublicKey rsa
    $ecdsa = Get-TestPublicKey ecdsa
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}

# A private key is searched for in everything that the engine can emit.
Describe 'A private key' {
    BeforeAll {
        # The lines before hold the public half.
        $body = @(Get-Content (Get-TestKey rsa-pem))[4..12]
        $secret = ConvertTo-SecureString (Get-Content (Get-TestKey rsa-pem) -Raw) -AsPlainText -Force

        # Runs a script with every stream open and a transcript, and returns all that came out.
        function Get-Everything([string] $Script) {
            $transcript = Join-Path $TestDrive "transcript-$([guid]::NewGuid().ToString('n')).txt"
            $dump = @'
$VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = $ErrorActionPreference = 'Continue'
$PSDefaultParameterValues = @{ '*-Bb*:Session' = $session; '*-Bb*:Verbose' = $true; '*-Bb*:Debug' = $true }
$null = Start-Transcript $argument.Transcript
$all = try { & { SCRIPT } *>&1 } catch { $_ }
$all | Out-Default
$all | Format-List * -Force | Out-Default
$null = Stop-Transcript
foreach ($one in $all) { "$one"; if ($one -isnot [Management.Automation.ErrorRecord]) { $one | ConvertTo-Json -Depth 4 -WarningAction Ignore -Compress; [Management.Automation.PSSerializer]::Serialize($one, 3) } }
foreach ($record in @($Error)) {
    $record | Format-List * -Force | Out-String -Width 4000
    for ($e = $record.Exception; $e; $e = $e.InnerException) { $e.ToString(); $e | Format-List * -Force | Out-String -Width 4000 }
    "$($record.TargetObject)"; $record.ErrorDetails.Message; $record.ErrorDetails.RecommendedAction
}
'@
            $asked = Invoke-Asked $dump.Replace('SCRIPT', $Script) -Answer Yes -Argument @{ Transcript = $transcript; Key = (Get-TestKey rsa-pem); Secret = $secret; Locked = (Get-TestKey rsa-pem-encrypted) }
            $streams = foreach ($name in 'Error', 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') { $asked.Streams.$name | ForEach-Object { "$_" } }
            @($asked.Output) + $asked.Screen + $asked.Questions + $streams + "$($asked.Failure)" + (Get-Content $transcript -Raw) -join "`n"
        }
        function Find-Key([string] $Text, [string[]] $Line) { $Line | Where-Object { $Text.Contains($_) -or $Text.Contains($_.Replace('+', '\u002B')) } }
        $script = @'
Set-BbSshKeyPair $argument.Key -PassThru
Set-BbSshKeyPair -PrivateKey $argument.Secret -PassThru
Set-BbSshKeyPair $argument.Key -PublicKey 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ' -ErrorAction Continue
'@
    }
    BeforeEach { Connect-Emulator $emulator }

    It 'is nowhere when it is stored, asked for or refused, though the server repeats it: <_>' -ForEach 'off', 'answer', 'error' {
        $null = Send-Order $emulator PATCH options @{ privateKeyEcho = $_ }
        $all = Get-Everything "$script`nGet-BbSshKeyPair`nRemove-BbSshKeyPair"
        $all.Contains('key_pair -> ') | Should -BeTrue -Because 'the trap must be open'
        Find-Key $all $body | Should -BeNullOrEmpty
        if ($_ -ne 'error') { $all.Contains('KeyPairMismatch') | Should -BeTrue }
    }

    It 'is nowhere with -WhatIf, nor when it has a passphrase' {
        $locked = @(Get-Content (Get-TestKey rsa-pem-encrypted))[4..12]
        $all = Get-Everything "`$WhatIfPreference = `$true`n$script"
        Find-Key $all $body | Should -BeNullOrEmpty
        $all = Get-Everything 'Set-BbSshKeyPair $argument.Locked'
        $all.Contains('EncryptedPrivateKey') | Should -BeTrue
        Find-Key $all $locked | Should -BeNullOrEmpty
    }

    It 'is nowhere when it is made: <_>' -ForEach 'off', 'answer' -Skip:($null -eq (Get-Command ssh-keygen -ErrorAction Ignore)) {
        $null = Send-Order $emulator PATCH options @{ privateKeyEcho = $_ }
        $all = Get-Everything 'New-BbSshKeyPair'
        $made = @((Get-StoredKeyPair $emulator).privateKey.Trim() -split "`n")
        $made.Count | Should -BeGreaterThan 3
        # The first lines hold the public half, and what all keys have.
        Find-Key $all $made[2..($made.Count - 2)] | Should -BeNullOrEmpty
    }

    It 'is in no answer about the error of a key that is made' -Skip:($null -eq (Get-Command ssh-keygen -ErrorAction Ignore)) {
        $null = Send-Order $emulator PATCH options @{ privateKeyEcho = 'error' }
        $all = Get-Everything 'New-BbSshKeyPair'
        $all.Contains('not valid') | Should -BeTrue
        [regex]::Matches($all, '[A-Za-z0-9+/]{68,}') | Where-Object { $_.Value -notlike 'AAAA*' } | Should -BeNullOrEmpty
    }
}
