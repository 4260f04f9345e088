using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The status of a build of a commit, of Bitbucket Pipelines or of another system.</summary>
public sealed class CommitStatus : RepositoryItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Key, Uuid);

    /// <summary>The hash of the commit.</summary>
    [JsonIgnore]
    public string? Commit { get; set; }

    /// <summary>The key, which identifies the status among those of the commit.</summary>
    public string? Key { get; set; }

    /// <summary>The name of the build.</summary>
    public string? Name { get; set; }

    /// <summary>SUCCESSFUL, FAILED, INPROGRESS or STOPPED. The server may add values.</summary>
    public string? State { get; set; }

    /// <summary>A description of the build.</summary>
    public string? Description { get; set; }

    /// <summary>The branch or tag that the build was of; null if it was not named.</summary>
    [JsonPropertyName("refname")]
    public string? RefName { get; set; }

    /// <summary>When the status was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When the status was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>The address of the build from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("url")]
    internal string? BuildUrl { get; set; }

    /// <summary>The uuid from the response; null where there is none.</summary>
    [JsonInclude]
    internal string? Uuid { get; set; }

    /// <summary>Sets where the status was read from, and the address of the build.</summary>
    internal void SetCommit(RepositoryId repository, Uri site, string commit)
    {
        SetLocation(repository, site);
        Commit = commit;
        Url = BuildUrl;
    }

    /// <summary>The name, else the key.</summary>
    public override string ToString() => Name ?? Key ?? "";
}
