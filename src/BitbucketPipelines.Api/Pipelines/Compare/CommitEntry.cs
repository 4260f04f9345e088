using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A commit in a list of commits.</summary>
internal sealed class CommitEntry : BitbucketObject, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Hash);

    /// <summary>The hash.</summary>
    public string? Hash { get; set; }

    /// <summary>The message.</summary>
    public string? Message { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>The author.</summary>
    public CommitAuthor? Author { get; set; }

    /// <summary>The commit as it is shown.</summary>
    [JsonIgnore]
    public ComparedCommit Shown => new(Hash ?? "", (Message ?? "").Trim().Split('\n')[0].Trim(), Author?.ToString(), Date);
}

/// <summary>The author of a commit, who may have no account.</summary>
internal sealed class CommitAuthor : BitbucketObject
{
    /// <summary>The name and address from the commit.</summary>
    public string? Raw { get; set; }

    /// <summary>The account, if there is one.</summary>
    public Account? User { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => User?.ToString() is { Length: > 0 } name ? name : (Raw ?? "").Split('<')[0].Trim();
}
