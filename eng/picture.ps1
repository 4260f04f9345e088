#requires -Version 7.4
<#
.SYNOPSIS
    Draws docs/images/followed-run.svg: what a terminal shows while a run is followed; and docs/images/run.svg: a run over time.
.DESCRIPTION
    The text is that of a real run against the emulator; only its address is replaced by Bitbucket's. The picture follows the light or dark
    theme of the reader. Run it in a terminal: where output is redirected, cmdlets show no colours.
.EXAMPLE
    ./build.ps1 Picture
#>
[CmdletBinding()]
param([string] $OutFile = "$PSScriptRoot/../docs/images/followed-run.svg", [string] $RunFile = "$PSScriptRoot/../docs/images/run.svg")

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/BitbucketPipelines", "$PSScriptRoot/../tests/Pester/Support/Emulator.psm1" -Force
if ([Console]::IsOutputRedirected) { Write-Warning 'This is no terminal: the picture will have fewer colours.' }
$columns = 92

# The lines of a terminal, colours and all.
function Get-Screen {
    $emulator = Start-Emulator -Speed 4
    # Colours as in a terminal, whatever this is written to.
    $before = $PSStyle.OutputRendering, $env:NO_COLOR, $env:TERM
    $PSStyle.OutputRendering = 'Ansi'
    $env:NO_COLOR = $null
    $env:TERM = 'xterm-256color'
    try {
        $steps = @(
            @{ name = 'Build'; duration = 41; log = @('+ npm ci', 'added 112 packages in 2s', '+ npm run build', 'Built 14 modules') }
            @{ name = 'Unit tests'; duration = 18; log = @('+ npm test', '31 passed') }
            @{ name = 'Deploy to staging'; duration = 12; log = @('+ ./deploy.sh staging', 'Uploading 14 files', 'Deployed to staging') }
        )
        $null = Send-Order $emulator PUT scripts/acme/widgets/custom:deploy @{ steps = $steps }
        $null = Send-Order $emulator POST refs/acme/widgets @{ branch = 'main' }
        $null = Send-Order $emulator POST runs/acme/widgets @{ count = 127; result = 'SUCCESSFUL'; ageSeconds = 3600 }
        $credential = [pscredential]::new('dev@example.com', (ConvertTo-SecureString 'api-token-123' -AsPlainText -Force))
        Connect-BbWorkspace acme/widgets -Credential $credential -ApiUri $emulator.ApiUri -SiteUri $emulator.SiteUri -NoCheck
        "PS> Invoke-BbPipeline -Custom deploy -Branch main -Variable @{ ENVIRONMENT = 'staging' } -Follow"
        $objects = Invoke-BbPipeline -Custom deploy -Branch main -Variable @{ ENVIRONMENT = 'staging' } -Follow *>&1
        $site = "$($emulator.SiteUri)".TrimEnd('/')
        $text = $objects | ForEach-Object { if ($_ -is [Management.Automation.InformationRecord]) { "$_" } else { ($_ | Out-String -Width $columns).TrimEnd() } }
        ($text -join "`n").Replace($site, 'https://bitbucket.org') -split '\r?\n'
        'PS> '
        Save-Run $emulator
    }
    finally {
        $PSStyle.OutputRendering, $env:NO_COLOR, $env:TERM = $before
        Stop-Emulator $emulator
    }
}

# A run over time, as Show-BbPipeline saves it.
function Save-Run($Emulator) {
    $steps = @(
        @{ name = 'Build'; duration = 94 }
        @{ name = 'Unit tests'; duration = 71; parallel = 'tests' }
        @{ name = 'Lint'; duration = 24; parallel = 'tests' }
        @{ name = 'End-to-end tests'; duration = 163; parallel = 'tests'; ready = 12; result = 'FAILED' }
        @{ name = 'Deploy to staging' }
    )
    $null = Send-Order $Emulator PUT scripts/acme/widgets/custom:release @{ steps = $steps }
    $number = (Send-Order $Emulator POST runs/acme/widgets @{ selector = 'custom:release'; branch = 'main'; ageSeconds = 3600; trigger = 'MANUAL'; result = $null }).buildNumbers[0]
    Show-BbPipeline $number -OutFile $RunFile
    $site = "$($Emulator.SiteUri)".TrimEnd('/')
    [IO.File]::WriteAllText($RunFile, [IO.File]::ReadAllText($RunFile).Replace($site, 'https://bitbucket.org'))
}

# The pieces of a line that have one colour each.
function Split-Line([string] $Line) {
    $classes = @{ 1 = 'b'; 31 = 'r'; 32 = 'g'; 33 = 'y'; 34 = 'c'; 35 = 'm'; 36 = 'c'; 90 = 'd'; 91 = 'r'; 92 = 'g'; 93 = 'y'; 94 = 'c'; 95 = 'm'; 96 = 'c' }
    $now = @()
    foreach ($piece in [regex]::Split($Line, "(`e\[[0-9;]*m)")) {
        if ($piece -match "^`e\[([0-9;]*)m$") {
            $codes = @($Matches[1] -split ';' | Where-Object { $_ } | ForEach-Object { [int]$_ })
            $now = if ($codes.Count -eq 0 -or $codes -contains 0) { @() } else { @($now + @($codes | ForEach-Object { $classes[$_] } | Where-Object { $_ }) | Select-Object -Unique) }
        }
        elseif ($piece) { @{ Text = $piece; Class = $now -join ' ' } }
    }
}

# Links in a terminal are shown as their text.
$lines = @(Get-Screen) -replace "`e\]8;[^`e`a]*(?:`e\\|`a)"
$height = 20
$width = [int](2 * 20 + 8.43 * ($lines | ForEach-Object { ($_ -replace "`e\[[0-9;]*m").Length } | Measure-Object -Maximum).Maximum)
$total = 52 + $height * $lines.Count + 12
$svg = [Text.StringBuilder]::new()
$null = $svg.Append(@"
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $total" width="$width" height="$total" role="img" aria-label="A run of Bitbucket Pipelines, followed in PowerShell">
<!-- Drawn by eng/picture.ps1 from a real run against the emulator: run ./build.sh picture. -->
<style>
.w{fill:#f6f8fa;stroke:#d0d7de}text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.b{font-weight:bold}.r{fill:#cf222e}.g{fill:#1a7f37}.y{fill:#9a6700}.c{fill:#0969da}.m{fill:#8250df}.d{fill:#656d76}
@media (prefers-color-scheme:dark){.w{fill:#0d1117;stroke:#30363d}text{fill:#e6edf3}.r{fill:#ff7b72}.g{fill:#3fb950}.y{fill:#d29922}.c{fill:#58a6ff}.m{fill:#bc8cff}.d{fill:#8b949e}}
</style>
<rect class="w" x=".5" y=".5" width="$($width - 1)" height="$($total - 1)" rx="8"/>
<circle cx="22" cy="22" r="6" fill="#ff5f56"/><circle cx="42" cy="22" r="6" fill="#ffbd2e"/><circle cx="62" cy="22" r="6" fill="#27c93f"/>

"@)
$y = 58
foreach ($line in $lines) {
    $spans = foreach ($piece in Split-Line $line) {
        $words = [Security.SecurityElement]::Escape($piece.Text)
        if ($piece.Class) { "<tspan class=`"$($piece.Class)`">$words</tspan>" } else { $words }
    }
    if ($spans) { $null = $svg.Append("<text x=`"20`" y=`"$y`" xml:space=`"preserve`">$(-join $spans)</text>`n") }
    $y += $height
}
$null = $svg.Append("</svg>`n")
$null = New-Item -ItemType Directory (Split-Path $OutFile) -Force
[IO.File]::WriteAllText($OutFile, $svg.ToString().Replace("`r`n", "`n"))
Write-Host "docs/images/followed-run.svg has $($lines.Count) lines."
