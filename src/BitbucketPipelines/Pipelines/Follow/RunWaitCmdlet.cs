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
        _progress = host == CiHost.None ? new RunProgress(runs.Count, client.Clock) : null;
        _log = Follow ? new CiLogWriter(host, WriteHostLine) : null;
        var options = new FollowOptions
        {
            Deadline = TimeOfCall,
            PollInterval = PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null,
            WaitWhilePaused = OnPause == PauseAction.Wait,
            StopOnTimeout = StopOnTimeout,
            ShowsProgress = _progress is not null,
            ReportLines = TailLines,
            Logs = Follow,
        };
        try
        {
            Await(token => RunFollower.FollowAsync(client, runs, options, e => Post(() => Show(e)), token));
        }
        finally
        {
            _log?.Close();
            Show(_progress?.Completed());
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => Show(_progress?.Tick());

    /// <summary>Shows what happened to a run. On the pipeline thread, as all that is called here.</summary>
    private void Show(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.StateChanged seen:
                _progress?.Saw(seen.Run, seen.Steps);
                break;
            case RunEvent.Estimated estimated:
                _progress?.Estimate(estimated.Run, estimated.Duration);
                break;
            case RunEvent.LogLine log:
                _log!.Line(log.Step, log.Line);
                break;
            case RunEvent.LineSplit:
                WriteVerbose($"A line of the log is longer than {LineSplitter.LongestLine:N0} characters, and is shown in pieces.");
                break;
            case RunEvent.StepEnded step:
                _log!.Ended(step.Step);
                break;
            case RunEvent.StepLogIncomplete log:
                Warn(ErrorRecords.LogIncomplete(log.Step, log.Lines, log.Failure));
                break;
            case RunEvent.RunLogIncomplete log:
                Warn(ErrorRecords.LogIncomplete(log.Run, log.Failure));
                break;
            case RunEvent.RequestFailed failed:
                WriteVerbose($"{failed.Failure.Message} {(failed.IsLog ? "The log is followed on." : "Waiting goes on.")}");
                break;
            case RunEvent.Ended ended:
                _progress?.Ended();
                Write(ended);
                break;
        }
    }

    /// <summary>Tells as a warning what is no failure of the run.</summary>
    private void Warn(ErrorDescription error) => WriteWarning($"{error.Message} {error.Advice}");

    /// <summary>Writes a run whose wait is over, and the error of one that did not end well.</summary>
    private void Write(RunEvent.Ended ended)
    {
        RunOutcome outcome = ended.Outcome;
        Pipeline? run = outcome.Run;
        switch (outcome.Exit)
        {
            case RunExit.Completed when run!.Result == PipelineStates.Successful:
                Write(run, null);
                break;
            case RunExit.Completed:
                Write(run, ended.Report is { } report ? ErrorRecords.PipelineFailed(report) : ErrorRecords.PipelineResultUnknown(run!));
                break;
            case RunExit.Paused when OnPause == PauseAction.Error:
                Write(run, ErrorRecords.PipelinePaused(run!, Waiting(outcome)));
                break;
            case RunExit.Paused:
                WriteWarning(ErrorRecords.PausedText(run!, Waiting(outcome)));
                Write(run, null);
                break;
            case RunExit.Halted:
                Write(run, ErrorRecords.PipelineHalted(run!, RunState.Current(outcome.Steps)));
                break;
            case RunExit.TimedOut:
                Pipeline? seen = ended.Stop?.Run ?? run;
                Write(seen, ErrorRecords.PipelineTimeout(
                    run?.ToString() ?? outcome.Watched.Pipeline, run, seen, TimeoutSec, Text(ended.Stop), outcome.Failure));
                break;
            default:
                Write(run, ErrorDescription.From(outcome.Failure!, CurrentSession, outcome.Watched.Pipeline));
                break;
        }
    }

    /// <summary>The step that a person has to start.</summary>
    private static PipelineStep? Waiting(RunOutcome outcome) =>
        outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)
        ?? outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.TriggerDetail?.Type == PipelineStates.ManualTrigger);

    /// <summary>What came of stopping a run whose time was up.</summary>
    private static string? Text(StopResult? stop) => stop switch
    {
        null => null,
        { Failure: { Kind: ApiErrorKind.AnswerLost } e } => $"Whether it stops is not known: {e.Message}",
        { Failure: { } e } => $"It could not be stopped: {e.Message}",
        { Run.IsCompleted: true } => "It was stopped.",
        { IsIgnored: true } => "It was asked to stop, but is paused on a manual step and did not.",
        _ => "It was asked to stop, and has not ended yet.",
    };

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
