using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Stops a run.</summary>
/// <remarks>
/// The run must be specified. Waits a few seconds for the run to end. For a run that has already ended, the error is
/// PipelineAlreadyCompleted. For a run that is paused on a manual step, Bitbucket accepts the request but does not stop the run; then the
/// error is StopIgnored.
/// </remarks>
/// <example>
/// <code>Stop-BbPipeline 42</code>
/// <para>Stops run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch feature/x -Status IN_PROGRESS | Stop-BbPipeline -PassThru</code>
/// <para>Stops all runs in progress on a branch, and returns them.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "BbPipeline", SupportsShouldProcess = true)]
[OutputType(typeof(Pipeline))]
public sealed class StopPipelineCommand : PipelineCmdlet
{
    /// <summary>Returns the run in its last known state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task<Action?> RunAsync(RecordWork record, RunInput input, CancellationToken cancellationToken)
    {
        (RepositoryId repository, PipelineId run) = (input.Repository, input.Run);
        if (record.IsWhatIf && (await record.Gate.RunAsync(
            () => record.Client.SendAsync(Api.Endpoints.Pipelines.Get(repository, run.Value), cancellationToken), cancellationToken)
            .ConfigureAwait(false)).IsCompleted)
        {
            throw new ErrorRecordException(Errors.AlreadyCompleted(run.ToString(), repository));
        }

        if (!await ApproveAsync(record, $"{repository} {run}", "Stop run", cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        StopResult result = await record.Gate.RunAsync(
            () => RunStopper.StopAsync(record.Client, repository, run.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } e)
        {
            throw new ErrorRecordException(e.StatusCode == 400 && e.Detail?.Contains("already complete") == true
                ? Errors.AlreadyCompleted(e, run.ToString(), repository)
                : await DescribeRunFailureAsync(record, e, repository, run.Value, run.ToString(), cancellationToken)
                    .ConfigureAwait(false));
        }

        return () => WriteResult(repository, run, result);
    }

    private void WriteResult(RepositoryId repository, PipelineId run, StopResult result)
    {
        if (PassThru && result.Run is not null)
        {
            WriteObject(result.Run);
        }

        if (result.IsIgnored)
        {
            WriteError(Errors.StopIgnored(result.Run!));
        }
        else if (result.Run is not { IsCompleted: true })
        {
            WriteWarning($"Run {run} of {repository} was asked to stop but has not ended yet.");
        }
    }
}
