namespace BitbucketPipelines.Api.Models;

/// <summary>A branch or a tag.</summary>
internal sealed class Ref : BitbucketObject, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Name);

    /// <summary>The name of the branch or tag.</summary>
    public string? Name { get; set; }

    /// <summary>The commit that it points to.</summary>
    public Commit? Target { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}
