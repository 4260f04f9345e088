namespace BitbucketPipelines.Api.Models;

/// <summary>One side of a pull request.</summary>
public sealed class PullRequestEnd : BitbucketObject
{
    /// <summary>The branch.</summary>
    public Ref? Branch { get; set; }

    /// <summary>Its newest commit.</summary>
    public Commit? Commit { get; set; }
}
