namespace BitbucketPipelines.Api;

/// <summary>A list item that can check whether it is an item of the expected kind or another JSON object.</summary>
internal interface ICheckedItem
{
    /// <summary>Whether it has the members that every item of its kind has.</summary>
    bool IsWhole { get; }
}
