namespace BitbucketPipelines.Help;

/// <summary>All that the help says of a cmdlet.</summary>
internal sealed class CmdletHelp
{
    public required Type Type { get; init; }

    public required string Name { get; init; }

    /// <summary>Its second name, as <c>Start-BbPipeline</c>.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The names of the parameter sets, the default one first.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    public string Verb => Name.Split('-')[0];

    public string Noun => Name.Split('-')[1];

    /// <summary>Everything that it says, for checks and links.</summary>
    public IEnumerable<string> Texts =>
        [Synopsis, .. Description, .. Parameters.SelectMany(p => p.Description), .. Examples.SelectMany(e => e.Remarks.Prepend(e.Code))];
}
