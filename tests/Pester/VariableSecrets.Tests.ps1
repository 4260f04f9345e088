#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# A word that stands for a secret is searched for in everything that the engine can emit.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/Support/Emulator.psm1", "$PSScriptRoot/Support/Variable.psm1", "$PSScriptRoot/Support/Host.psm1" -Force
    $emulator = Start-Emulator
    $widgets = 'repository/acme/widgets'
    $gadgets = 'repository/acme/gadgets'

    # Runs a script with every stream open and a transcript, and returns all that came out, in every form that a user can ask for.
    function Get-Everything([string] $Script, [hashtable] $With = @{}, [string] $Answer = 'Yes') {
        $transcript = Join-Path $TestDrive "transcript-$([guid]::NewGuid().ToString('n')).txt"
        $dump = @'
$VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = $ErrorActionPreference = 'Continue'
$PSDefaultParameterValues = @{ '*-Bb*:Session' = $session; '*-Bb*:Verbose' = $true; '*-Bb*:Debug' = $true }
$canary, $secret, $folder = $argument.Canary, $argument.Secret, $argument.Folder
$null = Start-Transcript $argument.Transcript
$all = try { & { SCRIPT } *>&1 } catch { $_ }
$all | Out-Default
$all | Format-Table | Out-Default
$all | Where-Object { $_ -isnot [Management.Automation.InformationalRecord] } | Format-List * -Force | Out-Default
$null = Stop-Transcript
foreach ($one in $all) {
    "$one"
    # Records hold what the engine knows of the command line, -Value included: that is not the module's to change.
    if ($one -isnot [Management.Automation.ErrorRecord] -and $one -isnot [Management.Automation.InformationalRecord]) {
        $one | ConvertTo-Json -Depth 2 -WarningAction Ignore -Compress
        $one | ConvertTo-Csv
        [Management.Automation.PSSerializer]::Serialize($one, 2)
    }
}
$kinds = @{}
foreach ($record in @($Error)) {
    # Every property of the first of each kind, since that takes long; the texts of all.
    $first = 1 -eq ++$kinds["$($record.FullyQualifiedErrorId) $($record.Exception.InnerException)"]
    if ($first) { $record | Format-List * -Force | Out-String -Width 4000 }
    for ($e = $record.Exception; $e; $e = $e.InnerException) {
        $e.ToString(); $e.Data.Keys; $e.Data.Values
        if ($first) { $e | Format-List * -Force | Out-String -Width 4000 }
    }
    "$($record.TargetObject)"; $record.ErrorDetails.Message; $record.ErrorDetails.RecommendedAction; "$($record.CategoryInfo)"
}
'@
        $asked = Invoke-Asked $dump.Replace('SCRIPT', $Script) -Answer $Answer -Secret $canary -Argument (@{
                Canary = $canary; Secret = ConvertTo-Secret $canary; Folder = "$TestDrive"; Transcript = $transcript
            } + $With)
        $streams = foreach ($name in 'Error', 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') { $asked.Streams.$name | ForEach-Object { "$_" } }
        @($asked.Output) + $asked.Screen + $asked.Questions + $streams + "$($asked.Failure)" + (Get-Content $transcript -Raw) -join "`n"
    }

    # Few variables, for few errors.
    function Set-Few {
        Set-Stored $emulator $widgets @(
            @{ key = 'API_URL'; value = 'https://api.example.com' }
            'DB_PASSWORD', 'DEPLOY_KEY', 'SMTP_PASSWORD' | ForEach-Object { @{ key = $_; value = "leak-canary-variable-$_"; secured = $true } }
        )
    }

    # Where the word stands, if anywhere: all of the text would be thousands of lines.
    function Find-Word([string] $Text) { [regex]::Matches($Text, '(?s).{0,80}leak-canary.{0,20}') | Select-Object -First 3 | ForEach-Object Value }

    # All ways in which a secret goes in.
    $writes = @'
Set-BbVariable NEW_ONE $canary -Secured -PassThru
Set-BbVariable DB_PASSWORD $canary -PassThru
Set-BbVariable NEW_TWO -SecureValue $secret -PassThru
[pscustomobject]@{ Name = 'NEW_THREE'; Value = $canary; Secured = 'true' } | Set-BbVariable -PassThru
Import-BbVariable "$folder/secret.env" -SecuredName * -Repository gadgets
Import-BbVariable "$folder/names.csv" -SecureValue @{ FROM_TABLE = $secret } -Environment Test
Copy-BbVariable -ToRepository gadgets -SecureValue @{ DEPLOY_KEY = $secret; SMTP_PASSWORD = [pscredential]::new('x', $secret) } -Name DEPLOY_KEY, SMTP_PASSWORD
Copy-BbVariable -ToEnvironment Staging -SecuredPolicy Prompt -Name SMTP_PASSWORD
function global:Get-Secret { param($Name, $Vault) $argument.Secret }
Copy-BbVariable -ToEnvironment Production -SecuredPolicy FromVault -Name DEPLOY_KEY
Sync-BbVariable -ToEnvironment Staging -Prune -Force -SecureValue @{ DB_PASSWORD = $secret }
Remove-BbVariable DB_PASSWORD -Force -PassThru
'@
    $reads = @'
Get-BbVariable
Get-BbVariable -WorkspaceScope
Get-BbVariable -Environment Production
Find-BbVariable
Find-BbVariable -Value *canary*
Compare-BbVariable -ToRepository gadgets -IncludeEqual
Compare-BbVariable -Environment Production -ToEnvironment Staging -IncludeEqual
foreach ($name in 'a.env', 'a.csv', 'a.json') { Export-BbVariable "$folder/$name" -PassThru }
Export-BbVariable "$folder/a.psd1" -Name DB_* -PassThru
'@
    # What fails: each path once, since each error takes the engine a fifth of a second to format for the transcript.
    $failing = @'
Set-BbVariable NEW_ONE $canary -Secured -PassThru
Set-BbVariable DB_PASSWORD -SecureValue $secret -PassThru
Import-BbVariable "$folder/names.csv" -SecureValue @{ FROM_TABLE = $secret }
Copy-BbVariable -ToRepository gadgets -SecureValue @{ DEPLOY_KEY = $secret } -Name DEPLOY_KEY
Sync-BbVariable -ToEnvironment Staging -Prune -Force -SecureValue @{ DB_PASSWORD = $secret }
Remove-BbVariable DB_PASSWORD -Force -PassThru
'@
    $failingReads = @'
Get-BbVariable
Find-BbVariable -Value *canary*
Compare-BbVariable -ToRepository gadgets -IncludeEqual
Export-BbVariable "$folder/a.env" -PassThru
'@
}
AfterAll {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}

Describe 'A secret' {
    BeforeEach {
        Connect-Emulator $emulator
        # It is not in the text of the scripts, so whoever repeats the line that failed does not repeat it.
        $canary = 'leak-canary-' + [guid]::NewGuid().ToString('n')
        Set-Content (Join-Path $TestDrive secret.env) "FROM_FILE=$canary`nOTHER_FILE='$canary x'"
        Set-Content (Join-Path $TestDrive names.csv) "Name,Value,Secured`nFROM_TABLE,,true`nFROM_CELL,$canary,true"
    }

    It 'gets where it should' {
        $all = Get-Everything $writes
        $all.Contains('NEW_TWO') | Should -BeTrue -Because 'the trap must be open'
        $all.Contains('/variables -> 201') | Should -BeTrue
        $stored = $widgets, $gadgets, 'environment/acme/widgets/Test', 'environment/acme/widgets/Staging', 'environment/acme/widgets/Production' | ForEach-Object { Get-Stored $emulator $_ }
        $with = @($stored | Where-Object { $_.value -like "*$canary*" })
        $with.key | Sort-Object -Unique | Should -Be 'DB_PASSWORD', 'DEPLOY_KEY', 'FROM_CELL', 'FROM_FILE', 'FROM_TABLE', 'NEW_ONE', 'NEW_THREE', 'NEW_TWO', 'OTHER_FILE', 'SMTP_PASSWORD'
        $with.secured | Should -Not -Contain $false
    }

    It 'is nowhere when it is written' {
        $all = Get-Everything $writes
        Find-Word $all | Should -BeNullOrEmpty
    }

    It 'is nowhere when it is read, and in no file' {
        $null = Get-Everything $writes
        $all = Get-Everything $reads
        $all.Contains('NEW_ONE') | Should -BeTrue
        Find-Word $all | Should -BeNullOrEmpty
        foreach ($name in 'a.env', 'a.csv', 'a.json', 'a.psd1') {
            $text = Get-Content (Join-Path $TestDrive $name) -Raw
            $text | Should -BeLike '*DB_*'
            Find-Word $text | Should -BeNullOrEmpty
        }
    }

    It 'is nowhere with -WhatIf' {
        $all = Get-Everything "`$WhatIfPreference = `$true`n$writes"
        $all.Contains('What if') | Should -BeTrue
        Find-Word $all | Should -BeNullOrEmpty
        Get-Write $emulator | Should -BeNullOrEmpty
    }

    It 'is in no question, whether the answer is <_>' -ForEach 'Yes', 'No' {
        $all = Get-Everything ("`$PSDefaultParameterValues['*-Bb*:Confirm'] = `$true`n$writes" -replace ' -Force') -Answer $_
        $all.Contains('NEW_ONE in acme/widgets') | Should -BeTrue
        Find-Word $all | Should -BeNullOrEmpty
    }

    It 'is nowhere when writing fails with <Name>' -ForEach @(
        @{ Name = '400'; Fault = @{ status = 400; body = '{"type":"error","error":{"message":"Bad request","detail":"illegal string or character"}}'; contentType = 'application/json' } }
        @{ Name = '400 without a reason'; Fault = @{ status = 400; body = '' } }
        @{ Name = '401'; Fault = @{ status = 401; body = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}'; contentType = 'application/json' } }
        @{ Name = '403'; Fault = @{ status = 403; body = '{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["admin:pipeline:bitbucket"],"granted":["read:pipeline:bitbucket"]}}}'; contentType = 'application/json' } }
        @{ Name = '404'; Fault = @{ preset = 'html-404' } }
        @{ Name = '409'; Fault = @{ status = 409; body = '{"error":{"message":"Conflict","detail":"A variable with the key provided already exists","data":{"key":"variable-service.variable.duplicate","arguments":{}}}}'; contentType = 'application/json' } }
        @{ Name = '429'; Fault = @{ status = 429; headers = @{ 'Retry-After' = '0' }; body = 'Rate limit for this resource has been exceeded'; contentType = 'text/plain' } }
        @{ Name = '429 for an hour'; Fault = @{ status = 429; headers = @{ 'Retry-After' = '3600' } } }
        @{ Name = '500'; Fault = @{ status = 500; body = 'oops' } }
        @{ Name = 'an answer that is no JSON'; Fault = @{ status = 200; body = '<html>'; contentType = 'text/html' } }
        @{ Name = 'a reset'; Fault = @{ reset = $true }; Methods = 'POST' }
        @{ Name = 'a reset after it was done'; Fault = @{ resetAfterHandling = $true }; Methods = 'POST' }
    ) {
        Set-Few
        foreach ($method in $(if ($Methods) { $Methods } else { 'POST', 'PUT', 'DELETE' })) { $null = Send-Order $emulator POST faults ($Fault + @{ method = $method; path = 'variables'; times = 0 }) }
        $all = Get-Everything $failing
        if ($Name -ne 'a reset after it was done') { $all.Contains('Failed') | Should -BeTrue }
        Find-Word $all | Should -BeNullOrEmpty
    }

    It 'is nowhere when the server repeats what it was sent' {
        Set-Content (Join-Path $TestDrive secret.env) "FROM_FILE=$canary"
        foreach ($method in 'POST', 'PUT') {
            $null = Send-Order $emulator POST faults @{ method = $method; path = 'variables'; times = 0; status = 400; contentType = 'application/json'
                body = "{`"type`":`"error`",`"error`":{`"message`":`"illegal string or character in $canary`",`"detail`":`"value: $canary`",`"fields`":{`"value`":[`"$canary is bad`"]}}}"
            }
        }
        # Only secured values are taken out of what a server says: it is they that were sent.
        $all = Get-Everything @'
Set-BbVariable NEW_ONE $canary -Secured -PassThru
Set-BbVariable DB_PASSWORD -SecureValue (ConvertTo-SecureString $canary -AsPlainText -Force) -PassThru
Import-BbVariable "$folder/secret.env" -SecuredName *
'@
        $all.Contains('Failed') | Should -BeTrue
        Find-Word $all | Should -BeNullOrEmpty
    }

    It 'is nowhere when reading fails with <_>' -ForEach 400, 401, 403, 404, 500 {
        Set-Few
        $null = Send-Order $emulator POST faults @{ method = 'GET'; path = 'variables'; times = 0; status = $_ }
        Find-Word (Get-Everything "$failing`n$failingReads") | Should -BeNullOrEmpty
    }

    It 'is nowhere when it breaks a rule' {
        Set-Content (Join-Path $TestDrive rules.env) "1BAD=$canary`nMULTI=`"$canary`nX`"`nGOOD=$canary`n$canary`n=$canary"
        Set-Content (Join-Path $TestDrive rules.csv) "Name,Value,Secured`n1BAD,$canary,true`nMULTI,`"$canary`nX`",true`nQ,a`"$canary,true`nX,$canary,$canary"
        Set-Content (Join-Path $TestDrive rules.json) "{ `"1BAD`": `"$canary`", `"M`": `"$canary\nx`", `"L`": [`"$canary`"], $canary }"
        Set-Content (Join-Path $TestDrive rules.psd1) "@{ A = `"$canary`$(1)`"; B = '$canary`nx'; '1C' = '$canary' }"
        Set-Content (Join-Path $TestDrive broken.psd1) "@{ A = $canary; B = '$canary }"
        $all = Get-Everything @'
foreach ($name in 'rules.env', 'rules.csv', 'rules.json', 'rules.psd1', 'broken.psd1') { Import-BbVariable "$folder/$name" -SecuredName * }
Set-BbVariable BREAK "$canary`nx" -Secured
Set-BbVariable 1BAD $canary -Secured
Set-BbVariable LONG ($canary * 5000) -Secured
Copy-BbVariable -ToRepository gadgets -SecureValue @{ DB_PASSWORD = $canary }
try { Copy-BbVariable -ToRepository gadgets -SecureValue $canary } catch { $_ }
try { Set-BbVariable TEXT -SecureValue $canary } catch { $_ }
'@
        $all.Contains('InvalidVariableFile') | Should -BeTrue
        $all.Contains('VariableLimits') | Should -BeTrue
        $all.Contains('InvalidSecureValue') | Should -BeTrue
        Find-Word $all | Should -BeNullOrEmpty
        Get-Write $emulator | Should -BeNullOrEmpty
    }
}
