namespace BitbucketEmulator;

/// <summary>A branch or a tag.</summary>
internal sealed record GitRef(string Name, string CommitHash);
