using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that can wait for runs: the parameters, and the output for each way in which a wait ends.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunWaitCmdlet : RepositoryCmdlet
{
    /// <summary>The number of lines from the end of a failed step's log that an error shows.</summary>
    private const int TailLines = 15;

    /// <summary>The maximum number of runs, or of repositories, that have a line each when the wait begins at the prompt.</summary>
    private const int MaxLines = 20;

    /// <summary>The maximum number of runs that are named in one line.</summary>
    private const int MaxNames = 5;

    private static readonly string[] s_waitParameters =
        [nameof(TimeoutSec), nameof(StopOnTimeout), nameof(PollIntervalSec), nameof(OnPause)];

    private readonly List<WatchedRun> _runs = [];
    private Deadline? _deadline;
    private RunProgress? _progress;
    private readonly List<Pipeline> _started = [];
    private readonly HashSet<string> _announced = new(StringComparer.OrdinalIgnoreCase);
    private CiLogWriter? _log;
    private JobSummary? _summary;
    private bool _announcesEach;

    /// <summary>Shows the logs of the steps on the host while they are written. They are not part of the output.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>
    /// The maximum duration of the whole call in seconds, for all runs together: starting the runs, waiting for them, and what is read or
    /// stopped at the end. It can take at most two seconds longer, or as long as it takes to send the requests to stop more runs than
    /// -ThrottleLimit. 0 means no limit. The default is 7200, which is two hours. A text with a unit (<c>90s</c>, <c>5m</c>, <c>2h</c>) and
    /// a TimeSpan are allowed too.
    /// </summary>
    [Parameter]
    [Alias("Timeout", "TimeoutSeconds")]
    [SecondsTransformation]
    [ValidateRange(0d, 2_000_000d)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public virtual double TimeoutSec { get; set; } = 7200;

    /// <summary>
    /// The pause between two requests for the state in seconds, at least 0.1. By default the requests are planned: often when the earlier
    /// runs of the pipeline say that the end is near, seldom before, and not more than the rate limit permits. Takes a text with a unit
    /// and a TimeSpan, as -TimeoutSec does.
    /// </summary>
    [Parameter]
    [SecondsTransformation]
    [ValidateRange(0.1d, 86_400d)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public double PollIntervalSec { get; set; }

    /// <summary>Stops runs that have not ended within -TimeoutSec.</summary>
    [Parameter]
    public SwitchParameter StopOnTimeout { get; set; }

    /// <summary>
    /// What to do when a run waits for someone to start a manual step: <c>Return</c> returns the run with a warning, <c>Wait</c> continues
    /// to wait, and <c>Error</c> returns the run followed by the error PipelinePaused. The default is Return, and in a build system Error,
    /// because nobody reads the warning there.
    /// </summary>
    [Parameter]
    public PauseAction OnPause { get; set; } = PauseAction.Return;

    /// <summary>
    /// The build system to write for: its groups of log lines, its annotations for failed and paused runs, and its job summary. The default
    /// is Auto: the one that the command runs in. None writes plain text. Text of logs, names and messages can never be a command of
    /// the build system that the command runs in, whatever the format.
    /// </summary>
    [Parameter]
    public CiFormat CiFormat { get; set; } = CiFormat.Auto;

    /// <inheritdoc/>
    private protected override CiHost ChosenHost => CiFormat.ToHost();

    /// <summary>Whether this is a build, where nobody looks at a progress bar or answers a warning.</summary>
    private static bool IsBuild => LogSanitizer.Host != CiHost.None;

    private PauseAction PauseActionInEffect =>
        MyInvocation.BoundParameters.ContainsKey(nameof(OnPause)) || !IsBuild ? OnPause : PauseAction.Error;

    /// <summary>Whether a progress bar is shown. Without it, nothing is read for it.</summary>
    private bool ShowsProgress => !IsBuild
        && (MyInvocation.BoundParameters.TryGetValue("ProgressAction", out object? action) ? action
            : GetVariableValue("ProgressPreference"))?.ToString()
            is not (nameof(ActionPreference.SilentlyContinue) or nameof(ActionPreference.Ignore));

    /// <summary>The time limit of the whole call. It starts when this property is first read.</summary>
    private protected Deadline TimeOfCall => _deadline ??= TimeoutSec > 0
        ? Deadline.After(Client.Clock, TimeSpan.FromSeconds(TimeoutSec))
        : Deadline.None;

    /// <summary>Whether this call waits for runs.</summary>
    private protected virtual bool IsWaiting => true;

    /// <summary>Tells the build system that a run was not started or could not be waited for.</summary>
    private protected override void OnFailure(ErrorDescription error)
    {
        if (IsBuild || IsWaiting)
        {
            (_log ?? new CiLogWriter(CiFormat.ToHost(), WriteHostLine)).Error($"{error.Message} {error.Advice}".TrimEnd());
        }
    }

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
        var repository = RepositoryId.Of(run.Workspace, run.Repository);
        string started = $"Started run {run} of {repository}: {run.Url}";
        if (waits)
        {
            // Show the URL now, because the object is returned only at the end: needed after Ctrl+C, and in a build log.
            WriteHost(started);
            _announced.Add($"{repository}{run}");
            _started.Add(run);
        }
        else
        {
            WriteVerbose(started);
        }

        if (waits)
        {
            string name = run.BuildNumber > 0 ? run.BuildNumber.ToString(CultureInfo.InvariantCulture) : run.Uuid ?? "";
            Watch(new WatchedRun(repository, name, IsKnown: true) { RequestedSelector = run.RequestedSelector });
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

        CiHost host = CiFormat.ToHost();
        BitbucketClient client = Client;
        WatchedRun[] runs = [.. _runs.GroupBy(r => (r.Repository, r.Pipeline)).Select(same => same.First())];
        _progress = ShowsProgress ? new RunProgress(runs.Length, client.Clock) : null;
        _started.ForEach(run => _progress?.Update(run, []));
        _log = new CiLogWriter(host, WriteHostLine, isMixed: runs.Length > 1);
        _summary = new JobSummary(host, _log, Environment.GetEnvironmentVariable);
        var options = new FollowOptions
        {
            Deadline = TimeOfCall,
            PollInterval = PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null,
            WaitWhilePaused = PauseActionInEffect == PauseAction.Wait,
            StopOnTimeout = StopOnTimeout,
            ShowsProgress = _progress is not null,
            ReportLines = TailLines,
            ReadsFinalSteps = _summary.IsShown,
            Logs = Follow,
        };
        AnnounceWait(runs);
        try
        {
            FollowRuns(client, _runs, options, Write);
        }
        finally
        {
            _log.Close();
            WriteProgressIfAny(_progress?.Completed());
            WriteSummary(() => _summary.Close());
        }
    }

    /// <summary>
    /// Writes a line with numbers and the address for each of some repositories, and one line about the others, whose addresses -Verbose
    /// shows. Writes nothing if each run has a line of its own when it is first read: up to a screen of runs, and all runs in a build,
    /// where all addresses are needed.
    /// </summary>
    private void AnnounceWait(WatchedRun[] runs)
    {
        WatchedRun[] others = [.. runs.Where(r => !_announced.Contains(Key(r)))];
        _announcesEach = IsBuild || others.Length <= MaxLines;
        if (_announcesEach)
        {
            return;
        }

        IGrouping<RepositoryId, WatchedRun>[] repositories = [.. others.GroupBy(r => r.Repository)];
        foreach (IGrouping<RepositoryId, WatchedRun> repository in repositories.Take(MaxLines))
        {
            WatchedRun[] here = [.. repository];
            WriteHost(here.Length == 1 && long.TryParse(here[0].Pipeline, out long number)
                ? $"Waiting for run {Name(here[0])} of {repository.Key}: {WebLinks.Run(Client.SiteUri, repository.Key, number)}"
                : $"Waiting for {Count(here, "run")} of {repository.Key} ({Names(here, Name)}): "
                    + $"{WebLinks.Repository(Client.SiteUri, repository.Key)}/pipelines");
        }

        WatchedRun[] rest = [.. repositories.Skip(MaxLines).SelectMany(runs => runs)];
        if (rest.Length > 0)
        {
            WriteHost($"Waiting for {Count(rest, "more run")} in "
                + $"{Count(repositories.Skip(MaxLines).ToArray(), "repository", "repositories")}: {Names(rest, Key)}");
        }

        foreach (WatchedRun run in rest.Where(r => long.TryParse(r.Pipeline, out _)))
        {
            WriteVerbose($"Waiting for run {Name(run)} of {run.Repository}: "
                + WebLinks.Run(Client.SiteUri, run.Repository, long.Parse(run.Pipeline, CultureInfo.InvariantCulture)));
        }

        static string Names(WatchedRun[] runs, Func<WatchedRun, string> nameOf) => string.Join(", ", runs.Take(MaxNames).Select(nameOf))
            + (runs.Length > MaxNames ? $" and {runs.Length - MaxNames} more" : "");

        static string Count<T>(T[] items, string one, string? many = null) =>
            $"{items.Length} {(items.Length == 1 ? one : many ?? one + "s")}";
    }

    /// <summary>Writes the number and the URL of a run when it is first read.</summary>
    private void Announce(Pipeline run)
    {
        string repository = $"{run.Workspace}/{run.Repository}";
        if (_announcesEach && _announced.Add($"{repository}{run}"))
        {
            WriteHost(run.IsCompleted
                ? $"Run {run} of {repository} has already ended: {run.Url}"
                : $"Waiting for run {run} of {repository}: {run.Url}");
        }
    }

    private static string Name(WatchedRun run) =>
        run.Pipeline.StartsWith("{", StringComparison.Ordinal) ? run.Pipeline : "#" + run.Pipeline;

    private static string Key(WatchedRun run) => $"{run.Repository}{Name(run)}";

    /// <inheritdoc/>
    private protected override void Idle() => WriteProgressIfAny(_progress?.Tick());

    /// <summary>Writes the output for an event of a run. Runs on the pipeline thread.</summary>
    private void Write(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.StateChanged state:
                Announce(state.Run);
                _progress?.Update(state.Run, state.Steps);
                break;
            case RunEvent.PersonNeeded pause:
                WritePersonNeeded(Errors.PausedText(pause.Run, pause.Step));
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
                _progress?.AddEnded(ended.Outcome);
                WriteEnd(ended);
                break;
        }
    }

    /// <summary>Writes that a person is needed, while the wait continues.</summary>
    private void WritePersonNeeded(string text)
    {
        _log!.Warning(text);
        if (!_log.HasAnnotations)
        {
            WriteHost(text);
        }
    }

    /// <summary>Writes a run when the wait for it has ended, and the error if there is one.</summary>
    private void WriteEnd(RunEvent.Ended ended)
    {
        RunOutcome outcome = ended.Outcome;
        Pipeline? run = outcome.Run;
        switch (outcome.Exit)
        {
            case RunExit.Completed when run!.Result == PipelineStates.Successful:
                WriteRun(outcome, null);
                break;
            case RunExit.Completed when ended.Report is { } report:
                WriteFailed(outcome, report);
                break;
            case RunExit.Completed:
                WriteRun(outcome, Errors.PipelineResultUnknown(run!));
                break;
            case RunExit.Paused when PauseActionInEffect == PauseAction.Error:
                WriteRun(outcome, Errors.PipelinePaused(run!, RunState.PausedStep(outcome.Steps)));
                break;
            case RunExit.Paused:
                string pause = Errors.PausedText(run!, RunState.PausedStep(outcome.Steps));
                _log!.Warning(pause);
                WriteWarning(pause);
                AddToSummary(outcome, [], pause);
                WriteObject(run);
                break;
            case RunExit.Halted:
                WriteRun(outcome, Errors.PipelineHalted(run!, RunState.Current(outcome.Steps)));
                break;
            case RunExit.TimedOut when run is null && outcome.Failure is { IsRefusal: true } refused:
                // Waiting longer would not help.
                WriteRun(outcome, refused.IsRunMissing
                    ? Errors.RunNotFound(refused, outcome.Watched.Pipeline, outcome.Watched.Repository, null)
                    : ErrorDescription.From(refused, CurrentSession, outcome.Watched.Pipeline));
                break;
            case RunExit.TimedOut:
                Pipeline? latest = ended.Stop?.Run ?? run;
                WriteRun(outcome with { Run = latest }, Errors.PipelineTimeout(
                    outcome.Watched, run, latest, TimeoutSec, Describe(ended.Stop), outcome.Failure,
                    latest is not null && RunState.Assess(latest, outcome.Steps) == RunExit.Paused));
                break;
            default:
                WriteRun(outcome, DescribeRunFailure(
                    outcome.Failure!, outcome.Watched.Repository, outcome.Watched.Pipeline, outcome.Watched.Pipeline));
                break;
        }
    }

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

    /// <summary>Writes a failed run, after the end of the log if that was not followed.</summary>
    private void WriteFailed(RunOutcome outcome, FailureReport report)
    {
        foreach (FailedStep failed in report.Failed)
        {
            _log!.Tail(failed.Step, failed.LogTail);
        }

        _log!.Error(Errors.FailureAnnotation(report));
        AddToSummary(outcome, report.Failed, report.Step is null ? report.Run.Error : report.Step.Error);
        WriteObject(outcome.Run);
        WriteError(Errors.PipelineFailed(report));
    }

    /// <summary>
    /// Writes a run, and then the error, so that the run is available even if the error ends the script. The build system is told first,
    /// because the object can end the pipeline too.
    /// </summary>
    private void WriteRun(RunOutcome outcome, ErrorDescription? error)
    {
        string? message = error?.Message.Split('\n')[0];
        if (message is not null)
        {
            _log!.Error(outcome.Run?.Url is { } url && !message.Contains(url) ? $"{message} {url}" : message);
        }

        AddToSummary(outcome, [], message);
        if (outcome.Run is { } run)
        {
            WriteObject(run);
        }

        if (error is not null)
        {
            WriteError(error);
        }
    }

    private void AddToSummary(RunOutcome outcome, IReadOnlyList<FailedStep> failed, string? problem)
    {
        if (_summary!.IsShown)
        {
            WriteSummary(() => _summary.Add(RunSummary.Markdown(outcome, failed, problem)));
        }
    }

    /// <summary>Does a part of the summary. Without it the result of the run is the same, so a failure is a warning.</summary>
    private void WriteSummary(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteWarning($"The job summary could not be written. {e.Message}");
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
