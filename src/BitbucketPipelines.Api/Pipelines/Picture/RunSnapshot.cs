using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A run with its steps, as they were at a time.</summary>
/// <param name="Run">The run.</param>
/// <param name="Steps">Its steps, in order.</param>
internal sealed record RunSnapshot(Pipeline Run, IReadOnlyList<PipelineStep> Steps)
{
    /// <summary>Reads a run and its steps.</summary>
    /// <exception cref="BitbucketApiException">One of them could not be read.</exception>
    public static async Task<RunSnapshot> ReadAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken)
    {
        Pipeline run = await ReadRunAsync(client, repository, pipeline, cancellationToken).ConfigureAwait(false);
        return new RunSnapshot(run, await StepList.ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a run without its steps.</summary>
    /// <exception cref="BitbucketApiException">It could not be read.</exception>
    public static async Task<Pipeline> ReadRunAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken)
    {
        Pipeline run = await client.SendAsync(Pipelines.Get(repository, pipeline), cancellationToken).ConfigureAwait(false);
        run.SetLocation(repository, client.SiteUri);
        return run;
    }

    /// <summary>The run over time.</summary>
    public RunTimeline At(DateTimeOffset now) => RunTimeline.Of(Run, Steps, now);
}
