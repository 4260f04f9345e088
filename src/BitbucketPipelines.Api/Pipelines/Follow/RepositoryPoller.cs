using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Polls the runs of one repository: decides what each poll reads, and which failures end the wait.</summary>
/// <param name="options">How runs are waited for.</param>
/// <param name="repository">The repository.</param>
/// <param name="open">The runs that have not ended yet.</param>
/// <param name="elapsed">Returns the time since the start of the wait.</param>
internal sealed class RepositoryPoller(WatchOptions options, RepositoryId repository, List<TrackedRun> open, Func<TimeSpan> elapsed)
{
    /// <summary>
    /// The maximum number of requests for lists of runs and steps in one poll, so that 200 polls an hour stay below 1,000 requests.
    /// </summary>
    private const int MaxRequests = 4;

    /// <summary>
    /// How long a run that was just started may not be found, because the servers of Bitbucket do not all know it at once.
    /// </summary>
    private static readonly TimeSpan s_newRunTime = TimeSpan.FromSeconds(30);

    /// <summary>The time limit for reading steps in one poll. They must not delay the state of the run, which matters more.</summary>
    private static readonly TimeSpan s_stepsTimeout = TimeSpan.FromSeconds(20);

    private readonly FailureStreak _failures = new();

    private readonly Dictionary<string, TrackedRun> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The failure of the last poll; null when it succeeded.</summary>
    public BitbucketApiException? LatestFailure => _failures.Latest;

    /// <summary>Reads the runs that have not ended, and the steps that are due.</summary>
    /// <param name="client">The client, limited to the remaining time.</param>
    /// <param name="cancellationToken">Cancels the poll.</param>
    /// <exception cref="BitbucketApiException">No run could be read.</exception>
    public async Task PollAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        if (open.Count > 1)
        {
            await ReadListAsync(client, cancellationToken).ConfigureAwait(false);
        }

        foreach (TrackedRun run in open.Where(r => open.Count == 1 || !r.IsFresh))
        {
            try
            {
                Update(run, await ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client.SiteUri);
            }
            catch (BitbucketApiException e) when (open.Count > 1 && IsAboutOneRun(e))
            {
                // A failure of one run says nothing about the others.
                HandleFailure(run, run.Failures, e);
            }
        }

        // A run that was given twice, by its number and by its uuid, is waited for once.
        open.RemoveAll(r => r.Run?.Uuid is { } uuid && _known.TryGetValue(uuid, out TrackedRun? first) && first != r);
        HashSet<TrackedRun> due = [.. DueSteps(client)];
        foreach (TrackedRun run in open.Where(r => r.Run is not null && r.Failure is null))
        {
            if (due.Contains(run))
            {
                await ReadStepsAsync(client, run, cancellationToken).ConfigureAwait(false);
            }

            if (options.OnPolled is { } observe)
            {
                run.StoppedByObserver |= !await observe(run.Run!, run.Steps, cancellationToken).ConfigureAwait(false);
            }
        }

        _failures.Reset();
    }

    private void Update(TrackedRun run, Pipeline latest, Uri site)
    {
        run.Update(latest, site);
        if (latest.Uuid is { } uuid && !_known.ContainsKey(uuid))
        {
            _known[uuid] = run;
        }
    }

    /// <summary>Handles a failed poll: ends the wait, or reports the failure and continues.</summary>
    public void HandleFailure(BitbucketApiException e)
    {
        bool answered = open.Exists(r => r.Run is not null || r.Watched.IsKnown);
        TimeSpan maxOutage = answered ? options.MaxOutage : options.MaxInitialOutage;
        if (_failures.AddFailure(e, elapsed(), maxOutage, open.TrueForAll(IsNew)))
        {
            open.ForEach(r => r.Fail(e));
        }
        else
        {
            options.OnFailure?.Invoke(e);
        }
    }

    /// <summary>Handles a failure that concerns one run only.</summary>
    private void HandleFailure(TrackedRun run, FailureStreak failures, BitbucketApiException e)
    {
        if (failures.AddFailure(e, elapsed(), options.MaxOutage, IsNew(run)))
        {
            run.Fail(e);
        }
        else
        {
            options.OnFailure?.Invoke(e);
        }
    }

    /// <summary>Whether the run is so new that it may not be found yet.</summary>
    private bool IsNew(TrackedRun run) => run.Watched.IsKnown && run.Run is null && elapsed() < s_newRunTime;

    /// <summary>Whether a failure concerns the requested run, and not the server or the connection.</summary>
    private static bool IsAboutOneRun(BitbucketApiException e) =>
        e.Kind == ApiErrorKind.InvalidResponse || (e.Kind == ApiErrorKind.Status && !e.IsTransient);

    private Task<Pipeline> ReadAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken) =>
        client.SendAsync(Pipelines.Get(repository, run.Watched.Pipeline), cancellationToken);

    /// <summary>Reads the steps of a run. A failure does not end the wait at once, because the state of the run is still known.</summary>
    private async Task ReadStepsAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken)
    {
        try
        {
            BitbucketClient bounded = client.Until(Deadline.After(client.Clock, s_stepsTimeout));
            run.Steps = await StepList.ReadAsync(bounded, repository, run.Run!, cancellationToken).ConfigureAwait(false);
            run.StepsReadAt = elapsed();
            run.AreStepsOutdated = false;
            run.StepFailures.Reset();
            if (!options.WaitWhilePaused && !run.IsPaused && RunState.Assess(run.Run!, run.Steps) == RunExit.Paused)
            {
                // The steps are newer than the run. Read the run again, so that the returned object has the stage PAUSED as well.
                run.UpdateAfterSteps(await ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client.SiteUri);
            }
        }
        catch (BitbucketApiException e)
        {
            // Count the attempt, so that the steps of other runs are read next.
            run.StepsReadAt = elapsed();
            if (!run.Run!.IsCompleted)
            {
                HandleFailure(run, run.StepFailures, e);
            }
        }
    }

    /// <summary>
    /// Reads the list of runs, newest first, for as many pages as the runs could fill. Older runs are then read one by one.
    /// </summary>
    private async Task ReadListAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        open.ForEach(r => r.IsFresh = false);
        int pages = Pages;
        using var reader = new PageReader<Pipeline>(client, Pipelines.List(repository), p => p.Uuid, cancellationToken, readAhead: false);
        while (pages-- > 0 && open.Any(r => !r.IsFresh) && await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            foreach (Pipeline run in page)
            {
                if (open.Find(r => r.Watched.Is(run)) is { } tracked)
                {
                    Update(tracked, run, client.SiteUri);
                }
            }
        }
    }

    /// <summary>
    /// The runs whose steps this poll reads. Each costs a request. While logs are followed, these are all runs that have started. Otherwise
    /// they are the runs that have just paused, to determine the kind of pause, and a few of the runs that changed, are paused, or were
    /// read long ago; those read longest ago come first.
    /// </summary>
    private IEnumerable<TrackedRun> DueSteps(BitbucketClient client)
    {
        List<TrackedRun> started = open.FindAll(r => r.Failure is null
            && r.Run is { State: PipelineStates.InProgress or PipelineStates.Completed } or { Stage: PipelineStates.Paused });
        if (options.OnPolled is not null && options.StepsInterval == TimeSpan.Zero)
        {
            return started;
        }

        // For a completed run no steps are needed.
        ILookup<bool, TrackedRun> justPaused = started.FindAll(r => !r.Run!.IsCompleted).ToLookup(r => r.IsPaused && r.AreStepsOutdated);
        return justPaused[true].Concat(justPaused[false]
            .Where(r => r.AreStepsOutdated || r.IsPaused || elapsed() - r.StepsReadAt >= options.StepsInterval)
            .OrderBy(r => r.StepsReadAt ?? TimeSpan.MinValue)
            .Take(client.IsNearRateLimit ? 1 : Math.Max(1, MaxRequests - Pages)));
    }

    private int Pages => (open.Count / 100) + 1;
}
