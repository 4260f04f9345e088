namespace BitbucketPipelines.Api;

/// <summary>A page of a list, independent of the type of its items.</summary>
internal interface ICheckedPage
{
    /// <summary>Whether an item is missing or is not of the expected kind. Does not check whether the page has a list at all.</summary>
    bool HasInvalidItem { get; }
}
