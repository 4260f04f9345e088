namespace BitbucketPipelines.Api;

/// <summary>What a bulk change does to an item.</summary>
internal enum ItemAction
{
    /// <summary>The item is created.</summary>
    Create,

    /// <summary>The item is changed.</summary>
    Update,

    /// <summary>The item is removed.</summary>
    Remove,

    /// <summary>The item already has the desired value.</summary>
    Unchanged,

    /// <summary>The item is not changed; <see cref="ItemResult.Reason"/> says why.</summary>
    Skipped,
}
