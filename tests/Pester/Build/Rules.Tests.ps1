#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The analyzers say nothing about a symbol that does not exist, or a file that is not there: a rule with a slip of the pen would be none.
BeforeDiscovery {
    $parser = Test-Path "$PSHOME/Microsoft.CodeAnalysis.CSharp.dll"
}
BeforeAll {
    $source = (Resolve-Path "$PSScriptRoot/../../../src").Path
}

Describe 'A rule that the compiler keeps' {
    It 'is about something that exists' -Skip:(-not $parser) {
        Add-Type -AssemblyName Microsoft.CodeAnalysis.CSharp
        $references = [AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES').Split([IO.Path]::PathSeparator) | Where-Object { $_ } |
            ForEach-Object { [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($_) }
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create('rules').AddReferences([Microsoft.CodeAnalysis.MetadataReference[]]$references)
        $lines = Get-Content (Join-Path $source BannedSymbols.txt) | Where-Object { $_ -notmatch '^//' }
        $lines.Count | Should -BeGreaterThan 100
        foreach ($line in $lines) {
            $symbol, $advice = $line -split ';', 2
            [Microsoft.CodeAnalysis.DocumentationCommentId]::GetFirstSymbolForDeclarationId($symbol, $compilation) | Should -Not -BeNullOrEmpty -Because $line
            $advice | Should -Match '\w+ \w+' -Because $line
        }
    }

    It 'is looked at in <_>' -ForEach 'BitbucketPipelines', 'BitbucketPipelines.Api' {
        $items = dotnet msbuild (Join-Path $source $_) -nologo -p:TargetFramework=net8.0 -getItem:AdditionalFiles -getItem:PackageReference -getProperty:NoWarn -getProperty:TreatWarningsAsErrors |
            Out-String | ConvertFrom-Json
        foreach ($file in 'BannedSymbols.txt', 'PublicAPI.Shipped.txt') {
            # The package adds the second by itself, by its name.
            if ($file -in [IO.Path]::GetFileName([string[]]@($items.Items.AdditionalFiles.FullPath | Where-Object { $_ -like "*$file" })[0])) { continue }
            Join-Path $source $_ $file | Should -Exist
        }
        'Microsoft.CodeAnalysis.BannedApiAnalyzers', 'Microsoft.CodeAnalysis.PublicApiAnalyzers' | Should -BeIn $items.Items.PackageReference.Identity
        $items.Properties.TreatWarningsAsErrors | Should -Be 'true'
        $items.Properties.NoWarn | Should -Not -Match 'RS00'
        @(Get-Content (Join-Path $source $_ PublicAPI.Shipped.txt)).Count | Should -BeGreaterThan 300
        Get-Content (Join-Path $source $_ PublicAPI.Unshipped.txt) | Should -Be '#nullable enable'
    }

    It 'has few exceptions, each with a reason' {
        $places = @(Get-ChildItem $source -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/]obj[\\/]' | Select-String 'pragma warning disable RS')
        $places.Count | Should -BeIn (5..20)
        $places.Line | Should -Match '^#pragma warning disable RS0030 // \w.*\.$'
    }
}
