using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>The known hosts of a repository.</summary>
internal static class KnownHosts
{
    /// <summary>All of them.</summary>
    public static ApiRequest<Page<KnownHost>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts",
            WireContext.Default.PageKnownHost);

    /// <summary>One of them.</summary>
    public static ApiRequest<KnownHost> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}",
            WireContext.Default.KnownHost);

    /// <summary>Makes one; 409 when the host is there, 400 for those that builds know by themselves.</summary>
    public static ApiRequest<KnownHost> Create(RepositoryId repository, KnownHostBody body) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts", body,
            WireContext.Default.KnownHostBody, WireContext.Default.KnownHost);

    /// <summary>Replaces the whole object.</summary>
    public static ApiRequest<KnownHost> Update(RepositoryId repository, string uuid, KnownHostBody body) =>
        ApiRequest.Put($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}", body,
            WireContext.Default.KnownHostBody, WireContext.Default.KnownHost);

    /// <summary>Removes one.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}");
}
