using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the caches of a repository. A deletion is answered with 204 whether the cache existed or not.</summary>
internal static class Caches
{
    /// <summary>Lists all versions of all caches.</summary>
    public static ApiRequest<Page<Cache>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches", WireContext.Default.PageCache);

    /// <summary>
    /// Removes all versions of a cache. It is never sent without a name: the server would answer 400 without a message.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ApiRequest DeleteByName(RepositoryId repository, string name) => string.IsNullOrEmpty(name)
        ? throw new ArgumentException("The name of the cache is empty.")
        : ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches").With("name", name);

    /// <summary>Removes one version.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches/{uuid}");

    /// <summary>Requests the URL of the content of a version.</summary>
    public static ApiRequest<CacheContentUri> ContentUri(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines-config/caches/{uuid}/content-uri",
            WireContext.Default.CacheContentUri) with { IsShortLived = true };
}
