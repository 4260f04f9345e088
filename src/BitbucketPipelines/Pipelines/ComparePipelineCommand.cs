using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Compares a run with an earlier one and shows why it broke.</summary>
/// <remarks>
/// <para>Without a run, compares the newest run. By default, a run is compared with the last successful run of the same pipeline and the
/// same branch or pull request before it. Both runs belong to the same repository.</para>
/// <para>Compares the steps by result and duration, the failed tests, the commits, and bitbucket-pipelines.yml at the two commits. The log
/// of the first step that failed is compared with the log of the same step in the other run: times, numbers, hashes, temporary paths and
/// colors make no difference. NewLogLines has the lines that only the failed step has, those around the likeliest cause first of
/// all.</para>
/// <para>Sends at most 12 requests and reads at most two logs. Pages of long lists and requests that are sent again count. Notes says what
/// was not read, or is not known: Bitbucket returns neither the variables of a run nor earlier values of other variables.</para>
/// </remarks>
/// <example>
/// <code>Compare-BbPipeline 42</code>
/// <para>Shows what is different in run 42 since the same pipeline last succeeded.</para>
/// </example>
/// <example>
/// <code>Compare-BbPipeline 42 41 | Select-Object -ExpandProperty NewLogLines</code>
/// <para>Gets the lines of the log of the failed step that the log of run 41 does not have.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -Status FAILED -First 5 | Compare-BbPipeline | Select-Object Pipeline, FailedStep, Cause</code>
/// <para>Lists why the last five failed runs of a branch failed.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "BbPipeline")]
[OutputType(typeof(PipelineComparison))]
public sealed class ComparePipelineCommand : PipelineCmdlet
{
    /// <summary>
    /// The run to compare with: its build number, its uuid, the URL of its web page, or an object from Get-BbPipeline. The default is the
    /// last successful run of the same pipeline and branch before the run.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("ReferencePipeline", "With")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RunCompleter))]
    public PipelineReference? Reference { get; set; }

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

    /// <inheritdoc/>
    /// <remarks>All requests for one run, from the one that finds it, share the limit.</remarks>
    private protected override BitbucketClient LatestRunClient => Client.Within(RunComparer.MostRequests);

    /// <inheritdoc/>
    private protected override async Task<Action?> RunAsync(RecordWork record, RunInput run, CancellationToken cancellationToken)
    {
        var work = new RunComparison(record, run, Reference);
        Post(() => record.Progress ??= ShowProgress(() => WorkState.OfItems("request", work.Requests, RunComparer.MostRequests)));
        PipelineComparison comparison = await work.ReadAsync(cancellationToken).ConfigureAwait(false);
        return () =>
        {
            work.Warnings.ForEach(WriteWarning);
            WriteObject(comparison);
        };
    }
}
