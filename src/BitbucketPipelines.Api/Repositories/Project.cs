namespace BitbucketPipelines.Api.Models;

/// <summary>A project, to which repositories belong.</summary>
internal sealed class Project : BitbucketObject, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Key, Name);

    /// <summary>The project key.</summary>
    public string? Key { get; set; }

    /// <summary>The project name.</summary>
    public string? Name { get; set; }
}
