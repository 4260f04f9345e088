namespace BitbucketPipelines.Api;

/// <summary>Names of branches or tags.</summary>
/// <param name="Names">The names; not all of them if there are many.</param>
/// <param name="Total">How many branches or tags exist.</param>
internal sealed record RefNames(IReadOnlyList<string> Names, long Total)
{
    /// <summary>The main branch; null when it is unknown.</summary>
    public string? MainBranch { get; init; }
}
