using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Reads the runs of a time range, newest first, without what is not counted.</summary>
internal static class RunRange
{
    /// <summary>What is asked of a run. The server leaves out size and next, too, unless they are named.</summary>
    private static readonly string s_fields = string.Join(",", new[] { "size", "page", "pagelen", "next" }.Concat(new[]
    {
        "uuid", "build_number", "state", "created_on", "completed_on",
        "duration_in_seconds", "build_seconds_used", "target.type", "target.ref_type", "target.ref_name", "target.source",
        "target.commit.hash", "target.selector",
    }.Select(field => $"values.{field}")));

    /// <summary>Reads the runs page by page. Pages behind the range are not read.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">The range, and what else a run must be.</param>
    /// <param name="gate">The limit on concurrent requests.</param>
    /// <param name="found">Takes each run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task ReadAsync(
        BitbucketClient client, RepositoryId repository, PipelineFilter filter, AccountGate gate, Action<Pipeline> found,
        CancellationToken cancellationToken)
    {
        ApiRequest<Page<Pipeline>> list = filter.Apply(Pipelines.List(repository)).With("fields", s_fields);
        using var reader = new PageReader<Pipeline>(client, list, run => run.Uuid, cancellationToken, readAhead: false, gate: gate);
        Pipeline? newest = null;
        while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            Pipeline last = page[page.Count - 1];
            if (newest is null)
            {
                newest = page[0];
                if (filter.IsTooNew(last))
                {
                    await reader.SkipWhileAsync(filter.IsTooNew).ConfigureAwait(false);
                    continue;
                }
            }

            foreach (Pipeline run in page)
            {
                if (filter.EndsAt(run))
                {
                    return;
                }

                if (filter.Matches(run))
                {
                    found(run);
                }
            }

            // Most repositories have few runs: it is estimated how many pages are worth asking for at the same time.
            reader.Needed = filter.EstimateLength(newest, last, reader.Received);
            reader.StartReadingAhead();
        }
    }
}
