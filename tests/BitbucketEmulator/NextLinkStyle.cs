namespace BitbucketEmulator;

/// <summary>What the pipelines services say about the next page.</summary>
public enum NextLinkStyle
{
    /// <summary>A link that has lost sort, filters and fields.</summary>
    Normal,

    /// <summary>No link, though more pages follow (BCLOUD-20639).</summary>
    Missing,

    /// <summary>A link to another origin, the storage port, which refuses credentials: nobody may follow it.</summary>
    Foreign,
}
