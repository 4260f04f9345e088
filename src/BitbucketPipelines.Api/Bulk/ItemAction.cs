namespace BitbucketPipelines.Api;

/// <summary>What a bulk change does to one item.</summary>
public enum ItemAction
{
    /// <summary>It is made.</summary>
    Create,

    /// <summary>It is changed.</summary>
    Update,

    /// <summary>It is removed.</summary>
    Remove,

    /// <summary>It is what it should be.</summary>
    Unchanged,

    /// <summary>Nothing is done; the reason says why.</summary>
    Skipped,
}
