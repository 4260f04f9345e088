<#
.SYNOPSIS
    Runs the Pester files in as many processes as there are processors, the longest first, and writes the counts.
.DESCRIPTION
    Processes, not runspaces: test files change the environment of their process. The files wait in a folder; a worker takes the next one
    by moving it, so that none is run twice. What a file prints comes in one piece. A worker that dies, and a file that no worker took,
    are failures. Workers end by themselves when this process is gone.
#>
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $ResultFile,
    [string] $Name = '*',
    # The process without which this one ends too.
    [int] $Parent,
    # A file that takes longer has hung.
    [int] $TimeoutSec = 600
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Process.psm1"

$folder = Split-Path $ResultFile
$times = Join-Path $folder 'times.json'
$known = if (Test-Path $times) { Get-Content -Raw $times | ConvertFrom-Json -AsHashtable } else { @{} }
$files = @(Get-ChildItem (Resolve-Path "$PSScriptRoot/..").Path -Recurse -Filter *.Tests.ps1 |
        Where-Object { $_.Name -replace '\.Tests\.ps1$' -like $Name } |
        # Times are of the last run; a new file is guessed by its size.
        Sort-Object { if ($known.ContainsKey($_.Name)) { $known[$_.Name] } else { $_.Length / 1000 } } -Descending)

$queue = Join-Path $folder "queue-$PID"
$null = New-Item $queue -ItemType Directory -Force
for ($i = 0; $i -lt $files.Count; $i++) {
    [IO.File]::WriteAllText((Join-Path $queue ('{0:d4}.todo' -f $i)), $files[$i].FullName)
}

function Start-Worker {
    $engine = @(Get-Engine)
    $start = [Diagnostics.ProcessStartInfo]::new($engine[0])
    $arguments = @($engine | Select-Object -Skip 1) +
        @('-NoProfile', '-NoLogo', '-NonInteractive', '-File', "$PSScriptRoot/Test-File.ps1", '-Pester', $Pester, '-Queue', $queue, '-Parent', $PID)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # Costs more than it gains in processes that live for a minute.
    $start.Environment['DOTNET_TieredPGO'] = '0'
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    @{
        Process = $process
        Readers = @($process.StandardOutput, $process.StandardError)
        Tasks   = @($process.StandardOutput.ReadLineAsync(), $process.StandardError.ReadLineAsync())
        Lines   = [Collections.Generic.List[string]]::new()
        File    = $null
        Since   = [datetime]::UtcNow
    }
}

$watch = [Diagnostics.Stopwatch]::StartNew()
$sum = @{ Passed = 0; Failed = 0; Skipped = 0 }
$workers = [Collections.Generic.List[object]]::new()
$count = [Math]::Min([Environment]::ProcessorCount, $files.Count)
for ($i = 0; $i -lt $count; $i++) { $workers.Add((Start-Worker)) }
try {
    while ($workers.Count -gt 0) {
        $tasks = @($workers | ForEach-Object { $_.Tasks | Where-Object { $_ } })
        $null = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]]$tasks, 5000)
        if ($Parent -and $watch.Elapsed.TotalSeconds -gt 2) {
            $watch.Restart()
            if (-not (Get-Process -Id $Parent -ErrorAction Ignore)) { throw 'Who started this run is gone.' }
        }
        foreach ($worker in @($workers)) {
            for ($i = 0; $i -lt 2; $i++) {
                while ($worker.Tasks[$i] -and $worker.Tasks[$i].IsCompleted) {
                    $line = $worker.Tasks[$i].Result
                    if ($null -eq $line) { $worker.Tasks[$i] = $null; break }
                    $worker.Tasks[$i] = $worker.Readers[$i].ReadLineAsync()
                    if ($line.StartsWith('@begin ')) {
                        $worker.File = $line.Substring(7)
                        $worker.Since = [datetime]::UtcNow
                    }
                    elseif ($line.StartsWith('@end ')) {
                        $result = $line.Substring(5) | ConvertFrom-Json
                        foreach ($part in @($sum.Keys)) { $sum[$part] += $result.$part }
                        $known[(Split-Path $worker.File -Leaf)] = [Math]::Round(([datetime]::UtcNow - $worker.Since).TotalSeconds, 1)
                        $worker.Lines | ForEach-Object { Write-Host $_ }
                        $worker.Lines.Clear()
                        $worker.File = $null
                    }
                    else { $worker.Lines.Add($line) }
                }
            }
            if ($worker.File -and ([datetime]::UtcNow - $worker.Since).TotalSeconds -gt $TimeoutSec) {
                $worker.Lines.Add("It did not end within $TimeoutSec seconds.")
                $worker.Process.Kill($true)
            }
            if (-not $worker.Tasks[0] -and -not $worker.Tasks[1]) {
                $worker.Process.WaitForExit()
                $worker.Lines | ForEach-Object { Write-Host $_ }
                $null = $workers.Remove($worker)
                if ($worker.File -or $worker.Process.ExitCode -ne 0) {
                    Write-Host "[-] The process that ran $(if ($worker.File) { $worker.File } else { 'the tests' }) died ($($worker.Process.ExitCode))."
                    $sum.Failed++
                    if (@(Get-ChildItem $queue -Filter *.todo).Count) { $workers.Add((Start-Worker)) }
                }
            }
        }
    }
    foreach ($left in Get-ChildItem $queue -Filter *.todo) {
        Write-Host "[-] No process took $(Get-Content $left)."
        $sum.Failed++
    }
}
finally {
    foreach ($worker in $workers) { $worker.Process.Kill($true) }
    Remove-Item $queue -Recurse -Force
}
$known | ConvertTo-Json | Set-Content $times
$sum | ConvertTo-Json | Set-Content $ResultFile
