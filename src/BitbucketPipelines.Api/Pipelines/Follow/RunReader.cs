using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads the runs of one repository with few requests: pages of the list where they contain several of the runs, and other runs one by one.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="open">The runs that have not ended yet.</param>
internal sealed class RunReader(RepositoryId repository, List<TrackedRun> open)
{
    private const int PageLength = 100;

    /// <summary>The length of the page that shows one run and those before it.</summary>
    private const int PageLengthForOne = 30;

    private int _pageLength = PageLength;
    private bool _hasList;

    /// <summary>How long the earlier runs took.</summary>
    public PastRuns Past { get; } = new();

    /// <summary>The number of requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>The time of the server minus that of this machine, as of the first list.</summary>
    public TimeSpan ClockDifference { get; private set; }

    /// <summary>The pages of the list that contain several open runs.</summary>
    private int[] Pages => open.Count == 1 ? []
        : [.. open.Where(r => r.Position is not null).GroupBy(r => r.Position!.Value / _pageLength).Where(g => g.Count() > 1)
            .Select(g => g.Key + 1).OrderBy(page => page)];

    /// <summary>The number of requests for the next read.</summary>
    public int NextRequests
    {
        get
        {
            int[] pages = Pages;
            return pages.Length + open.Count(r => r.Position is not { } position || !pages.Contains((position / _pageLength) + 1));
        }
    }

    /// <summary>Reads one run.</summary>
    public Task<Pipeline> ReadAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken)
    {
        Requests++;
        return client.SendAsync(Pipelines.Get(repository, run.Watched.Pipeline), cancellationToken);
    }

    /// <summary>Reads the steps of a run.</summary>
    public Task<IReadOnlyList<PipelineStep>> ReadStepsAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken)
    {
        Requests++;
        return StepList.ReadAsync(client, repository, run.Run!, cancellationToken);
    }

    /// <summary>Reads the pages of the list that contain several of the runs; the first time, those that can contain them.</summary>
    /// <param name="client">The client.</param>
    /// <param name="wantsPast">Whether the list is read even for one run, because it shows the earlier runs.</param>
    /// <param name="found">Takes each open run that is found.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task ReadListAsync(
        BitbucketClient client, bool wantsPast, Action<TrackedRun, Pipeline> found, CancellationToken cancellationToken)
    {
        open.ForEach(r => r.IsFresh = false);
        if (!_hasList)
        {
            if (open.Count > 1 || wantsPast)
            {
                await ReadFirstAsync(client, found, cancellationToken).ConfigureAwait(false);
                _hasList = true;
            }

            return;
        }

        int? shift = null;
        foreach (int page in Pages)
        {
            int index = (page - 1) * _pageLength;
            foreach (Pipeline run in (await ReadPageAsync(client, page, cancellationToken).ConfigureAwait(false)).Values ?? [])
            {
                if (open.Find(r => r.Watched.Is(run)) is { } tracked)
                {
                    shift = index - tracked.Position ?? shift;
                    tracked.Position = index;
                    found(tracked, run);
                }

                index++;
            }
        }

        // Newer runs have moved the others, too.
        open.FindAll(r => !r.IsFresh).ForEach(r => r.Position += shift ?? 0);
    }

    /// <summary>
    /// Reads the list from its beginning, for as many pages as the runs could fill, and on while a page has several of them.
    /// </summary>
    private async Task ReadFirstAsync(BitbucketClient client, Action<TrackedRun, Pipeline> found, CancellationToken cancellationToken)
    {
        _pageLength = open.Count == 1 ? PageLengthForOne : PageLength;
        int least = (open.Count / PageLength) + 1;
        int index = 0;
        int several = 2;
        for (int page = 1; page <= least || several > 1; page++)
        {
            several = 0;
            Page<Pipeline> answer = await ReadPageAsync(client, page, cancellationToken).ConfigureAwait(false);
            List<Pipeline> runs = answer.Values ?? [];
            if (page == 1 && answer.Pagelen is > 0 and { } length)
            {
                _pageLength = length;
            }

            // Before the runs are taken: they are judged by those before them.
            Past.Add(runs);
            foreach (Pipeline run in runs)
            {
                if (open.Find(r => r.Watched.Is(run)) is { } tracked)
                {
                    several++;
                    tracked.Position ??= index;
                    found(tracked, run);
                }

                index++;
            }

            bool isLast = runs.Count == 0 || (answer.Next is null && runs.Count < _pageLength && !(answer.Size > index));
            if (isLast || open.TrueForAll(r => r.IsFresh))
            {
                break;
            }
        }
    }

    private Task<Page<Pipeline>> ReadPageAsync(BitbucketClient client, int page, CancellationToken cancellationToken)
    {
        Requests++;
        ApiRequest<Page<Pipeline>> request = Pipelines.List(repository).With("pagelen", _pageLength.ToString(CultureInfo.InvariantCulture));
        return client.SendAsync(
            page == 1 ? request : request.With("page", page.ToString(CultureInfo.InvariantCulture)),
            (answer, headers) =>
            {
                if (headers.Date is { } date && !_hasList)
                {
                    ClockDifference = date - client.Clock.GetUtcNow();
                }

                return answer;
            },
            cancellationToken);
    }
}
