# The main job, end to end, against an emulated Bitbucket on this machine.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../../out/BitbucketPipelines", "$PSScriptRoot/../Pester/Support/Emulator.psm1" -Force

# Somebody pushes a commit: it has this pipeline file, and its unit tests write this log.
function Push-Commit([string] $Message, [string] $Image, [string] $Result, [string[]] $Log) {
    $case = @{ className = 'calculator'; name = 'subtracts'; status = $Result }
    $null = Send-Order $emulator POST commits/acme/widgets @{ branch = 'trunk'; message = $Message; file = @"
image: $Image
pipelines:
  custom:
    deploy:
      - variables:
          - name: ENVIRONMENT
            allowed-values: [staging, production]
      - step: { name: Build, script: [npm ci, npm run build] }
      - parallel:
          - step: { name: Unit tests, script: [npm test] }
          - step: { name: Lint, script: [npm run lint] }
      - step: { name: Deploy to production, deployment: production, script: [./deploy.sh] }
"@ }
    $null = Send-Order $emulator PUT scripts/acme/widgets/custom:deploy @{ steps = @(
            @{ name = 'Build'; duration = 3; log = '+ npm ci', 'added 112 packages in 2s', '+ npm run build', 'Built 14 modules' }
            @{ name = 'Unit tests'; duration = 4; parallel = 'checks'; result = $Result; log = $Log; tests = @{ cases = @($case) } }
            @{ name = 'Lint'; duration = 2; parallel = 'checks'; log = '+ npm run lint', 'No problems found' }
            @{ name = 'Deploy to production'; duration = 4; log = '+ ./deploy.sh', 'Uploading 14 files', 'Deployed to production' }
        ) }
}

$emulator = Start-Emulator -Speed 4
try {
    $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))

    Write-Host "`nPS> Connect-BbWorkspace acme widgets -Credential `$credential" -ForegroundColor Cyan
    Connect-BbWorkspace acme widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri

    Push-Commit 'Add and subtract' node:20 SUCCESSFUL '+ npm test', '  adds ... ok', '  subtracts ... ok', '31 tests passed in 1.9s'
    Write-Host "`nPS> Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow" -ForegroundColor Cyan
    $run = Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow
    $run | Format-List BuildNumber, State, Result, Branch, Custom, Commit, Duration, Url | Out-Host

    Push-Commit 'Use node 22' node:22 FAILED '+ npm test', '  adds ... ok', '  subtracts ... FAILED', '    expected 2 but was 3', 'Error: 1 of 31 tests failed in 2.3s'
    Write-Host 'A colleague pushes a commit. The same again:' -ForegroundColor Cyan
    Write-Host "`nPS> Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow" -ForegroundColor Cyan
    $failed = Invoke-BbPipeline -Custom deploy -Variable @{ ENVIRONMENT = 'production' } -Follow -ErrorAction SilentlyContinue -ErrorVariable problem
    $failed | Format-Table | Out-Host
    Write-Host 'The error:' -ForegroundColor Cyan
    Write-Host $problem[0]
    Write-Host "  $($problem[0].FullyQualifiedErrorId), $($problem[0].CategoryInfo.Category)"

    Write-Host "`nPS> Get-BbPipeline" -ForegroundColor Cyan
    Get-BbPipeline | Format-Table | Out-Host

    Write-Host "PS> Show-BbPipeline $($failed.BuildNumber)" -ForegroundColor Cyan
    Show-BbPipeline $failed.BuildNumber -InformationVariable picture

    Write-Host "`nPS> Compare-BbPipeline $($failed.BuildNumber)" -ForegroundColor Cyan
    $difference = Compare-BbPipeline $failed.BuildNumber
    $difference | Out-Host

    if ("$picture" -notmatch 'FAILED') { throw 'The demo did not show the run that failed.' }
    if ($run.Result -ne 'SUCCESSFUL' -or $failed.Result -ne 'FAILED' -or $problem[0].FullyQualifiedErrorId -notlike 'PipelineFailed,*') {
        throw 'The demo did not go as it should.'
    }
    if ($difference.Reference -ne $run.BuildNumber -or $difference.FailedStep -ne 'Unit tests') { throw 'The demo did not find why the run failed.' }
}
finally {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
}
