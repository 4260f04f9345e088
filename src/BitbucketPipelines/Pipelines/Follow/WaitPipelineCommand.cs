using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Waits for one or more runs to end.</summary>
/// <remarks>
/// <para>Without a run, waits for the newest run of the repository.</para>
/// <para>Each run is returned when it ends. If its result is not SUCCESSFUL, the end of the log of the failed step is shown on the host
/// unless it was followed, and the error PipelineFailed follows the run, with the failed step, its failed tests, and the URL. If a run
/// has ended but still has no result after several requests, the error is PipelineResultUnknown.</para>
/// <para>The wait for a run also ends when the run waits for a manual step (see -OnPause), when it is halted (error PipelineHalted), and
/// when the time is up (error PipelineTimeout).</para>
/// <para>Failures of the network or of Bitbucket, and responses that are not valid (the page of a proxy, an incomplete response), end the
/// wait only if they last for more than five minutes, or two minutes if Bitbucket has not responded at all. If the rate limit is exceeded
/// (429), the cmdlet continues to wait for as long as -TimeoutSec allows. If the credentials are refused, or the run does not exist, the
/// wait ends after three requests.</para>
/// <para>-TimeoutSec applies to the whole call, to within two seconds: it includes reading the end of the log and the tests for an error,
/// and stopping the run with -StopOnTimeout. The recommendation of the error says what could not be read in time.</para>
/// <para>In Azure DevOps and GitHub Actions, a run that fails or waits for a person is an annotation of the build, and the summary of the
/// build gets a table of its steps, the failed tests and a link. See -CiFormat.</para>
/// </remarks>
/// <example>
/// <code>Wait-BbPipeline 42</code>
/// <para>Waits for run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Invoke-BbPipeline -Custom nightly | Wait-BbPipeline -TimeoutSec 3600</code>
/// <para>Starts a run in each repository and waits for all of them, for at most an hour.</para>
/// </example>
/// <example>
/// <code>Wait-BbPipeline 42 -Follow -OnPause Error</code>
/// <para>Shows the log while waiting. If the run waits for a manual step, that is an error.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "BbPipeline")]
[OutputType(typeof(Pipeline))]
public sealed class WaitPipelineCommand : RunEndCmdlet
{
    /// <inheritdoc/>
    // -T was short for it before there was -ThrottleLimit.
    [Parameter]
    [Alias("Timeout", "TimeoutSeconds", "T")]
    [SecondsTransformation]
    [ValidateRange(0d, 2_000_000d)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public override double TimeoutSec { get; set; } = 7200;

    /// <inheritdoc/>
    private protected override bool DefaultsToLatest => true;

    /// <inheritdoc/>
    protected override void Process() => StartEachRun((_, run, _) => Task.FromResult<Action?>(
        () => Watch(new WatchedRun(run.Repository, run.Run.Value, run.Reference.IsObject || run.Reference.IsLatest))));

    /// <inheritdoc/>
    protected override void Finish() => WaitForRuns();
}
