using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Shows a run as a picture: its steps over time.</summary>
/// <remarks>
/// <para>Without a run, shows the newest run. Each step has a row with a bar on the time axis of the run, its duration and its result. A
/// bracket joins steps that ran in parallel, dots show for how long the run waited for a step, and a mark shows the critical path: the
/// steps that decided how long the run took, each of which had to wait for the one before it. A wait that is longer than all the rest,
/// such as a night until a person starts a step, is drawn shorter than it was.</para>
/// <para>Bitbucket does not tell which steps are parallel. Neighbouring steps whose times overlap are shown as parallel.</para>
/// <para>The picture is written to the host, as Write-Host does: it can be redirected with <c>6&gt;</c>, and nothing is returned unless
/// -PassThru is specified. It fits the window; without one it is 80 columns wide. Blocks and colors are used where the output can show
/// them, otherwise ASCII without colors: each result is also a symbol and a word.</para>
/// <para>-Live draws the picture again and again until the run has ended, or waits for a person, or is halted. A run that fails is no
/// error here, because it is only looked at: use Wait-BbPipeline where a script must fail with it. In a build, and where the output is
/// redirected, -Live writes a line for each step that begins or ends instead, and the picture at the end.</para>
/// </remarks>
/// <example>
/// <code>Show-BbPipeline 42</code>
/// <para>Shows the steps of run 42 over time.</para>
/// </example>
/// <example>
/// <code>Show-BbPipeline -Branch main -Live</code>
/// <para>Watches the newest run on main until it ends.</para>
/// </example>
/// <example>
/// <code>Invoke-BbPipeline -Custom nightly | Show-BbPipeline -Live</code>
/// <para>Starts a run and watches it.</para>
/// </example>
/// <example>
/// <code>Show-BbPipeline 42 -OutFile run.svg -Force</code>
/// <para>Saves the picture of run 42 to a file, for a report or a chat.</para>
/// </example>
/// <example>
/// <code>Show-BbPipeline -Web</code>
/// <para>Opens the page of the newest run in the browser.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "BbPipeline", DefaultParameterSetName = PictureSet)]
[OutputType(typeof(Pipeline))]
[OutputType(typeof(FileInfo), ParameterSetName = [FileSet])]
public sealed class ShowPipelineCommand : PipelineCmdlet
{
    private const string PictureSet = "Picture";
    private const string LiveSet = "Live";
    private const string FileSet = "File";
    private const string WebSet = "Web";

    private readonly List<(RunInput Input, RunSnapshot Snapshot)> _taken = [];
    private bool _hasShown;
    private RunView? _view;

    /// <summary>
    /// Without a run, or with <c>latest</c>: takes the newest run of these branches. Names are case-sensitive; wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <summary>Draws the picture again and again while the run goes on. One run can be watched at a time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiveSet)]
    [Alias("Watch", "Follow")]
    public SwitchParameter Live { get; set; }

    /// <summary>
    /// The maximum duration of -Live in seconds; then the error is PipelineTimeout. 0 means no limit. The default is 7200, which is two
    /// hours. A text with a unit (<c>90s</c>, <c>5m</c>, <c>2h</c>) and a TimeSpan are allowed too.
    /// </summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Alias("Timeout", "TimeoutSeconds")]
    [SecondsTransformation]
    [ValidateRange(0d, 2_000_000d)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public double TimeoutSec { get; set; } = 7200;

    /// <summary>
    /// The pause between two requests for the state in seconds, at least 0.1. The default is 2 seconds at first, and 10 later. Takes a text
    /// with a unit and a TimeSpan, as -TimeoutSec does.
    /// </summary>
    [Parameter(ParameterSetName = LiveSet)]
    [SecondsTransformation]
    [ValidateRange(0.1d, 86_400d)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public double PollIntervalSec { get; set; }

    /// <summary>
    /// Saves the picture to this file, which needs nothing else: no script, font or style sheet. Its extension says what it is: <c>.svg</c>
    /// is a picture, <c>.html</c> a page with the picture and a table of the steps. It follows the light or dark theme of the reader, and
    /// each step is a link to its page. An existing file is replaced.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Does not replace an existing file.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a read-only file, too.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Opens the page of the run in the default browser, or in the one that the variable BROWSER names. In a build, over ssh, and on a
    /// machine without a desktop, its address is written to the host instead.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WebSet)]
    public SwitchParameter Web { get; set; }

    /// <summary>Returns the run; with -OutFile, the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool DefaultsToLatest => true;

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Branch;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (OutFile is not null)
        {
            PictureFile.Check(OutFile, FilePath(OutFile), NoClobber);
        }
    }

    /// <inheritdoc/>
    private protected override async Task<Action?> RunAsync(RecordWork record, RunInput run, CancellationToken cancellationToken)
    {
        if (Web)
        {
            Pipeline page = await record.Gate.RunAsync(
                () => RunSnapshot.ReadRunAsync(record.Client, run.Repository, run.Run.Value, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return () => OpenPage(page);
        }

        RunSnapshot snapshot = await record.Gate.RunAsync(
            () => RunSnapshot.ReadAsync(record.Client, run.Repository, run.Run.Value, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (Live || OutFile is not null)
        {
            return () => _taken.Add((run, snapshot));
        }

        return () => WritePicture(snapshot);
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_taken.Count > 1)
        {
            throw new ErrorRecordException(Errors.OneRunOnly(Live ? "-Live" : "-OutFile", _taken.Count), terminating: true);
        }

        foreach ((RunInput input, RunSnapshot snapshot) in _taken)
        {
            if (Live)
            {
                Watch(input, snapshot);
            }
            else
            {
                Save(snapshot);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => _view?.Tick();

    private void WritePicture(RunSnapshot snapshot)
    {
        if (_hasShown)
        {
            WriteHostLine("");
        }

        _hasShown = true;
        RunTimeline timeline = snapshot.At(Client.Clock.GetUtcNow());
        foreach (string line in new TextPicture(timeline, TerminalStyle.Width, TerminalStyle.HasUnicode).Lines())
        {
            WriteHostLine(line);
        }

        if (PassThru)
        {
            WriteObject(snapshot.Run);
        }
    }

    private void Save(RunSnapshot snapshot)
    {
        string path = PictureFile.Save(
            new SaveTargets(OutFile, SessionState.Path.CurrentFileSystemLocation.Path, FilePath, NoClobber, Force),
            snapshot.At(Client.Clock.GetUtcNow()), NoClobber);
        if (PassThru)
        {
            WriteFile(path);
        }
    }

    private void OpenPage(Pipeline run)
    {
        var page = new Uri(run.Url!);
        WriteHost(Browser.Default.Open(page)
            ? $"Opened {page.AbsoluteUri} in the browser."
            : $"There is no browser here. The page of the run: {page.AbsoluteUri}");
        if (PassThru)
        {
            WriteObject(run);
        }
    }

    private void Watch(RunInput input, RunSnapshot first)
    {
        RunOutcome? outcome = null;
        using (var view = new RunView(CanDraw ? new RunScreen(TerminalStyle.Draw) : null, Client.Clock, first, WriteHostLine))
        {
            if (!first.Run.IsCompleted)
            {
                outcome = Follow(input, view);
            }

            _view = null;
            first = view.Latest;
        }

        WritePicture(first);
        if (outcome is not null)
        {
            WriteEnd(outcome);
        }
    }

    /// <summary>Shows the run until it has ended, or waits for a person. Returns why.</summary>
    private RunOutcome? Follow(RunInput input, RunView view)
    {
        BitbucketClient client = Client;
        var options = new FollowOptions
        {
            Deadline = TimeoutSec > 0 ? Deadline.After(client.Clock, TimeSpan.FromSeconds(TimeoutSec)) : Deadline.None,
            PollInterval = PollIntervalSec > 0 ? TimeSpan.FromSeconds(PollIntervalSec) : null,
            ReadsSteps = true,
            ReadsFinalSteps = true,
        };
        WatchedRun[] runs = [new WatchedRun(input.Repository, input.Run.Value, IsKnown: true)];
        RunOutcome? outcome = null;
        view.Begin();
        _view = view;
        FollowRuns(client, runs, options, Take);
        return outcome;

        void Take(RunEvent e)
        {
            switch (e)
            {
                case RunEvent.StateChanged state:
                    view.Show(state.Run, state.Steps);
                    break;
                case RunEvent.RequestFailed failed:
                    WriteVerbose($"{failed.Failure.Message} The run is still watched.");
                    break;
                case RunEvent.Ended ended:
                    outcome = ended.Outcome;
                    view.Show(outcome.Run, outcome.Steps);
                    break;
            }
        }
    }

    /// <summary>Says why the view has ended, where the picture does not say it.</summary>
    private void WriteEnd(RunOutcome outcome)
    {
        Pipeline? run = outcome.Run;
        switch (outcome.Exit)
        {
            case RunExit.Paused:
                WriteWarning(Errors.PausedText(run!, RunState.PausedStep(outcome.Steps)));
                break;
            case RunExit.Halted:
                WriteAsWarning(Errors.PipelineHalted(run!, RunState.Current(outcome.Steps)));
                break;
            case RunExit.TimedOut when outcome.Failure is not { IsRefusal: true }:
                WriteError(Errors.PipelineTimeout(
                    outcome.Watched, run, run, TimeoutSec, null, outcome.Failure,
                    run is not null && RunState.Assess(run, outcome.Steps) == RunExit.Paused));
                break;
            case RunExit.TimedOut or RunExit.Unreadable:
                WriteError(DescribeRunFailure(
                    outcome.Failure!, outcome.Watched.Repository, outcome.Watched.Pipeline, outcome.Watched.Pipeline));
                break;
        }
    }
}
