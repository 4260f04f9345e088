#requires -Version 7.4
<#
.SYNOPSIS
    Publishes a package to a repository that is a folder, finds it and installs it from there, tries what was installed, and removes it.
.DESCRIPTION
    package.ps1 runs this in a process with a home of its own. On Windows PSResourceGet keeps its settings where no variable leads it
    elsewhere, so there the repository has a name of its own for the time of the test, and the package is saved into a folder beside it.
#>
param(
    [Parameter(Mandatory)] [string] $Package,
    [Parameter(Mandatory)] [string] $Zip,
    [Parameter(Mandatory)] [int] $CmdletCount
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Package.psm1", "$PSScriptRoot/../tests/Pester/Support/Process.psm1"
$place = Join-Path (Split-Path $Package) "../Modules of someone ä"
$repository = "BitbucketPipelines-$PID"
$shared = Join-Path (Split-Path $Package) ../repository
$null = New-Item $place, $shared -ItemType Directory -Force
$place, $shared = (Resolve-Path $place, $shared).Path

function Assert([bool] $Condition, [string] $Message) { if (-not $Condition) { throw "The package is not as it should be: $Message" } }

# Plays the smoke test in a process of its own, and tells its last line or what failed in it.
function Invoke-Smoke([string[]] $Engine, [string] $Path) {
    $arguments = @($Engine | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'
    $arguments += "$PSScriptRoot/../tests/Smoke/smoke.ps1", '-Module', $Path
    $lines = @(& $Engine[0] @arguments 2>&1 | ForEach-Object { "$_" })
    if ($LASTEXITCODE) { throw "The installed module fails the smoke test: $((@($lines -match 'FAILED') + $lines[-1]).Trim() -join '; ')" }
    Write-Host "Installed from the package, $($lines[0]): $($lines[-1])"
}

try {
    Register-PSResourceRepository $repository $shared -Trusted
    Publish-PSResource -NupkgPath $Package -Repository $repository
    $published = @(Get-ChildItem $shared -Filter *.nupkg)
    $same = $published.Count -eq 1 -and (Get-FileHash $published[0].FullName).Hash -eq (Get-FileHash $Package).Hash
    Assert $same 'what was published is something else.'

    $found = Find-PSResource BitbucketPipelines -Repository $repository
    Assert ($found.Name -ceq 'BitbucketPipelines') 'it cannot be found.'
    foreach ($property in 'ProjectUri', 'LicenseUri', 'IconUri', 'ReleaseNotes', 'Author', 'Copyright', 'Description') {
        Assert (-not [string]::IsNullOrWhiteSpace($found.$property)) "it has no $property."
    }
    Assert ($found.Type -eq 'Module') 'it is no module.'
    foreach ($tag in 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS') {
        Assert ($tag -in $found.Tags) "it has no tag $tag."
    }
    # What Find-PSResource -CommandName asks the Gallery for. A folder is not searched by it, but says what it would find.
    $named = $found.Includes.Cmdlet.Count -eq $CmdletCount -and 'Invoke-BbPipeline' -in $found.Includes.Command
    Assert $named 'it cannot be found by the names of its commands.'

    if ($IsWindows) {
        Save-PSResource BitbucketPipelines -Repository $repository -Path $place
        $installed = Join-Path $place BitbucketPipelines $found.Version
    }
    else {
        Install-PSResource BitbucketPipelines -Repository $repository -Scope CurrentUser
        $installed = Join-Path $HOME .local/share/powershell/Modules/BitbucketPipelines $found.Version
        Save-PSResource BitbucketPipelines -Repository $repository -Path $place
        Assert (Test-Path (Join-Path $place BitbucketPipelines $found.Version BitbucketPipelines.psd1)) 'it cannot be saved.'
    }
    Assert (Test-Path $installed) "it was not installed to $installed."
    # PSResourceGet puts a file of its own beside those of the package.
    $files = @(Get-ChildItem $installed -Recurse -File -Force | Where-Object Name -NE PSGetModuleInfo.xml)
    $zipped = Read-Zip $Zip
    Assert ($files.Count -eq $zipped.Count) "$($files.Count) files were installed, and $($zipped.Count) are in the .zip."
    foreach ($file in $files) {
        $name = "BitbucketPipelines/$([IO.Path]::GetRelativePath($installed, $file.FullName).Replace('\', '/'))"
        $bytes = if ($zipped.ContainsKey($name)) { [Convert]::ToBase64String($zipped[$name]) }
        Assert ($bytes -ceq [Convert]::ToBase64String([IO.File]::ReadAllBytes($file.FullName))) "$name differs in the .zip."
    }

    Invoke-Smoke @(Get-Engine) $installed
    if ($IsWindows) { Invoke-Smoke powershell.exe $installed }

    if (-not $IsWindows) {
        # By the name of a command alone, as a user at the prompt.
        $engine = @(Get-Engine)
        $arguments = @($engine | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-Command'
        $loaded = & $engine[0] @arguments '$m = (Get-Command Invoke-BbPipeline).Module; $m.ModuleBase; $m.ExportedCmdlets.Count'
        Assert ("$loaded" -eq "$installed $CmdletCount") "PowerShell loads something else: $loaded."
        Assert ((Get-PSResource BitbucketPipelines).Version -eq $found.Version) 'it is not listed among what is installed.'
        Uninstall-PSResource BitbucketPipelines
        Assert (-not (Test-Path $installed)) 'it cannot be uninstalled.'
    }
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
finally {
    Unregister-PSResourceRepository $repository -ErrorAction Ignore
}
