using System.Management.Automation;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the steps of a run.</summary>
/// <remarks>
/// Without a run, gets the steps of the newest run. Returns the steps in the order of the run, each with its state, result, duration and
/// position. Each parallel step has its own position. A piped step is read again.
/// </remarks>
/// <example>
/// <code>Get-BbStep 42</code>
/// <para>Gets all steps of run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbStep -Branch main -Step 'Deploy*'</code>
/// <para>Gets the steps of the newest run on main whose names begin with Deploy.</para>
/// </example>
/// <example>
/// <code>Get-BbStep 42 2 | Get-BbStepLog</code>
/// <para>Gets the log of the second step.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbStep", SupportsPaging = true)]
[OutputType(typeof(PipelineStep))]
public sealed class GetStepCommand : PipelineCmdlet
{
    /// <summary>
    /// Without a run, or with <c>latest</c>: takes the newest run of these branches. Names are case-sensitive; wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <summary>The steps: a name (wildcards are allowed), a position starting at 1, or a uuid. The default is all steps.</summary>
    [Parameter(Position = 1)]
    [Alias("Name", "StepUuid", "Position", "N")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string[]? Step { get; set; }

    /// <inheritdoc/>
    private protected override bool DefaultsToLatest => true;

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Branch;

    /// <inheritdoc/>
    private protected override async Task<Action?> RunAsync(RecordWork record, RunInput run, CancellationToken cancellationToken)
    {
        if (run.Reference.Step is { Uuid: { } uuid } piped && Step is null)
        {
            PipelineStep current = await record.Gate.RunAsync(
                () => record.Client.SendAsync(Pipelines.Step(run.Repository, run.Run.Value, uuid), cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            StepList.SetLocation(current, record.Client, run.Repository, run.Run.Value);
            current.Position = piped.Position;
            return () => WriteObject(current);
        }

        IReadOnlyList<PipelineStep> steps = await record.Gate.RunAsync(
            () => StepList.ReadAsync(record.Client, run.Repository, run.Run.Value, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return () => WriteItems(StepSelector.Select(steps, Step, run.Run, WriteError));
    }
}
