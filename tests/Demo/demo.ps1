# The main job, end to end, against an emulated Bitbucket on this machine.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../out/BitbucketPipelines", "$PSScriptRoot/../Pester/Support/Emulator.psm1" -Force

$emulator = Start-Emulator -Speed 4
try {
    $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))

    Write-Host "`nPS> Connect-BbWorkspace acme widgets -Credential `$credential" -ForegroundColor Cyan
    Connect-BbWorkspace acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri

    Write-Host "`nPS> Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow" -ForegroundColor Cyan
    $run = Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow
    $run | Format-List BuildNumber, State, Result, Branch, Custom, Commit, Duration, Url | Out-Host

    Write-Host "PS> Invoke-BbPipeline -Custom fail -Follow" -ForegroundColor Cyan
    $failed = Invoke-BbPipeline -Custom fail -Follow -ErrorAction SilentlyContinue -ErrorVariable problem
    $failed | Format-Table | Out-Host
    Write-Host 'The error:' -ForegroundColor Cyan
    Write-Host $problem[0]
    Write-Host "  $($problem[0].FullyQualifiedErrorId), $($problem[0].CategoryInfo.Category)"

    Write-Host "`nPS> Get-BbPipeline" -ForegroundColor Cyan
    Get-BbPipeline | Format-Table | Out-Host

    Write-Host "PS> Show-BbPipeline $($failed.BuildNumber)" -ForegroundColor Cyan
    Show-BbPipeline $failed.BuildNumber -InformationVariable picture

    # What makes the failed run differ from the good one belongs here.

    if ("$picture" -notmatch 'FAILED') { throw 'The demo did not show the run that failed.' }
    if ($run.Result -ne 'SUCCESSFUL' -or $failed.Result -ne 'FAILED' -or $problem[0].FullyQualifiedErrorId -notlike 'PipelineFailed,*') {
        throw 'The demo did not go as it should.'
    }
}
finally {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}
