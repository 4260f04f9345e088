using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>The SSH key pair of a repository. 404 when there is none, and before Pipelines is enabled.</summary>
internal static class KeyPairs
{
    /// <summary>The public half.</summary>
    public static ApiRequest<SshKeyPair> Get(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair",
            WireContext.Default.SshKeyPair);

    /// <summary>Stores a pair, in place of one that is there.</summary>
    public static ApiRequest<SshKeyPair> Put(RepositoryId repository, SshKeyPairBody body) =>
        ApiRequest.Put($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair", body,
            WireContext.Default.SshKeyPairBody, WireContext.Default.SshKeyPair);

    /// <summary>Removes it.</summary>
    public static ApiRequest Delete(RepositoryId repository) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair");
}
