namespace BitbucketPipelines.Api;

/// <summary>The requested change of a runner. A property that is null leaves the value as it is.</summary>
/// <param name="NewName">The new name.</param>
/// <param name="Labels">All labels from now on.</param>
internal sealed record RunnerEdit(string? NewName, string[]? Labels)
{
    /// <summary>Describes the change, for messages: <c>Rename runner to linux-2, Set labels self.hosted, linux</c>.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        NewName is null ? null : $"Rename runner to {NewName}", Labels is null ? null : $"Set labels {string.Join(", ", Labels)}",
    }.Where(text => text is not null));
}
