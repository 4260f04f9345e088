namespace BitbucketPipelines.Api;

/// <summary>The least that tells an item of a list from something else that was read as one.</summary>
internal static class CheckedItem
{
    /// <summary>Whether one of these, such as the uuid or the name, says anything.</summary>
    public static bool HasAny(params string?[] texts) => texts.Any(t => !string.IsNullOrEmpty(t));
}
