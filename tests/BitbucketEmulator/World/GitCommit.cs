namespace BitbucketEmulator;

internal sealed record GitCommit(string Hash, string Message, DateTimeOffset Date)
{
    /// <summary>The commit before it; null for the first one of a branch.</summary>
    public string? Parent { get; init; }

    /// <summary>bitbucket-pipelines.yml at this commit; null: the one that is written from the scripts.</summary>
    public string? File { get; init; }
}
