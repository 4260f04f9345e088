using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Api;

/// <summary>The deployments of a run that has not ended.</summary>
internal static class RunDeployments
{
    /// <summary>
    /// The deployments of a run that are under way: those that Bitbucket says are in progress, and those whose step has begun or is about
    /// to. A step that still waits for its turn, for a person or for another deployment has deployed nothing.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="gate">The limit on concurrent requests.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">It could not be read whether the run deploys.</exception>
    public static async Task<IReadOnlyList<Deployment>> UnderWayAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, AccountGate gate, CancellationToken cancellationToken)
    {
        var filter = new DeploymentFilter { Run = run.Uuid };
        List<Deployment> open = await client.ReadAllAsync(
            Deployments.OfRun(repository, run.Uuid ?? ""), d => d.Uuid, cancellationToken, gate: gate).ConfigureAwait(false);
        open.RemoveAll(d => d.State == PipelineStates.Completed || !filter.Matches(d));
        if (open.Count == 0)
        {
            return [];
        }

        IReadOnlyList<PipelineStep> steps = await gate.RunAsync(
            () => StepList.ReadAsync(client, repository, run, cancellationToken), cancellationToken).ConfigureAwait(false);
        return open.FindAll(d => d.State == PipelineStates.InProgress || steps.Any(
            s => string.Equals(s.Uuid, d.Step, StringComparison.OrdinalIgnoreCase)
                && s.State is PipelineStates.InProgress or PipelineStates.Ready));
    }
}
