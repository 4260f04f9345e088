using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A repository.</summary>
public sealed class Repository : BitbucketObject, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(RepositoryUuid, FullName, Slug, Name);

    /// <summary>The slug of the workspace.</summary>
    [JsonIgnore]
    public string Workspace => FullName?.Split('/')[0] ?? "";

    /// <summary>The slug.</summary>
    [JsonPropertyName("slug")]
    public string? Slug { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>Workspace and slug.</summary>
    public string? FullName { get; set; }

    /// <summary>The uuid, in braces. Not called Uuid, since that is how a run is addressed when piped.</summary>
    [JsonPropertyName("uuid")]
    public string? RepositoryUuid { get; set; }

    /// <summary>The main branch.</summary>
    [JsonIgnore]
    public string? MainBranch => MainBranchDetail?.Name;

    /// <summary>The key of the project.</summary>
    [JsonIgnore]
    public string? Project => ProjectDetail?.Key;

    /// <summary>Whether only members see it.</summary>
    public bool? IsPrivate { get; set; }

    /// <summary>The text that describes it.</summary>
    public string? Description { get; set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>The address of the web page.</summary>
    [JsonIgnore]
    public string? Url { get; set; }

    /// <summary>The main branch, as the server tells it. Null in an empty repository.</summary>
    [JsonPropertyName("mainbranch")]
    public Ref? MainBranchDetail { get; set; }

    /// <summary>The project, as the server tells it.</summary>
    [JsonPropertyName("project")]
    public Project? ProjectDetail { get; set; }

    /// <summary>Workspace and slug.</summary>
    public override string ToString() => FullName ?? Slug ?? "";
}
