namespace BitbucketPipelines.Help;

/// <summary>All that the help says of a parameter.</summary>
internal sealed class ParameterHelp
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>The class that declares it: often a base of the cmdlet's.</summary>
    public required Type DeclaredIn { get; init; }

    public required string Name { get; init; }

    public required Type Type { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    public required IReadOnlyList<ParameterUse> Uses { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The words that it takes, when it takes only some.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public bool TakesWildcards { get; init; }

    public string DefaultValue { get; init; } = "None";

    public bool IsSwitch => TypeNames.IsSwitch(Type);

    /// <summary>How it is used in a parameter set, or null when it does not belong to it.</summary>
    public ParameterUse? In(string set) => Uses.FirstOrDefault(u => u.Set == set) ?? Uses.FirstOrDefault(u => u.Set == AllSets);

    /// <summary>How it is used on the whole: required when it is wherever it belongs.</summary>
    public ParameterUse Overall => new(
        AllSets,
        Uses.All(u => u.Required),
        Uses.Select(u => u.Position).FirstOrDefault(p => p is not null),
        Uses.Any(u => u.FromPipeline),
        Uses.Any(u => u.FromPipelineByName));
}
