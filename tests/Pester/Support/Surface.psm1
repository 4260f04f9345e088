# What a user's script can hold on to, as text: one line each, so that a difference is read at first sight.
Set-StrictMode -Version Latest

$common = [Management.Automation.Internal.CommonParameters], [Management.Automation.Internal.ShouldProcessParameters] |
    ForEach-Object { $_.GetProperties().Name }

function Get-TypeText([type] $Type) {
    $of = [Nullable]::GetUnderlyingType($Type)
    if ($of) { return "$(Get-TypeText $of)?" }
    if ($Type.IsArray) { return "$(Get-TypeText $Type.GetElementType())[]" }
    if ($Type.IsGenericType) { return "$($Type.Name -replace '`.*')<$(($Type.GenericTypeArguments | ForEach-Object { Get-TypeText $_ }) -join ', ')>" }
    $Type.Name
}

# Such as: -Name String[] position 0, mandatory, by value, by property name, alias N
function Get-ParameterText($Parameter) {
    $traits = @(
        if ($Parameter.Position -ge 0) { "position $($Parameter.Position)" }
        if ($Parameter.IsMandatory) { 'mandatory' }
        if ($Parameter.ValueFromPipeline) { 'by value' }
        if ($Parameter.ValueFromPipelineByPropertyName) { 'by property name' }
        if ($Parameter.ValueFromRemainingArguments) { 'the rest' }
        if ($Parameter.Aliases) { "alias $(($Parameter.Aliases | Sort-Object) -join ' ')" }
    )
    "-$($Parameter.Name) $(Get-TypeText $Parameter.ParameterType) $($traits -join ', ')".TrimEnd()
}

<#
.SYNOPSIS
    The cmdlets of the module with their outputs, and their parameters set by set; then the ids of errors, as its help lists them.
#>
function Get-Surface {
    param([Parameter(Mandatory)] [Management.Automation.PSModuleInfo] $Module)
    foreach ($cmdlet in $Module.ExportedCmdlets.Values | Sort-Object Name -Culture '') {
        $impact = $cmdlet.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0]
        $cmdlet.Name
        foreach ($alias in $Module.ExportedAliases.Values | Where-Object Definition -EQ $cmdlet.Name) { "    alias $($alias.Name)" }
        foreach ($type in $cmdlet.OutputType | ForEach-Object Name | Sort-Object -Culture '' -Unique) { "    output $type" }
        if ($impact.SupportsShouldProcess) { "    asks $($impact.ConfirmImpact)" }
        if ($impact.SupportsPaging) { '    pages' }
        foreach ($set in $cmdlet.ParameterSets | Sort-Object Name -Culture '') {
            "    set $($set.Name)$(if ($set.IsDefault) { ' (default)' })"
            $shown = $cmdlet.Parameters
            $set.Parameters | Where-Object { $_.Name -notin $common } |
                Where-Object { -not ($shown[$_.Name].Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow -and $_.ParameterSetName -in $set.Name, '__AllParameterSets' }) } |
                Sort-Object Name -Culture '' | ForEach-Object { "        $(Get-ParameterText $_)" }
        }
    }

    'errors'
    $topic = Get-Content (Join-Path $Module.ModuleBase en-US about_BitbucketPipelines_Errors.help.txt)
    $topic | Where-Object { $_ -cmatch '^    (?:[A-Z][a-z]+){1,}[A-Za-z]* \([A-Z][A-Za-z]+\)$' } | ForEach-Object { "    $($_.Trim())" } | Sort-Object -Culture '' -Unique
}

Export-ModuleMember -Function Get-Surface
