using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>A cmdlet that can wait for runs: the parameters, and what becomes of each way that waiting ends.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunWaitCmdlet : RepositoryCmdlet
{
    /// <summary>The last lines of a failed step's log that an error shows.</summary>
    private const int TailLines = 15;

    /// <summary>Above this many runs, neither steps nor estimates are read for the progress bar.</summary>
    private const int FewRuns = 3;

    /// <summary>So many runs at once are asked why they failed.</summary>
    private const int MostReports = 8;

    /// <summary>
    /// How long after the end of the time what is still to be said and done may take: the last look, the report, the stop.
    /// </summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the report of a failure may take at most.</summary>
    private static readonly TimeSpan s_longestReport = TimeSpan.FromSeconds(30);

    private Deadline? _deadline;
    private RunProgress? _progress;
    private CiLogWriter? _log;

    /// <summary>Shows the logs of the steps on the host while they are written. They are no part of the output.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>
    /// How long all of it may take, in seconds, for all runs together: starting them, waiting, and what is read or stopped in the end, with
    /// at most two seconds more. 0 waits for as long as it takes. The default is two hours.
    /// </summary>
    [Parameter]
    [Alias("Timeout", "TimeoutSeconds")]
    [ValidateRange(0d, 2_000_000d)]
    public double TimeoutSec { get; set; } = 7200;

    /// <summary>
    /// A fixed pause between two requests for the state, in seconds, at least 0.1. By default the pause adapts: 2 seconds at first, up to
    /// 20 later, more when the rate limit is near.
    /// </summary>
    [Parameter]
    [ValidateRange(0.1d, 86_400d)]
    public double PollIntervalSec { get; set; }

    /// <summary>Stops runs that have not ended when the time is up.</summary>
    [Parameter]
    public SwitchParameter StopOnTimeout { get; set; }

    /// <summary>
    /// What to do when a run waits for a person to start a manual step: <c>Return</c> ends the wait with a warning and the run, <c>Wait</c>
    /// goes on waiting, <c>Error</c> ends the wait with the run and the error PipelinePaused.
    /// </summary>
    [Parameter]
    public PauseAction OnPause { get; set; } = PauseAction.Return;

    /// <summary>When all of the call has to be over. The time runs from where this is first looked at.</summary>
    private protected Deadline TimeOfCall => _deadline ??= TimeoutSec > 0
        ? Deadline.After(Client.Clock, TimeSpan.FromSeconds(TimeoutSec))
        : Deadline.None;

    /// <summary>Waits for runs, writes each as it ends, then the error of each that did not end well.</summary>
    private protected void WaitFor(IReadOnlyCollection<WatchedRun> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        CiHost host = LogSanitizer.Host;
        BitbucketClient client = Client;
        bool showProgress = host == CiHost.None;
        _progress = showProgress ? new RunProgress(runs.Count, client.Clock) : null;
        _log = Follow ? new CiLogWriter(host, WriteHostLine) : null;
        Deadline deadline = TimeOfCall;
        try
        {
            Await(token => WatchAsync(client, runs, deadline, token));
        }
        finally
        {
            _log?.Close();
            Show(_progress?.Completed());
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => Show(_progress?.Tick());

    private async Task WatchAsync(BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, Deadline deadline, CancellationToken token)
    {
        var logs = new ConcurrentDictionary<string, FollowedLog>(StringComparer.Ordinal);
        using var reports = new SemaphoreSlim(MostReports);
        var watcher = new RunWatcher(client, new WatchOptions
        {
            Timeout = TimeoutSec > 0 ? deadline.Left : null,
            Schedule = new PollSchedule
            {
                Fixed = PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null,
                Longest = TimeSpan.FromSeconds(Follow ? 5 : 20),
            },
            WaitWhilePaused = OnPause == PauseAction.Wait,
            StepsEvery = Follow ? TimeSpan.Zero : TimeSpan.FromSeconds(_progress is not null && runs.Count <= FewRuns ? 5 : 20),
            Looked = async (run, steps, t) =>
            {
                Saw(client.Until(deadline), runs.Count, run, steps, token);
                if (_log is { } log)
                {
                    await logs.GetOrAdd(KeyOf(runs.First(r => IsOf(r, run))), _ => NewLog(client.Until(deadline.Plus(s_grace)), log, token))
                        .LookAsync(steps, t).ConfigureAwait(false);
                }

                return true;
            },
            Survived = e => Post(() => WriteVerbose($"{e.Message} Waiting goes on.")),
        });
        try
        {
            await watcher.WatchAsync(
                runs,
                async (outcome, t) =>
                {
                    if (logs.TryGetValue(KeyOf(outcome.Watched), out FollowedLog? log)
                        && outcome.Exit is RunExit.Completed or RunExit.Paused or RunExit.Halted
                        && await log!.FinishAsync(outcome.Run!, LastWord(deadline), t).ConfigureAwait(false) is { } unknown)
                    {
                        Warn(ErrorRecords.LogIncomplete(outcome.Run!, unknown));
                    }

                    await EndedAsync(client, outcome, deadline, reports, t).ConfigureAwait(false);
                },
                token).ConfigureAwait(false);
        }
        finally
        {
            foreach (FollowedLog log in logs.Values)
            {
                log.Dispose();
            }
        }
    }

    private FollowedLog NewLog(BitbucketClient client, CiLogWriter log, CancellationToken token) => new(
        client,
        new RunLogFollower(
            client,
            (step, line) => Post(() => log.Line(step, line)),
            step => Post(() => log.Ended(step)),
            (step, lines, e) => Warn(ErrorRecords.LogIncomplete(step, lines, e)),
            cutLine: () =>
                Post(() =>
                WriteVerbose($"A line of the log is longer than {LineSplitter.LongestLine:N0} characters, and is shown in pieces."))),
        e => Post(() => WriteVerbose($"{e.Message} The log is followed on.")),
        token);

    /// <summary>Tells as a warning what is no failure of the run.</summary>
    private void Warn(ErrorDescription error) =>
        Post(() => WriteWarning($"{error.Message} {error.Advice}"));

    private void Saw(BitbucketClient client, int count, Pipeline run, IReadOnlyList<PipelineStep> steps, CancellationToken token)
    {
        if (_progress is not { } progress)
        {
            return;
        }

        progress.Saw(run, steps);
        if (count <= FewRuns && progress.WantsEstimate(run))
        {
            // Beside the looks, which do not wait for it; ended with the call.
            progress.Estimate(run, null);
            _ = EstimateAsync(client, progress, run, token);
        }
    }

    private static async Task EstimateAsync(BitbucketClient client, RunProgress progress, Pipeline run, CancellationToken token) =>
        progress.Estimate(
        run, await RunEstimate.ReadAsync(client, new RepositoryId(run.Workspace, run.Repository), run, token).ConfigureAwait(false));

    /// <summary>When all has to be over that is said and done in the end: with the time of the call, where enough of it is left.</summary>
    private static Deadline LastWord(Deadline deadline) => deadline.Left > s_grace ? deadline : deadline.Plus(s_grace);

    private static string KeyOf(WatchedRun watched) => $"{watched.Repository} {watched.Pipeline}";

    private static bool IsOf(WatchedRun watched, Pipeline run) =>
        (watched.Pipeline == run.BuildNumber.ToString(CultureInfo.InvariantCulture)
            || string.Equals(watched.Pipeline, run.Uuid, StringComparison.OrdinalIgnoreCase))
        && watched.Repository == new RepositoryId(run.Workspace, run.Repository);

    private async Task EndedAsync(
        BitbucketClient client, RunOutcome outcome, Deadline deadline, SemaphoreSlim reports, CancellationToken token)
    {
        Pipeline? run = outcome.Run;
        string name = run?.ToString() ?? outcome.Watched.Pipeline;
        switch (outcome.Exit)
        {
            case RunExit.Completed when run!.Result == PipelineStates.Successful:
                Post(() => Write(run, null));
                break;
            case RunExit.Completed when string.IsNullOrEmpty(run!.Result):
                Post(() => Write(run, ErrorRecords.PipelineResultUnknown(run)));
                break;
            case RunExit.Completed:
                await reports.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    BitbucketClient bounded = client.Until(LastWord(deadline)).Until(Deadline.After(client.Clock, s_longestReport));
                    FailureReport report = await FailureReport.ReadAsync(bounded, outcome.Watched.Repository, run!, TailLines, token)
                        .ConfigureAwait(false);
                    Post(() => Write(run!, ErrorRecords.PipelineFailed(report)));
                }
                finally
                {
                    reports.Release();
                }

                break;
            case RunExit.Paused when OnPause == PauseAction.Error:
                Post(() => Write(run!, ErrorRecords.PipelinePaused(run!, Waiting(outcome))));
                break;
            case RunExit.Paused:
                Post(() =>
                {
                    WriteWarning(ErrorRecords.PausedText(run!, Waiting(outcome)));
                    Write(run!, null);
                });
                break;
            case RunExit.Halted:
                Post(() => Write(run!, ErrorRecords.PipelineHalted(run!, RunState.Current(outcome.Steps))));
                break;
            case RunExit.TimedOut:
                (Pipeline? seen, string? stopped) = StopOnTimeout
                    ? await StopAsync(client.Until(LastWord(deadline)), outcome, token).ConfigureAwait(false)
                    : (run, null);
                Post(() => Write(seen, ErrorRecords.PipelineTimeout(name, run, seen, TimeoutSec, stopped, outcome.Failure)));
                break;
            default:
                Post(() => Write(run, ErrorDescription.From(outcome.Failure!, CurrentSession, outcome.Watched.Pipeline)));
                break;
        }

        _progress?.Ended(outcome);
    }

    /// <summary>The step that a person has to start.</summary>
    private static PipelineStep? Waiting(RunOutcome outcome) =>
        outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)
        ?? outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.TriggerDetail?.Type == PipelineStates.ManualTrigger);

    /// <summary>Asks a run to stop whose time is up, and says what came of it.</summary>
    private static async Task<(Pipeline? Run, string Said)> StopAsync(BitbucketClient client, RunOutcome outcome, CancellationToken token)
    {
        RepositoryId repository = outcome.Watched.Repository;
        StopResult result = await RunStopper.StopAsync(client, repository, outcome.Watched.Pipeline, token).ConfigureAwait(false);
        return (result.Run ?? outcome.Run, result switch
        {
            { Failure: { Kind: ApiErrorKind.AnswerLost } e } => $"Whether it stops is not known: {e.Message}",
            { Failure: { } e } => $"It could not be stopped: {e.Message}",
            { Run.IsCompleted: true } => "It was stopped.",
            { IsIgnored: true } => "It was asked to stop, but is paused on a manual step and did not.",
            _ => "It was asked to stop, and has not ended yet.",
        });
    }

    /// <summary>The object first, so that it can be had even where the error ends the script; then the error.</summary>
    private void Write(Pipeline? run, ErrorDescription? error)
    {
        if (run is not null)
        {
            WriteObject(run);
        }

        if (error is not null)
        {
            _log?.Error(error.Exception.Message.Split('\n')[0] + (run?.Url is { } url ? " " + url : ""));
            WriteError(error);
        }
    }

    private void Show(ProgressRecord? record)
    {
        if (record is not null)
        {
            WriteProgress(record);
        }
    }
}
