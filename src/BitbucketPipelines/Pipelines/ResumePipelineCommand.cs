using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Starts the manual step that a run waits for.</summary>
/// <remarks>
/// <para>The API has no documented operation for this. The cmdlet uses a resource that other tools use too, but that may change or end
/// without notice. So it does nothing unless -Undocumented is specified. No other cmdlet uses such a resource.</para>
/// <para>The run must be specified. A manual step often deploys something: -WhatIf shows which one would be started. If several steps
/// wait, choose with -Step. If the run waits for nobody, the error is RunNotWaiting, which names its state. The request is never sent
/// twice. If Bitbucket accepts it and the step still waits after 15 seconds, a warning says so.</para>
/// <para>With -Wait or -Follow, the cmdlet waits for the end of the run, as Wait-BbPipeline does.</para>
/// </remarks>
/// <example>
/// <code>Resume-BbPipeline 42 -Undocumented -WhatIf</code>
/// <para>Shows which step run 42 waits for.</para>
/// </example>
/// <example>
/// <code>Resume-BbPipeline 42 -Undocumented -Follow</code>
/// <para>Starts the step that run 42 waits for, shows its log, and waits for the end of the run.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -Status PAUSED | Resume-BbPipeline -Step 'Deploy to production' -Undocumented</code>
/// <para>Starts a step in all runs of a branch that wait for it.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "BbPipeline", SupportsShouldProcess = true)]
[OutputType(typeof(Pipeline))]
public sealed class ResumePipelineCommand : RunEndCmdlet
{
    /// <summary>
    /// The step to start, if the run waits for several: its name (wildcards are allowed), its position starting at 1, or its uuid. A piped
    /// step is the one to start.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("Name", "StepUuid", "Position", "N")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string? Step { get; set; }

    /// <summary>
    /// Accepts that a resource is used that Bitbucket does not document, and that may change or end without notice. Without it, nothing is
    /// sent.
    /// </summary>
    [Parameter]
    public SwitchParameter Undocumented { get; set; }

    /// <summary>Waits until the run has ended. -Follow waits too.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Returns the run in its last known state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool Waits => Wait || Follow;

    /// <inheritdoc/>
    private protected override bool IsWaiting => Waits;

    /// <inheritdoc/>
    private protected override bool IsRepeatable => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (!Undocumented)
        {
            throw new ErrorRecordException(Errors.UndocumentedRequired(), terminating: true);
        }

        WarnOfUnusedParameters(Waits);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Pipeline.Length == 0)
        {
            throw NothingSpecified("run", nameof(Pipeline));
        }

        (string? step, bool waits, bool returns) = (Step, Waits, PassThru && !Waits);
        BitbucketClient? limited = Waits ? Client.Until(TimeOfCall) : null;
        StartEachRun((record, run, token) =>
            ResumeAsync(record, limited ?? record.Client, run, step ?? run.Reference.Step?.Uuid, waits, returns, token));
    }

    /// <inheritdoc/>
    protected override void Finish() => WaitForRuns();

    private async Task<Action?> ResumeAsync(
        RecordWork record, BitbucketClient client, RunInput input, string? wanted, bool waits, bool returns,
        CancellationToken cancellationToken)
    {
        RepositoryId repository = input.Repository;
        (Pipeline run, IReadOnlyList<PipelineStep> steps) = await record.Gate.RunAsync(
            () => ReadAsync(client, repository, input.Run.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
        PipelineStep step = Choose(run, steps, wanted, input.Run);
        string action = $"Start the manual step '{step.DisplayName}' through an undocumented resource";
        // The request, and a look at the step.
        if (!await ApproveAsync(record, $"{repository} {run}", action, cancellationToken, requests: 2).ConfigureAwait(false))
        {
            return null;
        }

        BitbucketSession session = record.Session;
        ManualStart started = await ErrorMap.RunAsync(
            token => record.Gate.RunAsync(() => ManualSteps.StartAsync(client, repository, run, step, token), token),
            e => e is not BitbucketApiException failure ? null
                : failure.StatusCode is 404 or 405 or 410 ? Errors.UndocumentedGone(failure, run, step)
                : Errors.StepNotStarted(failure, session, run, step),
            cancellationToken).ConfigureAwait(false);
        return () =>
        {
            WriteVerbose($"Started step '{step.DisplayName}' of run {run} of {repository}: {run.Url}");
            if (Errors.StepNotSeen(started, run, step) is { } warning)
            {
                WriteWarning(warning);
            }

            if (waits)
            {
                Watch(new WatchedRun(repository, input.Run.Value, IsKnown: true) { RequestedSelector = run.RequestedSelector });
            }
            else if (returns)
            {
                WriteObject(started.Run ?? run);
            }
        };
    }

    private static async Task<(Pipeline Run, IReadOnlyList<PipelineStep> Steps)> ReadAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken)
    {
        Pipeline run = await client.SendAsync(Api.Endpoints.Pipelines.Get(repository, pipeline), cancellationToken).ConfigureAwait(false);
        run.SetLocation(repository, client.SiteUri);
        return (run, run.IsCompleted ? []
            : await StepList.ReadAsync(client, repository, pipeline, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The step to start: the one that waits, or the chosen one of several.</summary>
    private static PipelineStep Choose(Pipeline run, IReadOnlyList<PipelineStep> steps, string? wanted, PipelineId id)
    {
        IReadOnlyList<PipelineStep> waiting = ManualSteps.Waiting(run, steps);
        if (waiting.Count == 0)
        {
            throw new ErrorRecordException(Errors.RunNotWaiting(run, steps));
        }

        if (wanted is null)
        {
            return waiting.Count == 1 ? waiting[0] : throw new ErrorRecordException(Errors.SeveralStepsWait(run, waiting));
        }

        IReadOnlyList<PipelineStep> named = StepSelector.Select(steps, [wanted], id, e => throw new ErrorRecordException(e));
        PipelineStep[] meant = [.. named.Where(waiting.Contains)];
        return meant.Length == 1 ? meant[0]
            : throw new ErrorRecordException(
                meant.Length > 1 ? Errors.SeveralStepsWait(run, meant)
                : named.Count > 0 ? Errors.StepNotWaiting(named[0], run, waiting)
                : Errors.NoSuchStep(wanted, id.ToString(), waiting));
    }
}
