namespace BitbucketPipelines.Api.Runs;

/// <summary>Waits between two polls of a repository: until the next look is planned, or as long as the schedule says.</summary>
/// <param name="client">The client.</param>
/// <param name="options">How runs are waited for.</param>
/// <param name="planner">Plans the looks at all repositories; null if there is a schedule.</param>
/// <param name="elapsed">Returns the time since the start of the wait.</param>
/// <param name="repositories">Returns the number of repositories that have open runs.</param>
internal sealed class RepositoryLooks(
    BitbucketClient client, WatchOptions options, LookPlanner? planner, Func<TimeSpan> elapsed, Func<int> repositories)
{
    /// <summary>The longest pause, even if the server asks to wait for longer.</summary>
    private static readonly TimeSpan s_maxPause = TimeSpan.FromHours(1);

    /// <summary>The pauses after a failure.</summary>
    private readonly PollSchedule _schedule = options.Schedule ?? new PollSchedule();

    private readonly LookTarget? _target = planner?.Add();

    private int _spent;

    /// <summary>Whether requests are so scarce that none is left for what is only likely to matter.</summary>
    public bool IsScarce => planner?.IsScarce == true;

    /// <summary>Notes a run for which the wait has ended.</summary>
    public void Note(TrackedRun run)
    {
        if (run is { Run: { IsCompleted: true } ended, HasPaused: false, Since: { } since })
        {
            planner?.AddEnded(PastRuns.SecondsOf(ended) ?? SecondsSeen(since), run.Forecast is not null, elapsed());
        }
    }

    /// <summary>Notes that no run is open any more.</summary>
    public void End()
    {
        if (_target is not null)
        {
            planner?.Remove(_target, elapsed());
        }
    }

    /// <summary>Pauses until the next poll is due.</summary>
    /// <param name="poller">The poller of the repository.</param>
    /// <param name="open">The runs that have not ended.</param>
    /// <param name="failure">The failure of the last poll; null when it succeeded.</param>
    /// <param name="cancellationToken">Cancels the pause.</param>
    public async Task PauseAsync(
        RepositoryPoller poller, IReadOnlyCollection<TrackedRun> open, BitbucketApiException? failure, CancellationToken cancellationToken)
    {
        planner?.Spend(elapsed(), poller.Requests - _spent);
        _spent = poller.Requests;
        if (planner is null || poller.IsUnsettled)
        {
            TimeSpan pause = _schedule.Next(elapsed(), client.IsNearRateLimit, repositories(), Jitter.Next());
            if (failure is { StatusCode: 429, RetryAfter: { } asked })
            {
                pause = Duration.Longer(pause, Duration.Shorter(asked, s_maxPause));
            }

            await client.Clock.DelayAsync(InTime(pause), cancellationToken).ConfigureAwait(false);
            return;
        }

        planner.Plan(_target!, open.Select(r => new LookRun(r.Since!.Value, r.Forecast)), poller.NextRequests, elapsed());
        await WaitForLookAsync(planner, poller.NextRequests, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pauses until the first poll is due: at once, unless requests are so few that it is planned like the others.</summary>
    public async Task PauseAtStartAsync(RepositoryPoller poller, CancellationToken cancellationToken)
    {
        if (planner is not null)
        {
            await WaitForLookAsync(planner, poller.NextRequests, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The duration of a run that does not say when it ended: between the last two looks.</summary>
    private double SecondsSeen(TimeSpan since) =>
        ((Duration.Longer(since, _target!.LookedAt) + elapsed()).TotalSeconds / 2) - since.TotalSeconds;

    private async Task WaitForLookAsync(LookPlanner looks, int requests, CancellationToken cancellationToken)
    {
        while (InTime(looks.Due(_target!, elapsed()) - elapsed()) is var left && left > LookPlanner.TimerTolerance)
        {
            TimeSpan tick = LookPlanner.Tick(left, elapsed());
            await client.Clock.DelayAsync(Duration.Shorter(left, tick), cancellationToken).ConfigureAwait(false);
        }

        // What is due at the same moment must know of each other.
        looks.Spend(elapsed(), requests);
        _spent += requests;
    }

    private TimeSpan InTime(TimeSpan pause) => options.Timeout is { } limit
        ? Duration.Shorter(pause, Duration.Longer(limit - elapsed(), TimeSpan.Zero))
        : pause;
}
