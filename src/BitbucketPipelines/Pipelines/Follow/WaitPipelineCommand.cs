using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Waits for runs, one or hundreds, until each has ended.</summary>
/// <remarks>
/// <para>Each run is written when it ends. One that does not end SUCCESSFUL is followed by the error PipelineFailed, with the step that
/// failed, the end of its log, and the web address; one that has ended without a result, though it was looked at several times, by the
/// error PipelineResultUnknown.</para>
/// <para>The wait for a run ends also when it waits for a manual step (see -OnPause), when it is halted (error PipelineHalted), and when
/// the time is up (error PipelineTimeout).</para>
/// <para>Failures of the network and of Bitbucket, and answers that are none (the page of a proxy, half an answer), do not end the wait,
/// unless they last for more than five minutes; or two, where Bitbucket has not answered once. A used-up allowance (429) is waited out for
/// as long as -TimeoutSec allows. Credentials that are refused, and a run that is not there, end the wait after three looks.</para>
/// <para>-TimeoutSec bounds all of the call, to within two seconds: the end of the log and the tests that an error shows, and the stop of
/// -StopOnTimeout. What there was no time to read, the error says.</para>
/// </remarks>
/// <example>
/// <code>Wait-BbPipeline 42</code>
/// <para>Waits for run 42.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Invoke-BbPipeline -Custom nightly | Wait-BbPipeline -TimeoutSec 3600</code>
/// <para>Starts a run in every repository and waits for all of them together, an hour at most.</para>
/// </example>
/// <example>
/// <code>Wait-BbPipeline 42 -Follow -OnPause Error</code>
/// <para>Shows the log while it waits. A manual step is an error.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "BbPipeline")]
[OutputType(typeof(Pipeline))]
public sealed class WaitPipelineCommand : RunWaitCmdlet
{
    private readonly List<WatchedRun> _runs = [];

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the address of its web page, or an object
    /// from Get-BbPipeline or Invoke-BbPipeline.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "BuildNumber", "Id")]
    [ValidateNotNullOrEmpty]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() =>
            {
                PipelineId id = reference.Parse();
                _runs.Add(new WatchedRun(TargetOf(reference, id), id.Value, reference.IsObject));
            }, reference.ToString());
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => WaitFor(_runs);
}
