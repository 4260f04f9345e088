<#
.SYNOPSIS
    The preamble of a test file: the built module, the helpers of this folder, an environment without traces of the build system that
    runs the tests, and $emulator at its seed.
.DESCRIPTION
    BeforeAll { . "$PSScriptRoot/../Support/Start-TestFile.ps1" }
    AfterAll { Stop-TestFile }

    The emulator is the same for all files that run in one process. Each finds it as if it had just been started; Connect-Emulator in a
    BeforeEach puts it back for each test.
#>
param([double] $Speed = 20)
Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
Import-Module (Get-Item "$PSScriptRoot/*.psm1").FullName -Force

# The module keeps some things by the address of the server, which is the same for many files: the sessions that it made of the environment,
# and the names that it completed.
$keptByModule = @{ 'BitbucketPipelines.SessionStore' = 's_sessions'; 'BitbucketPipelines.Completion.BitbucketCompleter' = 's_cache' }
foreach ($kept in $keptByModule.GetEnumerator()) {
    [BitbucketPipelines.BitbucketSession].Assembly.GetType($kept.Key, $true).GetField($kept.Value, 'NonPublic, Static').GetValue($null).Clear()
}

$beforeTestFile = @{ Environment = Clear-HostEnvironment; OutputRendering = $PSStyle.OutputRendering }
$emulator = Get-SharedEmulator -Speed $Speed

<#
.SYNOPSIS
    Undoes the preamble.
#>
function Stop-TestFile {
    Disconnect-BbWorkspace
    $PSStyle.OutputRendering = $beforeTestFile.OutputRendering
    Restore-HostEnvironment $beforeTestFile.Environment
}

# What many files say to the emulator, or look at.
function Add-Run([hashtable] $Run, [string] $Repository = 'widgets') { (Send-Order $emulator POST "runs/acme/$Repository" $Run).buildNumbers }
function Clear-Request { $null = Send-Order $emulator DELETE requests }
function Show([int] $Width) { @(($input | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) }
