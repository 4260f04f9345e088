using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that are given runs which exist, and can wait for their end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunEndCmdlet : RunWaitCmdlet
{
    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline, Invoke-BbPipeline or Get-BbStep, or <c>latest</c> for the newest run, which is the default of Wait-BbPipeline. The
    /// host shows which one that is.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build", "B")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>
    /// For the newest run: takes that of these branches. Names are case-sensitive; wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Branch;

    /// <inheritdoc/>
    private protected override BitbucketClient LatestRunClient => IsWaiting ? Client.Until(TimeOfCall) : Client;

    /// <inheritdoc/>
    private protected override object? FailureTarget => Pipeline.Length == 1 ? Pipeline[0].ToString() : base.FailureTarget;
}
