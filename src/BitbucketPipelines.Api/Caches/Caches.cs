using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Caches of a repository. A deletion is answered with 204 whether there was something to delete or not.</summary>
internal static class Caches
{
    /// <summary>All versions of all caches.</summary>
    public static ApiRequest<Page<Cache>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches", WireContext.Default.PageCache);

    /// <summary>
    /// Removes every version of a cache. Without a name the server answers with a bare 400, so it is never sent without one.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ApiRequest DeleteByName(RepositoryId repository, string name) => string.IsNullOrEmpty(name)
        ? throw new ArgumentException("The name of the cache is empty.")
        : ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches").With("name", name);

    /// <summary>Removes one version.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches/{uuid}");

    /// <summary>Where the content of a version is.</summary>
    public static ApiRequest<CacheContentUri> ContentUri(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches/{uuid}/content-uri",
            WireContext.Default.CacheContentUri);
}
