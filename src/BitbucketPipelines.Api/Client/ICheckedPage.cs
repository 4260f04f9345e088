namespace BitbucketPipelines.Api;

/// <summary>A page of a list, of whatever items.</summary>
internal interface ICheckedPage
{
    /// <summary>Whether an item is not what Bitbucket lists. Whether there is a list at all is for the reader to say.</summary>
    bool HasStrangeItem { get; }
}
