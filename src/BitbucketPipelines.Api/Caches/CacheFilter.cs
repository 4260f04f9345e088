using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Selects versions of caches by age and size.</summary>
/// <param name="OlderThan">The versions must be older than this; null for any age.</param>
/// <param name="LargerThan">The versions must be larger than this, in bytes; null for any size.</param>
/// <param name="Now">The current time.</param>
internal sealed record CacheFilter(TimeSpan? OlderThan, long? LargerThan, DateTimeOffset Now)
{
    /// <summary>Whether the filter selects every version.</summary>
    public bool IsEmpty => OlderThan is null && LargerThan is null;

    /// <summary>Whether the filter selects the version. An unknown age or size does not match a condition.</summary>
    public bool Matches(Cache cache) =>
        (OlderThan is not { } age || Now - cache.CreatedOn > age) && (LargerThan is not { } size || cache.Size > size);
}
