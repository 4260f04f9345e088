# A worker of Invoke-Tests.ps1: runs one waiting Pester file after another and prints the counts of each.
param([Parameter(Mandatory)] [string] $Pester, [Parameter(Mandatory)] [string] $Queue, [Parameter(Mandatory)] [int] $Parent)
Import-Module $Pester
while (Get-Process -Id $Parent -ErrorAction Ignore) {
    $taken = $null
    foreach ($waiting in @(Get-ChildItem $Queue -Filter *.todo -ErrorAction Ignore | Sort-Object Name)) {
        $mine = [IO.Path]::ChangeExtension($waiting.FullName, "$PID.taken")
        try { [IO.File]::Move($waiting.FullName, $mine) } catch { continue }
        $taken = [IO.File]::ReadAllText($mine)
        break
    }
    if (-not $taken) { break }
    [Console]::Out.WriteLine("@begin $taken")
    $result = Invoke-Pester -Configuration @{
        Run    = @{ Path = $taken; PassThru = $true }
        Output = @{ Verbosity = 'Normal'; RenderMode = if ($env:CI -or $env:NO_COLOR) { 'Plaintext' } else { 'Ansi' } }
    }
    $counts = @{
        Passed  = $result.PassedCount
        # A file or a block that could not be run has no failed tests, and has failed.
        Failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
        Skipped = $result.SkippedCount + $result.NotRunCount
    }
    # A file that proved nothing is no success.
    if ($result.TotalCount -eq 0 -and $counts.Failed -eq 0) { $counts.Failed = 1 }
    [Console]::Out.WriteLine("@end $($counts | ConvertTo-Json -Compress)")
}
