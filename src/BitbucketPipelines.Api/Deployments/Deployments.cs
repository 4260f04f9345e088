using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for deployments. The collection has a trailing slash, because all versions of the API have accepted that.</summary>
internal static class Deployments
{
    /// <summary>Lists the deployments of a repository. Their order is not documented.</summary>
    public static ApiRequest<Page<Deployment>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/deployments/", WireContext.Default.PageDeployment);

    /// <summary>Lists the deployments of a pipeline, given by its uuid in braces.</summary>
    public static ApiRequest<Page<Deployment>> OfRun(RepositoryId repository, string run) =>
        List(repository).With("q", $"deployable.pipeline.uuid=\"{run}\"");

    /// <summary>Gets a deployment.</summary>
    public static ApiRequest<Deployment> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/deployments/{uuid}", WireContext.Default.Deployment);
}
