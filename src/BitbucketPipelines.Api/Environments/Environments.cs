using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// Requests for deployment environments. The collection has a trailing slash, because all versions of the API have accepted that.
/// </summary>
internal static class Environments
{
    /// <summary>Lists the environments of a repository.</summary>
    public static ApiRequest<Page<DeploymentEnvironment>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/environments/",
            WireContext.Default.PageDeploymentEnvironment);

    /// <summary>Gets an environment.</summary>
    public static ApiRequest<DeploymentEnvironment> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}",
            WireContext.Default.DeploymentEnvironment);

    /// <summary>Creates an environment. Answers 409 when the name is in use.</summary>
    public static ApiRequest<DeploymentEnvironment> Create(RepositoryId repository, EnvironmentBody body) => ApiRequest.Post(
        $"repositories/{repository.Workspace}/{repository.Slug}/environments/", body, WireContext.Default.EnvironmentBody,
        WireContext.Default.DeploymentEnvironment);

    /// <summary>
    /// Changes the name or the deployment restrictions. Answers 202 without a body. Setting the same value twice has no further effect, so
    /// this POST may be repeated.
    /// </summary>
    public static ApiRequest Change(RepositoryId repository, string uuid, EnvironmentChange change) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}/changes") with
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new EnvironmentChangeBody { Change = change }, WireContext.Default.EnvironmentChangeBody),
            Repeatable = true,
        };

    /// <summary>Removes an environment and its variables.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}");
}
