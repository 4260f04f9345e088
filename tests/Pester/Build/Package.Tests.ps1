#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../../..").Path
    Import-Module "$root/eng/Package.psm1", "$PSScriptRoot/../Support/Process.psm1" -Force
    $manifest = Get-Content "$root/BitbucketPipelines.psd1" -Raw
    $assets = "$root/out/build/obj/BitbucketPipelines/project.assets.json"
    $desktop = "$root/out/BitbucketPipelines/Desktop"

    # What stands in a text file of a package, and a package as PSResourceGet makes it, with what is random in it.
    function ConvertTo-Byte([string] $Text) { , [Text.UTF8Encoding]::new($false).GetBytes($Text) }
    function New-RawPackage([string] $Path, [string] $Random, [string[]] $Types) {
        Write-Zip $Path @{
            'BitbucketPipelines.nuspec' = ConvertTo-Byte '<package><metadata><tags>PSModule One</tags></metadata></package>'
            'core/a.dll'                = ConvertTo-Byte 'abc'
            '_rels/.rels'               = ConvertTo-Byte "<Relationships><Relationship Target=`"/package/services/metadata/core-properties/$Random.psmdcp`" Id=`"R$Random`" /></Relationships>"
            '[Content_Types].xml'       = ConvertTo-Byte "<?xml version=`"1.0`"?>`n<Types>`n$($Types -join "`n")`n</Types>"
            "package/services/metadata/core-properties/$Random.psmdcp" = ConvertTo-Byte "<p><keywords>PSModule One</keywords><lastModifiedBy>$Random on this machine</lastModifiedBy></p>"
        }
    }

    # The task in a checkout that has hardly anything.
    function New-Checkout([string] $Changelog) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item $folder -ItemType Directory
        Copy-Item "$root/eng", "$root/BitbucketPipelines.psd1" $folder -Recurse
        $null = New-Item "$folder/tests/Pester/Support" -ItemType Directory
        Copy-Item "$PSScriptRoot/../Support/Process.psm1" "$folder/tests/Pester/Support"
        Set-Content "$folder/CHANGELOG.md" $Changelog
        $folder
    }
    function Invoke-Package([string] $Checkout, [string[]] $Argument) {
        $engine = @(Get-Engine) + '-NoProfile', '-NonInteractive', '-File', "$Checkout/eng/package.ps1" + $Argument
        $rest = @($engine | Select-Object -Skip 1)
        $output = & $engine[0] @rest 2>&1
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Lines = @($output | ForEach-Object { "$_" }) }
    }
    $version = (& ([scriptblock]::Create($manifest))).ModuleVersion
}

Describe 'Release notes' {
    BeforeAll {
        $changelog = Join-Path $TestDrive CHANGELOG.md
        Set-Content $changelog "# Changelog`n`n## [2.0.0] - 2026-12-01`n`nTwo.  `n`n### Added`n`n- More.`n`n## 1.10.0 - unreleased`n`nTen.`n`n## 1.1.0`n`n## 1.0.0`nOne."
    }

    It 'are the section of the version, up to the next' {
        (Get-ReleaseNote $changelog 2.0.0).Text | Should -BeExactly "Two.`n`n### Added`n`n- More."
        (Get-ReleaseNote $changelog 2.0.0).Date | Should -BeExactly '2026-12-01'
        (Get-ReleaseNote $changelog 1.10.0).Date | Should -BeExactly 'unreleased'
        (Get-ReleaseNote $changelog 1.0.0).Text | Should -BeExactly 'One.'
        (Get-ReleaseNote $changelog 1.0.0).Date | Should -BeNullOrEmpty
    }

    It 'must be there' {
        { Get-ReleaseNote $changelog 1.2.0 } | Should -Throw 'CHANGELOG.md has no section for version 1.2.0*'
        { Get-ReleaseNote $changelog 0.0 } | Should -Throw '*no section for version 0.0*'
        { Get-ReleaseNote $changelog 1.1.0 } | Should -Throw '*version 1.1.0 is empty*'
    }

    It 'are there for the version of the module' {
        (Get-ReleaseNote "$root/CHANGELOG.md" $version).Text | Should -Not -BeNullOrEmpty
    }
}

Describe 'The manifest of the package' {
    BeforeAll {
        $notes = "It's {0}quoted{1} `$HOME `"x`"`n'@ and {2} too`n" -f [char]0x201C, [char]0x201D, [char]0x2019
        $text = Add-ManifestEntry $manifest $notes 'core/a.dll', 'LICENSE'
    }

    It 'has the notes and the files' {
        $data = & ([scriptblock]::Create($text))
        $data.PrivateData.PSData.ReleaseNotes | Should -BeExactly $notes
        $data.FileList | Should -BeExactly 'core/a.dll', 'LICENSE'
    }

    It 'is otherwise the one in the sources, with the choice of the build for the edition' {
        $lines = [Collections.Generic.List[string]]($text -split "`n")
        $manifest -split "`n" | ForEach-Object {
            $at = $lines.IndexOf($_)
            $at | Should -BeGreaterOrEqual 0
            $lines.RemoveRange(0, $at + 1)
        }
        $text | Should -Match '(?m)^\s+RootModule\s+= "\$PSEdition/'
    }

    It 'is not written over what stands there already' {
        { Add-ManifestEntry $text 'x' 'y' } | Should -Throw '*has an entry FileList of its own*'
        { Add-ManifestEntry '@{ ModuleVersion = "1.0" }' 'x' 'y' } | Should -Throw '*no PrivateData.PSData*'
        { Add-ManifestEntry '@{ ModuleVersion = ' 'x' 'y' } | Should -Throw 'The manifest cannot be read*'
    }

    It 'names its address in one place' {
        $data = (& ([scriptblock]::Create($manifest))).PrivateData.PSData
        $data.LicenseUri, $data.IconUri | Should -BeLike "$($data.ProjectUri)/*"
        (Get-Item "$root/docs/icon.png").Length | Should -BeLessThan 128kb
    }
}

Describe 'What others have made' {
    BeforeAll {
        $packages = @(Get-ShippedPackage $assets $desktop netstandard2.0)
    }

    It 'is every assembly in the folder that is not ours, unchanged, under MIT' {
        $packages.File | Should -BeExactly (Get-ChildItem $desktop -Filter *.dll | Where-Object Name -NotLike 'BitbucketPipelines*' | Sort-Object Name -Culture '').Name
        $packages.License | Sort-Object -Unique | Should -BeExactly 'MIT'
        $packages.Name | Should -Contain 'System.Text.Json'
        $packages.Name | Should -Not -Contain 'PowerShellStandard.Library'
    }

    It 'must not be changed, nor come from nowhere' {
        Copy-Item $desktop "$TestDrive/changed" -Recurse
        [IO.File]::AppendAllText("$TestDrive/changed/System.Memory.dll", 'x')
        { Get-ShippedPackage $assets "$TestDrive/changed" netstandard2.0 } | Should -Throw 'System.Memory.dll comes from none of the restored packages*'
        Remove-Item "$TestDrive/changed/System.Memory.dll"
        Set-Content "$TestDrive/changed/Other.dll" x
        { Get-ShippedPackage $assets "$TestDrive/changed" netstandard2.0 } | Should -Throw 'Other.dll comes from none*'
    }

    It 'has its notices in the package, each text once' {
        $text = Get-ThirdPartyNotice $packages
        foreach ($package in $packages | Where-Object Notices) { $text | Should -Match "(?m)^For .*\b$([regex]::Escape($package.Name))\b" }
        [regex]::Matches($text, 'License notice for ASP\.NET').Count | Should -Be 1
    }

    It 'stands in a bill of materials that is the same each time' {
        $text = Get-BillOfMaterials 1.2.3 'https://example.com/r' '(c) us' @{ 'core/b.dll' = 'bb'; 'core/a.dll' = 'aa' } $packages
        Get-BillOfMaterials 1.2.3 'https://example.com/r' '(c) us' @{ 'core/a.dll' = 'aa'; 'core/b.dll' = 'bb' } $packages | Should -BeExactly $text
        $bill = $text | ConvertFrom-Json
        $bill.bomFormat, $bill.specVersion | Should -BeExactly 'CycloneDX', '1.6'
        $bill.metadata.component.version | Should -BeExactly '1.2.3'
        $bill.metadata.component.components.name | Should -BeExactly 'core/a.dll', 'core/b.dll'
        $bill.components.components.name | Should -BeExactly $packages.File.ForEach({ "Desktop/$_" })
        foreach ($component in $bill.components) {
            $component.components.hashes.content | Should -Be (Get-FileHash "$desktop/../$($component.components.name)").Hash
        }
        # Each reference leads somewhere, and each package is reached from the module.
        $known = @($bill.metadata.component.'bom-ref') + $bill.components.'bom-ref'
        $bill.dependencies.ref | Should -BeExactly $known
        $bill.dependencies.dependsOn | Sort-Object -Unique | Should -Be ($bill.components.'bom-ref' | Sort-Object)
    }
}

Describe 'The bytes of a package' {
    It 'come of names and contents alone' {
        Write-Zip "$TestDrive/1.zip" ([ordered]@{ b = [byte[]](1, 2); 'a/ü.txt' = [byte[]](3); C = [byte[]]@() })
        Write-Zip "$TestDrive/2.zip" ([ordered]@{ C = [byte[]]@(); 'a/ü.txt' = [byte[]](3); b = [byte[]](1, 2) })
        (Get-FileHash "$TestDrive/2.zip").Hash | Should -Be (Get-FileHash "$TestDrive/1.zip").Hash
        $back = Read-Zip "$TestDrive/1.zip"
        $back.Count | Should -Be 3
        $back['a/ü.txt'] | Should -Be 3
    }

    It 'do not depend on the time, the machine or chance' {
        New-RawPackage "$TestDrive/1.raw" abc123 '  <Default Extension="dll" />', '  <Override PartName="/LICENSE" />'
        New-RawPackage "$TestDrive/2.raw" def456 '  <Override PartName="/LICENSE" />', '  <Default Extension="dll" />'
        foreach ($i in 1, 2) { Write-Package "$TestDrive/$i.raw" "$TestDrive/$i.nupkg" Get-One, Set-Two }
        (Get-FileHash "$TestDrive/2.nupkg").Hash | Should -Be (Get-FileHash "$TestDrive/1.nupkg").Hash
        $entries = Read-Zip "$TestDrive/1.nupkg"
        $text = ($entries.Keys | ForEach-Object { $_; [Text.Encoding]::UTF8.GetString($entries[$_]) }) -join "`n"
        $text | Should -Not -Match 'abc123|this machine'
        $text | Should -BeLike '*<tags>PSModule One PSIncludes_Cmdlet PSCommand_Get-One PSCommand_Set-Two</tags>*'
        $entries.Keys | Should -Contain 'core/a.dll'
    }

    It 'are not made of a package that is not understood' {
        Write-Zip "$TestDrive/odd.raw" @{ 'BitbucketPipelines.nuspec' = ConvertTo-Byte '<package />' }
        { Write-Package "$TestDrive/odd.raw" "$TestDrive/odd.nupkg" Get-One } | Should -Throw 'BitbucketPipelines.nuspec in the package is not as*'
    }
}

Describe 'The package task says in one line what is wrong' {
    It 'where the changelog has no section for the version' {
        $result = Invoke-Package (New-Checkout "# Changelog`n`n## 0.0.9`n`n- Old.")
        $result.ExitCode | Should -Be 1
        $result.Lines | Should -BeExactly "No package was made. CHANGELOG.md has no section for version ${version}: write one under '## $version - <date>'."
    }

    It 'where the output cannot be written, and makes nothing' {
        $checkout = New-Checkout "## $version - 2026-01-01`n`n- New."
        Set-Content "$checkout/out" 'a file'
        $result = Invoke-Package $checkout
        $result.ExitCode | Should -Be 1
        $result.Lines.Count | Should -Be 1
        $result.Lines[0] | Should -BeLike 'No package was made. *package cannot be emptied and written: *'
    }

    It 'where -Sign cannot work' -Skip:$IsWindows {
        $result = Invoke-Package (New-Checkout "## $version - 2026-01-01`n`n- New.") -Argument '-Sign', 'ABCDEF'
        $result.ExitCode | Should -Be 1
        $result.Lines | Should -BeLike 'No package was made. -Sign works on Windows alone*'
    }
}
