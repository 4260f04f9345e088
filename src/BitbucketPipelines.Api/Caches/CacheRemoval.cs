using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Versions of a cache that are removed with one request: one by its uuid, or all by their name.</summary>
/// <param name="Caches">The versions, at least one.</param>
/// <param name="Name">The name when all versions are removed; otherwise null.</param>
internal sealed record CacheRemoval(IReadOnlyList<Cache> Caches, string? Name)
{
    /// <summary>Describes the versions, for messages.</summary>
    public string Versions => Name is null
        ? $"version {Caches[0].Uuid}"
        : Caches.Count == 1 ? "its only version" : $"all {Counted.Of(Caches.Count, "version")}";

    /// <summary>Their total size, in bytes.</summary>
    public long Size => Caches.Sum(c => c.Size ?? 0);

    /// <summary>The result rows, one for each version.</summary>
    public IReadOnlyList<CacheResult> Rows(string status, string? reason, BitbucketApiException? failure = null) =>
        [.. Caches.Select(c => new CacheResult(c, status, reason) { Failure = ItemFailure.From(failure) })];
}
