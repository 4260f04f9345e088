using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Commands;

/// <summary>Waits for runs, one or hundreds, until each has ended.</summary>
/// <remarks>
/// Each run is written when it ends. One that does not end SUCCESSFUL is followed by the error PipelineFailed, with the step that failed,
/// the end of its log, and the web address. A run that waits for a manual step ends the wait too (-OnPause); a halted one gives the error
/// PipelineHalted; when the time is up, the error PipelineTimeout. Failures of the network that pass are survived.
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
/// <para>Shows the log; a manual step is an error.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "BbPipeline")]
[OutputType(typeof(Pipeline))]
public sealed class WaitPipelineCommand : RunWaitCmdlet
{
    private readonly List<WatchedRun> _runs = [];

    /// <summary>The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the address of its web page, or the object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "BuildNumber", "Id")]
    [ValidateNotNullOrEmpty]
    public PipelineReference[] Pipeline { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() =>
            {
                PipelineId id = reference.Parse();
                _runs.Add(new WatchedRun(TargetOr(id.Repository), id.Value));
            }, reference.ToString());
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => WaitFor(_runs);
}
