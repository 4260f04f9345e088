using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads the steps of a run, in order and with their positions. The server sometimes ignores the requested page length and sometimes splits
/// the list into pages.
/// </summary>
internal static class StepList
{
    /// <summary>Reads all steps of a run.</summary>
    public static Task<IReadOnlyList<PipelineStep>> ReadAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, CancellationToken cancellationToken)
    {
        return ReadAsync(client, repository, run.BuildNumber.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <summary>Reads all steps of a run, identified by its build number or uuid.</summary>
    public static async Task<IReadOnlyList<PipelineStep>> ReadAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken)
    {
        List<PipelineStep> steps = await client
            .ReadAllAsync(Pipelines.Steps(repository, pipeline), s => s.Uuid, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < steps.Count; i++)
        {
            steps[i].Position = i + 1;
            SetLocation(steps[i], client, repository, pipeline);
        }

        return steps;
    }

    /// <summary>Sets the repository, the run and the URL of a step.</summary>
    public static void SetLocation(PipelineStep step, BitbucketClient client, RepositoryId repository, string pipeline)
    {
        step.SetLocation(repository, client.SiteUri);
        step.Pipeline = pipeline;
        step.Url = WebLinks.Step(client.SiteUri, repository, pipeline, step.Uuid);
    }
}
