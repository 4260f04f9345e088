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
    private protected override void ProcessRun(RepositoryId repository, PipelineId run)
    {
        if (IsWhatIf && Await(token => Client.SendAsync(Api.Endpoints.Pipelines.Get(repository, run.Value), token)).IsCompleted)
        {
            throw new ErrorRecordException(Errors.AlreadyCompleted(run.ToString(), repository));
        }

        if (!ShouldProcess($"{repository} {run}", "Stop run"))
        {
            return;
        }

        StopResult result = Await(token => RunStopper.StopAsync(Client, repository, run.Value, token));
        if (result.Failure is { } e)
        {
            throw new ErrorRecordException(e.StatusCode == 400 && e.Detail?.Contains("already complete") == true
                ? Errors.AlreadyCompleted(e, run.ToString(), repository)
                : DescribeRunFailure(e, repository, run.Value, run.ToString()));
        }

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
