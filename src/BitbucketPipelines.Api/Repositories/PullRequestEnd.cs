namespace BitbucketPipelines.Api.Models;

/// <summary>The source or destination of a pull request.</summary>
internal sealed class PullRequestEnd : BitbucketObject
{
    /// <summary>The branch.</summary>
    public Ref? Branch { get; set; }

    /// <summary>The newest commit of the branch.</summary>
    public Commit? Commit { get; set; }
}
