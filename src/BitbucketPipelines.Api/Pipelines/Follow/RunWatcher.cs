namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Waits for runs, one or hundreds: when it is looked again, and when the time is up. Runs of one repository share list calls. Every
/// request is bounded by what is left of the time.
/// </summary>
internal sealed class RunWatcher
{
    /// <summary>Repositories looked at in the same moment.</summary>
    private const int MostAtOnce = 8;

    /// <summary>A last look is granted this, however little time is left.</summary>
    private static readonly TimeSpan s_lastLook = TimeSpan.FromSeconds(1);

    /// <summary>So much later than the look itself its requests end.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(500);

    /// <summary>However long the server asks to wait, it is looked again after this time.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    /// <summary>Timers count milliseconds and may come a little early: what is left then is no time for another look.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    private readonly BitbucketClient _client;
    private readonly WatchOptions _options;
    private readonly long _start;

    /// <summary>Creates a watcher. Its time runs from now.</summary>
    public RunWatcher(BitbucketClient client, WatchOptions options)
    {
        _client = client;
        _options = options;
        _start = client.Clock.GetTimestamp();
    }

    private TimeSpan Elapsed => _client.Clock.GetElapsedTime(_start);

    /// <summary>
    /// Waits until each run has an outcome, and tells each as it comes, several at a time. What is done about one does not keep the others
    /// from being looked at.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; no request is left open.</exception>
    public async Task WatchAsync(
        IEnumerable<WatchedRun> runs, Func<RunOutcome, CancellationToken, Task> ended, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(MostAtOnce);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IGrouping<RepositoryId, WatchedRun>[] groups =
        [
            .. runs.GroupBy(r => (r.Repository, r.Pipeline)).Select(same => same.FirstOrDefault(r => r.IsKnown) ?? same.First())
            .GroupBy(r => r.Repository),
        ];
        Task[] tasks = [.. groups.Select(g => WatchRepositoryAsync(g.Key, [.. g], groups.Length, gate, ended, failed))];
        foreach (Task task in tasks)
        {
            EndOnFault(task, failed);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    /// <summary>A fault of one ends the others too, before it is told.</summary>
    private static void EndOnFault(Task task, CancellationTokenSource others) => task.ContinueWith(
        _ => others.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task WatchRepositoryAsync(
        RepositoryId repository, List<WatchedRun> runs, int repositories, SemaphoreSlim gate,
        Func<RunOutcome, CancellationToken, Task> ended, CancellationTokenSource failed)
    {
        CancellationToken cancellationToken = failed.Token;
        List<TrackedRun> open = [.. runs.Select(r => new TrackedRun(r))];
        var endings = new List<Task>();
        try
        {
            var looks = new RepositoryLooks(_options, repository, open, () => Elapsed);
            while (true)
            {
                (bool timeUp, BitbucketApiException? failure) = await LookInTimeAsync(looks, gate, cancellationToken)
                    .ConfigureAwait(false);
                foreach (TrackedRun run in open.ToArray())
                {
                    if ((run.Outcome(_options.WaitWhilePaused) ?? (timeUp ? run.TimedOut(failure) : null)) is { } outcome)
                    {
                        open.Remove(run);
                        Task ending = ended(outcome, cancellationToken);
                        endings.Add(ending);
                        EndOnFault(ending, failed);
                    }
                }

                if (open.Count == 0)
                {
                    return;
                }

                TimeSpan pause = _options.Schedule.Next(Elapsed, _client.IsNearRateLimit, repositories, Jitter.Next());
                if (failure is { StatusCode: 429, RetryAfter: { } asked })
                {
                    pause = Duration.Longer(pause, Duration.Shorter(asked, s_longestPause));
                }

                if (_options.Timeout is { } limit)
                {
                    pause = Duration.Shorter(pause, Duration.Longer(limit - Elapsed, TimeSpan.Zero));
                }

                await _client.Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(endings).ConfigureAwait(false);
        }
    }

    /// <summary>One look at all runs of a repository: whether the time is up, and what kept it from succeeding.</summary>
    private async Task<(bool TimeUp, BitbucketApiException? Failure)> LookInTimeAsync(
        RepositoryLooks looks, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        bool timeUp = false;
        using (CancellationTokenSource bounded = Bound(cancellationToken))
        {
            try
            {
                await gate.WaitAsync(bounded.Token).ConfigureAwait(false);
                try
                {
                    await looks.LookAsync(Bounded(), bounded.Token).ConfigureAwait(false);
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
                looks.FailOrGoOn(e);
            }
        }

        return (timeUp || (_options.Timeout is { } timeout && Elapsed + s_moment >= timeout), looks.LatestFailure);
    }

    /// <summary>A token that ends with the time that is left; a last look is granted a moment even when none is.</summary>
    private CancellationTokenSource Bound(CancellationToken cancellationToken)
    {
        if (_options.Timeout is not { } timeout)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

        return _client.Clock.CancelAfter(Duration.Longer(timeout - Elapsed, s_lastLook), cancellationToken);
    }

    /// <summary>
    /// A client that knows how much time is left, so that it neither waits nor promises to wait for longer. The token of the look ends a
    /// moment sooner: that the time is up is no failure of a request.
    /// </summary>
    private BitbucketClient Bounded() => _options.Timeout is not { } timeout ? _client
        : _client.Until(Deadline.After(_client.Clock, (timeout - Elapsed is var left && left > s_lastLook ? left : s_lastLook) + s_margin));
}
