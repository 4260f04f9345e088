#requires -Version 7.4
<#
.SYNOPSIS
    The module beside Invoke-RestMethod: the same jobs against the same emulator, turn by turn. What counts is the ratio.
.DESCRIPTION
    Rows that work in many repositories are done by the module, by a loop of Invoke-RestMethod, and by ForEach-Object -Parallel with as
    many in flight as the module has. The others are named in Other.ps1. Each row has a bar; a row below it is marked.

    A ratio is the time of the other divided by the time of the module: above 1 the module is faster. It is the median of the rounds, in
    which the sides take turns; the smallest and the largest follow in brackets.
.PARAMETER Name
    The rows: their names, with wildcards.
.PARAMETER Repositories
    In how many repositories the rows work. The bars are for 40 or more.
.PARAMETER Latency
    What the network takes for each request, in seconds.
.PARAMETER LogMB
    The size of the log, in MiB. The bars are for 1024: Get-Content takes longer for each line of a long file.
.PARAMETER Inside
    Runs the benchmarks of the hot paths inside the client instead, with BenchmarkDotNet.
.PARAMETER Waiting
    The planner of waiting beside simpler rules instead, on virtual time: how late ends are noticed, and for how many requests. The whole
    table takes long. -Name takes a part of the name of the cells ("5-60 s 0 10 300 1000"), and -Rounds is the number of worlds that each
    cell is the mean of; it leaves out the rows with as few requests as the simpler rules.
.PARAMETER Out
    A file for all figures, as JSON.
.EXAMPLE
    ./build.sh bench -Name '*variables*,cold*' -Rounds 5 -Out bench.json
#>
param(
    [string[]] $Name = '*',
    [ValidateRange(1, 1000)] [int] $Repositories = 40,
    [string[]] $Latency = @('0.05', '0'),
    [ValidateRange(1, 100)] [int] $Rounds = 3,
    [ValidateRange(1, 64)] [int] $ThrottleLimit = 5,
    [ValidateRange(1, 4096)] [int] $LogMB = 128,
    [switch] $Inside,
    [switch] $Waiting,
    [string] $Out
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = $WarningPreference = 'SilentlyContinue'
$PSNativeCommandUseErrorActionPreference = $false
$root = (Resolve-Path "$PSScriptRoot/../..").Path
# From -File all values arrive as one text.
$Name = @($Name -split ',' | ForEach-Object Trim)
$latencies = @($Latency -split ',' | ForEach-Object { [double]::Parse($_, [cultureinfo]::InvariantCulture) })
if ($Waiting) {
    $arguments = @(if ($Name -ne '*') { $Name -join ', ' }; if ($PSBoundParameters.ContainsKey('Rounds')) { '--seeds', $Rounds, '--brief' })
    dotnet run --project "$PSScriptRoot/Waiting" --configuration Release -- @arguments
    exit $LASTEXITCODE
}
if ($Inside) {
    dotnet run --project "$PSScriptRoot/HotPaths" --configuration Release -- --filter $Name --artifacts "$root/out/bench"
    exit $LASTEXITCODE
}
$moduleFolder = "$root/out/BitbucketPipelines"
Import-Module $moduleFolder, "$root/tests/Pester/Support/Emulator.psm1", "$PSScriptRoot/World.psm1"
$work = Join-Path ([IO.Path]::GetTempPath()) "bench-$PID"
$null = New-Item -ItemType Directory $work

function Get-Median([double[]] $Value) {
    $sorted = @($Value | Sort-Object)
    ($sorted[[Math]::Floor(($sorted.Count - 1) / 2)] + $sorted[[Math]::Ceiling(($sorted.Count - 1) / 2)]) / 2
}

# Runs one side: its time, what the server saw of it, and when the first row was there.
function Measure-Side([scriptblock] $Script) {
    $null = Send-Order $emulator DELETE requests
    # As in the shell of a person.
    Set-StrictMode -Off
    [GC]::Collect()
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $rows = 0
    $first = $null
    & $Script | & { process { if (-not $rows++) { Set-Variable first $watch.Elapsed.TotalSeconds -Scope 1 } } end { Set-Variable rows $rows -Scope 1 } }
    $seconds = $watch.Elapsed.TotalSeconds
    [pscustomobject]@{
        Seconds  = $seconds
        First    = $first
        Rows     = $rows
        Requests = [int](Send-Order $emulator GET requests/count)
        InFlight = [int](Send-Order $emulator GET inflight/most)
    }
}

# The sides of a row take turns. Result: for each side, the measurements of all rounds.
function Measure-Sides([Collections.IDictionary] $Side, [scriptblock] $Before = { }) {
    $measured = @{ }
    foreach ($key in $Side.Keys) { $measured[$key] = [Collections.Generic.List[object]]::new() }
    foreach ($round in 1..$Rounds) {
        # Each begins as often as the others.
        $order = @($Side.Keys)
        if ($round % 2 -eq 0) { [array]::Reverse($order) }
        foreach ($key in $order) {
            . $Before
            $measured[$key].Add((& $Side[$key]))
        }
    }
    $measured
}

# The ratio of two sides, round by round.
function Get-Ratio($Other, $Own, [string] $Property = 'Seconds') {
    $each = for ($i = 0; $i -lt $Own.Count; $i++) { $Other[$i].$Property / $Own[$i].$Property }
    [pscustomobject]@{ Median = Get-Median $each; Least = ($each | Measure-Object -Minimum).Minimum; Most = ($each | Measure-Object -Maximum).Maximum }
}

function Format-Ratio($Ratio) { if ($Ratio) { '{0:0.00} ({1:0.00}-{2:0.00})' -f $Ratio.Median, $Ratio.Least, $Ratio.Most } }

$results = [Collections.Generic.List[object]]::new()
$emulator = Start-Emulator -Speed 100 -LifetimeSec 86400
try {
    Connect-Emulator $emulator
    $api = "$($emulator.ApiUri)repositories/acme"
    $common = @{ Authentication = 'Basic'; AllowUnencryptedAuthentication = $true; NoProxy = $true; Verbose = $false
        Credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString api-token-123 -AsPlainText -Force))
    }
    # All pages of a list.
    function Get-Page([string] $Uri) {
        for ($page = 1; ; $page++) {
            $answer = Invoke-RestMethod "$Uri$(if ($Uri.Contains('?')) { '&' } else { '?' })pagelen=100&page=$page" @common
            $answer.values
            if ($page * 100 -ge $answer.size) { break }
        }
    }
    function Set-Latency([double] $Seconds) {
        $null = Send-Order $emulator DELETE faults
        foreach ($port in 'api', 'storage') {
            if ($Seconds) { $null = Send-Order $emulator POST faults @{ port = $port; times = 0; delaySeconds = $Seconds } }
        }
    }
    . "$PSScriptRoot/Repositories.ps1" | Set-Variable jobs
    . "$PSScriptRoot/Other.ps1" | Set-Variable others
    $chosen = { param($Keys) @($Keys | Where-Object { $key = $_; $Name | Where-Object { $key -like $_ } }) }
    $names = & $chosen $jobs.Keys
    $otherNames = & $chosen $others.Keys
    if (-not $names -and -not $otherNames) { throw "No row is named $($Name -join ', '). Rows: $(@($jobs.Keys) + @($others.Keys) -join '; ')." }

    $shared = @{ }
    foreach ($job in $names) {
        $row = @{ Items = $null; First = $null; Before = $null; Add = @(); Fresh = $false; IsReady = $false }
        foreach ($key in $jobs[$job].Keys) { $row[$key] = $jobs[$job][$key] }
        foreach ($seconds in $latencies) {
            Write-Host "$job, $($seconds * 1000) ms ..."
            Set-Latency 0
            $set = $once = $null
            $world = "$($row.Add)"
            $prepare = {
                Set-Latency 0
                if (-not $row.Items) {
                    # The sets of other rows would make the list of repositories longer.
                    if ($row.Fresh -or -not $shared.ContainsKey($world)) {
                        $null = Send-Order $emulator POST reset
                        $shared.Clear()
                        $row.IsReady = $false
                    }
                }
                if ($row.Before -and -not $row.IsReady) {
                    . $row.Before
                    $row.IsReady = $true
                }
                if (-not $row.Items) {
                    $set = if ($row.Fresh) { New-RepositorySet $emulator $Repositories -Add $row.Add }
                    else { $shared[$world] ??= New-RepositorySet $emulator $Repositories -Add $row.Add; $shared[$world] }
                }
                Set-Latency $seconds
            }
            # The same text for both loops. Only the second has to fetch its variables.
            $items = if ($row.Items) { $row.Items } else { { (Get-Page "$api`?q=$([uri]::EscapeDataString('name ~ "' + $set + '-"'))").slug } }
            $known = 'api', 'common', 'once', 'set', 'work', 'template', 'newKey' | ForEach-Object { "`$$_ = `$using:$_" }
            $parallel = [scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $($known -join '; ')`n$($row.Each)")
            foreach ($variable in 'template', 'newKey') { if (-not (Test-Path "variable:$variable")) { Set-Variable $variable $null } }
            $sides = [ordered]@{
                Module   = { Measure-Side $row.Command }
                Loop     = { Measure-Side { if ($row.First) { $once = . $row.First }; & $items | ForEach-Object $row.Each } }
                Parallel = { Measure-Side { if ($row.First) { $once = . $row.First }; & $items | ForEach-Object -Parallel $parallel -ThrottleLimit $ThrottleLimit } }
            }
            $measured = Measure-Sides $sides $prepare
            $loop = Get-Ratio $measured.Loop $measured.Module
            $atOnce = Get-Ratio $measured.Parallel $measured.Module
            $firstRow = Get-Median @($measured.Module | ForEach-Object { $_.First ?? $_.Seconds })
            # Without latency there is nothing to win by asking at the same time.
            $below = @(
                if ($seconds -gt 0) {
                    if ($loop.Median -lt 4) { 'loop < 4' }
                    if ($atOnce.Median -lt 1) { 'parallel < 1' }
                    if ($firstRow -gt 1) { 'first row > 1 s' }
                }
                elseif ($loop.Median -lt 1.4) { 'loop < 1.4' }
            )
            $results.Add([pscustomobject]@{
                    Row = $job; LatencyMs = $seconds * 1000; Seconds = Get-Median $measured.Module.Seconds; FirstRowSeconds = $firstRow
                    Loop = $loop; Parallel = $atOnce
                    Requests = Get-Median $measured.Module.Requests; LoopRequests = Get-Median $measured.Loop.Requests
                    InFlight = ($measured.Module.InFlight | Measure-Object -Maximum).Maximum; Rows = Get-Median $measured.Module.Rows
                    Below = $below; Note = $null; Rounds = $measured
                })
        }
    }
    Set-Latency 0
    foreach ($job in $otherNames) {
        Write-Host "$job ..."
        . $others[$job] | ForEach-Object { $_.Row = $job; $results.Add($_) }
    }

    $results | Format-Table -AutoSize -Wrap -Property @(
        'Row', @{ n = 'ms'; e = { $_.LatencyMs } }, @{ n = 'Time'; e = { '{0:0.00} s' -f $_.Seconds }; a = 'right' }
        @{ n = 'First'; e = { if ($null -ne $_.FirstRowSeconds) { '{0:0.00} s' -f $_.FirstRowSeconds } }; a = 'right' }
        @{ n = 'Loop / module'; e = { Format-Ratio $_.Loop } }, @{ n = 'Parallel / module'; e = { Format-Ratio $_.Parallel } }
        @{ n = 'Requests'; e = { if ($null -ne $_.Requests) { "$($_.Requests) / $($_.LoopRequests)" } } }
        @{ n = 'In flight'; e = { $_.InFlight } }, @{ n = 'Below the bar'; e = { $_.Below -join ', ' } }, 'Note'
    ) | Out-String -Width 220 | Write-Host
    $marked = @($results | Where-Object { $_.Below })
    Write-Host "$($results.Count) rows, $($marked.Count) below the bar. $Repositories repositories, $Rounds rounds, $ThrottleLimit in flight."
    if ($Out) {
        ConvertTo-Json -Depth 8 ([ordered]@{
                date = [DateTimeOffset]::Now; powerShell = "$($PSVersionTable.PSVersion)"; processors = [Environment]::ProcessorCount
                repositories = $Repositories; rounds = $Rounds; throttleLimit = $ThrottleLimit; rows = $results
            }) | Set-Content $Out
        Write-Host "All figures are in $Out."
    }
}
finally {
    Disconnect-BbWorkspace
    Stop-Emulator $emulator
    Remove-Item $work -Recurse -Force
}
