using System.Collections.Concurrent;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Follows runs and their logs until each run has ended, and reports everything as one stream of events.</summary>
internal sealed class RunFollower : IDisposable
{
    /// <summary>The maximum number of runs whose steps and estimated durations are read to show progress.</summary>
    private const int MaxRunsWithSteps = 3;

    /// <summary>How often steps are read to show the current one.</summary>
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(20);

    /// <summary>How long the report and the request to stop may take after the time limit.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    /// <summary>The time limit of a report.</summary>
    private static readonly TimeSpan s_reportTimeout = TimeSpan.FromSeconds(30);

    private readonly BitbucketClient _client;
    private readonly IReadOnlyCollection<WatchedRun> _runs;
    private readonly FollowOptions _options;
    private readonly Action<RunEvent> _report;
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<(RepositoryId, string), FollowedLog> _logs = new();
    private readonly ConcurrentDictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _estimated = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Run, string? Step), bool> _paused = new();

    /// <summary>
    /// How many runs that have ended are read at the same time. The report of one has several requests in flight, and the limit of a report
    /// is in time.
    /// </summary>
    private readonly SemaphoreSlim _reports;

    private int _stops;

    private RunFollower(
        BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, FollowOptions options, Action<RunEvent> report,
        CancellationToken stop)
    {
        _client = client;
        _runs = runs;
        _options = options;
        _report = report;
        _stop = stop;
        _reports = new SemaphoreSlim((client.MostInFlight + 1) / 2);
    }

    /// <summary>
    /// The time limit for the end of the logs, the report and the stop: that of the call if there is enough time left, otherwise slightly
    /// later.
    /// </summary>
    private Deadline FinalDeadline => _options.Deadline.Left > s_grace ? _options.Deadline : _options.Deadline.Plus(s_grace);

    /// <summary>Follows runs until each has ended.</summary>
    /// <param name="client">The client.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="options">What is read, and when that ends.</param>
    /// <param name="report">Receives the events, on any thread. Events of different runs can occur at the same time.</param>
    /// <param name="cancellationToken">Cancels following.</param>
    public static async Task FollowAsync(
        BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, FollowOptions options, Action<RunEvent> report,
        CancellationToken cancellationToken)
    {
        using var follower = new RunFollower(client, runs, options, report, cancellationToken);
        await new RunWatcher(client, follower.WatchOptions()).WatchAsync(runs, follower.EndAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FollowedLog log in _logs.Values)
        {
            log.Dispose();
        }

        _reports.Dispose();
    }

    private WatchOptions WatchOptions() => new()
    {
        Timeout = _options.Deadline.Left is var left && left < TimeSpan.MaxValue ? left : null,
        // Logs and steps are read with each poll, so their polls are not planned.
        Schedule = _options.PollInterval is not null || _options.Logs || _options.ReadsSteps
            ? new PollSchedule
            {
                FixedPause = _options.PollInterval,
                MaxPause = TimeSpan.FromSeconds(_options.Logs ? 5 : _options.ReadsSteps ? 10 : 20),
            }
            : null,
        Allowance = ReadAllowance,
        WaitWhilePaused = _options.WaitWhilePaused,
        StepsInterval = _options.Logs || _options.ReadsSteps ? TimeSpan.Zero
            : _options.ShowsProgress && _runs.Count <= MaxRunsWithSteps ? s_progressInterval
            : null,
        OnPolled = OnPolledAsync,
        OnFailure = e => _report(new RunEvent.RequestFailed(e, IsLog: false)),
    };

    /// <summary>What is left of the rate limit, after the requests of all commands of this process.</summary>
    private LookAllowance ReadAllowance()
    {
        AllowanceState state = _client.Allowance.Read();
        int limit = state.Limit ?? Allowance.DefaultLimit;
        return new LookAllowance(limit, state.Left ?? Math.Max(0, limit - state.Used), state.IsNear);
    }

    /// <summary>Reports what a poll has read. Returns whether to continue to wait.</summary>
    private async Task<bool> OnPolledAsync(Pipeline run, IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        string key = $"{run.Workspace}/{run.Repository}{run}";
        string state = string.Join(" ", [$"{run.State}/{run.Stage}", .. steps.Select(s => $"{s.State}/{s.Stage}/{s.Result}")]);
        if (!_states.TryGetValue(key, out string? before) || before != state)
        {
            _states[key] = state;
            _report(new RunEvent.StateChanged(run, steps));
        }

        if (_options.WaitWhilePaused && RunState.Assess(run, steps) == RunExit.Paused && RunState.PausedStep(steps) is { } paused
            && _paused.TryAdd((key, paused.Uuid), true))
        {
            _report(new RunEvent.PersonNeeded(run, paused));
        }

        if (_options.ShowsProgress && _runs.Count <= MaxRunsWithSteps && run is { IsCompleted: false, Target.Selector: not null }
            && _estimated.TryAdd(key, true))
        {
            // Do not await it, so that it does not delay the polling. It ends with the call.
            _ = EstimateAsync(run);
        }

        if (!_options.Logs)
        {
            return true;
        }

        var repository = RepositoryId.Of(run.Workspace, run.Repository);
        WatchedRun watched = _runs.First(r => r.Repository == repository && r.Is(run));
        bool more = await _logs.GetOrAdd((watched.Repository, watched.Pipeline), _ => NewLog()).PollAsync(steps, cancellationToken)
            .ConfigureAwait(false);
        return more || !_options.EndsWithLogs;
    }

    private FollowedLog NewLog() =>
        new(_client.Until(_options.Deadline.Plus(s_grace)), _report, _options.Steps, _options.Tail, _stop);

    private async Task EstimateAsync(Pipeline run) => _report(new RunEvent.Estimated(run, await RunEstimate.ReadAsync(
        _client.Until(_options.Deadline), RepositoryId.Of(run.Workspace, run.Repository), run, _stop).ConfigureAwait(false)));

    /// <summary>
    /// Completes the wait for a run: reads the rest of the logs, reads the report of a failure, and stops the run if its time is up.
    /// </summary>
    private async Task EndAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        bool isShown = false;
        if (outcome.Exit is RunExit.Completed or RunExit.Paused or RunExit.Halted
            && _logs.TryGetValue((outcome.Watched.Repository, outcome.Watched.Pipeline), out FollowedLog? log))
        {
            BitbucketApiException? stepsFailure = await log.FinishAsync(outcome.Run!, FinalDeadline, cancellationToken)
                .ConfigureAwait(false);
            if (stepsFailure is not null)
            {
                _report(new RunEvent.RunLogIncomplete(outcome.Run!, stepsFailure));
            }

            isShown = stepsFailure is null && !log.IsIncomplete;
        }

        FailureReport? report = null;
        if (outcome is { Exit: RunExit.Completed, Run.Result: not (null or "" or PipelineStates.Successful) }
            && _options.ReportLines is { } lines)
        {
            report = await FinalAsync(
                (client, token) => FailureReport.ReadAsync(
                    client, outcome.Watched.Repository, outcome.Run!, isShown ? 0 : lines, token),
                cancellationToken).ConfigureAwait(false);
            outcome = report.Steps.Count > 0 ? outcome with { Steps = report.Steps } : outcome;
        }
        else if (_options.ReadsFinalSteps && outcome.Exit == RunExit.Completed
            && (outcome.Steps.Count == 0 || outcome.Steps.Any(s => !s.IsCompleted)))
        {
            outcome = await FinalAsync((client, token) => WithStepsAsync(client, outcome, token), cancellationToken).ConfigureAwait(false);
        }

        _report(new RunEvent.Ended(
            outcome,
            report,
            outcome.Exit == RunExit.TimedOut && _options.StopOnTimeout
                ? await RunStopper.StopAsync(
                    _client.Until(NextStopDeadline()), outcome.Watched.Repository, outcome.Watched.Pipeline, cancellationToken,
                    FinalDeadline).ConfigureAwait(false)
                : null));
    }

    /// <summary>
    /// The time limit for the next request to stop a run. When the time is up for more runs than there may be requests in flight, most
    /// requests wait for those before them, and none of the runs should go on because of that.
    /// </summary>
    private Deadline NextStopDeadline()
    {
        int before = (Interlocked.Increment(ref _stops) - 1) / _client.MostInFlight;
        return FinalDeadline.Plus(TimeSpan.FromTicks(s_grace.Ticks * before));
    }

    private static async Task<RunOutcome> WithStepsAsync(BitbucketClient client, RunOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            return outcome with
            {
                Steps = await StepList.ReadAsync(client, outcome.Watched.Repository, outcome.Run!, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (BitbucketApiException)
        {
            // The steps of the last poll are better than none.
            return outcome;
        }
    }

    /// <summary>Reads something about a run that has ended, within the time of a report, and for a few runs at the same time.</summary>
    private async Task<T> FinalAsync<T>(Func<BitbucketClient, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _reports.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(_client.Until(FinalDeadline).Until(Deadline.After(_client.Clock, s_reportTimeout)), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _reports.Release();
        }
    }
}
