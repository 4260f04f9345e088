#requires -Version 7.4
<#
.SYNOPSIS
    Publishes the package in out/package to the PowerShell Gallery, as it is.
.DESCRIPTION
    Builds nothing: what was tested is what is published. The key comes from the environment variable PSGALLERY_API_KEY. Where a tag is
    built, it must name the version of the package.
.EXAMPLE
    ./build.ps1 Publish
.EXAMPLE
    ./eng/publish.ps1 -Repository local
#>
[CmdletBinding()]
param(
    # A repository that Get-PSResourceRepository lists.
    [string] $Repository = 'PSGallery'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$folder = Join-Path $PSScriptRoot ../out/package
$packages = @(Get-ChildItem $folder -Filter *.nupkg -ErrorAction Ignore)
if ($packages.Count -ne 1) {
    throw "There must be one package in out/package, and there are $($packages.Count). Make it first: ./build.ps1 Package"
}
$package = $packages[0]

$sums = Get-Content (Join-Path $folder SHA256SUMS)
if ("$((Get-FileHash $package.FullName -Algorithm SHA256).Hash.ToLowerInvariant())  $($package.Name)" -notin $sums) {
    throw "$($package.Name) is not the one that SHA256SUMS names."
}

$version = $package.BaseName -replace '^BitbucketPipelines\.'
$tag = if ($env:GITHUB_REF_TYPE -eq 'tag') { $env:GITHUB_REF_NAME } else { $env:BITBUCKET_TAG }
if ($tag -and $tag -ne "v$version") {
    throw "The tag $tag does not name version $version. Change ModuleVersion in BitbucketPipelines.psd1, or tag v$version."
}

$arguments = @{ NupkgPath = $package.FullName; Repository = $Repository }
if ($Repository -eq 'PSGallery') {
    if (-not $env:PSGALLERY_API_KEY) { throw 'The environment variable PSGALLERY_API_KEY must hold the key of the Gallery.' }
    $arguments.ApiKey = $env:PSGALLERY_API_KEY
}
Publish-PSResource @arguments
Write-Host "$($package.Name) is published to $Repository."
