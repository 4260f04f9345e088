<#
.SYNOPSIS
    Makes a PowerShell a playground: the built module, connected to an emulated Bitbucket on this machine.
.DESCRIPTION
    ./build.sh play starts a PowerShell with this script. The emulator ends with it. Nothing leaves the machine.
#>
Import-Module "$PSScriptRoot/../out/BitbucketPipelines"
Import-Module "$PSScriptRoot/../tests/Pester/Support/Emulator.psm1"

& {
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    $emulator = Start-Emulator -Speed 1 -LifetimeSec 86400
    $env:BITBUCKET_API_URI = $emulator.ApiUri
    $env:BITBUCKET_SITE_URI = $emulator.SiteUri

    # A few repositories with some history, so that there is something to see.
    $null = Send-Order $emulator POST refs/acme/widgets @{ branch = 'main' }
    $steps = @{ steps = @(@{ name = 'Build'; log = @('+ npm ci', 'added 112 packages in 2s') }, @{ name = 'Test'; log = @('+ npm test', '31 passed') }) }
    foreach ($name in 'web-shop', 'web-admin', 'web-api') {
        $null = Send-Order $emulator POST repositories/acme @{ slug = $name }
        foreach ($pipeline in 'default', 'custom:nightly') { $null = Send-Order $emulator PUT "scripts/acme/$name/$pipeline" $steps }
        $null = Send-Order $emulator POST "runs/acme/$name" @{ count = 3; result = 'SUCCESSFUL'; ageSeconds = 7200; spacingSeconds = 86400 }
    }
    $null = Send-Order $emulator POST runs/acme/widgets @{ count = 4; branch = 'main'; result = 'SUCCESSFUL'; ageSeconds = 90000; spacingSeconds = 86400 }

    # The pipeline 'fail' was good until somebody pushed a commit.
    $deploy = @{ name = 'Deploy to production'; duration = 4; log = @('+ ./deploy.sh', 'Deployed to production') }
    foreach ($at in @(
            @{ age = 80000; message = 'Add and subtract'; result = 'SUCCESSFUL'; log = '  subtracts ... ok', '31 tests passed in 1.9s' }
            @{ age = 7200; message = 'Use node 22'; result = 'FAILED'; log = '  subtracts ... FAILED', '    expected 2 but was 3', 'Error: 1 of 31 tests failed' }
        )) {
        $test = @{ name = 'Unit tests'; duration = 3; result = $at.result; log = @('+ npm test', '  adds ... ok') + $at.log }
        $test.tests = @{ cases = @(@{ name = 'adds' }, @{ name = 'subtracts'; status = $at.result; reason = 'expected 2 but was 3' }) }
        $null = Send-Order $emulator POST commits/acme/widgets @{ branch = 'trunk'; message = $at.message }
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:fail @{ steps = @($test, $deploy) }
        $null = Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:fail'; result = $null; ageSeconds = $at.age }
    }
    $null = Send-Order $emulator POST runs/acme/widgets @{ selector = 'custom:deploy'; result = $null; ageSeconds = 3600 }

    $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
    Write-Host ''
    Connect-BbWorkspace acme/widgets -Credential $credential
    Write-Host @'
It is an emulated Bitbucket on this machine: break what you like. Try, with TAB after each parameter:

    Get-BbPipeline
    Invoke-BbPipeline -Custom deploy -Follow
    Invoke-BbPipeline -Custom fail -Follow
    Get-BbStepLog 6 -Failed
    Compare-BbPipeline 6                                why it broke
    Show-BbPipeline 6                                   its steps over time
    Invoke-BbPipeline -Custom parallel | Show-BbPipeline -Live
    Get-BbVariable -Environment Production
    Get-BbRepository 'web-*' | Invoke-BbPipeline -Custom nightly | Wait-BbPipeline
    Find-BbVariable API_URL
    Get-Help Invoke-BbPipeline -Examples

To connect as the README does: Connect-BbWorkspace acme/widgets -Credential dev@example.com, with the token api-token-123.
exit ends it.

'@
}
