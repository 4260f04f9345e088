#requires -Version 7.4
<#
.SYNOPSIS
    Plays the main job on the assemblies that Windows PowerShell gets: on Windows with .NET Framework, elsewhere with mono.
.DESCRIPTION
    Run this before a release. It needs the built module, and on Linux mono with netstandard.dll (Debian: mono-devel). It ends with 1 where
    it cannot run, since then nothing was proved.
.PARAMETER Install
    Installs mono-devel with apt-get where it is missing. Only for root, on a machine with apt-get.
.EXAMPLE
    ./eng/desktop.ps1
#>
[CmdletBinding()]
param([switch] $Install)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/..").Path
Import-Module "$root/tests/Pester/Support/Emulator.psm1"

function Find-Mono {
    $mono = Get-Command mono -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $mono) { return }
    $file = Get-Item $mono.Source
    $real = $file.ResolveLinkTarget($true) ?? $file
    if (Test-Path (Join-Path $real.DirectoryName ../lib/mono/4.5/Facades/netstandard.dll)) { $mono.Source }
}

function Install-Mono {
    if (-not (Get-Command apt-get -ErrorAction Ignore) -or (id -u) -ne '0') { throw '-Install needs apt-get and root.' }
    $env:DEBIAN_FRONTEND = 'noninteractive'
    apt-get install --yes --no-install-recommends mono-devel | Out-Null
    if ($LASTEXITCODE) { throw "apt-get could not install mono-devel ($LASTEXITCODE): run apt-get update, then this again." }
}

function Invoke-Desktop {
    if (-not $IsWindows) {
        if ($Install -and -not (Find-Mono)) { Install-Mono }
        $mono = Find-Mono
        if (-not $mono) {
            throw 'There is no mono with netstandard.dll here. On Debian and Ubuntu: apt-get install mono-devel, or this task with -Install as root.'
        }
    }
    if (-not (Test-Path "$root/out/BitbucketPipelines/Desktop/BitbucketPipelines.Api.dll")) {
        throw 'The module is not built: run ./build.sh build.'
    }
    foreach ($project in 'BitbucketEmulator', 'Desktop') {
        dotnet build "$root/tests/$project" --configuration Release --nologo --verbosity quiet | Out-Host
        if ($LASTEXITCODE) { throw "The build of tests/$project failed ($LASTEXITCODE)." }
    }
    $program = @($mono; "$root/out/build/bin/Desktop/release/Desktop.exe") -ne $null
    $rest = @($program | Select-Object -Skip 1)
    $emulator = Start-Emulator
    try {
        & $program[0] @rest $emulator.ApiUri $emulator.SiteUri | Out-Host
        if ($LASTEXITCODE) { throw "The program ended with $LASTEXITCODE." }
    }
    finally {
        Stop-Emulator $emulator
    }
}

try {
    Invoke-Desktop
}
catch {
    [Console]::Error.WriteLine("The build for Windows PowerShell is not proved. $($_.Exception.Message)")
    exit 1
}
exit 0
