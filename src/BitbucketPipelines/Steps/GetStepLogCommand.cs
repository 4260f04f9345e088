using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the log of steps, line by line as it arrives.</summary>
/// <remarks>
/// <para>Without -Step, the logs of all steps of the run follow one another. A connection that breaks is resumed where it broke.</para>
/// <para>-Follow looks at the run and reads the log side by side: a log that stands still does not hide that the run has ended. The end of
/// the log is then fetched with patience; what cannot be had is told by the error LogIncomplete, with the command that reads it.</para>
/// <para>-Tail, -TotalCount, -Raw and -OutFile cannot be used together. -Follow goes with -Tail, and with none of the others.</para>
/// <para>A log is text that others wrote, so its lines come without what a terminal acts on: escape sequences other than colours, control
/// characters, and marks that turn the direction of the text. In Azure DevOps and GitHub Actions, a line that the build system would take
/// for a command is made harmless by a blank. -Raw and -OutFile give the log unchanged.</para>
/// </remarks>
/// <example>
/// <code>Get-BbStepLog 42 Build -Tail 20</code>
/// <para>Gets the last 20 lines of the log of step Build, without reading all of it.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -First 1 | Get-BbStepLog -Follow</code>
/// <para>Shows the log of the newest run while it is written.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog 42 -Failed | Select-String error</code>
/// <para>Looks for a word in the logs of the steps that failed.</para>
/// </example>
/// <example>
/// <code>Get-BbStepLog 42 Build -OutFile build.log</code>
/// <para>Saves a log to a file.</para>
/// </example>
// Without a default parameter set: a step that is piped would be bound by its properties to it, name and all, before it is tried as itself.
[Cmdlet(VerbsCommon.Get, "BbStepLog")]
[OutputType(typeof(string))]
public sealed partial class GetStepLogCommand : RepositoryCmdlet
{
    // Longer than most: a log is shown whole, in part or as it grows, or saved; a step without a log is told in each case.
    private const string PipelineSet = "Pipeline";
    private const string StepSet = "InputObject";

    /// <summary>More than this is not made one string of.</summary>
    private const int MostRaw = 256 * 1024 * 1024;

    private LogSaver? _saver;

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the address of its web page, or an object
    /// from Get-BbPipeline or Invoke-BbPipeline.
    /// </summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Alias("Uuid", "BuildNumber", "Id")]
    [ValidateNotNullOrEmpty]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Which steps: a name (takes wildcards), a position from 1, or a uuid. By default all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Alias("StepUuid", "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string[]? Step { get; set; }

    /// <summary>The step, from Get-BbStep.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = StepSet)]
    [ValidateNotNull]
    public PipelineStep? InputObject { get; set; }

    /// <summary>Gets the logs of failed steps only.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>Goes on while the log grows, until the steps have ended or the run waits for a person.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Gets only this many lines from the end of each log.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int Tail { get; set; } = -1;

    /// <summary>Gets only this many lines from the beginning of each log.</summary>
    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, int.MaxValue)]
    public int TotalCount { get; set; } = -1;

    /// <summary>Writes each log as one string, line ends included.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>
    /// Saves the logs to this file, byte for byte, one after the other; or, when it is a folder or ends with a slash, each log to a file of
    /// its own. A file that is there is replaced once all of the log is read.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>
    /// The uuid of the log of a service container of the step. The API does not list them: it is in the address of the log's tab on the
    /// step's web page.
    /// </summary>
    [Parameter]
    [Alias("ContainerLog")]
    [ValidateNotNullOrEmpty]
    public string? LogUuid { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        Pipeline.Length == 1 ? Pipeline[0].ToString() : InputObject?.ToString() ?? base.FailureTarget;

    /// <summary>Whether steps were asked for, rather than all those of a run.</summary>
    private bool IsStepAsked => Step is not null || InputObject is not null;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (new[] { Raw.IsPresent, OutFile is not null, Tail >= 0, TotalCount >= 0 }.Count(given => given) > 1
            || (Follow && (Raw || OutFile is not null || TotalCount >= 0 || LogUuid is not null)))
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousLogParameters,
                "-Tail, -TotalCount, -Raw and -OutFile cannot be used together; -Follow goes with -Tail only.",
                "Specify only one of them."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is not null)
        {
            var reference = new PipelineReference(InputObject.Pipeline);
            ProcessRun(reference.Parse(), TargetOf(InputObject));
        }

        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() =>
            {
                PipelineId run = reference.Parse();
                ProcessRun(run, TargetOf(reference, run));
            }, reference.ToString());
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_saver is { } saver)
        {
            WriteNoLog(Await(saver.FinishAsync));
        }
    }

    private void ProcessRun(PipelineId run, RepositoryId repository)
    {
        if (Follow)
        {
            FollowRun(repository, run);
            return;
        }

        IReadOnlyList<PipelineStep> steps = InputObject is null
            ? Select(Await(token => StepList.ReadAsync(Client, repository, run.Value, token)), run)
            : [InputObject];
        IReadOnlyList<PipelineStep> wanted = [.. steps.Where(s => !Failed || s.IsFailed)];
        if (OutFile is not null)
        {
            Save(repository, wanted);
            return;
        }

        bool any = false;
        foreach (PipelineStep step in wanted)
        {
            // What fails has its error: nothing is known then of whether there is a log.
            bool exists = true;
            Guard(() => exists = Write(repository, step), step);
            any |= exists;
        }

        if (!any && !IsStepAsked)
        {
            WriteNoLog(repository, run, wanted);
        }
    }

    private IReadOnlyList<PipelineStep> Select(IReadOnlyList<PipelineStep> steps, PipelineId run) =>
        StepSelector.Select(steps, Step, wanted => WriteError(ErrorRecords.NoSuchStep(wanted, run.ToString(), steps)));

    private StepLogReader Reader(RepositoryId repository, PipelineStep step) => new(Client, LogUuid is null
        ? Pipelines.Log(repository, step.Pipeline, Required.Uuid(step.Uuid, $"step '{step.DisplayName}'"))
        : Pipelines.ContainerLog(
            repository, step.Pipeline, Required.Uuid(step.Uuid, $"step '{step.DisplayName}'"),
            Guid.TryParse(LogUuid, out Guid uuid) ? uuid.ToString("B") : LogUuid))
    {
        CutLine = () => Post(WarnOfLongLine),
    };

    /// <summary>Whether there is a log.</summary>
    private bool Write(RepositoryId repository, PipelineStep step)
    {
        StepLogReader reader = Reader(repository, step);
        bool exists;
        if (Tail >= 0)
        {
            IReadOnlyList<string>? lines = Await(token => reader.TailAsync(Tail, token));
            exists = lines is not null;
            WriteLines(lines ?? []);
        }
        else if (Raw)
        {
            (exists, string? text) = Await(token => LogLines.ReadRawAsync(reader, MostRaw, token));
            if (exists)
            {
                WriteObject(text ?? throw new ErrorRecordException(ErrorRecords.LogTooLarge(step, MostRaw)));
            }
        }
        else
        {
            int most = TotalCount < 0 ? int.MaxValue : TotalCount;
            exists = Await(token => LogLines.ReadAsync(reader, most, lines => Post(() => WriteLines(lines)), token));
        }

        WriteNoLog(exists ? [] : [step]);
        return exists;
    }

    private void Save(RepositoryId repository, IReadOnlyList<PipelineStep> steps)
    {
        PipelineStep[] logged = [.. steps.Where(
            s => LogUuid is not null || s.State is not (PipelineStates.Pending or PipelineStates.Ready)
                && s.Result != PipelineStates.NotRun)];
        WriteNoLog(steps.Except(logged));
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutFile!);
        LogSaver saver = _saver ??= new LogSaver(path, LogSaver.IsFolder(OutFile!, path));
        foreach (PipelineStep step in logged)
        {
            Guard(() =>
            {
                StepLogReader log = Reader(repository, step);
                WriteNoLog(Await(token => saver.AddAsync(log, step, token)));
            }, step);
        }
    }

    private void FollowRun(RepositoryId repository, PipelineId run)
    {
        BitbucketClient client = Client;
        var watched = new WatchedRun(repository, run.Value, InputObject is not null);
        var options = new FollowOptions
        {
            Logs = true,
            EndsWithLogs = true,
            Steps = IsFollowed,
            Tail = Tail < 0 ? null : Tail,
        };
        Await(token => RunFollower.FollowAsync(client, [watched], options, e => Post(() => Show(e, run)), token));
    }

    private bool IsFollowed(PipelineStep step) =>
        (InputObject is null || step.Uuid == InputObject.Uuid)
        && (Step is null || Step.Any(wanted => StepSelector.Matches(step, wanted)))
        && (!Failed || step.IsFailed || !step.IsCompleted);
}
