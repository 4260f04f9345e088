using System.Management.Automation.Language;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Completes -Variable with hashtables of the variables that the custom pipeline declares: all with their defaults, then each, with its
/// allowed values. Where the file is read, see <see cref="CustomPipelineCompleter"/>.
/// </summary>
public sealed class RunVariableCompleter : CustomPipelineCompleter
{
    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Select(
        CompletionContext context, IReadOnlyList<CustomDefinition> pipelines, string source)
    {
        CustomDefinition? meant = pipelines.FirstOrDefault(p => p.Name == context.Custom);
        IReadOnlyList<VariableDefinition> variables = meant?.Variables ?? [];
        IEnumerable<CompletionItem> all = variables.Count < 2 ? []
            : [Item("", $"all variables of {meant!.Name}", string.Join("; ", variables.Select(v => Entry(v, ValueOf(v)))))];
        return all.Concat(variables.SelectMany(v => (v.AllowedValues.Count == 0 ? [ValueOf(v)] : v.AllowedValues)
            .Select(value => Item(v.Name, v.Description ?? $"a variable of {meant!.Name}", Entry(v, value)))));
    }

    private static CompletionItem Item(string name, string tooltip, string entries) =>
        new($"@{{ {entries} }}", tooltip) { Name = name, IsBare = true };

    private static string ValueOf(VariableDefinition variable) =>
        variable.Default ?? (variable.AllowedValues.Count > 0 ? variable.AllowedValues[0] : "");

    private static string Entry(VariableDefinition variable, string value) =>
        $"{Key(variable.Name)} = '{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";

    private static string Key(string name) =>
        Api.VariableName.IsValid(name) ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
