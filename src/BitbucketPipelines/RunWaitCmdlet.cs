using System.ComponentModel;
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

    private RunProgress? _progress;
    private RunLogHost? _log;

    /// <summary>Shows the logs of the steps on the host while they are written. They are no part of the output.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>How long to wait at most, in seconds, for all runs together. 0 waits for as long as it takes. The default is two hours.</summary>
    [Parameter]
    [Alias("Timeout", "TimeoutSeconds")]
    [ValidateRange(0d, 2_000_000d)]
    public double TimeoutSec { get; set; } = 7200;

    /// <summary>
    /// A fixed pause between two requests for the state, in seconds, at least 0.1. By default the pause adapts: 2 seconds at first, up to 20
    /// later, more when the rate limit is near.
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

    /// <summary>Waits for runs, writes each as it ends, then the error of each that did not end well.</summary>
    private protected void WaitFor(IReadOnlyCollection<WatchedRun> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        CiHost host = LogText.Host;
        BitbucketClient client = Client;
        bool showProgress = host == CiHost.None;
        _progress = showProgress ? new RunProgress(runs.Count, client.Clock) : null;
        _log = Follow ? new RunLogHost(host, WriteHost) : null;
        var followers = new Dictionary<string, RunLogFollower>(StringComparer.Ordinal);
        try
        {
            Await(async token =>
            {
                var watcher = new RunWatcher(client, new WatchOptions
                {
                    Timeout = TimeoutSec > 0 ? TimeSpan.FromSeconds(TimeoutSec) : null,
                    Schedule = new PollSchedule
                    {
                        Fixed = PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null,
                        Longest = TimeSpan.FromSeconds(Follow ? 5 : 20),
                    },
                    WaitWhilePaused = OnPause == PauseAction.Wait,
                    StepsEvery = Follow ? TimeSpan.Zero : TimeSpan.FromSeconds(showProgress && runs.Count <= FewRuns ? 5 : 20),
                    Looked = (run, steps, t) => LookedAsync(client, followers, runs.Count, run, steps, t),
                    Survived = text => Post(() => WriteVerbose($"{text} Waiting goes on.")),
                });
                await watcher.WatchAsync(runs, (outcome, t) => EndedAsync(client, outcome, t), token).ConfigureAwait(false);
            });
        }
        finally
        {
            _log?.Close();
            Show(_progress?.Completed());
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => Show(_progress?.Tick());

    private async Task<bool> LookedAsync(
        BitbucketClient client, Dictionary<string, RunLogFollower> followers, int count, Pipeline run, IReadOnlyList<PipelineStep> steps, CancellationToken token)
    {
        var repository = new RepositoryId(run.Workspace, run.Repository);
        if (_progress is { } progress)
        {
            progress.Saw(run, steps);
            if (count <= FewRuns && progress.WantsEstimate(run))
            {
                progress.Estimate(run, await RunEstimate.ReadAsync(client, repository, run, token).ConfigureAwait(false));
            }
        }

        if (_log is { } log)
        {
            RunLogFollower? follower;
            lock (followers)
            {
                if (!followers.TryGetValue($"{repository}{run}", out follower))
                {
                    followers[$"{repository}{run}"] = follower = new RunLogFollower(
                        client,
                        (step, line) => Post(() => log.Line(step, line)),
                        step => Post(() => log.Ended(step)),
                        (step, e) => Post(() => WriteWarning($"The log of step '{step.DisplayName}' cannot be read: {e.Message}")));
                }
            }

            await follower.LookAsync(steps, token).ConfigureAwait(false);
        }

        return true;
    }

    private async Task EndedAsync(BitbucketClient client, RunOutcome outcome, CancellationToken token)
    {
        Pipeline? run = outcome.Run;
        string name = run?.ToString() ?? outcome.Watched.Pipeline;
        switch (outcome.Exit)
        {
            case RunExit.Completed when run!.Result == RunWords.Successful:
                Post(() => Write(run, null));
                break;
            case RunExit.Completed:
                FailureReport report = await FailureReport.ReadAsync(client, outcome.Watched.Repository, run!, TailLines, token).ConfigureAwait(false);
                Post(() => Write(run!, ErrorRecords.PipelineFailed(report)));
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
                (Pipeline? seen, string? stopped) = StopOnTimeout ? await StopAsync(client, outcome, token).ConfigureAwait(false) : (run, null);
                Post(() => Write(seen, ErrorRecords.PipelineTimeout(seen?.ToString() ?? name, seen, TimeoutSec, stopped)));
                break;
            default:
                Post(() => Write(run, ErrorRecords.From(outcome.Failure!, CurrentSession, outcome.Watched.Pipeline)));
                break;
        }

        _progress?.Ended(outcome);
    }

    /// <summary>The step that a person has to start.</summary>
    private static PipelineStep? Waiting(RunOutcome outcome) =>
        outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.Stage == RunWords.Paused)
        ?? outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.TriggerDetail?.Type == RunWords.ManualTrigger);

    /// <summary>Asks a run to stop whose time is up, and says what came of it.</summary>
    private static async Task<(Pipeline? Run, string Said)> StopAsync(BitbucketClient client, RunOutcome outcome, CancellationToken token)
    {
        RepositoryId repository = outcome.Watched.Repository;
        StopResult result = await RunStopper.StopAsync(client, repository, outcome.Watched.Pipeline, token).ConfigureAwait(false);
        return (result.Run ?? outcome.Run, result switch
        {
            { Failure: { } e } => $"It could not be stopped: {e.Message}",
            { Run.IsCompleted: true } => "It was stopped.",
            { IsIgnored: true } => "It was asked to stop, but is paused on a manual step and did not.",
            _ => "It was asked to stop, and has not ended yet.",
        });
    }

    /// <summary>The object first, so that it can be had even where the error ends the script; then the error.</summary>
    private void Write(Pipeline? run, ErrorRecord? error)
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
