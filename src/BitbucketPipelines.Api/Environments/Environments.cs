using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Deployment environments. The collection is written with a trailing slash: that has worked in every era of the API.</summary>
internal static class Environments
{
    /// <summary>The environments of a repository.</summary>
    public static ApiRequest<Page<DeploymentEnvironment>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/environments/",
            WireContext.Default.PageDeploymentEnvironment);

    /// <summary>One environment.</summary>
    public static ApiRequest<DeploymentEnvironment> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}",
            WireContext.Default.DeploymentEnvironment);

    /// <summary>Makes an environment; 409 when the name is taken.</summary>
    public static ApiRequest<DeploymentEnvironment> Create(RepositoryId repository, EnvironmentBody body) => ApiRequest.Post(
        $"repositories/{repository.Workspace}/{repository.Slug}/environments/", body, WireContext.Default.EnvironmentBody,
        WireContext.Default.DeploymentEnvironment);

    /// <summary>
    /// Changes the name, or whether only administrators may deploy; accepted (202) without an answer. Setting a value twice is the same as
    /// setting it once, so this POST may be repeated.
    /// </summary>
    public static ApiRequest Change(RepositoryId repository, string uuid, EnvironmentChange change) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}/changes") with
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new EnvironmentChangeBody { Change = change }, WireContext.Default.EnvironmentChangeBody),
            Repeatable = true,
        };

    /// <summary>Removes an environment, and its variables with it.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) =>
        ApiRequest.Delete($"repositories/{repository.Workspace}/{repository.Slug}/environments/{uuid}");
}
