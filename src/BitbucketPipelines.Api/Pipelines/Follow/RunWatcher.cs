using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Waits for runs, one or hundreds. Runs of one repository share list calls. Every request is bounded by what is left of the time;
/// failures that may pass are survived.
/// </summary>
internal sealed class RunWatcher
{
    /// <summary>Repositories looked at in the same moment.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Lists of runs and of steps that one look at a repository asks for: 200 looks an hour stay below 1,000 requests.</summary>
    private const int MostRequests = 4;

    /// <summary>So many looks in a row have to be refused (401, 403, 404) before it is believed.</summary>
    private const int MostRefusals = 3;

    /// <summary>So many times a run has to be seen that has ended and has no result before that is believed.</summary>
    private const int MostWithoutResult = 4;

    /// <summary>A run that was just started is not found everywhere at once.</summary>
    private static readonly TimeSpan s_longestBirth = TimeSpan.FromSeconds(30);

    /// <summary>How long steps are waited for at most in one look: the state of the run is what counts.</summary>
    private static readonly TimeSpan s_longestSteps = TimeSpan.FromSeconds(20);

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
        List<Tracked> open = [.. runs.Select(r => new Tracked(r))];
        var endings = new List<Task>();
        try
        {
            var trouble = new Trouble();
            while (true)
            {
                (bool timeUp, BitbucketApiException? failure) = await LookInTimeAsync(repository, open, gate, trouble, cancellationToken)
                    .ConfigureAwait(false);
                foreach (Tracked run in open.ToArray())
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
        RepositoryId repository, List<Tracked> open, SemaphoreSlim gate, Trouble trouble, CancellationToken cancellationToken)
    {
        bool timeUp = false;
        using (CancellationTokenSource bounded = Bound(cancellationToken))
        {
            try
            {
                await gate.WaitAsync(bounded.Token).ConfigureAwait(false);
                try
                {
                    await LookAsync(Bounded(), repository, open, bounded.Token).ConfigureAwait(false);
                    trouble.Pass();
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
                if (trouble.IsEnough(
                    e, Elapsed,
                    open.Exists(r => r.Run is not null || r.Watched.IsKnown) ? _options.LongestOutage : _options.LongestFirstOutage,
                    open.TrueForAll(IsBeingBorn)))
                {
                    open.ForEach(t => t.Fail(e));
                }
                else
                {
                    _options.Survived?.Invoke(e);
                }
            }
        }

        return (timeUp || (_options.Timeout is { } timeout && Elapsed + s_moment >= timeout), trouble.Latest);
    }

    /// <summary>Whether it may be too early for the run to be found.</summary>
    private bool IsBeingBorn(Tracked run) => run.Watched.IsKnown && run.Run is null && Elapsed < s_longestBirth;

    /// <summary>What failed for one run alone: the wait for it ends, or the failure is told and waiting goes on.</summary>
    private void GiveUpOrGoOn(Tracked run, Trouble trouble, BitbucketApiException e)
    {
        if (trouble.IsEnough(e, Elapsed, _options.LongestOutage, IsBeingBorn(run)))
        {
            run.Fail(e);
        }
        else
        {
            _options.Survived?.Invoke(e);
        }
    }

    /// <summary>Whether a failure is about what was asked for, rather than about the server or the way to it.</summary>
    private static bool IsOfOne(BitbucketApiException e) =>
        e.Kind == ApiErrorKind.InvalidResponse || (e.Kind == ApiErrorKind.Status && !e.IsTransient);

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

    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_lastLook = TimeSpan.FromSeconds(1);

    /// <summary>However long the server asks to wait, it is looked again after this time.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    /// <summary>Timers count milliseconds and may come a little early: what is left then is no time for another look.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    private async Task LookAsync(BitbucketClient client, RepositoryId repository, List<Tracked> open, CancellationToken cancellationToken)
    {
        if (open.Count > 1)
        {
            await ReadListAsync(client, repository, open, cancellationToken).ConfigureAwait(false);
        }

        foreach (Tracked run in open.Where(r => open.Count == 1 || !r.Fresh))
        {
            try
            {
                run.See(await ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false), _client.SiteUri);
            }
            catch (BitbucketApiException e) when (open.Count > 1 && IsOfOne(e))
            {
                // One run that is not there says nothing about the others.
                GiveUpOrGoOn(run, run.Trouble, e);
            }
        }

        HashSet<Tracked> due = [.. DueSteps(open)];
        foreach (Tracked run in open.Where(r => r.Run is not null && r.Failure is null))
        {
            if (due.Contains(run))
            {
                await ReadStepsAsync(client, repository, run, cancellationToken).ConfigureAwait(false);
            }

            if (_options.Looked is { } looked)
            {
                run.StoppedByObserver |= !await looked(run.Run!, run.Steps, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Task<Pipeline> ReadAsync(
        BitbucketClient client, RepositoryId repository, Tracked run, CancellationToken cancellationToken) =>
        client.SendAsync(Pipelines.Get(repository, run.Watched.Pipeline), cancellationToken);

    /// <summary>Reads the steps of a run. That they cannot be read says nothing about its state, which is what is waited for.</summary>
    private async Task ReadStepsAsync(BitbucketClient client, RepositoryId repository, Tracked run, CancellationToken cancellationToken)
    {
        try
        {
            BitbucketClient bounded = client.Until(Deadline.After(client.Clock, s_longestSteps));
            run.Steps = await StepList.ReadAsync(bounded, repository, run.Run!, cancellationToken).ConfigureAwait(false);
            run.StepsRead = Elapsed;
            run.StepsOutdated = false;
            run.StepTrouble.Pass();
            if (!_options.WaitWhilePaused && !run.IsPaused && RunState.Assess(run.Run!, run.Steps) == RunExit.Paused)
            {
                // The steps are newer than the run: what is given back should say PAUSED too, where the server does.
                run.Confirm(await ReadAsync(client, repository, run, cancellationToken).ConfigureAwait(false), _client.SiteUri);
            }
        }
        catch (BitbucketApiException e)
        {
            // Other runs have their turn first.
            run.StepsRead = Elapsed;
            if (!run.Run!.IsCompleted)
            {
                GiveUpOrGoOn(run, run.StepTrouble, e);
            }
        }
    }

    /// <summary>Newest first, as many pages as the runs could fill; older ones are then read one by one.</summary>
    private async Task ReadListAsync(
        BitbucketClient client, RepositoryId repository, List<Tracked> open, CancellationToken cancellationToken)
    {
        open.ForEach(r => r.Fresh = false);
        int pages = Pages(open);
        using var reader = new PageReader<Pipeline>(client, Pipelines.List(repository), p => p.Uuid, cancellationToken, readAhead: false);
        while (pages-- > 0 && open.Any(r => !r.Fresh) && await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            foreach (Pipeline run in page)
            {
                open.Find(r => r.Is(run))?.See(run, _client.SiteUri);
            }
        }
    }

    /// <summary>
    /// Whose steps are read at this look; each costs a request. All of them while logs are followed. Else those of a run that has just
    /// paused, to learn the kind of pause, and a few of those that changed, are paused or were read long ago; the oldest first.
    /// </summary>
    private IEnumerable<Tracked> DueSteps(List<Tracked> open)
    {
        List<Tracked> begun = open.FindAll(r => r.Failure is null
            && r.Run is { State: PipelineStates.InProgress or PipelineStates.Completed } or { Stage: PipelineStates.Paused });
        if (_options.Looked is not null && _options.StepsEvery == TimeSpan.Zero)
        {
            return begun;
        }

        // The end of a run needs no steps.
        ILookup<bool, Tracked> justPaused = begun.FindAll(r => !r.Run!.IsCompleted).ToLookup(r => r.IsPaused && r.StepsOutdated);
        return justPaused[true].Concat(justPaused[false]
            .Where(r => r.StepsOutdated || r.IsPaused || Elapsed - r.StepsRead >= _options.StepsEvery)
            .OrderBy(r => r.StepsRead ?? TimeSpan.MinValue)
            .Take(_client.IsNearRateLimit ? 1 : Math.Max(1, MostRequests - Pages(open))));
    }

    private static int Pages(List<Tracked> open) => (open.Count / 100) + 1;

    /// <summary>What failed in a row, and whether that is reason enough to give up.</summary>
    private sealed class Trouble
    {
        private TimeSpan? _since;
        private int _refusals;

        public BitbucketApiException? Latest { get; private set; }

        public void Pass()
        {
            _since = null;
            _refusals = 0;
            Latest = null;
        }

        /// <param name="e">What failed.</param>
        /// <param name="now">When.</param>
        /// <param name="longest">How long an outage may last.</param>
        /// <param name="unborn">Whether what is not found may be found soon.</param>
        public bool IsEnough(BitbucketApiException e, TimeSpan now, TimeSpan longest, bool unborn)
        {
            if (e.StatusCode == 429)
            {
                // The server is there: it only asks for patience.
                Pass();
                Latest = e;
                return false;
            }

            Latest = e;
            _since ??= now;
            _refusals = e.IsRefusal ? _refusals + 1 : 0;
            return e.IsRefusal ? _refusals >= MostRefusals && !(unborn && e.StatusCode == 404) : now - _since > longest;
        }
    }

    /// <summary>A run that is waited for, and what is known of it.</summary>
    private sealed class Tracked(WatchedRun watched)
    {
        private string? _state;
        private int _withoutResult;

        public WatchedRun Watched { get; } = watched;

        public Pipeline? Run { get; private set; }

        public IReadOnlyList<PipelineStep> Steps { get; set; } = [];

        public TimeSpan? StepsRead { get; set; }

        /// <summary>Whether the steps are of another state than the run.</summary>
        public bool StepsOutdated { get; set; }

        public Trouble Trouble { get; } = new();

        public Trouble StepTrouble { get; } = new();

        public bool Fresh { get; set; }

        public bool StoppedByObserver { get; set; }

        public bool IsPaused => Run?.Stage == PipelineStates.Paused;

        public BitbucketApiException? Failure { get; private set; }

        public bool Is(Pipeline run) =>
            string.Equals(run.Uuid, Watched.Pipeline, StringComparison.OrdinalIgnoreCase)
            || run.BuildNumber.ToString(CultureInfo.InvariantCulture) == Watched.Pipeline;

        public void See(Pipeline run, Uri site)
        {
            run.SetLocation(Watched.Repository, site);
            string state = $"{run.State}/{run.Stage}";
            StepsOutdated |= state != _state;
            _state = state;
            _withoutResult = IsWithoutResult(run) ? _withoutResult + 1 : 0;
            Run = run;
            Fresh = true;
            Trouble.Pass();
        }

        /// <summary>
        /// Takes a newer look at a run whose steps are known already; one that is no longer under way has other steps by now.
        /// </summary>
        public void Confirm(Pipeline run, Uri site)
        {
            See(run, site);
            StepsOutdated = run.State != PipelineStates.InProgress;
        }

        public void Fail(BitbucketApiException e) => Failure = e;

        public RunOutcome? Outcome(bool waitWhilePaused) =>
            Failure is not null ? new RunOutcome(Watched, RunExit.Unreadable, Run, Steps, Failure)
            : StoppedByObserver ? new RunOutcome(Watched, RunExit.StoppedByObserver, Run, Steps)
            : Run is null || RunState.Assess(Run, Steps) is not { } exit ? null
            // Whether it went well is what is waited for: the result may come a moment later.
            : exit == RunExit.Completed && _withoutResult is > 0 and < MostWithoutResult ? null
            // What kind of pause it is, steps of an earlier state do not tell.
            : exit == RunExit.Paused && (waitWhilePaused || (IsPaused && StepsOutdated)) ? null
            : new RunOutcome(Watched, exit, Run, Steps);

        public RunOutcome TimedOut(BitbucketApiException? latest) => Run is { IsCompleted: true }
            ? new(Watched, RunExit.Completed, Run, Steps)
            : new(Watched, RunExit.TimedOut, Run, Steps, Trouble.Latest ?? latest);

        private static bool IsWithoutResult(Pipeline run) => run.IsCompleted && string.IsNullOrEmpty(run.Result);
    }
}
