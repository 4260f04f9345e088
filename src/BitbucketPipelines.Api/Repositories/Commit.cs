namespace BitbucketPipelines.Api.Models;

/// <summary>A commit, as other objects refer to it.</summary>
public sealed class Commit : BitbucketObject
{
    /// <summary>The hash, full or short.</summary>
    public string? Hash { get; set; }

    /// <summary>The message.</summary>
    public string? Message { get; set; }

    /// <summary>The hash.</summary>
    public override string ToString() => Hash ?? "";
}
