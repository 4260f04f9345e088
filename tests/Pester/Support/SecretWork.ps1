# Works with every secret that the module takes or gets, well and badly, and leaves all that comes out in $env:TABLE: the child process of
# SecretTable.Tests.ps1. What is secret comes from the environment, so that no line of this file repeats it.
$out = "$env:TABLE/out"
$prepare = {
    Set-Location "$env:TABLE/current"
    $global:VerbosePreference = $global:DebugPreference = $global:InformationPreference = $global:WarningPreference = $global:ProgressPreference = 'Continue'
    function global:Protect([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    function global:Send([string] $Method, [string] $Path, $Body) {
        $null = Invoke-RestMethod "$env:EMULATOR/$Path" -Method $Method -Body (ConvertTo-Json $Body -Depth 9) -ContentType application/json -NoProxy -Verbose:$false -Debug:$false
    }
    # The next request of a kind is answered with what it had in it, or something like it.
    function global:Refuse([int] $Status, [string] $Text, [hashtable] $Fault) {
        $message = @{ error = @{ message = "Refused: $Text"; detail = "It was $Text"; fields = @{ value = @("$Text is bad") } } }
        Send POST faults (@{ status = $Status; contentType = 'application/json'; body = $message } + $Fault)
    }
    $global:variable = Protect $env:CANARY_VARIABLE
    $global:run = Protect $env:CANARY_RUN
    $global:access = Protect $env:CANARY_ACCESS
    $global:client = [pscredential]::new('client-id-123', (Protect $env:CANARY_CLIENT))
    $global:api = [pscredential]::new('dev@example.com', (Protect $env:BITBUCKET_API_TOKEN))
    $global:proxy = "http://proxy-user:$([uri]::EscapeDataString($env:CANARY_PROXY))@$(([uri]$env:BITBUCKET_API_URI).Authority)"
}
Set-Content "$env:TABLE/secret.env" "FROM_FILE='$env:CANARY_VARIABLE'"
Set-Content "$env:TABLE/wrong.env" "1BAD='$env:CANARY_VARIABLE'"

$work = {
    Write-Debug 'The work begins; the module itself writes no debug text.'
    # The API token, and the variables, keys, logs, caches and runners that are reached with it.
    Connect-BbWorkspace acme widgets -Credential $api -PassThru
    Get-BbSession
    Get-BbPipelineConfig
    Test-BbSession -Detailed
    Refuse 401 $env:BITBUCKET_API_TOKEN @{ path = 'pipelines_config' }
    Get-BbPipelineConfig
    Connect-BbWorkspace acme widgets -Credential ([pscredential]::new('dev@example.com', (Protect "wrong-$env:BITBUCKET_API_TOKEN")))
    Get-BbPipelineConfig
    Connect-BbWorkspace acme widgets -Credential $api

    Set-BbVariable NEW_ONE -SecureValue $variable -PassThru
    Set-BbVariable NEW_ONE -SecureValue $variable -WhatIf
    Import-BbVariable "$env:TABLE/secret.env" -SecuredName *
    Import-BbVariable "$env:TABLE/wrong.env" -SecuredName *
    Copy-BbVariable -ToRepository gadgets -Name NEW_ONE, DB_PASSWORD -SecureValue @{ NEW_ONE = $variable; DB_PASSWORD = $variable }
    Copy-BbVariable -ToRepository gadgets -SecureValue @{ 'NO_SUCH/NAME' = $variable }
    foreach ($status in 400, 500) {
        Refuse $status $env:CANARY_VARIABLE @{ method = 'POST'; path = 'variables' }
        Set-BbVariable "REFUSED_$status" -SecureValue $variable -PassThru
    }
    Send POST faults @{ method = 'POST'; path = 'variables'; status = 201; afterHandling = $true; contentType = 'application/json'; body = "{""key"":5,""value"":""$env:CANARY_VARIABLE""," }
    Set-BbVariable LOST_ONE -SecureValue $variable -PassThru
    Get-BbVariable
    foreach ($name in 'a.env', 'a.csv', 'a.json', 'a.psd1') { Export-BbVariable $name -Name NEW_*, API_URL, LOG_* }

    $made = Invoke-BbPipeline -Custom deploy -Variable @{ SECRET = $run; PLAIN = 'x' } -SecureVariable @{ KEY = $run }
    $made
    Wait-BbPipeline $made -Follow -PollIntervalSec 0.3
    Invoke-BbPipeline -Custom deploy -SecureVariable @{ KEY = $run } -WhatIf
    Invoke-BbPipeline -Custom deploy -SecureVariable @{ 'BAD NAME' = $run }
    foreach ($status in 400, 500) {
        Refuse $status $env:CANARY_RUN @{ method = 'POST'; path = '/pipelines/' }
        Invoke-BbPipeline -Custom deploy -SecureVariable @{ KEY = $run }
    }
    Get-BbPipeline -First 3

    foreach ($name in 'ed25519-pkcs8', 'rsa-pem') {
        # The first form does not hold the public half: ssh-keygen is asked for it.
        $public = "$env:FIXTURES/$($name -replace '-pkcs8').pub"
        $text = Get-Content "$env:FIXTURES/$name" -Raw
        Set-BbSshKeyPair "$env:FIXTURES/$name" -PublicKeyPath $public -Force -PassThru
        Set-BbSshKeyPair -PrivateKey (Protect $text) -PublicKeyPath $public -Force -PassThru -WhatIf
        Set-BbSshKeyPair -PrivateKey (Protect $text) -Force
        Refuse 400 $text @{ method = 'PUT'; path = 'key_pair' }
        Set-BbSshKeyPair -PrivateKey (Protect $text) -PublicKeyPath $public -Force -PassThru
        Set-BbSshKeyPair -PrivateKey (Protect $text.Replace('PRIVATE', 'PUBLIC')) -PublicKeyPath $public -Force
    }
    Send DELETE faults
    New-BbSshKeyPair -Force
    Get-BbSshKeyPair

    Get-BbStepLog $made -Step Build
    Get-BbStepLog $made -Step Build -OutFile step.log
    Save-BbCache node -OutFile node.tar
    foreach ($status in 403, 404, 302) {
        $address = 'http://elsewhere.example.com/x?X-Amz-Signature=leak-canary-signature'
        Send POST faults @{ port = 'storage'; status = $status; times = 9; headers = @{ Location = $address }; contentType = 'application/xml'; body = "<Error>$address</Error>" }
        Get-BbStepLog $made -Step Build
        Save-BbCache node -OutFile refused.tar
        Send DELETE faults
    }
    Send POST faults @{ method = 'GET'; path = 'content-uri'; status = 200; contentType = 'application/json'; body = "{""uri"":[""$address""]}" }
    Save-BbCache node -OutFile refused.tar
    Send POST faults @{ port = 'storage'; truncateAfterBytes = 10 }
    Save-BbCache node -OutFile node2.tar

    New-BbRunner "runner-$([guid]::NewGuid())" linux
    Send POST faults @{ method = 'POST'; path = 'runners'; status = 200; afterHandling = $true; contentType = 'application/json'
        body = '{"uuid":7,"oauth_client":{"id":"x","secret":"leak-canary-runner-secret-1"},"secret":"leak-canary-runner-secret-1"' }
    New-BbRunner "runner-$([guid]::NewGuid())" linux
    Get-BbRunner

    # The access token.
    Connect-BbWorkspace acme widgets -AccessToken $access -PassThru
    Get-BbEnvironment
    Refuse 401 $env:CANARY_ACCESS @{ path = 'environments' }
    Get-BbEnvironment
    Connect-BbWorkspace acme widgets -AccessToken (Protect "wrong-$env:CANARY_ACCESS")
    Get-BbEnvironment

    # The secret of the OAuth client, and the tokens that it gets.
    Connect-BbWorkspace acme gadgets -ClientCredential $client -PassThru
    Get-BbPipelineConfig
    $token = Invoke-RestMethod "$env:EMULATOR/tokens" -NoProxy -Verbose:$false -Debug:$false | ForEach-Object { $_ } | Select-Object -Last 1
    Refuse 403 $token @{ path = 'pipelines_config' }
    Get-BbPipelineConfig
    Refuse 400 $env:CANARY_CLIENT @{ path = 'access_token' }
    Connect-BbWorkspace acme gadgets -ClientCredential $client
    Get-BbPipelineConfig
    Send POST faults @{ path = 'access_token'; status = 200; contentType = 'application/json'; body = '{"access_token":"oauth-token-9","refresh_token":"refresh-token-9","expires_in":{}}' }
    Connect-BbWorkspace acme gadgets -ClientCredential $client
    Get-BbPipelineConfig

    # The password of a proxy: the emulator stands for one too.
    Connect-BbWorkspace acme widgets -Credential $api -Proxy $proxy -PassThru
    Send POST faults @{ status = 407; headers = @{ 'Proxy-Authenticate' = 'Basic realm="proxy"' } }
    Get-BbPipelineConfig
    Refuse 407 $env:CANARY_PROXY @{ times = 3; headers = @{ 'Proxy-Authenticate' = 'Basic realm="proxy"' } }
    Get-BbPipelineConfig
    Send DELETE faults
    Send POST faults @{ status = 407; headers = @{ 'Proxy-Authenticate' = 'Basic realm="proxy"' } }
    Refuse 403 $env:CANARY_PROXY @{}
    Get-BbPipelineConfig
    Connect-BbWorkspace acme widgets -Credential $api -Proxy "ftp://proxy-user:$($proxy.Substring(18))"
    Get-BbSession
    Send DELETE faults
}

# Some of it as a user sees it, with a transcript: it holds what is shown, which is a part of what the streams hold.
$shown = {
    Connect-BbWorkspace acme widgets -Credential $api -PassThru
    Refuse 401 $env:BITBUCKET_API_TOKEN @{ path = 'pipelines_config' }
    Get-BbPipelineConfig
    Set-BbVariable SHOWN -SecureValue $variable -PassThru
    Refuse 400 $env:CANARY_VARIABLE @{ method = 'POST'; path = 'variables' }
    Set-BbVariable REFUSED -SecureValue $variable -PassThru
    Invoke-BbPipeline -Custom deploy -Variable @{ SECRET = $run; PLAIN = 'x' } -SecureVariable @{ KEY = $run }
    Refuse 400 $env:CANARY_RUN @{ method = 'POST'; path = '/pipelines/' }
    Invoke-BbPipeline -Custom deploy -SecureVariable @{ KEY = $run }
    $text = Get-Content "$env:FIXTURES/rsa-pem" -Raw
    Set-BbSshKeyPair -PrivateKey (Protect $text) -Force -PassThru
    Refuse 400 $text @{ method = 'PUT'; path = 'key_pair' }
    Set-BbSshKeyPair -PrivateKey (Protect $text) -Force
    Save-BbCache node -OutFile shown.tar
    New-BbRunner "runner-$([guid]::NewGuid())" linux
    Connect-BbWorkspace acme widgets -AccessToken $access -PassThru
    Get-BbEnvironment
    Connect-BbWorkspace acme gadgets -ClientCredential $client -PassThru
    Get-BbPipelineConfig
    Connect-BbWorkspace acme widgets -Credential $api -Proxy $proxy -PassThru
    Get-BbPipelineConfig
    Send DELETE faults
}
. $prepare
$null = Start-Transcript "$out/transcript.txt" -IncludeInvocationHeader
. $shown
$null = Stop-Transcript

# All of it, stream by stream.
$shell = [powershell]::Create()
$null = $shell.AddScript("Import-Module '$((Get-Module BitbucketPipelines).ModuleBase)'`n. { $prepare }`n. { $work }")
$objects = @($shell.Invoke())
$global:VerbosePreference = $global:DebugPreference = 'SilentlyContinue'
$all = $shell.Runspace.SessionStateProxy.GetVariable('Error')
# One of each kind, as Get-Error shows it: it takes its time.
$kinds = $all | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Sort-Object FullyQualifiedErrorId -Unique

# All that an error holds.
function Expand($Record) {
    $Record | Format-List * -Force
    if ($Record -is [Management.Automation.ErrorRecord]) {
        "$($Record.ErrorDetails) $($Record.ErrorDetails.RecommendedAction) $($Record.TargetObject)"
        $Record = $Record.Exception
    }
    for ($e = $Record; $e; $e = $e.InnerException) {
        $e.ToString()
        $e.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" }
        $e.Data.Values
    }
}
$objects | Out-String -Width 4000 | Set-Content "$out/success.txt"
foreach ($stream in 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') {
    $shell.Streams.$stream | ForEach-Object { "$_"; $_ | Format-List * -Force } | Out-String -Width 4000 | Set-Content "$out/$($stream.ToLowerInvariant()).txt"
}
$shell.Streams.Error | ForEach-Object { $_; Expand $_ } | Out-String -Width 4000 | Set-Content "$out/error.txt"
@($all | ForEach-Object { $_; Expand $_ }; $kinds | Get-Error) | Out-String -Width 4000 | Set-Content "$out/errors.txt"
# A FileInfo leads to half of the disk.
$objects = $objects | Where-Object { $_ -isnot [IO.FileInfo] }
$objects | Export-Clixml "$out/objects.clixml" -Depth 5
$kinds | Export-Clixml "$out/errors.clixml" -Depth 2
$objects | ConvertTo-Json -Depth 10 | Set-Content "$out/objects.json"
$objects | Format-Custom * -Depth 5 -Force | Out-String -Width 4000 | Set-Content "$out/custom.txt"
$objects | Format-List * -Force | Out-String -Width 4000 | Set-Content "$out/list.txt"
$objects | ForEach-Object { $_ | ConvertTo-Csv } | Set-Content "$out/table.csv"
'The end.'
