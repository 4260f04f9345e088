using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Deployments, described for the cmdlets.</summary>
internal static class DeploymentResource
{
    /// <summary>The deployments of a repository, or of one run.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The uuid of the run, or null.</param>
    /// <param name="complete">Tells a deployment where it is, and the name of its environment.</param>
    public static Resource<Deployment> Of(RepositoryId repository, string? run, Action<Deployment> complete) => new(
        "deployment", repository.ToString(), repository.Workspace, repository.Slug,
        run is null ? Api.Endpoints.Deployments.List(repository) : Api.Endpoints.Deployments.OfRun(repository, run), _ => null, d => d.Uuid)
    {
        SetLocation = complete,
    };
}
