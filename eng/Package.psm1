# What a package is made of, each thing as a text or a file that is the same wherever it is made. package.ps1 puts them together.
Set-StrictMode -Version Latest
$utf8 = [Text.UTF8Encoding]::new($false)

<#
.SYNOPSIS
    The section of a changelog for a version: its text without the heading, and what the heading says after the version (a date).
#>
function Get-ReleaseNote {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Version)
    $heading = "^## \[?v?$([regex]::Escape($Version))\]?(?:\s+-\s+(?<date>.+?))?\s*$"
    $found = $null
    $lines = [Collections.Generic.List[string]]::new()
    foreach ($line in [IO.File]::ReadAllLines($Path)) {
        if ($line -match '^## ') {
            if ($found) { break }
            if ($line -match $heading) { $found = @{ Date = $Matches['date'] } }
        }
        elseif ($found) { $lines.Add($line.TrimEnd()) }
    }
    $name = Split-Path $Path -Leaf
    if (-not $found) { throw "$name has no section for version ${Version}: write one under '## $Version - <date>'." }
    $text = ($lines -join "`n").Trim()
    if (-not $text) { throw "The section of $name for version $Version is empty: say there what is new." }
    [pscustomobject]@{ Text = $text; Date = $found.Date }
}

<#
.SYNOPSIS
    The text of a manifest with its file list and release notes added. All else stays as it is, the `if` that chooses the build for the
    edition included: Update-PSModuleManifest would replace it by the answer for the edition that it runs in.
#>
function Add-ManifestEntry {
    param([Parameter(Mandatory)] [string] $Text, [Parameter(Mandatory)] [string] $ReleaseNotes, [Parameter(Mandatory)] [string[]] $FileList)
    $tokens = $problems = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$problems)
    if ($problems) { throw "The manifest cannot be read: $($problems[0].Message)" }
    $tables = @($ast.FindAll({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $true))
    $pairs = @($tables | ForEach-Object { $_.KeyValuePairs })
    foreach ($key in 'FileList', 'ReleaseNotes') {
        if ($pairs.Where({ "$($_.Item1)" -eq $key })) {
            throw "The manifest has an entry $key of its own, which the package writes: remove it."
        }
    }
    $psData = $pairs.Where({ "$($_.Item1)" -eq 'PSData' })
    if (-not $psData) { throw 'The manifest has no PrivateData.PSData, where the release notes belong.' }
    $notes = [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($ReleaseNotes)
    $files = $FileList.ForEach({ "        '$_'`n" }) -join ''
    # The last place first, so that the first stays where it is.
    $result = Add-BeforeEnd $Text $tables[0] "    FileList = @(`n$files    )`n"
    Add-BeforeEnd $result $psData[0].Item2 "            ReleaseNotes = '$notes'`n"
}

function Add-BeforeEnd([string] $Text, $Table, [string] $Line) {
    $Text.Insert($Text.LastIndexOf("`n", $Table.Extent.EndOffset - 1) + 1, $Line)
}

<#
.SYNOPSIS
    The packages that the shipped assemblies come from, by the file of what was restored. Each assembly in the folder is ours or, byte for
    byte, that of one package.
#>
function Get-ShippedPackage {
    param(
        [Parameter(Mandatory)] [string] $Assets, [Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [string] $Target,
        [string] $Place = 'Desktop'
    )
    $restored = Get-Content $Assets -Raw | ConvertFrom-Json -AsHashtable
    $libraries = $restored.targets[$Target]
    $others = Get-ChildItem $Folder -Filter *.dll | Where-Object Name -NotLike 'BitbucketPipelines*' | Sort-Object Name -Culture ''
    foreach ($file in $others) {
        $hash = (Get-FileHash $file.FullName).Hash
        # A package for the build alone, such as an analyzer, has nothing that is loaded.
        $found = foreach ($key in $libraries.Keys | Where-Object { $libraries[$_]['runtime'] }) {
            foreach ($asset in @($libraries[$key]['runtime'].Keys | Where-Object { ($_ -split '/')[-1] -eq $file.Name })) {
                $packageFolder = $restored.packageFolders.Keys |
                    ForEach-Object { Join-Path $_ $restored.libraries[$key].path } | Where-Object { Test-Path $_ } | Select-Object -First 1
                if ($packageFolder -and (Get-FileHash (Join-Path $packageFolder $asset)).Hash -eq $hash) {
                    $nuspec = ([xml](Get-Content (Join-Path $packageFolder *.nuspec) -Raw)).package.metadata
                    [pscustomobject]@{
                        Name         = $nuspec.id
                        Version      = $nuspec.version
                        License      = $nuspec.license.InnerText
                        Copyright    = $nuspec.copyright
                        Repository   = $nuspec.repository.url
                        Dependencies = @(if ($libraries[$key]['dependencies']) { $libraries[$key]['dependencies'].Keys })
                        Notices      = Get-ChildItem $packageFolder -File | Where-Object Name -EQ 'THIRD-PARTY-NOTICES.TXT'
                        File         = $file.Name
                        Path         = "$Place/$($file.Name)"
                        Hash         = $hash.ToLowerInvariant()
                    }
                }
            }
        }
        if (@($found).Count -ne 1) { throw "$($file.Name) comes from none of the restored packages: remove the folder out and build again." }
        if ($found.License -cne 'MIT') { throw "$($found.Name) has the licence '$($found.License)': NOTICE speaks of MIT alone." }
        $found
    }
}

<#
.SYNOPSIS
    What the packages say about the work of others in them, each text once.
#>
function Get-ThirdPartyNotice {
    param([Parameter(Mandatory)] [object[]] $Package)
    $groups = $Package | Where-Object Notices |
        Group-Object { (Get-Content $_.Notices.FullName -Raw) -replace "`r`n", "`n" } | Sort-Object { $_.Group[0].Name } -Culture ''
    ($groups | ForEach-Object { "For $($_.Group.Name -join ', '):`n`n$($_.Name.Trim())`n" }) -join "`n$('-' * 80)`n`n"
}

<#
.SYNOPSIS
    A bill of materials (CycloneDX 1.6): this module, the packages in it, and the hashes of the files that came of them. No time and no
    random number, so that it is the same each time.
#>
function Get-BillOfMaterials {
    param(
        [Parameter(Mandatory)] [string] $Version, [Parameter(Mandatory)] [string] $ProjectUri, [Parameter(Mandatory)] [string] $Copyright,
        [Parameter(Mandatory)] [hashtable] $Ours, [Parameter(Mandatory)] [object[]] $Package
    )
    $license = @{ license = @{ id = 'MIT' } }
    $file = { param($Path, $Hash) [ordered]@{ type = 'file'; name = $Path; hashes = @([ordered]@{ alg = 'SHA-256'; content = $Hash }) } }
    $reference = @{}
    foreach ($item in $Package) { $reference[$item.Name] = "pkg:nuget/$($item.Name)@$($item.Version)" }
    $root = "pkg:nuget/BitbucketPipelines@$($Version)?repository_url=https://www.powershellgallery.com/api/v2"
    # Needed by the module itself is what no other package brings along.
    $brought = @($Package.Dependencies)
    # A package can be there twice, for each leg.
    $all = $Package
    $Package = @($all | Group-Object Name | ForEach-Object { $_.Group[0] })
    $dependency = {
        param($Of, $Names)
        $known = @($Names | Where-Object { $reference.ContainsKey($_) } | Sort-Object -Culture '')
        [ordered]@{ ref = $Of; dependsOn = @($known | ForEach-Object { $reference[$_] }) }
    }
    $bill = [ordered]@{
        bomFormat    = 'CycloneDX'
        specVersion  = '1.6'
        version      = 1
        metadata     = [ordered]@{
            component = [ordered]@{
                type = 'library'; 'bom-ref' = $root; name = 'BitbucketPipelines'; version = $Version
                licenses = @($license); copyright = $Copyright; purl = $root
                externalReferences = @([ordered]@{ type = 'vcs'; url = $ProjectUri })
                components = @($Ours.Keys | Sort-Object -Culture '' | ForEach-Object { & $file $_ $Ours[$_] })
            }
        }
        components   = @(foreach ($item in $Package) {
                [ordered]@{
                    type = 'library'; 'bom-ref' = $reference[$item.Name]; name = $item.Name; version = $item.Version
                    licenses = @($license); copyright = $item.Copyright; purl = $reference[$item.Name]
                    externalReferences = @([ordered]@{ type = 'vcs'; url = $item.Repository })
                    components = @($all | Where-Object Name -EQ $item.Name | ForEach-Object { & $file $_.Path $_.Hash })
                }
            })
        dependencies = @(
            & $dependency $root @($Package.Name | Where-Object { $_ -notin $brought })
            foreach ($item in $Package) { & $dependency $reference[$item.Name] $item.Dependencies }
        )
    }
    ((ConvertTo-Json $bill -Depth 10) -replace "`r`n", "`n") + "`n"
}

<#
.SYNOPSIS
    Writes a zip file whose bytes come of names and contents alone: sorted, all of one time, none with the rights or the owner of a file.
#>
function Write-Zip {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [Collections.IDictionary] $Entry)
    $stream = [IO.File]::Create($Path)
    try {
        $zip = [IO.Compression.ZipArchive]::new($stream, [IO.Compression.ZipArchiveMode]::Create)
        try {
            $names = [string[]]@($Entry.Keys)
            [Array]::Sort($names, [StringComparer]::Ordinal)
            foreach ($name in $names) {
                $item = $zip.CreateEntry($name, [IO.Compression.CompressionLevel]::Optimal)
                # The earliest time that a zip file can say.
                $item.LastWriteTime = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)
                $item.ExternalAttributes = 0x81A4 -shl 16
                $content = $item.Open()
                try { $content.Write($Entry[$name], 0, $Entry[$name].Length) } finally { $content.Dispose() }
            }
        }
        finally {
            $zip.Dispose()
        }
    }
    finally {
        $stream.Dispose()
    }
}

<#
.SYNOPSIS
    The entries of a zip file, name and bytes.
#>
function Read-Zip {
    param([Parameter(Mandatory)] [string] $Path)
    $entries = [Collections.Generic.Dictionary[string, byte[]]]::new([StringComparer]::Ordinal)
    $zip = [IO.Compression.ZipFile]::OpenRead($Path)
    try {
        foreach ($item in $zip.Entries) {
            $memory = [IO.MemoryStream]::new()
            $content = $item.Open()
            try { $content.CopyTo($memory) } finally { $content.Dispose() }
            $entries[$item.FullName] = $memory.ToArray()
        }
    }
    finally {
        $zip.Dispose()
    }
    , $entries
}

<#
.SYNOPSIS
    Writes a package again that PSResourceGet made, without what is random or tells of the machine, and with the tags by which
    Find-PSResource -CommandName finds a module.
#>
function Write-Package {
    param([Parameter(Mandatory)] [string] $Source, [Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string[]] $Cmdlet)
    $entries = Read-Zip $Source
    # PSCommand_ is what -CommandName looks for. With PSCmdlet_ for each name as well, they would be more than the Gallery takes.
    $tags = @('PSIncludes_Cmdlet'; $Cmdlet.ForEach({ "PSCommand_$_" })) -join ' '
    # The tags of the manifest are some 100 characters more.
    if ($tags.Length -gt 3800) { throw 'The names of the cmdlets are too much for the tags of a package, of which the Gallery takes 4,000 characters.' }
    $change = {
        param($Name, $Change)
        $text = if ($entries.ContainsKey($Name)) { $utf8.GetString($entries[$Name]) }
        $changed = & $Change $text
        if ($changed -ceq $text) {
            throw "$Name in the package is not as PSResourceGet wrote it so far: look at Write-Package in eng/Package.psm1."
        }
        $entries[$Name] = $utf8.GetBytes($changed)
    }
    & $change 'BitbucketPipelines.nuspec' { $args[0] -replace '(?<=<tags>[^<]*)(?=</tags>)', " $tags" }
    $random = @($entries.Keys -like 'package/services/metadata/core-properties/*.psmdcp')
    if ($random.Count -ne 1) { throw 'The package has no core properties, or many: look at Write-Package in eng/Package.psm1.' }
    $fixed = 'package/services/metadata/core-properties/BitbucketPipelines.psmdcp'
    & $change $random[0] {
        $args[0] -replace '(?<=<keywords>[^<]*)(?=</keywords>)', " $tags" -replace '(?<=<lastModifiedBy>)[^<]*', 'BitbucketPipelines'
    }
    $entries[$fixed] = $entries[$random[0]]
    $null = $entries.Remove($random[0])
    & $change '_rels/.rels' { $args[0] -replace "/$([regex]::Escape($random[0]))`" Id=`"[^`"]*", "/$fixed`" Id=`"RCoreProperties" }
    # The order of these lines is that of the files, which is one of the disk.
    $lines = $utf8.GetString($entries['[Content_Types].xml']) -replace "`r" -split "`n"
    $middle = [string[]]@($lines -match '<(Default|Override) ')
    [Array]::Sort($middle, [StringComparer]::Ordinal)
    $head = @($lines -notmatch '<(Default|Override) |</Types>')
    $entries['[Content_Types].xml'] = $utf8.GetBytes(($head + $middle + '</Types>') -join "`n")
    Write-Zip $Path $entries
}

Export-ModuleMember -Function Get-*, Add-ManifestEntry, Write-*, Read-Zip
