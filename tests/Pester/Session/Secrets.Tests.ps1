#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Marker texts are used as secrets, and the whole output is searched for them.
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1" -Speed 50
    $canary = 'canary-7f3e9a+/=&%41'
    $roots = @{ ApiUri = $emulator.ApiUri; SiteUri = $emulator.SiteUri }

    # The marker texts in every encoding in which they could appear.
    $forbidden = @(
        $canary, [uri]::EscapeDataString($canary), (ConvertTo-Json $canary).Trim('"')
        foreach ($user in 'dev@example.com', 'canary-client', '') {
            [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${user}:$canary"))
        }
        [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($canary))
        'canary-7f3e9a', 'leak-canary-signature', 'leak-canary-html-token', 'leak-canary-value'
    )

    function Assert-Silent([string] $Text) {
        # The search must have searched something.
        $Text.Length | Should -BeGreaterThan 20
        foreach ($word in $forbidden) {
            $at = $Text.IndexOf($word, [StringComparison]::OrdinalIgnoreCase)
            if ($at -ge 0) { throw "'$word' came out: $($Text.Substring([Math]::Max(0, $at - 300), [Math]::Min(300, $at) + $word.Length))" }
        }
    }

    function Get-Secret([string] $Text = $canary) { ConvertTo-SecureString $Text -AsPlainText -Force }

    # The whole output of a script: all streams, and each error recursively.
    function Get-Everything([scriptblock] $Script) {
        $Error.Clear()
        $all = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
            $ErrorActionPreference = 'Continue'
            try { & $Script *>&1 } catch { $_ }
        }
        $records = @($Error) + @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Select-Object -Unique
        $objects = $all | Where-Object { $_ -isnot [Management.Automation.InformationalRecord] -and $_ -isnot [Management.Automation.ErrorRecord] }
        @(
            $all | Out-String -Width 4000
            $all | ForEach-Object { "$_" }
            $objects | Format-List * -Force | Out-String -Width 4000
            foreach ($record in $records) {
                $record | Format-List * -Force | Out-String -Width 4000
                "$($record.ErrorDetails) $($record.ErrorDetails.RecommendedAction) $($record.TargetObject)"
                for ($e = $record.Exception; $e; $e = $e.InnerException) {
                    $e.ToString()
                    $e.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" }
                    $e.Data.Values
                }
            }
        ) -join "`n"
    }

    # The behavior of the server: normal, 401, 403, 404 with a page, 429, 500, reset, cut off, redirect, HTML instead of JSON, other JSON.
    $failures = @(
        $null
        @{ status = 401; contentType = 'application/json'; body = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}' }
        @{ status = 403; contentType = 'application/json'; body = '{"type":"error","error":{"message":"No.","detail":{"required":["a"],"granted":["b"]}}}' }
        @{ preset = 'html-404' }
        @{ preset = '429-text'; headers = @{ 'Retry-After' = '2000' } }
        @{ status = 500; contentType = 'text/html'; body = '<html>leak-canary-html-token</html>' }
        @{ resetAfterHandling = $true }
        @{ truncateAfterBytes = 60 }
        @{ status = 302; headers = @{ Location = 'https://elsewhere.example.com/x?X-Amz-Signature=leak-canary-signature' } }
        @{ status = 200; contentType = 'text/html'; body = 'leak-canary-html-token' }
        @{ status = 200; contentType = 'application/json'; body = '{"build_number":"leak-canary-value"}' }
    )
}
AfterAll { Stop-TestFile }

Describe 'A secret' {
    BeforeEach {
        $null = Send-Order $emulator POST reset
        $null = Send-Order $emulator PATCH options @{ speed = 50 }
        $null = Send-Order $emulator POST credentials @{ email = 'dev@example.com'; token = $canary; scopes = 'read:pipeline', 'write:pipeline', 'read:repository', 'read:pullrequest' }
        $null = Send-Order $emulator POST credentials @{ accessToken = $canary; scopes = 'pipeline:write', 'repository', 'pullrequest' }
    }

    It 'is found by the search when it does come out' {
        { Assert-Silent (Get-Everything { Write-Verbose "The token is $canary, as it happens." }) } | Should -Throw '*came out*'
        { Assert-Silent (Get-Everything { throw [InvalidOperationException]::new('outer', [Exception]::new("inner $canary")) }) } | Should -Throw '*came out*'
        { Assert-Silent (Get-Everything { [pscustomobject]@{ Header = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("dev@example.com:$canary")) } }) } | Should -Throw '*came out*'
    }

    Context 'as <Kind>' -ForEach @(
        @{ Kind = 'an API token'; Connect = { Connect-BbWorkspace acme widgets -Credential ([pscredential]::new('dev@example.com', (Get-Secret))) @roots -Verbose -Debug } }
        @{ Kind = 'an access token'; Connect = { Connect-BbWorkspace acme widgets -AccessToken (Get-Secret) @roots -Verbose -Debug } }
        @{ Kind = 'an OAuth secret'; Connect = { Connect-BbWorkspace acme widgets -ClientCredential ([pscredential]::new('canary-client', (Get-Secret))) @roots -Verbose -Debug } }
    ) {
        It 'shows in no format of the session' {
            . $Connect 4>$null 5>$null
            $session = Get-BbSession
            Assert-Silent (@(
                    $session | Out-String
                    $session | Format-List * -Force | Out-String -Width 4000
                    $session | Format-Table * -Force | Out-String -Width 4000
                    $session | Format-Wide -Property { $_ } | Out-String
                    $session | Format-Custom * -Depth 8 -Force | Out-String -Width 4000
                    $session | ConvertTo-Json -Depth 8 -WarningAction SilentlyContinue
                    $session | ConvertTo-Csv
                    $session | ConvertTo-Xml -Depth 8 -As String
                    $session | ConvertTo-Html
                    [Management.Automation.PSSerializer]::Serialize($session, 8)
                    $session | Get-Member -Force | Out-String -Width 4000
                    "$session"
                    $session.PSObject.Properties | ForEach-Object { "$($_.Name) $($_.Value)" }
                ) -join "`n")
        }
    }

    It 'is in no transcript, progress bar or output of a process, on success and failure' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $said = Invoke-Child $emulator @"
`$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
`$ProgressPreference = 'Continue'
`$null = Start-Transcript '$transcript' -IncludeInvocationHeader
Connect-BbWorkspace
Get-BbSession | Format-List * -Force
`$secret = ConvertTo-SecureString `$env:CANARY -AsPlainText
Invoke-BbPipeline -Custom deploy -SecureVariable @{ KEY = `$secret } -Follow -PollIntervalSec 0.3
Invoke-BbPipeline -Custom fail -Variable @{ KEY = `$secret } -Wait -PollIntervalSec 0.3
Get-BbStepLog 1 -Step Build
Invoke-BbPipeline -Branch nope -SecureVariable @{ KEY = `$secret }
Connect-BbWorkspace -AccessToken (ConvertTo-SecureString "wrong-`$env:CANARY" -AsPlainText)
Invoke-BbPipeline -Branch trunk -SecureVariable @{ KEY = `$secret }
Test-BbSession -Detailed | Format-List
`$Error[0, -1] | Get-Error
`$null = Stop-Transcript
"@ @{ CANARY = $canary; BITBUCKET_API_TOKEN = $canary }
        $said.All | Should -BeLike '*PipelineFailed*'
        $said.All | Should -BeLike '*InvalidCredentials*'
        Assert-Silent $said.All
        # The header of a transcript contains the command line, which has no secret here.
        Assert-Silent (Get-Content $transcript -Raw)
    }
}
