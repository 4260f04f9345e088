using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the logs of steps, line by line as they arrive.</summary>
/// <remarks>
/// <para>Without a run, reads the newest run. Without -Step, the logs of all steps of the run are returned one after the other. After a
/// broken connection, reading resumes where it broke.</para>
/// <para>-Follow reads the log and checks the state of the run at the same time, so that it ends with the run even if no more lines arrive.
/// The rest of the log is then read for up to a minute. If some of it still cannot be read, the error LogIncomplete contains the command
/// that reads it again. The host shows which run is followed, a header for each step, and how the step ended; they are not part of the
/// output.</para>
/// <para>Logs of several runs are requested at the same time. With -OutFile, -Raw and -Follow, only their steps are: one log is read after
/// the other, whatever -ThrottleLimit says.</para>
/// <para>-Tail, -TotalCount, -Raw, -OutFile and -Digest cannot be used together. -Follow can be used with -Tail only.</para>
/// <para>-Digest reads the whole log, however long, and keeps only the lines that it may return. It finds errors by the shapes that
/// compilers, test runners and build tools give them. An error in a command after which the script went on, or that was retried, counts
/// less than one in the last command. It can be wrong: read the whole log if the cause is not among the lines.</para>
/// <para>A log can contain text from anyone, so everything that a terminal executes is removed from its lines: escape sequences other than
/// colors, control characters, and characters that change the direction of the text. In Azure DevOps and GitHub Actions, a space is
/// inserted into text that the build system would execute as a command. -Raw and -OutFile return the log unchanged.</para>
/// </remarks>
/// <example>
/// <code>Get-BbStepLog 42 Build -Tail 20</code>
/// <para>Gets the last 20 lines of the log of step Build, without reading the whole log.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog -Follow</code>
/// <para>Shows the log of the newest run while it is written.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog 42 -Failed | Select-String error</code>
/// <para>Finds the lines with a word in the logs of the failed steps.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog 42 -Failed -Digest</code>
/// <para>Gets at most 60 lines of the log of each failed step: the first error, and what is around it.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog 42 Build -OutFile build.log</code>
/// <para>Saves a log to a file.</para>
/// </example>
// No default parameter set: otherwise a piped step would be bound by its properties. Without input, PowerShell chooses Latest, which alone
// has no mandatory parameter.
// Long because the same log can be followed, cut, saved or searched for failed steps, and each parameter selects one of these.
[Cmdlet(VerbsCommon.Get, "BbStepLog")]
[OutputType(typeof(string))]
public sealed class GetStepLogCommand : RunStepsCmdlet
{
    private const int DefaultMaxLine = 60;

    private LogSaver? _saver;

    /// <summary>The steps: a name (wildcards are allowed), a position starting at 1, or a uuid. The default is all steps.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Parameter(ParameterSetName = LatestSet)]
    [Alias("StepUuid", "Name", "N", "Position")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string[]? Step { get; set; }

    /// <summary>A step from Get-BbStep.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    [StepFromProperties]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PipelineStep? InputObject { get; set; }

    /// <summary>Gets the logs of failed steps only.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>Continues while the log grows, until the steps have ended or the run waits for a manual step.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Gets only this number of lines from the end of each log.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Tail { get; set; } = -1;

    /// <summary>Gets only this number of lines from the beginning of each log.</summary>
    [Parameter]
    [Alias("First", "Head", "Top", "Limit")]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int TotalCount { get; set; } = -1;

    /// <summary>Returns each log as one string, line ends included. A log of more than 256 MB is an error.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>
    /// Returns only the part of each log that matters: the lines around the first real error, other likely errors, the sections, and the
    /// end. Colors and empty lines are removed, similar lines are folded, and notes in brackets say which lines were left out.
    /// </summary>
    [Parameter]
    [Alias("Summary")]
    public SwitchParameter Digest { get; set; }

    /// <summary>The maximum number of lines that -Digest returns of each log. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int MaxLine { get; set; } = DefaultMaxLine;

    /// <summary>
    /// Saves the logs unchanged to this file, one after the other. If the path is a folder or ends with a slash, each log is saved to its
    /// own file. An existing file is replaced only when the whole log has been read.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>
    /// The uuid of the log of a service container of the step. The API does not list these logs. Find the uuid in the URL of the log's tab
    /// on the web page of the step.
    /// </summary>
    [Parameter]
    [Alias("ContainerLog", "C")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? LogUuid { get; set; }

    /// <summary>
    /// The build system in which the lines are harmless, in addition to the one that the command runs in. The default is Auto: that one
    /// alone, as with None.
    /// </summary>
    [Parameter]
    public CiFormat CiFormat { get; set; } = CiFormat.Auto;

    /// <inheritdoc/>
    private protected override CiHost ChosenHost => CiFormat.ToHost();

    /// <inheritdoc/>
    private protected override object? PipedStep => InputObject;

    /// <summary>Whether -Step is meant: the name of a piped repository is bound to it, but is not the name of a step.</summary>
    private bool IsStepSpecified =>
        Pipeline.Length > 0 || IsTyped(nameof(Step)) || PipelineInput.HasProperty(this, nameof(Step), "StepUuid");

    /// <summary>Whether a row of a few properties was piped, which PowerShell makes a step of. It says no more than which one.</summary>
    private bool IsRow => InputObject is { State: null };

    private StepLogQuery Query => new()
    {
        Names = IsRow ? StepSelector.NamesOf(InputObject!) : IsStepSpecified ? Step : null,
        Step = IsRow ? null : InputObject,
        Failed = Failed,
        Log = new()
        {
            Tail = Tail < 0 ? null : Tail,
            TotalCount = TotalCount < 0 ? null : TotalCount,
            Raw = Raw,
            Digest = Digest ? MaxLine : null,
            LogUuid = LogUuid,
        },
    };

    /// <inheritdoc/>
    protected override void Begin()
    {
        Query.CheckCombination(Follow, OutFile);
        if (!Digest && IsTyped(nameof(MaxLine)) && !IsFromDefaults(nameof(MaxLine)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousLogParameters, "-MaxLine is the length of a digest, and can be used with -Digest only.",
                "Add -Digest, or use -Tail or -TotalCount for the last or the first lines."), terminating: true);
        }

        _saver = OutFile is null ? null : new LogSaver(OutFile, FilePath(OutFile));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        StepLogQuery query = Query;
        // Belongs to the pipeline thread.
        CiHost host = LogSanitizer.Host;
        if (InputObject is null)
        {
            bool isLatest = Pipeline.All(p => p.IsLatest);
            StartEachRun((record, run, token) => ProcessRunAsync(record, query, run.Repository, run.Run, host, isLatest, token));
            return;
        }

        (RepositoryId repository, PipelineId id) = (
            ResolveRepositoryOf(InputObject), new PipelineReference(InputObject.Pipeline).Parse(CurrentSession));
        Start((record, token) => ProcessRunAsync(record, query, repository, id, host, isAnnounced: false, token));
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        Write(_saver is null ? [] : Save(_saver).Select(new StepLogOutput(Query, LogSanitizer.Host).Missing));

    private IReadOnlyList<PipelineStep> Save(LogSaver saver)
    {
        using IDisposable? progress = ShowProgress(() => StateOf(saver.Current));
        return Await(saver.FinishAsync);
    }

    private static WorkState StateOf(StepLogReader? log) => WorkState.OfDownload("log", log?.Position ?? 0, log?.Length);

    private async Task<Action?> ProcessRunAsync(
        RecordWork record, StepLogQuery query, RepositoryId repository, PipelineId run, CiHost host, bool isAnnounced,
        CancellationToken cancellationToken)
    {
        if (Follow)
        {
            // Plain headers, no groups: the lines themselves are output, which may go elsewhere.
            var followed = new StepLogOutput(query, host, new CiLogWriter(CiHost.None, WriteHostLine)) { IsAnnounced = isAnnounced };
            // One run after the other: a run that is not shown would not be followed in time.
            return () => FollowRuns(
                record.Client, [query.Watched(repository, run)], query.FollowOptions, e => Write(followed.For(e, run, record.Session)));
        }

        IReadOnlyList<PipelineStep> steps = await record.Gate.RunAsync(
            () => query.ReadStepsAsync(record.Client, repository, run, e => Post(() => WriteError(e)), cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var output = new StepLogOutput(query, host);
        var ahead = new LogReadAhead(record.Gate, () => record.HasTurn, token => OnPipeline(() => true, token));
        var logs = new StepLogs(
            record.Client, repository, query.Log, _saver,
            e =>
            {
                // Made harmless here, on the thread that reads, while the pipeline processes the lines before.
                CmdletOutput[] outputs = [.. output.For(e)];
                Post(() => Write(outputs), e.Weight);
            },
            ahead);
        int done = 0;
        // Not while the lines of a single log are written: they show by themselves that it goes on.
        Post(() => record.Progress ??= steps.Count > 1 ? ShowProgress(() => WorkState.OfItems("log", done, steps.Count))
            : query.Log.Raw ? ShowProgress(() => StateOf(logs.Current)) : null);
        foreach (PipelineStep step in steps)
        {
            await WritePartAsync(
                async () =>
                {
                    await logs.ReadAsync(step, cancellationToken).ConfigureAwait(false);
                    return null;
                },
                step).ConfigureAwait(false);
            Post(() => done++);
        }

        return () => Write(OutFile is null && logs.MissingCount == steps.Count ? output.NoLogs(repository, run, steps) : []);
    }
}
