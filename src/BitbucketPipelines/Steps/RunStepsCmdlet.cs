using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that read from the steps of a run, or from piped steps. They have no default parameter set: without a run, the
/// engine chooses the set of the newest run.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunStepsCmdlet : RepositoryCmdlet
{
    private protected const string LatestSet = "Latest";
    private protected const string PipelineSet = "Pipeline";
    private protected const string InputSet = "InputObject";

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline or Invoke-BbPipeline, or <c>latest</c>. The default is the newest run; the host shows which one that is.
    /// </summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build", "B", "P")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>
    /// Without a run, or with <c>latest</c>: takes the newest run of these branches. Names are case-sensitive; wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <inheritdoc/>
    private protected override bool DefaultsToLatest => true;

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Branch;

    /// <summary>The piped step, or what belongs to one.</summary>
    private protected abstract object? PipedStep { get; }

    /// <inheritdoc/>
    private protected override object? FailureTarget =>
        Pipeline.Length == 1 ? Pipeline[0].ToString() : PipedStep?.ToString() ?? base.FailureTarget;
}
