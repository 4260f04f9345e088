using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>What became of one version of a cache.</summary>
public sealed class CacheResult : ItemResult
{
    /// <summary>Creates the result of a repository whose caches could not be looked at.</summary>
    internal CacheResult(string name, RepositoryId repository, string reason)
        : base(name, repository?.ToString() ?? "", ItemAction.Skipped, Failed, reason)
    {
        Workspace = repository?.Workspace;
        Repository = repository?.Slug;
    }

    /// <summary>Creates the result.</summary>
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

    /// <summary>How large it was, in bytes.</summary>
    public long? Size { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedOn { get; }
}
