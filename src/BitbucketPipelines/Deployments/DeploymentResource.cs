using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes deployments for the list cmdlets.</summary>
internal static class DeploymentResource
{
    /// <summary>The deployments of a repository, or of one run.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The uuid of the run; null for all runs.</param>
    /// <param name="complete">Sets the location of a deployment and the name of its environment.</param>
    public static Resource<Deployment> Of(RepositoryId repository, string? run, Func<Deployment, CancellationToken, Task> complete) => new(
        "deployment", repository.ToString(), repository.Workspace, repository.Slug,
        run is null ? Api.Endpoints.Deployments.List(repository) : Api.Endpoints.Deployments.OfRun(repository, run), _ => null, d => d.Uuid)
    {
        CompleteAsync = async (all, token) =>
        {
            foreach (Deployment deployment in all)
            {
                await complete(deployment, token).ConfigureAwait(false);
            }
        },
    };

    /// <summary>
    /// The query for the deployments that match a filter, or for the latest of them in each environment, the newest first.
    /// </summary>
    public static ListQuery<Deployment> Query(DeploymentFilter filter, bool latest) => new()
    {
        Filter = filter.IsEmpty ? null : filter.Matches,
        // The server does not document the order, and does not sort.
        Reduce = found => [.. (latest ? Deployment.Latest(found) : found).OrderByDescending(d => d.Newest)],
    };
}
