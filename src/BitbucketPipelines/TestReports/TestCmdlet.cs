using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that read the tests of steps. They have no default parameter set, as Get-BbStepLog.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TestCmdlet : RepositoryCmdlet
{
    private const int MaxConcurrency = 5;

    private protected const string LatestSet = "Latest";
    private protected const string PipelineSet = "Pipeline";
    private protected const string InputSet = "InputObject";

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline or Invoke-BbPipeline, or <c>latest</c>. The default is the newest run; the host shows which one that is.
    /// </summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>
    /// Without a run, or with <c>latest</c>: takes the newest run of these branches. Names are case-sensitive; wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

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
    private protected override bool DefaultsToLatest => true;

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Branch;

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        Pipeline.Length == 1 ? Pipeline[0].ToString() : InputObject?.ToString() ?? base.FailureTarget;

    /// <summary>Processes the steps of a run, or a piped step.</summary>
    private protected abstract void ProcessSteps(IReadOnlyList<IStepItem> steps);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is not null)
        {
            RequirePlace(InputObject.Workspace, InputObject.Repository);
            ProcessSteps(StartedSteps([InputObject]));
            return;
        }

        ForEachRun((repository, run) =>
        {
            IReadOnlyList<PipelineStep> steps = Await(token => StepList.ReadAsync(Client, repository, run.Value, token));
            ProcessSteps(StartedSteps(StepSelector.Select(steps, Step, run, WriteError)));
        });
    }

    /// <summary>
    /// Reads something for each item in parallel, and processes the results in the order of the items. A failure is an error of its item
    /// and does not affect the others.
    /// </summary>
    private protected void ReadForEach<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, string> key, Func<TItem, CancellationToken, Task<TResult?>> read,
        Action<TItem, TResult?> process)
        where TResult : class
    {
        int done = 0;
        using IDisposable? progress = ShowProgress(() => WorkState.OfItems("request", done, items.Count));
        Await(token => OrderedParallel.RunAsync(
            items, MaxConcurrency, key,
            async (item, t) => (Item: item, Result: await StepTests.TryAsync(() => read(item, t)).ConfigureAwait(false)),
            found => Post(() =>
            {
                done++;
                if (found.Result.Failure is { } failure)
                {
                    WriteError(ErrorDescription.From(failure, CurrentSession, found.Item));
                    return;
                }

                process(found.Item, found.Result.Found);
            }), token));
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
                WriteNoReport(step);
            }
            else
            {
                started.Add(step);
            }
        }

        return started;
    }
}
