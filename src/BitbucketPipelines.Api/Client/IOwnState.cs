namespace BitbucketPipelines.Api;

/// <summary>
/// An item that can be compared with another reading of it: what this session wrote with what a list shows. Differences tell that the list
/// lags behind, or that somebody else has changed the item since.
/// </summary>
internal interface IOwnState
{
    /// <summary>Whether another reading of the same item shows the same settings.</summary>
    bool IsLike(object other);
}
