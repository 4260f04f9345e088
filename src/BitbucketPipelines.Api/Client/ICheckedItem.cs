namespace BitbucketPipelines.Api;

/// <summary>An item of a list that can tell whether it is what Bitbucket lists, or something else that was read as one.</summary>
internal interface ICheckedItem
{
    /// <summary>Whether it has what every item of its kind has.</summary>
    bool IsWhole { get; }
}
