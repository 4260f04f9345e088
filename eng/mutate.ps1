#requires -Version 7.4
<#
.SYNOPSIS
    Changes the code of the client, one place at a time, and tells how many of the changes no test notices.
.DESCRIPTION
    Stryker.NET, installed into out/tools in the version that Directory.Packages.props names, makes the changes (mutants) and runs the
    tests of tests/BitbucketPipelines.Tests that reach each. What all runs have in common is in stryker-config.json beside that project.
    Each group of files is tried with the tests that are about it: a mutant counts as killed only when one of those fails.

    A mutant that runs into the time limit counts as killed, since a test would hang. One that does not compile counts for nothing. What a
    test project of a group cannot reach, such as code that needs a real PowerShell, is not tried here.

    Ends with 1 where a file has a score below the least. The reports, with every mutant at its place, are in out/mutate.
.PARAMETER File
    Only these files: names without .cs, separated by commas; wildcards are allowed. A file that is in no group is tried with all tests but
    those of the project itself (conventions, help), which takes its time.
.PARAMETER Least
    The score, in percent, that each file must reach.
.EXAMPLE
    ./eng/mutate.ps1
.EXAMPLE
    ./eng/mutate.ps1 -File VariablePlan,Cron*
#>
[CmdletBinding()]
param(
    [string] $File,

    [ValidateRange(0, 100)]
    [int] $Least = 80
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/..").Path
$client = "$root/src/BitbucketPipelines.Api"
$testProject = "$root/tests/BitbucketPipelines.Tests"

# The files of a group are tried in one go; the words are the beginnings of the names of the test classes that are about them.
$groups = @(
    @{
        Name  = 'files and plans'
        Files = 'VariablePlan', 'CronPattern', 'CronField', 'CronUnit', 'CronDayRule', 'UnixCron', 'CsvReader', 'CsvColumns',
            'EnvReader', 'JsonFileReader', 'KnownHostsFile', 'VariableFile'
        Tests = 'Cron', 'VariablePlan', 'Csv', 'Env', 'JsonFile', 'VariableFile', 'FileProperty', 'KnownHost'
    }
    @{
        Name  = 'answers and waiting'
        Files = 'ErrorReader', 'RetryPolicy', 'RunWatcher', 'RepositoryPoller', 'TrackedRun', 'FailureStreak'
        Tests = 'Error', 'RunWatcher', 'RunFollower', 'StrangeAnswer', 'FailureReport', 'Retry', 'RateLimit', 'Silence', 'AnswerLost', 'Deadline'
    }
)

# The path of Stryker, which is installed first where it is not yet.
function Install-Stryker {
    $version = dotnet msbuild "$root/tests/Engine" -nologo -getProperty:StrykerVersion
    $folder = "$root/out/tools/stryker-$version"
    $command = "$folder/dotnet-stryker$(if ($IsWindows) { '.exe' })"
    if (-not (Test-Path $command)) {
        Write-Host "Installing Stryker $version ..."
        dotnet tool install dotnet-stryker --tool-path $folder --version $version | Out-Host
        if ($LASTEXITCODE) { throw "Stryker $version could not be installed from NuGet." }
    }
    $command
}

# The groups with those of their files that are asked for; files of no group are one of their own.
function Select-Group {
    param([string[]] $Wanted)
    if (-not $Wanted) { return $groups }
    $all = (Get-ChildItem $client -Recurse -Filter *.cs).BaseName
    $grouped = $groups.Files
    $rest = foreach ($pattern in $Wanted) {
        $found = @($all -like $pattern)
        if (-not $found) { throw "No file of src/BitbucketPipelines.Api has the name '$pattern'." }
        $found
    }
    $rest = @($rest | Sort-Object -Unique)
    foreach ($group in $groups) {
        $files = @($group.Files | Where-Object { $_ -in $rest })
        if ($files) { @{ Name = $group.Name; Files = $files; Tests = $group.Tests } }
    }
    $others = @($rest | Where-Object { $_ -notin $grouped })
    if ($others) { @{ Name = 'others'; Files = $others; Tests = @() } }
}

# Tries the files of a group, and gives the mutants of each.
function Invoke-Stryker {
    param([string] $Command, [hashtable] $Group)
    $output = "$root/out/mutate/$($Group.Name -replace ' ', '-')"
    Remove-Item $output -Recurse -ErrorAction Ignore
    $filter = if ($Group.Tests) { ($Group.Tests | ForEach-Object { "FullyQualifiedName~.$_" }) -join '|' }
    else { 'FullyQualifiedName!~.Conventions.&FullyQualifiedName!~.Help.' }
    $arguments = @(
        '--skip-version-check'
        '--concurrency', [Environment]::ProcessorCount
        '--output', $output
        '--test-case-filter', $filter
        foreach ($name in $Group.Files) { '--mutate', "**/$name.cs" }
    )
    Push-Location $testProject
    try { & $Command @arguments | Out-Host } finally { Pop-Location }
    $report = "$output/reports/mutation-report.json"
    if (-not (Test-Path $report)) { throw "Stryker broke off ($LASTEXITCODE)." }
    $found = (Get-Content -Raw $report | ConvertFrom-Json -AsHashtable).files
    foreach ($path in $found.Keys) {
        $name = [IO.Path]::GetFileNameWithoutExtension($path)
        if ($name -notin $Group.Files) { continue }
        $count = @{ Killed = 0; Timeout = 0; Survived = 0; NoCoverage = 0 }
        foreach ($mutant in $found[$path].mutants) { $count[$mutant.status]++ }
        $noticed = $count.Killed + $count.Timeout
        $tried = $noticed + $count.Survived + $count.NoCoverage
        [pscustomobject]@{
            File       = $name
            Killed     = $noticed
            Survived   = $count.Survived
            NoCoverage = $count.NoCoverage
            # Of a file without a mutant there is nothing to say.
            Score      = if ($tried) { [Math]::Round(100 * $noticed / $tried, 1) }
            Mutants    = @($found[$path].mutants | Where-Object status -in 'Survived', 'NoCoverage')
        }
    }
}

$watch = [Diagnostics.Stopwatch]::StartNew()
$selected = @(Select-Group -Wanted ($File -split ',' | ForEach-Object Trim | Where-Object { $_ } | ForEach-Object { $_ -replace '\.cs$' }))
$stryker = Install-Stryker
$results = @(foreach ($group in $selected) {
        Write-Host "Trying $($group.Files.Count) files ($($group.Name)) ..."
        Invoke-Stryker $stryker $group
    })
$scored = @($results | Where-Object { $null -ne $_.Score })
if (-not $scored) { throw 'Stryker tried no mutant.' }
$low = @($scored | Where-Object Score -LT $Least)
foreach ($result in $low) {
    Write-Host "Not noticed in $($result.File):"
    foreach ($mutant in $result.Mutants | Sort-Object { $_.location.start.line }) {
        Write-Host "  line $($mutant.location.start.line): $($mutant.mutatorName): $(($mutant.replacement ?? '') -replace '\s+', ' ')"
    }
}
$scored | Sort-Object Score | Format-Table File, Killed, Survived, NoCoverage, Score | Out-String | Write-Host
$killed = ($scored | Measure-Object Killed -Sum).Sum
$all = $killed + ($scored | Measure-Object Survived -Sum).Sum + ($scored | Measure-Object NoCoverage -Sum).Sum
Write-Host ('{0} of {1} mutants were noticed ({2:0.0} %), in {3:0} minutes. The reports are in out/mutate.' -f $killed, $all, (100 * $killed / $all), $watch.Elapsed.TotalMinutes)
if ($low) {
    Write-Host "Below $Least %: $($low.File -join ', ')."
    exit 1
}
