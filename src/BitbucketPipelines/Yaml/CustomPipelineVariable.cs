using System.Collections.ObjectModel;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>A variable that a person is asked for when a custom pipeline is run.</summary>
public sealed class CustomPipelineVariable
{
    internal CustomPipelineVariable(VariableDefinition definition)
    {
        (Name, Default, Description) = (definition.Name, definition.Default, definition.Description);
        AllowedValues = new StringList(definition.AllowedValues);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value that is used if none is specified; null if there is none.</summary>
    public string? Default { get; }

    /// <summary>The values that may be chosen; empty if any value may be.</summary>
    public StringList AllowedValues { get; }

    /// <summary>What it is for; null if the file does not say it.</summary>
    public string? Description { get; }

    /// <summary>The name: where a list of variables is shown in one line, and in CSV.</summary>
    public override string ToString() => Name;
}

/// <summary>The variables of a custom pipeline. Their text is their names.</summary>
#pragma warning disable CA1710 // In PowerShell, such a property is a list or an array; nobody writes the name of the type.
public sealed class CustomPipelineVariables : ReadOnlyCollection<CustomPipelineVariable>
#pragma warning restore CA1710
{
    internal CustomPipelineVariables(IEnumerable<VariableDefinition> definitions)
        : base([.. definitions.Select(d => new CustomPipelineVariable(d))])
    {
    }

    /// <summary>The number of variables; the same as Count, because arrays have this property.</summary>
    public int Length => Count;

    /// <summary>The names, separated by commas.</summary>
    public override string ToString() => string.Join(", ", Items);
}
