namespace BitbucketPipelines.Api.Models;

/// <summary>A commit, as referenced by other objects.</summary>
internal sealed class Commit : BitbucketObject
{
    /// <summary>The commit hash, full or abbreviated.</summary>
    public string? Hash { get; set; }

    /// <summary>The commit message.</summary>
    public string? Message { get; set; }

    /// <summary>The hash.</summary>
    public override string ToString() => Hash ?? "";
}
