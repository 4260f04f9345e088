#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Every secret that passes through the module, and every place where it could be found afterwards. One process uses all of them, with
# and without errors. The test fails if a secret did not reach its destination, because then it proves nothing.
BeforeDiscovery {
    # Intended places: New-BbRunner returns the secret of a runner as a SecureString, and Export-Clixml stores a SecureString
    # as plain text outside Windows. Save-BbCache -UriOnly returns the URL of a cache, but it is not called here.
    $secrets = @(
        @{ Secret = 'API token'; Canary = 'canary-api-7f3e9a+/=&%41'; Users = 'dev@example.com', ''
            Used = { $_.authorization -eq 'Basic' -and $_.status -eq 200 -and $_.pathAndQuery -like '*/pipelines_config' } }
        @{ Secret = 'access token'; Canary = 'canary-access-7f3e9a+/=&%41'
            Used = { $_.authorization -eq 'Bearer' -and $_.status -eq 200 -and $_.pathAndQuery -like '*/widgets/environments*' } }
        @{ Secret = 'OAuth client secret'; Canary = 'client-secret-123'; Users = 'client-id-123', ''
            Used = { $_.authorization -eq 'Basic' -and $_.pathAndQuery -like '*/oauth2/access_token' -and $_.status -eq 200 } }
        @{ Secret = 'OAuth access token'; Canary = 'oauth-token-'
            Used = { $_.authorization -eq 'Bearer' -and $_.status -eq 200 -and $_.pathAndQuery -like '*/gadgets/pipelines_config' } }
        @{ Secret = 'OAuth refresh token'; Canary = 'refresh-token-'; Used = { $_.pathAndQuery -like '*/oauth2/access_token' -and $_.status -eq 200 } }
        @{ Secret = 'proxy password'; Canary = 'canary-proxy-7f3e9a+/=&%41'; Users = 'proxy-user'
            Used = { $_.headers.PSObject.Properties['Proxy-Authorization'] -and $_.status -eq 200 -and
                $_.headers.'Proxy-Authorization' -eq "Basic $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('proxy-user:canary-proxy-7f3e9a+/=&%41')))" } }
        @{ Secret = 'secured variable'; Canary = 'canary-variable-7f3e9a+/=&%41'
            Used = { $_.status -eq 201 -and $_.pathAndQuery -like '*/variables*' -and ($_.body | ConvertFrom-Json).value -eq 'canary-variable-7f3e9a+/=&%41' } }
        @{ Secret = 'secured variable of a run'; Canary = 'canary-run-7f3e9a+/=&%41'
            Used = { $_.status -eq 201 -and $_.pathAndQuery -like '*/pipelines/' -and ($_.body | ConvertFrom-Json).variables.value -eq 'canary-run-7f3e9a+/=&%41' } }
        @{ Secret = 'private key'; Key = 'ed25519-pkcs8'; Used = { $_.method -eq 'PUT' -and $_.status -eq 200 -and $_.body -match 'BEGIN PRIVATE KEY' } }
        @{ Secret = 'private key with its public half'; Key = 'rsa-pem'; Used = { $_.method -eq 'PUT' -and $_.status -eq 200 -and $_.body -match 'BEGIN RSA PRIVATE KEY' } }
        @{ Secret = 'address of a log or cache'; Canary = 'leak-canary-signature'
            Used = { $_.port -eq 'storage' -and $_.status -eq 200 -and $_.pathAndQuery -like '*/pipelines-caches/*leak-canary-signature' } }
        @{ Secret = 'secret of a runner'; Canary = 'leak-canary-runner-secret-'
            Used = { $_.method -eq 'POST' -and $_.status -eq 200 -and $_.pathAndQuery -like '*/runners' } }
    )
    # Started programs are replaced by a script that records its command line (not on Windows).
    $sinks = @(
        'success.txt', 'error.txt', 'warning.txt', 'verbose.txt', 'debug.txt', 'information.txt', 'progress.txt'    # the streams
        'errors.txt'                                                                                                # $Error, to its depths
        'objects.clixml', 'errors.clixml', 'objects.json', 'list.txt', 'custom.txt', 'table.csv'                                     # formats of all objects
        'transcript.txt', 'output.txt'                                                                              # what a process leaves
        if (-not $IsWindows) { 'commands.txt' }
    )
}
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    $keys = Join-Path $PSScriptRoot '../../BitbucketPipelines.Tests/Fixtures/ssh'
    foreach ($name in 'out', 'temp', 'current', 'bin') { $null = New-Item -ItemType Directory "$TestDrive/$name" }
    if (-not $IsWindows) {
        foreach ($tool in 'ssh-keygen', 'ssh-keyscan', 'ssh', 'git') {
            $real = Get-Command $tool -CommandType Application -ErrorAction Ignore | Select-Object -First 1
            if ($real) {
                Set-Content "$TestDrive/bin/$tool" "#!/bin/sh`nprintf '%s ' `"`$0`" `"`$@`" >> '$TestDrive/out/commands.txt'`necho >> '$TestDrive/out/commands.txt'`nexec '$($real.Path)' `"`$@`""
                chmod 700 "$TestDrive/bin/$tool"
            }
        }
    }

    $fault = { param($Fault) $null = Send-Order $emulator POST faults $Fault }
    $null = Send-Order $emulator POST credentials @{ email = 'dev@example.com'; token = 'canary-api-7f3e9a+/=&%41'; scopes = @(
            'read:pipeline', 'write:pipeline', 'admin:pipeline', 'read:repository', 'admin:repository', 'read:user', 'read:workspace', 'read:runner', 'write:runner') }
    $null = Send-Order $emulator POST credentials @{ accessToken = 'canary-access-7f3e9a+/=&%41'; scopes = 'pipeline:write', 'repository' }
    $script:child = @{
        TABLE = "$TestDrive"; FIXTURES = "$keys"; EMULATOR = "$($emulator.SiteUri)_emulator"; BITBUCKET_API_TOKEN = 'canary-api-7f3e9a+/=&%41'
        CANARY_ACCESS = 'canary-access-7f3e9a+/=&%41'; CANARY_CLIENT = 'client-secret-123'; CANARY_PROXY = 'canary-proxy-7f3e9a+/=&%41'
        CANARY_VARIABLE = 'canary-variable-7f3e9a+/=&%41'; CANARY_RUN = 'canary-run-7f3e9a+/=&%41'
        PATH = "$TestDrive/bin$([IO.Path]::PathSeparator)$env:PATH"
        TMPDIR = "$TestDrive/temp"; TEMP = "$TestDrive/temp"; TMP = "$TestDrive/temp"; XDG_RUNTIME_DIR = "$TestDrive/temp"
    }
    $said = Invoke-Child $emulator (Get-Content "$PSScriptRoot/../Support/SecretWork.ps1" -Raw) $child
    Set-Content "$TestDrive/out/output.txt" $said.All
    $requests = Send-Order $emulator GET requests | ForEach-Object { $_ }

    # The encodings in which a secret could appear.
    function Get-Form([string] $Text, [string[]] $Users) {
        $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
        @(
            $Text
            [uri]::EscapeDataString($Text)
            (ConvertTo-Json $Text).Trim('"')
            (ConvertTo-Json $Text -EscapeHandling EscapeHtml).Trim('"')
            # If the text begins at another offset, whole groups of three bytes have the same code.
            0..2 | ForEach-Object { [Convert]::ToBase64String($bytes[$_..($bytes.Count - 1)]) -replace '.{0,4}$' } | Where-Object Length -GE 12
            foreach ($user in $Users) { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${user}:$Text")) }
            # The format in which Export-Clixml stores a SecureString.
            [Convert]::ToHexString([Text.Encoding]::Unicode.GetBytes($Text))
        ) | Select-Object -Unique
    }

    # The places where a secret was found.
    function Find-Secret([string[]] $Forms, [string[]] $Files) {
        foreach ($file in $Files) {
            $text = [IO.File]::ReadAllText($file)
            foreach ($form in $Forms) {
                $at = $text.IndexOf($form, [StringComparison]::OrdinalIgnoreCase)
                if ($at -ge 0) { "$(Split-Path -Leaf $file): $($text.Substring([Math]::Max(0, $at - 200), [Math]::Min(200, $at) + $form.Length))"; break }
            }
        }
    }
}
AfterAll { Stop-TestFile }

Describe 'The work with all secrets' {
    It 'was done to its end, well and badly' {
        $said.Output | Should -Contain 'The end.'
        $ids = (Get-Content "$TestDrive/out/error.txt") -match '^FullyQualifiedErrorId' -replace '^[^:]+: ' -replace ',.*' | Sort-Object -Unique
        foreach ($id in 'AnswerLost', 'BadRequest', 'CacheDownloadRefused', 'InvalidCredentials', 'InvalidResponse', 'PermissionDenied') { $ids | Should -Contain $id }
    }

    It 'left something in <_>' -ForEach $sinks { (Get-Item "$TestDrive/out/$_").Length | Should -BeGreaterThan 20 }

    It 'left files in the current folder, and none in that for temporary ones' {
        (Get-ChildItem "$TestDrive/current" -Recurse -File).Count | Should -BeGreaterThan 4
        Get-ChildItem "$TestDrive/temp" -Recurse -File | Where-Object Name -NotLike 'bb-*.ps1' | Should -BeNullOrEmpty
    }
}

Describe '<Secret>' -ForEach $secrets {
    BeforeAll {
        $forms = @(
            if ($_['Key']) {
                $text = Get-Content "$keys/$($_.Key)" -Raw
                $lines = @($text.Trim() -split '\r?\n')
                # The first lines of an RSA key contain the public key.
                $lines = if ($lines.Count -gt 6) { $lines[4..($lines.Count - 2)] } else { $lines[1..($lines.Count - 2)] }
                foreach ($line in $lines) { Get-Form $line }
                [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)).Substring(60, 40)
            }
            else { Get-Form $_.Canary $_['Users'] }
        )
    }

    It 'was used' { @($requests | Where-Object $_.Used).Count | Should -BeGreaterThan 0 }

    It 'is found by the search where it is' {
        foreach ($form in $forms) {
            Set-Content "$TestDrive/planted.txt" "x $form y"
            Find-Secret $forms "$TestDrive/planted.txt" | Should -HaveCount 1
        }
    }

    It 'is in no stream, error, format, transcript, output or command line' {
        $files = @((Get-ChildItem "$TestDrive/out" -File).FullName)
        $files.Count | Should -BeGreaterThan 14
        Find-Secret $forms $files | Should -BeNullOrEmpty
    }

    It 'is in no file of the current folder or of that for temporary ones' {
        Find-Secret $forms (Get-ChildItem "$TestDrive/current", "$TestDrive/temp" -Recurse -File -Force).FullName | Should -BeNullOrEmpty
    }
}
