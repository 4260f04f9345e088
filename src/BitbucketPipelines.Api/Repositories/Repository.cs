using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A repository.</summary>
public sealed class Repository : BitbucketObject, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(RepositoryUuid, FullName, Slug, Name);

    /// <summary>The slug of the workspace.</summary>
    [JsonIgnore]
    public string Workspace => FullName?.Split('/')[0] ?? "";

    /// <summary>The slug of the repository.</summary>
    [JsonPropertyName("slug")]
    public string? Slug { get; set; }

    /// <summary>The name of the repository.</summary>
    public string? Name { get; set; }

    /// <summary>The full name: <c>workspace/slug</c>.</summary>
    public string? FullName { get; set; }

    /// <summary>The uuid, in braces. Not called Uuid, because piped objects bind that name to a pipeline.</summary>
    [JsonPropertyName("uuid")]
    public string? RepositoryUuid { get; set; }

    /// <summary>The name of the main branch; null in an empty repository.</summary>
    [JsonIgnore]
    public string? MainBranch => MainBranchDetail?.Name;

    /// <summary>The key of the project.</summary>
    [JsonIgnore]
    public string? Project => ProjectDetail?.Key;

    /// <summary>Whether the repository is private.</summary>
    public bool? IsPrivate { get; set; }

    /// <summary>The description.</summary>
    public string? Description { get; set; }

    /// <summary>When the repository was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>The address of the web page.</summary>
    [JsonIgnore]
    public string? Url { get; set; }

    /// <summary>The main branch from the response; null in an empty repository.</summary>
    [JsonInclude]
    [JsonPropertyName("mainbranch")]
    internal Ref? MainBranchDetail { get; set; }

    /// <summary>The project from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("project")]
    internal Project? ProjectDetail { get; set; }

    /// <summary>The full name, else the slug.</summary>
    public override string ToString() => FullName ?? Slug ?? "";
}
