#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    $cmdlets = (Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Name
    $topics = Get-ChildItem "$PSScriptRoot/../../../src/BitbucketPipelines/en-US" -Filter 'about_*.help.txt' | ForEach-Object { $_.Name -replace '\.help\.txt$' }
}
BeforeAll {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines" -Force
    Import-Module "$PSScriptRoot/../Support/Code.psm1" -Force
    $common = [Management.Automation.PSCmdlet]::CommonParameters
}

Describe 'Get-Help <_>' -ForEach $cmdlets {
    BeforeAll {
        $name = $_
        $command = Get-Command $name
        # A parameter that is there only to be refused.
        $hidden = @($command.Parameters.Values | Where-Object { $_.Attributes.DontShow -contains $true -and -not ($_.Attributes.DontShow -contains $false) } | ForEach-Object Name)
        $help = Get-Help $name -Full
        $examples = @($help.examples.example)
    }

    It 'has a synopsis and a description' {
        # Without help, PowerShell shows the syntax as the synopsis.
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$name "
        ($help.description.Text -join '').Trim() | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -notin $common -and $_ -notin $hidden }) {
            $found = $help.parameters.parameter | Where-Object name -EQ $parameter
            ($found.description.Text -join '').Trim() | Should -Not -BeNullOrEmpty -Because "-$parameter needs a description"
        }
    }

    It 'tells of each parameter what PowerShell knows' {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn ($common + $hidden)) {
            $found = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            $given = $found.aliases -split ', ' | Where-Object { $_ -ne 'none' }
            ($given | Sort-Object) -join ' ' | Should -Be (($parameter.Aliases | Where-Object { $_.Length -gt 2 -or $_ -in 'wi', 'cf' } | Sort-Object) -join ' ') -Because "of -$($parameter.Name)"
            $sets = $parameter.ParameterSets.Values
            $found.pipelineInput -match 'ByValue' | Should -Be ($sets.ValueFromPipeline -contains $true) -Because "of -$($parameter.Name)"
            $found.pipelineInput -match 'ByPropertyName' | Should -Be ($sets.ValueFromPipelineByPropertyName -contains $true) -Because "of -$($parameter.Name)"
        }
    }

    It 'shows the syntax of every parameter set' {
        # Required and position of each parameter, as text, so that a difference is seen.
        $shown = $help.syntax.syntaxItem | ForEach-Object {
            ($_.parameter | Where-Object { $_ } | ForEach-Object { "$($_.name) $($_.required) $($_.position)" } | Sort-Object) -join ', '
        }
        $known = $command.ParameterSets | ForEach-Object {
            $set = $_
            ($_.Parameters | Where-Object Name -NotIn ($common + $hidden) | Where-Object { -not $command.Parameters[$_.Name].Attributes.Where({ $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow -and $_.ParameterSetName -eq $set.Name }) } | ForEach-Object {
                "$($_.Name) $("$(Test-Needed $command $set $_)".ToLower()) $(if ($_.Position -lt 0) { 'named' } else { $_.Position })"
            } | Sort-Object) -join ', '
        }
        $shown | Sort-Object | Should -Be ($known | Sort-Object)
        $first = @($command.ParameterSets | Where-Object IsDefault) + @($command.ParameterSets) | Select-Object -First 1
        @($help.syntax.syntaxItem)[0].parameter.name | Sort-Object | Should -Be ($first.Parameters.Name | Where-Object { $_ -notin $common -and $_ -notin $hidden } | Sort-Object)
    }

    It 'has at least two examples that say what they do' {
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $example.code | Should -Match "\b$name\b"
            ($example.remarks.Text -join '').Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'has examples that PowerShell can read, with parameters that exist' {
        foreach ($example in $examples) {
            Find-CodeProblem $example.code | Should -BeNullOrEmpty -Because $example.code
        }
    }

    It 'links to help that exists' {
        $links = @($help.relatedLinks.navigationLink)
        $links.Count | Should -BeGreaterThan 1
        foreach ($link in $links | Where-Object { -not $_.uri }) {
            Get-Help $link.linkText | Should -Not -BeNullOrEmpty
        }
    }

    It 'opens its page in the repository with -Online' {
        # Get-Help -Online opens the first address that there is, and so does Get-Command.
        $wanted = "$((Get-Module BitbucketPipelines).ProjectUri)/blob/HEAD/docs/cmdlets/$name.md"
        $help.relatedLinks.navigationLink.uri | Where-Object { $_ } | Select-Object -First 1 | Should -BeExactly $wanted
        $command.HelpUri | Should -BeExactly $wanted
    }

    It 'has a page with the same text' {
        $page = Get-Content -Raw "$PSScriptRoot/../../../docs/cmdlets/$name.md"
        $page | Should -BeLike "*# $name*"
        foreach ($parameter in $help.parameters.parameter.name) { $page | Should -Match "(?m)^### -$parameter$" }
        foreach ($example in $examples) { $page.Replace("`r`n", "`n").Contains($example.code.Trim()) | Should -BeTrue -Because $example.code }
        # Links lead to pages that exist.
        foreach ($link in [regex]::Matches($page, '\]\(((?!https:)[^)]+)\)')) {
            "$PSScriptRoot/../../../docs/cmdlets/$($link.Groups[1].Value)" | Should -Exist
        }
    }
}

Describe 'Get-Help <_>' -ForEach $topics {
    It 'finds the topic' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match "^TOPIC\s+$_\s"
        (Get-Help $_).Synopsis | Should -Not -BeNullOrEmpty
    }

    It 'fits into 80 columns' {
        (Get-Help $_) -split '\r?\n' | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'has code that PowerShell can read' {
        # Code is indented by 8; so are what an error means, and samples of other languages.
        $blocks = [regex]::Matches((Get-Help $_), '(?m)^ {8}\S.*(?:\r?\n {8}.*)*').Value | Where-Object { $_ -match '-Bb' -and $_ -notmatch 'Do: |- pwsh:' }
        $blocks | Should -Not -BeNullOrEmpty
        foreach ($block in $blocks) {
            Find-CodeProblem $block | Should -BeNullOrEmpty -Because $block
        }
    }
}

Describe 'Where the help is' {
    It 'is one folder beside the manifest, for both editions' {
        $module = (Get-Module BitbucketPipelines).ModuleBase
        (Get-ChildItem $module -Recurse -Directory -Filter 'en-US').FullName | Should -Be (Join-Path $module 'en-US')
        (Get-ChildItem $module -Recurse -Filter '*-Help.xml').Name | Should -Be 'BitbucketPipelines.dll-Help.xml'
    }

    It 'is found by the second name of a cmdlet' {
        (Get-Help Start-BbPipeline).Synopsis | Should -Be (Get-Help Invoke-BbPipeline).Synopsis
    }

    It 'has one page a cmdlet, and an index of them' {
        $pages = (Get-ChildItem "$PSScriptRoot/../../../docs/cmdlets" -Filter *.md).BaseName | Where-Object { $_ -ne 'README' }
        $pages | Sort-Object | Should -Be ((Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Name | Sort-Object)
        $index = Get-Content -Raw "$PSScriptRoot/../../../docs/cmdlets/README.md"
        $pages | Where-Object { -not $index.Contains("[$_]($_.md)") } | Should -BeNullOrEmpty
    }

    It 'lists the errors on the web as in the topic' {
        $web = Get-Content -Raw "$PSScriptRoot/../../../docs/errors.md"
        $ids = [regex]::Matches((Get-Help about_BitbucketPipelines_Errors), '(?m)^ {4}(\w+) \(\w+\)\r?$') | ForEach-Object { $_.Groups[1].Value }
        $ids.Count | Should -BeGreaterThan 20
        $ids | Where-Object { $web -notmatch [regex]::Escape("| ``$_`` |") } | Should -BeNullOrEmpty
    }
}
