using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the steps of a run.</summary>
/// <remarks>
/// Steps come in the order of the run, each with its state, result, duration and position. Parallel steps have positions of their own.
/// A step that is piped in is read anew.
/// </remarks>
/// <example>
/// <code>Get-BbStep 42</code>
/// <para>Gets all steps of run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -First 1 | Get-BbStep -Step 'Deploy*'</code>
/// <para>Gets the steps of the newest run whose name begins with Deploy.</para>
/// </example>
/// <example>
/// <code>Get-BbStep 42 2 | Get-BbStepLog</code>
/// <para>Gets the log of the second step.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbStep", SupportsPaging = true)]
[OutputType(typeof(PipelineStep))]
public sealed class GetStepCommand : PipelineCmdlet
{
    /// <summary>Which steps: a name (takes wildcards), a position from 1, or a uuid. By default all.</summary>
    [Parameter(Position = 1)]
    [Alias("Name", "StepUuid", "Position")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepCompleter))]
    public string[]? Step { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessRun(RepositoryId repository, PipelineId run)
    {
        if (GivenStep is { Uuid: { } uuid } given && Step is null)
        {
            PipelineStep now = Await(token => Client.SendAsync(Pipelines.Step(repository, run.Value, uuid), token));
            StepList.SetLocation(now, Client, repository, run.Value);
            now.Position = given.Position;
            WriteObject(now);
            return;
        }

        IReadOnlyList<PipelineStep> steps = Await(token => StepList.ReadAsync(Client, repository, run.Value, token));
        WriteItems(StepSelector.Select(steps, Step, wanted => WriteError(ErrorRecords.NoSuchStep(wanted, run.ToString(), steps))));
    }
}
