# The other rows of the table: whole processes, long lists, and logs. Each returns what the table shows.
$pwsh = @(if ((Get-Process -Id $PID).Path -like '*dotnet*') { 'dotnet', "$PSHOME/pwsh.dll" } else { (Get-Process -Id $PID).Path }) + '-NoProfile', '-NonInteractive', '-Command'

# Starts the server that costs next to nothing, once.
function Start-CannedServer {
    if (Test-Path variable:script:canned) { return }
    $null = Send-Order $emulator POST runs/acme/gadgets @{ count = 1; branch = 'main'; result = 'SUCCESSFUL' }
    $run = (Invoke-WebRequest "$api/gadgets/pipelines/?pagelen=1" @common).Content
    $run = $run.Substring($run.IndexOf('[') + 1, $run.LastIndexOf(']') - $run.IndexOf('[') - 1)
    $one = $run | ConvertFrom-Json
    $run.Replace($one.uuid, '{@UUID@}').Replace('"build_number":' + $one.build_number, '"build_number":@NUMBER@') | Set-Content "$work/run.json" -NoNewline
    Write-LogFile "$work/canned.log"
    $start = [Diagnostics.ProcessStartInfo]::new($pwsh[0])
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($pwsh | Select-Object -Skip 1 | Where-Object { $_ -ne '-Command' }) + '-File', "$PSScriptRoot/CannedServer.ps1", "$work/run.json", "$work/canned.log", $PID) {
        $start.ArgumentList.Add($argument)
    }
    $process = [Diagnostics.Process]::Start($start)
    $script:canned = "http://127.0.0.1:$($process.StandardOutput.ReadLine())"
}

# Lines such as a build writes, 87 bytes on average.
function Write-LogFile([string] $Path) {
    $random = [Random]::new(1)
    $words = 'compile', '[INFO]', 'module', 'download', 'https://example.com/artifact', 'done', 'in', '0.31s', 'warning', 'test', 'passed', 'org.example.project'
    $block = [Text.Encoding]::UTF8.GetBytes(-join (1..10000 | ForEach-Object { "2026-01-01T00:00:00Z $(@(1..$random.Next(3, 13) | ForEach-Object { $words[$random.Next($words.Count)] }))`n" }))
    $file = [IO.File]::Create($Path)
    try { while ($file.Length -lt $LogMB * 1MB) { $file.Write($block, 0, $block.Length) } } finally { $file.Dispose() }
}

# A process of its own. It says how much processor time it took in all, and what the command itself took.
function Measure-Process([string] $Command, [string] $Before = '', [string] $Uri = "$($emulator.ApiUri)") {
    $script = "$Before
        `$bench = [Diagnostics.Process]::GetCurrentProcess(); `$idle = `$bench.WorkingSet64; `$watch = [Diagnostics.Stopwatch]::StartNew()
        $Command
        `$seconds = `$watch.Elapsed.TotalSeconds; `$bench.Refresh()
        [Console]::Out.WriteLine(('bench {0} {1} {2}' -f `$seconds, `$bench.TotalProcessorTime.TotalSeconds, ((`$bench.PeakWorkingSet64 - `$idle) / 1MB)))"
    $start = [Diagnostics.ProcessStartInfo]::new($pwsh[0])
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($pwsh | Select-Object -Skip 1) + $script) { $start.ArgumentList.Add($argument) }
    # PowerShell's own look for updates would take its time from both sides.
    foreach ($variable in @{
            POWERSHELL_UPDATECHECK = 'Off'; POWERSHELL_TELEMETRY_OPTOUT = '1'
            BITBUCKET_API_URI = $Uri; BITBUCKET_EMAIL = 'dev@example.com'; BITBUCKET_API_TOKEN = 'api-token-123'; BITBUCKET_WORKSPACE = 'acme'; BITBUCKET_REPO_SLUG = 'widgets'
        }.GetEnumerator()) { $start.Environment[$variable.Key] = $variable.Value }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($start)
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    $whole = $watch.Elapsed.TotalSeconds
    if ($process.ExitCode -or $text -notmatch '(?m)^bench (\S+) (\S+) (\S+)$') { throw "The process failed: $text" }
    [pscustomobject]@{ Whole = $whole; Seconds = [double]$Matches[1]; Cpu = [double]$Matches[2]; PeakMB = [double]$Matches[3] }
}

function New-Row {
    param([double] $Seconds, $Loop, $Parallel, $Requests, $LoopRequests, $InFlight, [string[]] $Below, [string] $Note, $Rounds)
    [pscustomobject]@{
        Row = ''; LatencyMs = 0; Seconds = $Seconds; FirstRowSeconds = $null; Loop = $Loop; Parallel = $Parallel; Requests = $Requests
        LoopRequests = $LoopRequests; InFlight = $InFlight; Rows = $null; Below = @($Below | Where-Object { $_ }); Note = $Note; Rounds = $Rounds
    }
}

$import = "Import-Module '$moduleFolder'"
# The most that any cmdlet can reach: one that writes lines of the same length that it has already. The rest is PowerShell's own time.
$ready = @'
Add-Type -TypeDefinition @"
using System.Management.Automation;
[Cmdlet("Write", "ReadyLine")]
public class WriteReadyLine : Cmdlet
{
    [Parameter(Position = 0)] public int Count { get; set; }
    protected override void EndProcessing()
    {
        var lines = new string[500];
        for (int i = 0; i < lines.Length; i++) { lines[i] = new string('x', 86); }
        for (int left = Count; left > 0; left -= lines.Length) { WriteObject(lines, true); }
    }
}
"@ -PassThru | ForEach-Object Assembly | Import-Module
'@
$readyLines = "Write-ReadyLine $([int]($LogMB * 1MB / 87))"
# Without Authentication, whose parameters would load one more module.
$plainPage = "`$headers = @{ Authorization = 'Basic ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(`"`${env:BITBUCKET_EMAIL}:`${env:BITBUCKET_API_TOKEN}`")) }
    `$null = (Invoke-RestMethod `"`${env:BITBUCKET_API_URI}repositories/acme/widgets/pipelines/?sort=-created_on&pagelen=100`" -Headers `$headers -NoProxy).values"

[ordered]@{
    'cold: import'                = {
        $sides = [ordered]@{ Module = { Measure-Process $import }; Bare = { Measure-Process '' } }
        $measured = Measure-Sides $sides
        $more = @(for ($i = 0; $i -lt $Rounds; $i++) { $measured.Module[$i].Whole - $measured.Bare[$i].Whole })
        New-Row -Seconds (Get-Median $more) -Rounds $measured -Note ('more than a process that does nothing, which takes {0:0.00} s' -f (Get-Median $measured.Bare.Whole))
    }
    'cold: a process, one page'   = {
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 100; branch = 'trunk'; result = 'SUCCESSFUL' }
        $sides = [ordered]@{ Module = { Measure-Process "$import; `$null = Get-BbPipeline -First 100" }; Loop = { Measure-Process $plainPage } }
        $measured = Measure-Sides $sides
        $ratio = Get-Ratio $measured.Loop $measured.Module Whole
        $cpu = Get-Ratio $measured.Loop $measured.Module Cpu
        New-Row -Seconds (Get-Median $measured.Module.Whole) -Loop $ratio -Rounds $measured -Note "processor time: $(Format-Ratio $cpu)" -Below $(
            if ($ratio.Median -lt 1) { 'loop < 1' })
    }
    'list: 10,000 runs'           = {
        Start-CannedServer
        $page = {
            param($Collect)
            "`$h = @{ Authorization = 'Basic eDp5' }; $Collect & { for (`$page = 1; `$page -le 100; `$page++) { (Invoke-RestMethod `"$canned/2.0/repositories/acme/runs-10000/pipelines/?sort=-created_on&pagelen=100&page=`$page`" -Headers `$h -NoProxy).values } }"
        }
        $counted = {
            param($Command)
            $null = Invoke-RestMethod "$canned/reset" -NoProxy
            $result = Measure-Process $Command -Before "$import; `$null = Get-BbPipeline -Repository acme/runs-100 -First 100" -Uri "$canned/2.0/"
            $stats = Invoke-RestMethod "$canned/stats" -NoProxy
            $result | Add-Member Requests ($stats.requests - 1)
            $result | Add-Member InFlight $stats.most -PassThru
        }
        $sides = [ordered]@{
            Module = { & $counted '$null = Get-BbPipeline -Repository acme/runs-10000' }
            Loop   = { & $counted (& $page '$null =') }
        }
        $measured = Measure-Sides $sides
        $ratio = Get-Ratio $measured.Loop $measured.Module
        $most = ($measured.Module.InFlight | Measure-Object -Maximum).Maximum
        $first = & $counted '$null = Get-BbPipeline -Repository acme/runs-10000 -First 50'
        New-Row -Seconds (Get-Median $measured.Module.Seconds) -Loop $ratio -Requests (Get-Median $measured.Module.Requests) -LoopRequests (Get-Median $measured.Loop.Requests) -InFlight $most `
            -Rounds $measured -Note "-First 50: $($first.Requests) request" -Below $(
            if ($ratio.Median -lt 10) { 'loop < 10' }
            if ($most -gt 4) { 'more than 4 in flight' }
            if ($first.Requests -ne 1) { "-First 50: $($first.Requests) requests" })
    }
    'list: memory of 100,000 runs' = {
        Start-CannedServer
        $sides = [ordered]@{
            Module = { Measure-Process "$import; Get-BbPipeline -Repository acme/runs-100000 | Out-Null" -Uri "$canned/2.0/" }
            Short  = { Measure-Process "$import; Get-BbPipeline -Repository acme/runs-10000 | Out-Null" -Uri "$canned/2.0/" }
        }
        $measured = Measure-Sides $sides
        $more = Get-Median @(for ($i = 0; $i -lt $Rounds; $i++) { $measured.Module[$i].PeakMB - $measured.Short[$i].PeakMB })
        New-Row -Seconds (Get-Median $measured.Module.Seconds) -Rounds $measured -Note ('{0:0} MB over idle, {1:0} MB more than 10,000 runs' -f (Get-Median $measured.Module.PeakMB), $more) -Below $(
            if ($more -gt 64) { 'memory grows' })
    }
    'log: lines to Out-Null'      = {
        Start-CannedServer
        $sides = [ordered]@{
            Module = { Measure-Process 'Get-BbStepLog 1 1 | Out-Null' -Before $import -Uri "$canned/2.0/" }
            Loop   = { Measure-Process "Get-Content '$work/canned.log' | Out-Null" }
            Ready  = { Measure-Process "$readyLines | Out-Null" -Before $ready }
        }
        $measured = Measure-Sides $sides
        $ratio = Get-Ratio $measured.Loop $measured.Module
        $peak = Get-Median $measured.Module.PeakMB
        New-Row -Seconds (Get-Median $measured.Module.Seconds) -Loop $ratio -Rounds $measured -Note ("$LogMB MB; beside Get-Content, which lines that are ready beat by {1}; {0:0} MB over idle" -f $peak, (Format-Ratio (Get-Ratio $measured.Loop $measured.Ready))) -Below $(
            if ($ratio.Median -lt 5) { 'Get-Content < 5' }
            if ($peak -gt 90) { 'more than 90 MB over idle' })
    }
    'log: lines to ForEach-Object' = {
        Start-CannedServer
        $sides = [ordered]@{
            Module = { Measure-Process 'Get-BbStepLog 1 1 | ForEach-Object { $_.Length } | Out-Null' -Before $import -Uri "$canned/2.0/" }
            Loop   = { Measure-Process "Get-Content '$work/canned.log' | ForEach-Object { `$_.Length } | Out-Null" }
            Ready  = { Measure-Process "$readyLines | ForEach-Object { `$_.Length } | Out-Null" -Before $ready }
        }
        $measured = Measure-Sides $sides
        $ratio = Get-Ratio $measured.Loop $measured.Module
        $peak = Get-Median $measured.Module.PeakMB
        New-Row -Seconds (Get-Median $measured.Module.Seconds) -Loop $ratio -Rounds $measured -Note ("$LogMB MB; beside Get-Content, which lines that are ready beat by {1}; {0:0} MB over idle" -f $peak, (Format-Ratio (Get-Ratio $measured.Loop $measured.Ready))) -Below $(
            if ($ratio.Median -lt 2.5) { 'Get-Content < 2.5' }
            if ($peak -gt 90) { 'more than 90 MB over idle' })
    }
    'log: to a file'              = {
        if (-not (Get-Command curl -CommandType Application -ErrorAction Ignore)) { return New-Row -Note 'skipped: there is no curl' }
        Start-CannedServer
        # About 1 GiB: curl is done with less before the first request of a new process is.
        $times = [int][Math]::Ceiling(1024 / $LogMB)
        $sides = [ordered]@{
            Module = { Remove-Item "$work/own.log" -ErrorAction Ignore; Measure-Process "Get-BbStepLog 1 1 -Repository acme/log-$times -OutFile '$work/own.log'" -Before $import -Uri "$canned/2.0/" }
            Loop   = {
                Remove-Item "$work/curl.log" -ErrorAction Ignore
                $watch = [Diagnostics.Stopwatch]::StartNew()
                curl --silent --fail --output "$work/curl.log" "$canned/2.0/repositories/acme/log-$times/pipelines/1/steps/x/log"
                if ($LASTEXITCODE) { throw "curl failed ($LASTEXITCODE)." }
                [pscustomobject]@{ Seconds = $watch.Elapsed.TotalSeconds }
            }
        }
        $measured = Measure-Sides $sides
        $ratio = Get-Ratio $measured.Loop $measured.Module
        New-Row -Seconds (Get-Median $measured.Module.Seconds) -Loop $ratio -Rounds $measured -Note "$($times * $LogMB) MB; beside curl" -Below $(if ($ratio.Median -lt 1 / 1.2) { 'more than 1.2 times curl' })
    }
}
