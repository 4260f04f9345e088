#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# The tables that README and docs show as output have the headings that PowerShell shows today.
BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../../..").Path
    $tables = foreach ($file in Get-Item "$root/README.md", "$root/docs/*.md") {
        $lines = [IO.File]::ReadAllLines($file)
        for ($i = 1; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -match '^-+( +-+)+ *$') {
                @{ File = $file.Name; Line = $i; Headings = -split $lines[$i - 1] }
            }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $module = (Get-Module BitbucketPipelines).ModuleBase
    [xml] $views = Get-Content -Raw "$module/BitbucketPipelines.Format.ps1xml"
    $tablesOfViews = foreach ($headers in $views.SelectNodes('//TableHeaders')) {
        , @($headers.SelectNodes('TableColumnHeader/Label').InnerText)
    }
}
AfterAll { Stop-TestFile }

Describe 'The documentation' {
    It 'shows tables' -ForEach @{ Count = @($tables).Count } {
        $Count | Should -BeGreaterThan 5
        $tablesOfViews.Count | Should -BeGreaterThan 20
    }

    # A narrow window leaves out the last columns.
    It 'shows a table as it is: <File>, line <Line>' -ForEach $tables {
        $same = $tablesOfViews | Where-Object { "$($_ -join ' ') ".StartsWith("$($Headings -join ' ') ", 'Ordinal') }
        $same | Should -Not -BeNullOrEmpty -Because "no table of the module begins with the columns $($Headings -join ', ')"
    }
}
