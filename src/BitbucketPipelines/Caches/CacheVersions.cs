using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Selects the versions of caches that Save-BbCache saves.</summary>
internal static class CacheVersions
{
    /// <summary>The newest version for each name, and the versions specified by uuid. Each version once.</summary>
    /// <param name="resource">Describes the caches of the repository.</param>
    /// <param name="all">All versions of the repository.</param>
    /// <param name="names">The names, with or without wildcards; null when none were specified.</param>
    /// <param name="uuids">The uuids; null when none were specified.</param>
    /// <param name="notFound">Called for each name and uuid that matches nothing.</param>
    /// <param name="verbose">Called with a message for each name that has several versions.</param>
    public static IReadOnlyList<Cache> Select(
        Resource<Cache> resource, IReadOnlyList<Cache> all, string[]? names, string[]? uuids, Action<ErrorDescription> notFound,
        Action<string> verbose)
    {
        IReadOnlyList<Cache> named = names is null ? [] : NameFilter.Select(resource, all, names, null, notFound);
        IReadOnlyList<Cache> exact = uuids is null ? [] : NameFilter.Select(resource, all, null, uuids, notFound);
        return [.. named.GroupBy(c => c.Name, StringComparer.Ordinal).Select(versions => Newest([.. versions], verbose))
            .Concat(exact).Distinct()];
    }

    private static Cache Newest(Cache[] versions, Action<string> verbose)
    {
        Cache newest = versions.OrderByDescending(c => c.CreatedOn ?? DateTimeOffset.MinValue).First();
        if (versions.Length > 1)
        {
            verbose($"Cache '{newest.Name}' has {Counted.Of(versions.Length, "version")}; the newest is taken, {newest.Uuid}.");
        }

        return newest;
    }
}
