using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Which versions of caches are meant, by age and size.</summary>
/// <param name="OlderThan">The age that they are older than; null for any.</param>
/// <param name="LargerThan">The size in bytes that they are larger than; null for any.</param>
/// <param name="Now">The time from which the age is counted.</param>
internal sealed record CacheFilter(TimeSpan? OlderThan, long? LargerThan, DateTimeOffset Now)
{
    /// <summary>Whether every version is meant.</summary>
    public bool IsEmpty => OlderThan is null && LargerThan is null;

    /// <summary>Whether a version is meant. One whose age or size is unknown is not, where it is asked for.</summary>
    public bool Matches(Cache cache) =>
        (OlderThan is not { } age || Now - cache.CreatedOn > age) && (LargerThan is not { } size || cache.Size > size);
}
