using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the known hosts of a repository.</summary>
internal static class KnownHosts
{
    /// <summary>Lists the known hosts.</summary>
    public static ApiRequest<Page<KnownHost>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts",
            WireContext.Default.PageKnownHost);

    /// <summary>Gets a known host.</summary>
    public static ApiRequest<KnownHost> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}",
            WireContext.Default.KnownHost);

    /// <summary>Creates a known host. Answers 409 when the host exists, and 400 for hosts whose keys builds know already.</summary>
    public static ApiRequest<KnownHost> Create(RepositoryId repository, KnownHostBody body) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts", body,
            WireContext.Default.KnownHostBody, WireContext.Default.KnownHost);

    /// <summary>Replaces a known host.</summary>
    public static ApiRequest<KnownHost> Update(RepositoryId repository, string uuid, KnownHostBody body) =>
        ApiRequest.Put($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}", body,
            WireContext.Default.KnownHostBody, WireContext.Default.KnownHost);

    /// <summary>Removes a known host.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/known_hosts/{uuid}");
}
