using System.Collections.Concurrent;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Follows runs and their logs until each has ended, and tells all that happens as one stream of events.</summary>
internal sealed class RunFollower : IDisposable
{
    /// <summary>Above this many runs, neither steps nor estimates are read for the progress.</summary>
    private const int FewRuns = 3;

    /// <summary>So many runs at once are asked why they failed.</summary>
    private const int MostReports = 8;

    /// <summary>How long the last look, the report and the stop may take after the time is up.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the report of a failure may take at most.</summary>
    private static readonly TimeSpan s_longestReport = TimeSpan.FromSeconds(30);

    private readonly BitbucketClient _client;
    private readonly IReadOnlyCollection<WatchedRun> _runs;
    private readonly FollowOptions _options;
    private readonly Action<RunEvent> _tell;
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<(RepositoryId, string), FollowedLog> _logs = new();
    private readonly ConcurrentDictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _estimated = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reports = new(MostReports);

    private RunFollower(
        BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, FollowOptions options, Action<RunEvent> tell, CancellationToken stop)
    {
        _client = client;
        _runs = runs;
        _options = options;
        _tell = tell;
        _stop = stop;
    }

    /// <summary>When what is read and stopped in the end has to be over: with the time of the call, where enough of it is left.</summary>
    private Deadline LastWord => _options.Deadline.Left > s_grace ? _options.Deadline : _options.Deadline.Plus(s_grace);

    /// <summary>Follows runs until each has ended.</summary>
    /// <param name="client">The client.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="options">What is read, and for how long.</param>
    /// <param name="tell">Takes the events, on any thread; those of different runs at the same time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task FollowAsync(
        BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, FollowOptions options, Action<RunEvent> tell,
        CancellationToken cancellationToken)
    {
        using var follower = new RunFollower(client, runs, options, tell, cancellationToken);
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
        Schedule = new PollSchedule { Fixed = _options.PollInterval, Longest = TimeSpan.FromSeconds(_options.Logs ? 5 : 20) },
        WaitWhilePaused = _options.WaitWhilePaused,
        StepsEvery = _options.Logs ? TimeSpan.Zero : TimeSpan.FromSeconds(_options.ShowsProgress && _runs.Count <= FewRuns ? 5 : 20),
        Looked = LookedAsync,
        Survived = e => _tell(new RunEvent.RequestFailed(e, IsLog: false)),
    };

    /// <summary>Tells what a look has shown. Whether waiting goes on.</summary>
    private async Task<bool> LookedAsync(Pipeline run, IReadOnlyList<PipelineStep> steps, CancellationToken cancellationToken)
    {
        string key = $"{run.Workspace}/{run.Repository}{run}";
        string state = string.Join(" ", [$"{run.State}/{run.Stage}", .. steps.Select(s => $"{s.State}/{s.Stage}/{s.Result}")]);
        if (!_states.TryGetValue(key, out string? before) || before != state)
        {
            _states[key] = state;
            _tell(new RunEvent.StateChanged(run, steps));
        }

        if (_options.ShowsProgress && _runs.Count <= FewRuns && run is { IsCompleted: false, Target.Selector: not null }
            && _estimated.TryAdd(key, true))
        {
            // Beside the looks, which do not wait for it; ended with the call.
            _ = EstimateAsync(run);
        }

        if (!_options.Logs)
        {
            return true;
        }

        var repository = new RepositoryId(run.Workspace, run.Repository);
        WatchedRun watched = _runs.First(r => r.Repository == repository && r.Is(run));
        bool more = await _logs.GetOrAdd((watched.Repository, watched.Pipeline), _ => NewLog()).LookAsync(steps, cancellationToken)
            .ConfigureAwait(false);
        return more || !_options.EndsWithLogs;
    }

    private FollowedLog NewLog() =>
        new(_client.Until(_options.Deadline.Plus(s_grace)), _tell, _options.Steps, _options.Tail, _stop);

    private async Task EstimateAsync(Pipeline run) => _tell(new RunEvent.Estimated(run, await RunEstimate.ReadAsync(
        _client.Until(_options.Deadline), new RepositoryId(run.Workspace, run.Repository), run, _stop).ConfigureAwait(false)));

    /// <summary>Reads the end of the log, and what else is to be said or done when the wait for a run is over.</summary>
    private async Task EndAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Exit is RunExit.Completed or RunExit.Paused or RunExit.Halted
            && _logs.TryGetValue((outcome.Watched.Repository, outcome.Watched.Pipeline), out FollowedLog? log)
            && await log.FinishAsync(outcome.Run!, LastWord, cancellationToken).ConfigureAwait(false) is { } unknown)
        {
            _tell(new RunEvent.RunLogIncomplete(outcome.Run!, unknown));
        }

        _tell(new RunEvent.Ended(
            outcome,
            outcome is { Exit: RunExit.Completed, Run.Result: not (null or "" or PipelineStates.Successful) }
                && _options.ReportLines is { } lines
                ? await ReportAsync(outcome, lines, cancellationToken).ConfigureAwait(false)
                : null,
            outcome.Exit == RunExit.TimedOut && _options.StopOnTimeout
                ? await RunStopper.StopAsync(
                    _client.Until(LastWord), outcome.Watched.Repository, outcome.Watched.Pipeline, cancellationToken).ConfigureAwait(false)
                : null));
    }

    private async Task<FailureReport> ReportAsync(RunOutcome outcome, int lines, CancellationToken cancellationToken)
    {
        await _reports.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            BitbucketClient bounded = _client.Until(LastWord).Until(Deadline.After(_client.Clock, s_longestReport));
            return await FailureReport.ReadAsync(bounded, outcome.Watched.Repository, outcome.Run!, lines, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _reports.Release();
        }
    }
}
