namespace BitbucketPipelines.Api.Models;

/// <summary>The properties of a pull request that pipelines need.</summary>
internal sealed class PullRequest : BitbucketObject, ICheckedItem
{
    bool ICheckedItem.IsWhole => Id is not null;

    /// <summary>The number of the pull request within the repository.</summary>
    public int? Id { get; set; }

    /// <summary>The title.</summary>
    public string? Title { get; set; }

    /// <summary>OPEN, MERGED, DECLINED or SUPERSEDED.</summary>
    public string? State { get; set; }

    /// <summary>The source branch.</summary>
    public PullRequestEnd? Source { get; set; }

    /// <summary>The destination branch.</summary>
    public PullRequestEnd? Destination { get; set; }
}
