# Runs the Pester files in a PowerShell of their own, so that they inherit neither preferences nor strict mode, and writes the counts.
param([Parameter(Mandatory)] [string] $Pester, [Parameter(Mandatory)] [string] $ResultFile)
Import-Module $Pester
$result = Invoke-Pester -Configuration @{
    Run    = @{ Path = (Resolve-Path "$PSScriptRoot/..").Path; PassThru = $true }
    Output = @{ Verbosity = 'Normal' }
}
[pscustomobject]@{
    Passed  = $result.PassedCount
    # A file or a block that could not be run has no failed tests, and has failed.
    Failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    Skipped = $result.SkippedCount + $result.NotRunCount
} | ConvertTo-Json | Set-Content $ResultFile
