#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# Every PowerShell file of this repository, looked at with PowerShell's own parser.
BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../../..").Path
    $folders = Get-ChildItem $root -Directory | Where-Object Name -ne out
    $files = @(Get-ChildItem $root -File; $folders | Get-ChildItem -Recurse -File) | Where-Object Extension -in .ps1, .psm1, .psd1
    $scripts = $files | ForEach-Object {
        $tokens = $errors = $null
        $ast = [Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref]$tokens, [ref]$errors)
        [pscustomobject]@{
            Path   = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/')
            Ast    = $ast
            Tokens = $tokens
            Errors = $errors
        }
    }
    # Those that say themselves that they run in Windows PowerShell.
    $desktop = $scripts | Where-Object { $_.Ast.ScriptRequirements.RequiredPSVersion.Major -eq 5 }

    function Format-Place($Script, $Extent, [string] $Text) { "$($Script.Path):$($Extent.StartLineNumber): $Text" }

    # The places of the code of a kind that -Where takes.
    function Find-Code([type] $Kind, [scriptblock] $Where) {
        foreach ($script in $scripts) {
            $found = $script.Ast.FindAll({ $args[0] -is $Kind }, $true) | Where-Object $Where
            foreach ($piece in $found) { Format-Place $script $piece.Extent $piece.Extent.Text }
        }
    }
}

Describe 'The scripts' {
    It 'are all looked at' {
        foreach ($path in 'build.ps1', 'BitbucketPipelines.psd1', 'tests/Pester/Module/Script.Tests.ps1', 'tests/Pester/Support/Emulator.psm1') {
            $scripts.Path | Should -Contain $path
        }
        $desktop.Path | Should -Contain tests/Smoke/smoke.ps1
    }

    It 'have no error of syntax' {
        $found = foreach ($script in $scripts) { foreach ($problem in $script.Errors) { Format-Place $script $problem.Extent $problem.Message } }
        $found | Should -BeNullOrEmpty
    }

    It 'for Windows PowerShell have nothing that it cannot read' {
        $new = 'AndAnd', 'OrOr', 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'QuestionMark', 'Clean'
        $found = foreach ($script in $desktop) {
            foreach ($token in $script.Tokens | Where-Object Kind -in $new) { Format-Place $script $token.Extent $token.Text }
        }
        $found | Should -BeNullOrEmpty
    }

    It 'call commands by their full names' {
        # The aliases with a dash are the module's own, and meant to be used.
        $aliases = (Get-Alias | Where-Object Name -NotLike *-*).Name
        $aliases | Should -Contain '%'
        Find-Code ([Management.Automation.Language.CommandAst]) { $_.GetCommandName() -in $aliases } | Should -BeNullOrEmpty
    }

    It 'swallow no error without a word' {
        Find-Code ([Management.Automation.Language.CatchClauseAst]) { -not $_.Body.Statements.Count } | Should -BeNullOrEmpty
    }

    It 'have $null on the left of a comparison: on the right, it filters a list, which @(..) -ne $null means' {
        Find-Code ([Management.Automation.Language.BinaryExpressionAst]) {
            $_.Operator -match '^[IC](eq|ne)$' -and $_.Right.Extent.Text -eq '$null' -and
            $_.Left -isnot [Management.Automation.Language.ArrayExpressionAst]
        } | Should -BeNullOrEmpty
    }

    It 'assign to no automatic variable' {
        $automatic = -split 'args error event foreach home host input matches pid profile psitem sender switch this _'
        Find-Code ([Management.Automation.Language.AssignmentStatementAst]) {
            $target = if ($_.Left -is [Management.Automation.Language.ConvertExpressionAst]) { $_.Left.Child } else { $_.Left }
            $target -is [Management.Automation.Language.VariableExpressionAst] -and $target.VariablePath.UserPath -in $automatic
        } | Should -BeNullOrEmpty
    }
}
