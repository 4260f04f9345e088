using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineCmdlet : RepositoryCmdlet
{
    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline or Invoke-BbPipeline, or <c>latest</c> for the newest run.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build", "B")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <inheritdoc/>
    private protected override object? FailureTarget => Pipeline.Length == 1 ? Pipeline[0].ToString() : base.FailureTarget;

    /// <summary>
    /// Does the work for one run, on another thread. Returns what is done on the pipeline thread at the end. An error does not stop the
    /// processing of other runs.
    /// </summary>
    private protected abstract Task<Action?> RunAsync(RecordWork record, RunInput run, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Pipeline.Length == 0 && !DefaultsToLatest)
        {
            throw NothingSpecified("run", nameof(Pipeline));
        }

        StartEachRun(RunAsync);
    }
}
