using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>
/// Compares the variables of a run with those that its custom pipeline declares. What differs is a warning: Bitbucket gives a run any
/// variable, and whether it refuses a value that is not among the allowed ones is not documented.
/// </summary>
internal static class VariableCheck
{
    /// <summary>
    /// Warns about variables that the pipeline of the piped object does not declare, and about values that it does not allow.
    /// </summary>
    /// <param name="cmdlet">The cmdlet, whose piped object may be a custom pipeline.</param>
    /// <param name="custom">The custom pipeline that is run.</param>
    /// <param name="variables">The variables of the run.</param>
    /// <param name="isWhatIf">Whether -WhatIf is in effect.</param>
    /// <param name="warn">Writes a warning.</param>
    public static void WarnOfPiped(
        Cmdlet cmdlet, string? custom, IReadOnlyList<RunVariable> variables, bool isWhatIf, Action<string> warn)
    {
        // With -WhatIf the file itself is read, and compared.
        if (PipelineInput.Current<CustomPipeline>(cmdlet) is { } piped && piped.Name == custom && !isWhatIf)
        {
            Warn(piped.Definition, variables, warn);
        }
    }

    /// <summary>Warns about variables that a pipeline does not declare, and about values that it does not allow.</summary>
    public static void Warn(CustomDefinition? definition, IReadOnlyList<RunVariable> variables, Action<string> warn)
    {
        if (definition is not { Import: null })
        {
            // It is not known, or the variables may be declared where the pipeline comes from.
            return;
        }

        string[] names = [.. definition.Variables.Select(v => v.Name)];
        foreach (RunVariable variable in variables)
        {
            if (definition.Variables.FirstOrDefault(v => v.Name == variable.Key) is not { } declared)
            {
                warn($"The custom pipeline '{definition.Name}' declares no variable '{variable.Key}'. " + (names.Length == 0
                    ? "It declares none." : Suggestion.Text(variable.Key ?? "", names, "It declares")));
            }
            else if (declared.AllowedValues.Count > 0 && variable.Secured != true && !declared.AllowedValues.Contains(variable.Value))
            {
                warn($"The value of '{variable.Key}' is not one of those that the custom pipeline '{definition.Name}' allows: "
                    + $"{string.Join(", ", declared.AllowedValues)}.");
            }
        }
    }
}
