using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the SSH key pair of a repository. Answer 404 when there is none, and before Pipelines is enabled.</summary>
internal static class KeyPairs
{
    /// <summary>Gets the public key.</summary>
    public static ApiRequest<SshKeyPair> Get(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair",
            WireContext.Default.SshKeyPair);

    /// <summary>Stores a key pair and replaces an existing one.</summary>
    public static ApiRequest<SshKeyPair> Put(RepositoryId repository, SshKeyPairBody body) =>
        ApiRequest.Put($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair", body,
            WireContext.Default.SshKeyPairBody, WireContext.Default.SshKeyPair);

    /// <summary>Removes the key pair.</summary>
    public static ApiRequest Delete(RepositoryId repository) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/ssh/key_pair");
}
