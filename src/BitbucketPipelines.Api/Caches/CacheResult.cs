using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>The result of removing one version of a cache.</summary>
public sealed class CacheResult : ItemResult
{
    /// <summary>Creates the result for a repository whose caches could not be read.</summary>
    internal CacheResult(string name, RepositoryId repository, string reason)
        : base(name, repository?.ToString() ?? "", ItemAction.Skipped, Failed, reason)
    {
        Workspace = repository?.Workspace;
        Repository = repository?.Slug;
    }

    /// <summary>Creates the result for a version.</summary>
    internal CacheResult(Cache cache, string status, string? reason)
        : base(
            cache?.Name ?? "", $"{cache?.Workspace}/{cache?.Repository}", status == Skipped ? ItemAction.Skipped : ItemAction.Remove,
            status, reason)
    {
        Workspace = cache?.Workspace;
        Repository = cache?.Repository;
        Uuid = cache?.Uuid;
        Size = cache?.Size;
        CreatedOn = cache?.CreatedOn;
    }

    /// <summary>The uuid of the version, in braces.</summary>
    public string? Uuid { get; }

    /// <summary>The size of the version, in bytes.</summary>
    public long? Size { get; }

    /// <summary>When the version was created.</summary>
    public DateTimeOffset? CreatedOn { get; }
}
