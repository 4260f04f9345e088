using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Finds the run that another one is compared with.</summary>
internal static class EarlierRun
{
    private const int PageLength = 100;

    /// <summary>More pages than this are not read.</summary>
    private const int MostPages = 3;

    /// <summary>The number of runs among which a successful one is searched for.</summary>
    public const int Searched = PageLength * MostPages;

    /// <summary>The newest successful run of the same pipeline and branch before a run; null when there is none.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels searching.</param>
    /// <exception cref="BitbucketApiException">The list of runs could not be read.</exception>
    public static async Task<Pipeline?> FindAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, CancellationToken cancellationToken)
    {
        var filter = new PipelineFilter
        {
            Branch = run.PullRequest is null ? run.Branch : null,
            Custom = run.Custom,
            PullRequest = run.PullRequest,
            Status = [PipelineStates.Successful],
        };
        ApiRequest<Page<Pipeline>> request = filter.Apply(Pipelines.List(repository))
            .With("pagelen", PageLength.ToString(CultureInfo.InvariantCulture));
        int read = 0;
        for (int page = 1; page <= MostPages; page++)
        {
            Page<Pipeline> answer = await client.SendAsync(
                page == 1 ? request : request.With("page", page.ToString(CultureInfo.InvariantCulture)), cancellationToken)
                .ConfigureAwait(false);
            List<Pipeline> runs = answer.Values ?? [];
            read += runs.Count;
            if (runs.Find(r => r.BuildNumber < run.BuildNumber && r.IsSuccessful && IsSame(run, r)) is { } found)
            {
                found.SetLocation(repository, client.SiteUri);
                return found;
            }

            if (runs.Count == 0 || !(answer.Size > read || (answer.Size is null && answer.Next is not null)))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Whether two runs are of the same pipeline and branch or pull request. Tags have a run each, so any tag does.</summary>
    public static bool IsSame(Pipeline run, Pipeline other) =>
        IsSamePipeline(run, other) && run.Branch == other.Branch && run.PullRequest == other.PullRequest
            && (run.Tag is null) == (other.Tag is null);

    /// <summary>Whether two runs take their steps from the same section of bitbucket-pipelines.yml.</summary>
    public static bool IsSamePipeline(Pipeline run, Pipeline other) => Section(run) == Section(other);

    private static (string? Type, string? Pattern) Section(Pipeline run)
    {
        PipelineSelector? selector = run.Target?.Selector ?? run.RequestedSelector;
        return (selector?.Type, selector?.Pattern);
    }
}
