namespace BitbucketPipelines.Help;

/// <summary>An error as the about topic tells it.</summary>
internal sealed record ErrorEntry(string Id, string Category, string Meaning, string Action);
