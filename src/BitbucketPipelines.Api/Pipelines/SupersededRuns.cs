using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Finds the runs that a newer run made pointless: unfinished ones of which there is a newer run of the same pipeline on the same branch
/// or of the same pull request, whether that one has ended or not. Runs of tags and commits are left alone, and so is a run whose pipeline
/// is not known yet.
/// </summary>
internal static class SupersededRuns
{
    private const int PageLength = 50;

    private static readonly string[] s_unfinished = ["PARSING", "PENDING", "BUILDING", "PAUSED", "HALTED"];

    /// <summary>The superseded runs of a repository, the oldest first.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">The branches and custom pipelines.</param>
    /// <param name="gate">The limit on concurrent requests.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">A list of runs could not be read.</exception>
    public static async Task<IReadOnlyList<Pipeline>> FindAsync(
        BitbucketClient client, RepositoryId repository, PipelineFilter filter, AccountGate gate, CancellationToken cancellationToken)
    {
        filter = filter with { Status = s_unfinished };
        List<Pipeline> listed = await client.ReadAllAsync(
            filter.Apply(Pipelines.List(repository)), run => run.Uuid, cancellationToken, gate: gate).ConfigureAwait(false);
        var superseded = new List<Pipeline>();
        foreach (IGrouping<(string, string), Pipeline> line in listed
            .Where(run => !run.IsCompleted && filter.Matches(run) && LineOf(run) is not null).GroupBy(run => LineOf(run)!.Value))
        {
            Pipeline[] runs = [.. line.OrderBy(run => run.BuildNumber)];
            Pipeline newest = runs[runs.Length - 1];
            superseded.AddRange(runs.Take(runs.Length - 1));
            // Whatever else is unfinished is older. One that has ended can be newer still.
            if (await HasNewerAsync(client, repository, newest, gate, cancellationToken).ConfigureAwait(false))
            {
                superseded.Add(newest);
            }
        }

        superseded.ForEach(run => run.SetLocation(repository, client.SiteUri));
        return [.. superseded.OrderBy(run => run.BuildNumber)];
    }

    /// <summary>The branch or pull request, and the pipeline, whose runs replace each other; null for a run that is not replaced.</summary>
    private static (string Ref, string Pipeline)? LineOf(Pipeline run) => run.Section is not { } pipeline ? null
        : run.PullRequest is { } number ? ($"#{number.ToString(CultureInfo.InvariantCulture)}", pipeline)
        : run is { Branch: { } branch, Target.Type: PipelineTarget.RefType } ? (branch, pipeline)
        : null;

    /// <summary>Whether there is a newer run that replaces this one. Where the newest runs do not tell, there is none.</summary>
    private static async Task<bool> HasNewerAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, AccountGate gate, CancellationToken cancellationToken)
    {
        PipelineFilter filter = run.PullRequest is null ? new PipelineFilter { Branch = run.Branch, Custom = run.Custom } : new();
        ApiRequest<Page<Pipeline>> list = filter.Apply(Pipelines.List(repository))
            .With("pagelen", PageLength.ToString(CultureInfo.InvariantCulture));
        Page<Pipeline> page = await gate.RunAsync(() => client.SendAsync(list, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return page.Values?.Exists(other => other.BuildNumber > run.BuildNumber && LineOf(other) == LineOf(run)) == true;
    }
}
