namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Waits for one or more runs: decides when to poll, and when the time limit is reached. Runs of one repository are read with the same list
/// requests. Every request is limited to the remaining time.
/// </summary>
internal sealed class RunWatcher
{
    /// <summary>The minimum time for the last poll, even if less time is left.</summary>
    private static readonly TimeSpan s_lastPollTime = TimeSpan.FromSeconds(1);

    /// <summary>How much later the requests end than the poll that sent them.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(500);

    /// <summary>Timers can end slightly early. Less time than this is not enough for another poll.</summary>
    private static readonly TimeSpan s_timerTolerance = TimeSpan.FromMilliseconds(20);

    private readonly BitbucketClient _client;
    private readonly WatchOptions _options;
    private readonly long _start;
    private int _open;

    /// <summary>Creates a watcher. Its time limit starts now.</summary>
    public RunWatcher(BitbucketClient client, WatchOptions options)
    {
        _client = client;
        _options = options;
        _start = client.Clock.GetTimestamp();
    }

    private TimeSpan Elapsed => _client.Clock.GetElapsedTime(_start);

    /// <summary>
    /// Waits until each run has an outcome. Each outcome is passed on at once, several at the same time. Processing an outcome does not
    /// delay the polling of the other runs.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled. No request is still running.</exception>
    public async Task WatchAsync(
        IEnumerable<WatchedRun> runs, Func<RunOutcome, CancellationToken, Task> ended, CancellationToken cancellationToken)
    {
        // A poll has one request in flight at a time.
        using var gate = new SemaphoreSlim(_client.MostInFlight);
        LookPlanner? planner = _options.Schedule is null ? new LookPlanner(Allowance) : null;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IGrouping<RepositoryId, WatchedRun>[] groups =
        [
            .. runs.GroupBy(r => (r.Repository, r.Pipeline)).Select(same => same.FirstOrDefault(r => r.IsKnown) ?? same.First())
            .GroupBy(r => r.Repository),
        ];
        // All are added before the first look, so that the first plan knows how many they are.
        (IGrouping<RepositoryId, WatchedRun> Runs, RepositoryLooks Looks)[] repositories =
            [.. groups.Select(g => (g, new RepositoryLooks(_client, _options, planner, () => Elapsed, () => _open)))];
        _open = groups.Length;
        Task[] tasks = [.. repositories.Select(r => WatchRepositoryAsync(r.Runs.Key, [.. r.Runs], r.Looks, gate, ended, failed))];
        foreach (Task task in tasks)
        {
            CancelOnFault(task, failed);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    /// <summary>An exception in one task cancels the others, before it is thrown.</summary>
    private static void CancelOnFault(Task task, CancellationTokenSource others) => task.ContinueWith(
        _ => others.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task WatchRepositoryAsync(
        RepositoryId repository, List<WatchedRun> runs, RepositoryLooks looks, SemaphoreSlim gate,
        Func<RunOutcome, CancellationToken, Task> ended, CancellationTokenSource failed)
    {
        CancellationToken cancellationToken = failed.Token;
        List<TrackedRun> open = [.. runs.Select(r => new TrackedRun(r))];
        var endings = new List<Task>();
        try
        {
            var poller = new RepositoryPoller(_options, repository, open, () => Elapsed);
            await looks.PauseAtStartAsync(poller, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                (bool timeUp, BitbucketApiException? failure) = await PollInTimeAsync(poller, looks.IsScarce, gate, cancellationToken)
                    .ConfigureAwait(false);
                foreach (TrackedRun run in open.ToArray())
                {
                    if ((run.Outcome(_options.WaitWhilePaused) ?? (timeUp ? run.TimedOut(failure) : null)) is { } outcome)
                    {
                        open.Remove(run);
                        looks.Note(run);
                        Task ending = ended(outcome, cancellationToken);
                        endings.Add(ending);
                        CancelOnFault(ending, failed);
                    }
                }

                if (open.Count == 0)
                {
                    return;
                }

                await looks.PauseAsync(poller, open, failure, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            looks.End();
            await Task.WhenAll(endings).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Polls all runs of a repository once. Returns whether the time limit is reached, and the failure if the poll failed.
    /// </summary>
    private async Task<(bool TimeUp, BitbucketApiException? Failure)> PollInTimeAsync(
        RepositoryPoller poller, bool isScarce, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        bool timeUp = false;
        using (CancellationTokenSource bounded = Bound(cancellationToken))
        {
            try
            {
                await gate.WaitAsync(bounded.Token).ConfigureAwait(false);
                try
                {
                    await poller.PollAsync(Bounded(), IsTimeUp, isScarce, bounded.Token).ConfigureAwait(false);
                }
                finally
                {
                    gate.Release();
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                timeUp = true;
            }
            catch (BitbucketApiException e)
            {
                poller.HandleFailure(e);
            }
        }

        return (timeUp || IsTimeUp, poller.LatestFailure);
    }

    private bool IsTimeUp => _options.Timeout is { } timeout && Elapsed + s_timerTolerance >= timeout;

    private LookAllowance Allowance() =>
        _options.Allowance?.Invoke() ?? LookAllowance.Default with { IsNear = _client.IsNearRateLimit };

    /// <summary>A token that is cancelled at the time limit. The last poll always gets a minimum of time.</summary>
    private CancellationTokenSource Bound(CancellationToken cancellationToken)
    {
        if (_options.Timeout is not { } timeout)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

        return _client.Clock.CancelAfter(Duration.Longer(timeout - Elapsed, s_lastPollTime), cancellationToken);
    }

    /// <summary>
    /// A client that is limited to the remaining time, so that it does not wait for longer. The token of the poll is cancelled slightly
    /// earlier, so that reaching the time limit does not count as a failed request.
    /// </summary>
    private BitbucketClient Bounded() => _options.Timeout is not { } timeout ? _client
        : _client.Until(Deadline.After(_client.Clock, Duration.Longer(timeout - Elapsed, s_lastPollTime) + s_margin));
}
