using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes caches for the list and change cmdlets. Several versions have the same name.</summary>
internal static class CacheResource
{
    /// <summary>Describes the versions of all caches of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The base URL of the website.</param>
    public static Resource<Cache> Of(RepositoryId repository, Uri site) => new(
        "cache", repository.ToString(), repository.Workspace, repository.Slug, Api.Endpoints.Caches.List(repository), c => c.Name,
        c => c.Uuid)
    {
        NotFound = (name, all) => Errors.CacheNotFound(name, repository, all),
        SetLocation = c => c.SetLocation(repository, site),
    };
}
