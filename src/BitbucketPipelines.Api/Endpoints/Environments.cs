using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Deployment environments. The collection is written with a trailing slash: that has worked in every era of the API.</summary>
public static class Environments
{
    /// <summary>The environments of a repository.</summary>
    public static ApiRequest<Page<DeploymentEnvironment>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/environments/", WireContext.Default.PageDeploymentEnvironment);
}
