using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Steps of a run that were read.</summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="IsWhole">Whether these are all steps of the run.</param>
/// <param name="Count">The number of all steps; null when the server does not state it.</param>
internal sealed record StepPages(IReadOnlyList<PipelineStep> Steps, bool IsWhole, long? Count);

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

    /// <summary>Reads the first steps of a run: pages, one after the other, as long as more are wanted and may be requested.</summary>
    /// <param name="client">The client. The number of its requests may be limited.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="wantsMore">Whether another page is wanted after those steps, and the number of pages so far.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">No page could be read.</exception>
    public static async Task<StepPages> ReadSomeAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, Func<List<PipelineStep>, int, bool> wantsMore,
        CancellationToken cancellationToken)
    {
        string pipeline = run.BuildNumber.ToString(CultureInfo.InvariantCulture);
        using var reader = new PageReader<PipelineStep>(
            client, Pipelines.Steps(repository, pipeline), s => s.Uuid, cancellationToken, readAhead: false);
        var steps = new List<PipelineStep>();
        bool isCut = false;
        for (int pages = 0; pages == 0 || (!isCut && !reader.IsAtEnd && wantsMore(steps, pages)); pages++)
        {
            try
            {
                steps.AddRange(await reader.ReadAsync().ConfigureAwait(false) ?? []);
            }
            catch (BitbucketApiException e) when (e.IsOverBudget && pages > 0)
            {
                isCut = true;
            }
        }

        for (int i = 0; i < steps.Count; i++)
        {
            steps[i].Position = i + 1;
            SetLocation(steps[i], client, repository, pipeline);
        }

        return new(steps, reader.IsAtEnd && !isCut, reader.TotalCount);
    }

    /// <summary>Sets the repository, the run and the URL of a step.</summary>
    public static void SetLocation(PipelineStep step, BitbucketClient client, RepositoryId repository, string pipeline)
    {
        step.SetLocation(repository, client.SiteUri);
        step.Pipeline = pipeline;
        step.Url = WebLinks.Step(client.SiteUri, repository, pipeline, step.Uuid);
    }
}
