using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that read the tests of steps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TestCmdlet : RunStepsCmdlet
{
    /// <summary>
    /// The steps: a name (wildcards are allowed), a position starting at 1, or a uuid. The default is all steps with a test report.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Parameter(ParameterSetName = LatestSet)]
    [Alias("StepUuid", "Position")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string[]? Step { get; set; }

    /// <summary>A step from Get-BbStep, a report from Get-BbTestReport, or a test case from Get-BbTestCase.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IStepItem? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override object? PipedStep => InputObject;

    /// <summary>
    /// Does the work for the steps of a run, or for a piped step, on another thread. Returns what is done on the pipeline thread at the
    /// end.
    /// </summary>
    private protected abstract Task<Action?> ProcessStepsAsync(
        RecordWork record, IReadOnlyList<IStepItem> steps, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is { } piped)
        {
            RequirePlace(piped.Workspace, piped.Repository);
            Start((record, token) => ProcessStepsAsync(record, StartedSteps([piped]), token));
            return;
        }

        string[]? names = Step;
        StartEachRun(async (record, run, token) =>
        {
            IReadOnlyList<PipelineStep> steps = await record.Gate.RunAsync(
                () => StepList.ReadAsync(record.Client, run.Repository, run.Run.Value, token), token).ConfigureAwait(false);
            IReadOnlyList<PipelineStep> selected = StepSelector.Select(steps, names, run.Run, e => Post(() => WriteError(e)));
            return await ProcessStepsAsync(record, StartedSteps(selected), token).ConfigureAwait(false);
        });
    }

    /// <summary>
    /// Reads something for each item in parallel, and processes the results in the order of the items. A failure is an error of its item
    /// and does not affect the others.
    /// </summary>
    private protected Task ReadForEachAsync<TItem, TResult>(
        RecordWork record, IReadOnlyList<TItem> items, Func<TItem, string> key, Func<TItem, CancellationToken, Task<TResult?>> read,
        Action<TItem, TResult?> process, CancellationToken cancellationToken)
        where TResult : class
    {
        int done = 0;
        Post(() => record.Progress ??= ShowProgress(() => WorkState.OfItems("request", done, items.Count)));
        return OrderedParallel.RunAsync(
            items, ThrottleLimit, key,
            async (item, t) => (
                Item: item,
                Result: await StepTests.TryAsync(() => record.Gate.RunAsync(() => read(item, t), t)).ConfigureAwait(false)),
            found => Post(() =>
            {
                done++;
                if (found.Result.Failure is { } failure)
                {
                    WriteError(ErrorDescription.From(failure, record.Session, found.Item));
                    return;
                }

                process(found.Item, found.Result.Found);
            }), cancellationToken);
    }

    /// <summary>Reports a step without a test report. Most steps have none, so it is not an error.</summary>
    private protected void WriteNoReport(IStepItem step) =>
        WriteVerbose($"Step '{step.Step}' of run {step.Pipeline} of {step.Workspace}/{step.Repository} has no test report.");

    /// <summary>Skips steps that have not started, because they cannot have a report.</summary>
    private List<IStepItem> StartedSteps(IReadOnlyList<IStepItem> steps)
    {
        var started = new List<IStepItem>();
        foreach (IStepItem step in steps)
        {
            if (step is PipelineStep { HasStarted: false })
            {
                Post(() => WriteNoReport(step));
            }
            else
            {
                started.Add(step);
            }
        }

        return started;
    }
}
