namespace BitbucketPipelines.Api.Models;

/// <summary>A pull request, as far as runs need it.</summary>
public sealed class PullRequest : BitbucketObject
{
    /// <summary>The number in the repository.</summary>
    public int? Id { get; set; }

    /// <summary>The title.</summary>
    public string? Title { get; set; }

    /// <summary>OPEN, MERGED, DECLINED or SUPERSEDED.</summary>
    public string? State { get; set; }

    /// <summary>The branch that is to be merged.</summary>
    public PullRequestEnd? Source { get; set; }

    /// <summary>The branch that it is to be merged into.</summary>
    public PullRequestEnd? Destination { get; set; }
}
