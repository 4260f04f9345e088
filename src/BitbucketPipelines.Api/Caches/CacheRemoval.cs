using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Versions of a cache that are removed with one request: one of them by its uuid, or all by their name.</summary>
/// <param name="Caches">The versions, at least one.</param>
/// <param name="Name">The name when every version is removed, else null.</param>
internal sealed record CacheRemoval(IReadOnlyList<Cache> Caches, string? Name)
{
    /// <summary>Which versions these are, in words.</summary>
    public string Versions => Name is null
        ? $"version {Caches[0].Uuid}"
        : Caches.Count == 1 ? "its only version" : $"all {Caches.Count} versions";

    /// <summary>Their size together, in bytes.</summary>
    public long Size => Caches.Sum(c => c.Size ?? 0);

    /// <summary>One row for each version.</summary>
    public IReadOnlyList<CacheResult> Rows(string status, string? reason, BitbucketApiException? failure = null) =>
        [.. Caches.Select(c => new CacheResult(c, status, reason) { Failure = ItemFailure.From(failure) })];
}
