using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Versions of caches, described for the cmdlets. Several versions bear one name.</summary>
internal static class CacheResource
{
    /// <summary>The versions of all caches of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<Cache> Of(RepositoryId repository, Uri site) => new(
        "cache", repository.ToString(), repository.Workspace, repository.Slug, Api.Endpoints.Caches.List(repository), c => c.Name,
        c => c.Uuid)
    {
        NotFound = (wanted, all) => ErrorRecords.CacheNotFound(wanted, repository, all),
        SetLocation = c => c.SetLocation(repository, site),
    };
}
