namespace BitbucketPipelines.Api.Models;

/// <summary>A branch or a tag.</summary>
public sealed class Ref : BitbucketObject, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Name);

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The commit it points to.</summary>
    public Commit? Target { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}
