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

    private readonly RunReader _reader = new(repository, open);

    private readonly Dictionary<string, TrackedRun> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The failure of the last poll; null when it succeeded.</summary>
    public BitbucketApiException? LatestFailure => _failures.Latest;

    /// <summary>The number of requests that were sent.</summary>
    public int Requests => _reader.Requests;

    /// <summary>The number of requests of the next poll, without those for steps.</summary>
    public int NextRequests => _reader.NextRequests;

    /// <summary>Whether the next poll must not wait for a plan: something could not be read, or a result is missing.</summary>
    public bool IsUnsettled => LatestFailure is not null
        || open.Exists(r => r.Run is null || r.Failures.Latest is not null || r.LacksResult);

    /// <summary>Reads the runs that have not ended, and the steps that are due.</summary>
    /// <param name="client">The client, limited to the remaining time.</param>
    /// <param name="isLast">Whether the time is up.</param>
    /// <param name="isScarce">Whether requests are scarce.</param>
    /// <param name="cancellationToken">Cancels the poll.</param>
    /// <exception cref="BitbucketApiException">No run could be read.</exception>
    public Task PollAsync(BitbucketClient client, bool isLast, bool isScarce, CancellationToken cancellationToken) =>
        options.Credentials.RunAsync(this, () => ReadAsync(client, isLast, isScarce, cancellationToken), elapsed);

    private async Task ReadAsync(BitbucketClient client, bool isLast, bool isScarce, CancellationToken cancellationToken)
    {
        await _reader.ReadListAsync(
            client, wantsPast: options.Schedule is null, (run, latest) => Update(run, latest, client), cancellationToken)
            .ConfigureAwait(false);
        foreach (TrackedRun run in open.FindAll(r => !r.IsFresh))
        {
            try
            {
                Update(run, await _reader.ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client);
            }
            catch (BitbucketApiException e) when (open.Count > 1 && IsAboutOneRun(e))
            {
                // A failure of one run says nothing about the others.
                HandleFailure(run, run.Failures, e);
            }
        }

        // A run that was given twice, by its number and by its uuid, is waited for once.
        open.RemoveAll(r => r.Run?.Uuid is { } uuid && _known.TryGetValue(uuid, out TrackedRun? first) && first != r);
        HashSet<TrackedRun> due = [.. DueSteps(client, isLast, isScarce)];
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

    private void Update(TrackedRun run, Pipeline latest, BitbucketClient client)
    {
        run.Update(latest, client.SiteUri);
        TimeSpan now = elapsed();
        // A run that was just started is as old as the wait, whatever the clocks say.
        TimeSpan age = run.Watched.IsKnown || latest.CreatedOn is not { } created ? now
            : Duration.Longer(TimeSpan.Zero, client.Clock.GetUtcNow() + _reader.ClockDifference - created);
        run.NoteTime(now - age, now);
        if (run is { Forecast: null, HasPaused: false } && _reader.Past.DurationsOf(latest) is { Count: > 0 } durations)
        {
            run.Forecast = DurationForecast.Of(durations);
        }

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
        e.Kind == ApiErrorKind.InvalidResponse || (e.Kind == ApiErrorKind.Status && !e.IsTransient && e.StatusCode != 401);

    /// <summary>Reads the steps of a run. A failure does not end the wait at once, because the state of the run is still known.</summary>
    private async Task ReadStepsAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken)
    {
        try
        {
            BitbucketClient bounded = client.Until(Deadline.After(client.Clock, s_stepsTimeout));
            run.Steps = await _reader.ReadStepsAsync(bounded, run, cancellationToken).ConfigureAwait(false);
            run.StepsReadAt = elapsed();
            run.AreStepsOutdated = false;
            run.StepFailures.Reset();
            if (!options.WaitWhilePaused && !run.IsPaused && RunState.Assess(run.Run!, run.Steps) == RunExit.Paused)
            {
                // The steps are newer than the run. Read the run again, so that the returned object has the stage PAUSED as well.
                run.UpdateAfterSteps(await _reader.ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client.SiteUri);
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
    /// The runs whose steps this poll reads. Each costs a request. While logs are followed, these are all runs that have started. Otherwise
    /// they are the runs that have just paused or halted, to determine why, and a few of those whose steps matter; those read longest ago
    /// come first.
    /// </summary>
    private IEnumerable<TrackedRun> DueSteps(BitbucketClient client, bool isLast, bool isScarce)
    {
        List<TrackedRun> started = open.FindAll(r => r.Failure is null
            && r.Run is { State: PipelineStates.InProgress or PipelineStates.Completed } or { Stage: PipelineStates.Paused });
        if (options.OnPolled is not null && options.StepsInterval == TimeSpan.Zero)
        {
            return started;
        }

        // For a completed run no steps are needed.
        ILookup<bool, TrackedRun> stopped = started.FindAll(r => !r.Run!.IsCompleted)
            .ToLookup(r => (r.IsPaused || r.IsHalted) && r.AreStepsOutdated);
        return stopped[true].Concat(stopped[false]
            .Where(r => r.IsPaused || isLast || (!isScarce && Matter(r)))
            .OrderBy(r => r.StepsReadAt ?? TimeSpan.MinValue)
            .Take(client.IsNearRateLimit ? 1 : Math.Max(1, MaxRequests - (open.Count / 100) - 1)));
    }

    /// <summary>Whether the steps of a run that seems to be working are worth a request.</summary>
    private bool Matter(TrackedRun run) => options.StepsInterval is { } interval
        ? run.AreStepsOutdated || elapsed() - run.StepsReadAt >= interval
        : run.StepFailures.Latest is not null || run.StepReads.IsDue((elapsed() - run.Since!.Value).TotalSeconds, run.Forecast);
}
