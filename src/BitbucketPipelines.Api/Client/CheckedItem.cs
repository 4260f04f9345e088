namespace BitbucketPipelines.Api;

/// <summary>Helps <see cref="ICheckedItem"/> to tell list items from other JSON objects.</summary>
internal static class CheckedItem
{
    /// <summary>Whether at least one of the texts, such as the uuid or the name, is not empty.</summary>
    public static bool HasAny(params string?[] texts) => texts.Any(t => !string.IsNullOrEmpty(t));
}
