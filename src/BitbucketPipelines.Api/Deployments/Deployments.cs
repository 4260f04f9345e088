using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Deployments. The collection is written with a trailing slash: that has worked in every era of the API.</summary>
internal static class Deployments
{
    /// <summary>The deployments of a repository, in an order that is not documented.</summary>
    public static ApiRequest<Page<Deployment>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/deployments/", WireContext.Default.PageDeployment);

    /// <summary>The deployments of one run, given by its uuid in braces.</summary>
    public static ApiRequest<Page<Deployment>> OfRun(RepositoryId repository, string run) =>
        List(repository).With("q", $"deployable.pipeline.uuid=\"{run}\"");

    /// <summary>One deployment.</summary>
    public static ApiRequest<Deployment> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/deployments/{uuid}", WireContext.Default.Deployment);
}
