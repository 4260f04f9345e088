# Looks at code that calls our cmdlets, without running it.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
    What is wrong with code that calls our cmdlets: syntax, parameters that do not exist or do not go together. -Complete also asks for
    the parameters without which PowerShell would prompt, and for values that are no script blocks by mistake.
#>
function Find-CodeProblem {
    param([Parameter(Mandatory)] [string] $Code, [switch] $Complete)
    $problems = $null
    $script = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$problems)
    $problems | ForEach-Object Message
    $calls = $script.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -match '-Bb' }, $true)
    foreach ($call in $calls) {
        $command = Get-Command $call.GetCommandName() -ErrorAction Ignore
        if (-not $command) { "There is no cmdlet $($call.GetCommandName())."; continue }
        $bound = [Management.Automation.Language.StaticParameterBinder]::BindCommand($call, $true)
        # Which set is meant can depend on what is piped in, which only the engine knows.
        $piped = $call.Parent -is [Management.Automation.Language.PipelineAst] -and $call.Parent.PipelineElements[0] -ne $call
        $bound.BindingExceptions.Values | ForEach-Object BindingException |
            Where-Object { $_ -and -not ($piped -and $_.ErrorId -eq 'AmbiguousParameterSet') } | ForEach-Object Message
        $given = @($bound.BoundParameters.Keys)
        $given | Where-Object { -not $command.Parameters.ContainsKey($_) } | ForEach-Object { "$call has no parameter $_." }
        if (-not $Complete) { continue }
        $possible = $command.ParameterSets | Where-Object {
            $set = $_
            -not ($given | Where-Object { $_ -notin $set.Parameters.Name }) -and
            -not ($set.Parameters | Where-Object { (Test-Needed $command $set $_) -and $_.Name -notin $given -and -not ($piped -and ($_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName)) })
        }
        if (-not $possible) { "$call lacks a parameter." }
        foreach ($name in $given) {
            if ($bound.BoundParameters[$name].Value -is [Management.Automation.Language.ScriptBlockExpressionAst]) { "$call gives a script block as -$name." }
        }
    }
}

<#
.SYNOPSIS
    Whether a parameter has to be specified: PowerShell would prompt for it, or the cmdlet says that it is missing.
#>
function Test-Needed($Command, $Set, $Parameter) {
    if ($Parameter.IsMandatory) { return $true }
    $property = $Command.ImplementingType.GetProperty($Parameter.Name)
    $attribute = if ($property) { $property.GetCustomAttributes($true) | Where-Object { $_.GetType().Name -eq 'MustSpecifyAttribute' } }
    [bool]($attribute -and $attribute.ExceptIn -ne $Set.Name)
}

Export-ModuleMember -Function Find-CodeProblem, Test-Needed
