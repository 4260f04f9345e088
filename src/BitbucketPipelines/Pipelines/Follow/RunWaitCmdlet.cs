using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that can wait for runs: the parameters, and the output for each way in which a wait ends.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunWaitCmdlet : RepositoryCmdlet
{
    /// <summary>The number of lines from the end of a failed step's log that an error shows.</summary>
    private const int TailLines = 15;

    private static readonly string[] s_waitParameters =
        [nameof(TimeoutSec), nameof(StopOnTimeout), nameof(PollIntervalSec), nameof(OnPause)];

    private readonly List<WatchedRun> _runs = [];
    private Deadline? _deadline;
    private RunProgress? _progress;
    private CiLogWriter? _log;

    /// <summary>Shows the logs of the steps on the host while they are written. They are not part of the output.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>
    /// The maximum duration of the whole call in seconds, for all runs together: starting the runs, waiting for them, and what is read or
    /// stopped at the end. It can take at most two seconds longer. 0 means no limit. The default is 7200, which is two hours. A text with a
    /// unit (<c>90s</c>, <c>5m</c>, <c>2h</c>) and a TimeSpan are allowed too.
    /// </summary>
    [Parameter]
    [Alias("Timeout", "TimeoutSeconds")]
    [SecondsTransformation]
    [ValidateRange(0d, 2_000_000d)]
    public double TimeoutSec { get; set; } = 7200;

    /// <summary>
    /// The pause between two requests for the state in seconds, at least 0.1. By default the pause is 2 seconds at first and up to 20
    /// seconds later, and longer when the rate limit is almost reached. Takes a text with a unit and a TimeSpan, as -TimeoutSec does.
    /// </summary>
    [Parameter]
    [SecondsTransformation]
    [ValidateRange(0.1d, 86_400d)]
    public double PollIntervalSec { get; set; }

    /// <summary>Stops runs that have not ended within -TimeoutSec.</summary>
    [Parameter]
    public SwitchParameter StopOnTimeout { get; set; }

    /// <summary>
    /// What to do when a run waits for someone to start a manual step: <c>Return</c> returns the run with a warning, <c>Wait</c> continues
    /// to wait, and <c>Error</c> returns the run followed by the error PipelinePaused.
    /// </summary>
    [Parameter]
    public PauseAction OnPause { get; set; } = PauseAction.Return;

    /// <summary>The time limit of the whole call. It starts when this property is first read.</summary>
    private protected Deadline TimeOfCall => _deadline ??= TimeoutSec > 0
        ? Deadline.After(Client.Clock, TimeSpan.FromSeconds(TimeoutSec))
        : Deadline.None;

    /// <summary>Warns about parameters that have no effect because the cmdlet does not wait.</summary>
    private protected void WarnOfUnusedParameters(bool waits)
    {
        string[] unused = [.. s_waitParameters.Where(MyInvocation.BoundParameters.ContainsKey)];
        if (unused.Length > 0 && !waits)
        {
            WriteWarning("Parameters without effect unless -Wait or -Follow is specified: "
                + $"{string.Join(", ", unused.Select(name => "-" + name))}.");
        }
    }

    /// <summary>Adds a run that <see cref="WaitForRuns"/> waits for.</summary>
    private protected void Watch(WatchedRun run) => _runs.Add(run);

    /// <summary>Reports that a run was started. The run is returned now, or by <see cref="WaitForRuns"/> when it has ended.</summary>
    private protected void WriteStarted(Pipeline run, bool waits)
    {
        var repository = new RepositoryId(run.Workspace, run.Repository);
        string started = $"Started run {run} of {repository}: {run.Url}";
        if (Follow || (waits && LogSanitizer.Host != CiHost.None))
        {
            // Show the URL now, because the object is returned only at the end: needed after Ctrl+C, and in a build log.
            WriteHost(started);
        }
        else
        {
            WriteVerbose(started);
        }

        if (waits)
        {
            string name = run.BuildNumber > 0 ? run.BuildNumber.ToString(CultureInfo.InvariantCulture) : run.Uuid ?? "";
            Watch(new WatchedRun(repository, name, IsKnown: true));
        }
        else
        {
            WriteObject(run);
        }
    }

    /// <summary>
    /// Waits for the runs. Returns each when it ends, followed by an error if its result is not SUCCESSFUL or it could not be waited for.
    /// </summary>
    private protected void WaitForRuns()
    {
        if (_runs.Count == 0)
        {
            return;
        }

        CiHost host = LogSanitizer.Host;
        BitbucketClient client = Client;
        _progress = host == CiHost.None ? new RunProgress(_runs.Count, client.Clock) : null;
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
            Await(token => RunFollower.FollowAsync(client, _runs, options, e => Post(() => Write(e)), token));
        }
        finally
        {
            _log?.Close();
            WriteProgressIfAny(_progress?.Completed());
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => WriteProgressIfAny(_progress?.Tick());

    /// <summary>Writes the output for an event of a run. Runs on the pipeline thread.</summary>
    private void Write(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.StateChanged state:
                _progress?.Update(state.Run, state.Steps);
                break;
            case RunEvent.Estimated estimated:
                _progress?.SetEstimate(estimated.Run, estimated.Duration);
                break;
            case RunEvent.LogLine log:
                _log!.Line(log.Step, log.Line);
                break;
            case RunEvent.LineSplit:
                WriteVerbose($"A line of the log is longer than {LineSplitter.LongestLine:N0} characters and is shown in pieces.");
                break;
            case RunEvent.StepEnded step:
                _log!.Ended(step.Step);
                break;
            case RunEvent.StepLogIncomplete log:
                WriteAsWarning(Errors.LogIncomplete(log.Step, log.Lines, log.Failure));
                break;
            case RunEvent.RunLogIncomplete log:
                WriteAsWarning(Errors.LogIncomplete(log.Run, log.Failure));
                break;
            case RunEvent.RequestFailed failed:
                WriteVerbose($"{failed.Failure.Message} {(failed.IsLog ? "The log is read again soon." : "The wait continues.")}");
                break;
            case RunEvent.Ended ended:
                _progress?.AddEnded();
                WriteEnd(ended);
                break;
        }
    }

    /// <summary>Writes an error as a warning, because the run itself did not fail.</summary>
    private void WriteAsWarning(ErrorDescription error) => WriteWarning($"{error.Message} {error.Advice}");

    /// <summary>Writes a run when the wait for it has ended, and the error if there is one.</summary>
    private void WriteEnd(RunEvent.Ended ended)
    {
        RunOutcome outcome = ended.Outcome;
        Pipeline? run = outcome.Run;
        switch (outcome.Exit)
        {
            case RunExit.Completed when run!.Result == PipelineStates.Successful:
                WriteRun(run, null);
                break;
            case RunExit.Completed:
                WriteRun(run, ended.Report is { } report ? Errors.PipelineFailed(report) : Errors.PipelineResultUnknown(run!));
                break;
            case RunExit.Paused when OnPause == PauseAction.Error:
                WriteRun(run, Errors.PipelinePaused(run!, PausedStep(outcome)));
                break;
            case RunExit.Paused:
                WriteWarning(Errors.PausedText(run!, PausedStep(outcome)));
                WriteRun(run, null);
                break;
            case RunExit.Halted:
                WriteRun(run, Errors.PipelineHalted(run!, RunState.Current(outcome.Steps)));
                break;
            case RunExit.TimedOut:
                Pipeline? latest = ended.Stop?.Run ?? run;
                WriteRun(latest, Errors.PipelineTimeout(
                    run?.ToString() ?? outcome.Watched.Pipeline, run, latest, TimeoutSec, Describe(ended.Stop), outcome.Failure));
                break;
            default:
                WriteRun(run, ErrorDescription.From(outcome.Failure!, CurrentSession, outcome.Watched.Pipeline));
                break;
        }
    }

    /// <summary>The manual step that the run waits for.</summary>
    private static PipelineStep? PausedStep(RunOutcome outcome) =>
        outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)
        ?? outcome.Steps.FirstOrDefault(s => !s.IsCompleted && s.TriggerDetail?.Type == PipelineStates.ManualTrigger);

    /// <summary>The result of stopping a run that did not end within -TimeoutSec.</summary>
    private static string? Describe(StopResult? stop) => stop switch
    {
        null => null,
        { Failure: { Kind: ApiErrorKind.AnswerLost } e } => $"It is unknown whether it stops: {e.Message}",
        { Failure: { } e } => $"It could not be stopped: {e.Message}",
        { Run.IsCompleted: true } => "It was stopped.",
        { IsIgnored: true } => "It was asked to stop, but it is paused on a manual step and did not stop.",
        _ => "It was asked to stop but has not ended yet.",
    };

    /// <summary>Writes the run before the error, so that it is available even if the error ends the script.</summary>
    private void WriteRun(Pipeline? run, ErrorDescription? error)
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

    private void WriteProgressIfAny(ProgressRecord? record)
    {
        if (record is not null)
        {
            WriteProgress(record);
        }
    }
}
