#requires -Version 7.4
<#
.SYNOPSIS
    Makes out/package: the module as the PowerShell Gallery wants it (.nupkg), the same as a .zip, and SHA256SUMS.
.DESCRIPTION
    The module is laid out into an empty folder and must consist of the files listed here, no more and no less. The same commit gives the
    same bytes in every folder, unless the package is signed. Then the package is published to a folder, installed from there and tried
    against the emulator. Only a package that passed comes to out/package. Nothing is fetched, nothing is published elsewhere.

    Writes one line to the error stream, and ends with 1, when something is wrong.
.PARAMETER Sign
    The thumbprint of a certificate in Cert:\CurrentUser\My, or the path of a .pfx file. Signs our assemblies, the views and the manifest;
    works on Windows alone. The password of the .pfx file comes from -SignPassword or, in a
    build, from the environment variable SIGN_PASSWORD.
.PARAMETER TimestampServer
    Who confirms the time of the signatures, so that they outlive the certificate.
.EXAMPLE
    ./build.ps1 Package
.EXAMPLE
    ./eng/package.ps1 -Sign 1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D
#>
[CmdletBinding()]
param(
    [string] $Sign,
    [securestring] $SignPassword,
    [uri] $TimestampServer = 'http://timestamp.digicert.com'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/..").Path
$work = Join-Path $root out/packaging
$module = Join-Path $work BitbucketPipelines
$result = Join-Path $root out/package
Import-Module "$PSScriptRoot/Package.psm1", "$root/tests/Pester/Support/Process.psm1" -Force

# All that is shipped. A file that the build makes and that is not here, or the other way round, ends the task.
$files = @(
    'BitbucketPipelines.Format.ps1xml'
    'BitbucketPipelines.psd1'
    'Core/BitbucketPipelines.Api.dll'
    'Core/BitbucketPipelines.dll'
    'Core/yaml/BitbucketPipelines.Yaml.dll'
    'Core/yaml/YamlDotNet.dll'
    'Desktop/BitbucketPipelines.Api.dll'
    'Desktop/BitbucketPipelines.dll'
    'Desktop/Microsoft.Bcl.AsyncInterfaces.dll'
    'Desktop/Microsoft.Bcl.TimeProvider.dll'
    'Desktop/System.Buffers.dll'
    'Desktop/System.IO.Pipelines.dll'
    'Desktop/System.Memory.dll'
    'Desktop/System.Numerics.Vectors.dll'
    'Desktop/System.Runtime.CompilerServices.Unsafe.dll'
    'Desktop/System.Text.Encodings.Web.dll'
    'Desktop/System.Text.Json.dll'
    'Desktop/System.Threading.Tasks.Extensions.dll'
    'Desktop/yaml/BitbucketPipelines.Yaml.dll'
    'Desktop/yaml/YamlDotNet.dll'
    'LICENSE'
    'NOTICE'
    'THIRD-PARTY-NOTICES.txt'
    'bom.cdx.json'
    'en-US/BitbucketPipelines.dll-Help.xml'
    'en-US/about_BitbucketPipelines.help.txt'
    'en-US/about_BitbucketPipelines_Errors.help.txt'
    'en-US/about_BitbucketPipelines_Files.help.txt'
)

function Get-SigningCertificate {
    if (-not $Sign) { return }
    if (-not $IsWindows) {
        throw '-Sign works on Windows alone: Set-AuthenticodeSignature is nowhere else. Make and sign the package there.'
    }
    $certificate = if (Test-Path $Sign -PathType Leaf) {
        $password = $SignPassword
        if (-not $password -and $env:SIGN_PASSWORD) { $password = ConvertTo-SecureString $env:SIGN_PASSWORD -AsPlainText -Force }
        if (-not $password) { throw "The password of $Sign is missing: give -SignPassword, or set SIGN_PASSWORD." }
        Get-PfxCertificate -FilePath $Sign -Password $password
    }
    else {
        Get-Item "Cert:\CurrentUser\My\$Sign" -ErrorAction Ignore
    }
    if (-not $certificate) { throw "There is no file '$Sign' and no certificate with this thumbprint in Cert:\CurrentUser\My." }
    if (-not $certificate.HasPrivateKey) { throw "The certificate '$($certificate.Subject)' has no private key here, so it cannot sign." }
    $certificate
}

function Set-Signature([string[]] $Path) {
    if (-not $certificate) { return }
    $how = @{ Certificate = $certificate; HashAlgorithm = 'SHA256'; IncludeChain = 'NotRoot'; TimestampServer = $TimestampServer }
    foreach ($signature in Set-AuthenticodeSignature -FilePath $Path @how) {
        if ($signature.Status -ne 'Valid') { throw "$($signature.Path) could not be signed: $($signature.StatusMessage)" }
    }
}

function New-EmptyFolder([string] $Path) {
    try {
        if (Test-Path -LiteralPath $Path) { Remove-Item -LiteralPath $Path -Recurse -Force }
        $null = [IO.Directory]::CreateDirectory($Path)
        [IO.File]::WriteAllText((Join-Path $Path .probe), '')
        [IO.File]::Delete((Join-Path $Path .probe))
    }
    catch {
        throw "$Path cannot be emptied and written: $($_.Exception.GetBaseException().Message)"
    }
}

# A PowerShell that knows nothing of the user's: a home of its own, so that no setting of PSResourceGet is read or changed.
function Invoke-Apart([string[]] $Argument, [string] $UserHome) {
    $engine = @(Get-Engine)
    $start = [Diagnostics.ProcessStartInfo]::new($engine[0])
    $arguments = @($engine | Select-Object -Skip 1) + @('-NoProfile', '-NoLogo', '-NonInteractive') + $Argument
    foreach ($item in $arguments) { $start.ArgumentList.Add($item) }
    $start.RedirectStandardError = $true
    foreach ($name in @($start.Environment.Keys)) {
        if ($name -match '^(XDG_.*|BITBUCKET_.*|PSModulePath|TF_BUILD|GITHUB_ACTIONS|CI)$') { $null = $start.Environment.Remove($name) }
    }
    $start.Environment['HOME'] = $UserHome
    # In a home without this folder, NuGet writes its settings into the current one.
    $null = New-Item (Join-Path $UserHome .config) -ItemType Directory -Force
    $start.WorkingDirectory = $work
    $start.Environment['POWERSHELL_TELEMETRY_OPTOUT'] = '1'
    $start.Environment['NO_COLOR'] = '1'
    $process = [Diagnostics.Process]::Start($start)
    try {
        $problem = $process.StandardError.ReadToEnd().Trim()
        $process.WaitForExit()
        if ($process.ExitCode) { throw ($problem ? $problem : "A PowerShell of the package task ended with $($process.ExitCode).") }
    }
    finally {
        $process.Dispose()
    }
}

# What a reader of the package should know about its origin, if anything.
function Get-OriginNote {
    $commit = ([Diagnostics.FileVersionInfo]::GetVersionInfo("$module/Core/BitbucketPipelines.dll").ProductVersion -split '\+', 2)[1]
    if (-not $commit) { return 'This folder is no git repository: the assemblies do not say which commit they are of.' }
    if (-not (Get-Command git -CommandType Application -ErrorAction Ignore)) {
        return "There is no git here to tell whether this is commit $commit without changes."
    }
    if (git -C $root status --porcelain 2>$null) {
        return "There are changes that are not committed: this is not the package of commit $commit."
    }
}

function Invoke-Packaging {
    $certificate = Get-SigningCertificate
    if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) { throw 'Compress-PSResource is missing: use PowerShell 7.5 or later.' }
    $manifest = [IO.File]::ReadAllText("$root/BitbucketPipelines.psd1")
    $data = & ([scriptblock]::Create($manifest))
    $version = $data.ModuleVersion
    $project = $data.PrivateData.PSData.ProjectUri
    $note = Get-ReleaseNote "$root/CHANGELOG.md" $version
    foreach ($name in 'LicenseUri', 'IconUri') {
        if (-not $data.PrivateData.PSData[$name].StartsWith("$project/")) { throw "$name of the manifest does not lie under its ProjectUri." }
    }
    New-EmptyFolder $result
    New-EmptyFolder $work
    if (-not $note.Date -or $note.Date -eq 'unreleased') { Write-Host "CHANGELOG.md calls $version unreleased." }

    dotnet build "$root/src/BitbucketPipelines" --configuration Release --nologo --verbosity quiet "-p:ModuleOutput=$module/" | Out-Host
    if ($LASTEXITCODE) { throw "The build failed ($LASTEXITCODE)." }
    Get-OriginNote | Write-Host

    $assemblies = @($files -like '*/BitbucketPipelines*.dll')
    Set-Signature (@('BitbucketPipelines.Format.ps1xml') + $assemblies | ForEach-Object { Join-Path $module $_ })
    $yaml = "$root/out/build/obj/BitbucketPipelines.Yaml/project.assets.json"
    $packages = @(
        Get-ShippedPackage "$root/out/build/obj/BitbucketPipelines/project.assets.json" "$module/Desktop" netstandard2.0
        Get-ShippedPackage $yaml "$module/Desktop/yaml" netstandard2.0 Desktop/yaml
        Get-ShippedPackage $yaml "$module/Core/yaml" net8.0 Core/yaml
    )
    $named = [regex]::Matches([IO.File]::ReadAllText("$module/NOTICE"), '(?m)^\s+(\S+\.dll)\s').ForEach({ $_.Groups[1].Value })
    $wrong = @(Compare-Object $named @($packages.File | Select-Object -Unique))
    if ($wrong) { throw "NOTICE names other assemblies than those in the module: $($wrong.InputObject -join ', ')." }
    $ours = @{}
    $assemblies | ForEach-Object { $ours[$_] = (Get-FileHash "$module/$_").Hash.ToLowerInvariant() }
    [IO.File]::WriteAllText("$module/THIRD-PARTY-NOTICES.txt", (Get-ThirdPartyNotice $packages))
    [IO.File]::WriteAllText("$module/bom.cdx.json", (Get-BillOfMaterials $version $project $data.Copyright $ours $packages))
    # With a byte order mark: without it Windows PowerShell reads the notes in the code page of the machine.
    $manifest = Add-ManifestEntry $manifest $note.Text $files
    [IO.File]::WriteAllText("$module/BitbucketPipelines.psd1", $manifest, [Text.UTF8Encoding]::new($true))
    Set-Signature "$module/BitbucketPipelines.psd1"

    $laidOut = @(Get-ChildItem $module -Recurse -File -Force |
            ForEach-Object { [IO.Path]::GetRelativePath($module, $_.FullName).Replace('\', '/') })
    $unknown = @($laidOut | Where-Object { $_ -cnotin $files })
    if ($unknown) {
        throw "The build makes files that eng/package.ps1 does not list: $($unknown -join ', '). " +
            'List there what belongs into the package. For the rest, remove the folder out and build again.'
    }
    $missing = @($files | Where-Object { $_ -cnotin $laidOut })
    if ($missing) { throw "The build did not make: $($missing -join ', ')." }
    $content = @{}
    foreach ($file in $files) {
        $content["BitbucketPipelines/$file"] = [IO.File]::ReadAllBytes("$module/$file")
        foreach ($encoding in [Text.Encoding]::Latin1, [Text.Encoding]::Unicode) {
            $text = $encoding.GetString($content["BitbucketPipelines/$file"])
            foreach ($path in "$root/out", "$root/src", "$root\out", "$root\src") {
                if ($text.Contains($path, [StringComparison]::OrdinalIgnoreCase)) { throw "$file holds a path of this machine: $path." }
            }
        }
    }

    $null = New-Item "$work/raw", "$work/made" -ItemType Directory
    $quoted = @($module, "$work/raw").ForEach({ "'$([Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($_))'" })
    $compress = "try { Compress-PSResource $quoted -ErrorAction Stop } catch { [Console]::Error.WriteLine(`$_.Exception.Message); exit 1 }"
    Invoke-Apart '-Command', $compress $work
    $name = "BitbucketPipelines.$version"
    Write-Package "$work/raw/$name.nupkg" "$work/made/$name.nupkg" $data.CmdletsToExport
    Write-Zip "$work/made/$name.zip" $content

    $emulator = "$root/out/build/bin/BitbucketEmulator/release/BitbucketEmulator.dll"
    if (-not (Test-Path $emulator)) {
        dotnet build "$root/tests/BitbucketEmulator" --configuration Release --nologo --verbosity quiet | Out-Host
        if ($LASTEXITCODE) { throw "The build of the emulator failed ($LASTEXITCODE)." }
    }
    # Somebody's home may look like this.
    $userHome = New-Item (Join-Path $work 'Größe & Maß – 日本 x') -ItemType Directory
    $arguments = '-Package', "$work/made/$name.nupkg", '-Zip', "$work/made/$name.zip", '-CmdletCount', $data.CmdletsToExport.Count
    Invoke-Apart ('-File', "$PSScriptRoot/Test-Package.ps1" + $arguments) $userHome.FullName

    $sums = foreach ($file in Get-ChildItem "$work/made" -File | Sort-Object Name -Culture '') {
        Copy-Item $file.FullName $result
        "$((Get-FileHash (Join-Path $result $file.Name)).Hash.ToLowerInvariant())  $($file.Name)"
    }
    [IO.File]::WriteAllText("$result/SHA256SUMS", ($sums -join "`n") + "`n")
    Remove-Item $work -Recurse -Force
    Get-ChildItem $result -File | ForEach-Object { Write-Host ('{0,9:n0}  out/package/{1}' -f $_.Length, $_.Name) }
}

try {
    Invoke-Packaging
}
catch {
    # What this task says itself needs no place in the script; anything else is a mistake in it.
    $own = $_.Exception -is [Management.Automation.RuntimeException] -and $_.Exception.WasThrownFromThrowStatement
    $where = if (-not $own) { " ($($_.ScriptStackTrace -replace '\r?\n', '; '))" }
    [Console]::Error.WriteLine("No package was made. $($_.Exception.Message -replace '\s*\n\s*', ' ')$where")
    exit 1
}
exit 0
