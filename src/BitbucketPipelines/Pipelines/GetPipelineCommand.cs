using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets runs: one, or a list, newest first.</summary>
/// <remarks>
/// A run is listed when it meets all filters that are given. What Bitbucket cannot filter is filtered on this side, page by page; -First
/// ends the reading as soon as it has enough.
/// </remarks>
/// <example>
/// <code>Get-BbPipeline 42</code>
/// <para>Gets one run by its build number.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main -Status FAILED -Since (Get-Date).AddDays(-7)</code>
/// <para>Lists what failed on main in the last week.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbPipeline -First 1</code>
/// <para>Gets the newest run of each repository of the workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbPipeline", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(Pipeline))]
public sealed class GetPipelineCommand : RepositoryCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the address of its web page, or an object
    /// from Get-BbPipeline or Invoke-BbPipeline.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("Uuid", "BuildNumber", "Id")]
    [ValidateNotNullOrEmpty]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Runs of this branch, by its exact name. Runs for its pull requests are found with -PullRequest.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>Runs of this tag.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>Runs of this commit. A short hash is looked up.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    public string? Commit { get; set; }

    /// <summary>Runs of this custom pipeline. Takes wildcards.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("Pattern")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>The number of a pull request: runs of it. Its runs of a custom pipeline are found with -Custom beside it.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int PullRequest { get; set; }

    /// <summary>
    /// Runs in one of these states or with one of these results. Takes the words that runs show (SUCCESSFUL, IN_PROGRESS, COMPLETED) and
    /// those of Bitbucket's own filter (PASSED, BUILDING).
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("PARSING", "PENDING", "PAUSED", "HALTED", "BUILDING", "RUNNING", "IN_PROGRESS", "ERROR", "PASSED", "SUCCESSFUL", "FAILED",
        "STOPPED", "COMPLETED", "UNKNOWN")]
    public string[] Status { get; set; } = [];

    /// <summary>Runs that were started in this way. SCHEDULE and SCHEDULED are the same. PARENT_STEP: by a step of another run.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("PUSH", "MANUAL", "SCHEDULE", "SCHEDULED", "PARENT_STEP")]
    public string? Trigger { get; set; }

    /// <summary>Runs that this account started: its uuid, account id, nickname or display name. Names take wildcards.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Creator { get; set; }

    /// <summary>Runs created at this time or later.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Runs created at this time or earlier.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public DateTimeOffset? Until { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Pipeline.Length == 1 ? Pipeline[0].ToString() : base.FailureTarget;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == ListSet)
        {
            if (Branch is not null && Tag is not null)
            {
                throw new ItemFailedException(ErrorRecords.InvalidArgument(
                    ErrorId.AmbiguousFilter, "-Branch and -Tag exclude one another: a run belongs to one of them.", "Give one of them."),
                    terminating: true);
            }

            List(Target);
            return;
        }

        foreach (PipelineReference reference in Pipeline)
        {
            Guard(() =>
            {
                PipelineId id = reference.Parse();
                RepositoryId repository = TargetOf(reference, id);
                Pipeline run = Await(token => Client.SendAsync(Pipelines.Get(repository, id.Value), token));
                run.Locate(repository, Client.SiteUri);
                WriteObject(run);
            }, reference.ToString());
        }
    }

    private void List(RepositoryId repository)
    {
        PipelineFilter filter = Filter(repository);
        WriteList(PipelineResource.Of(repository, filter, Client.SiteUri), new ListQuery<Pipeline>
        {
            Filter = filter.IsServerSide ? null : filter.Matches,
            EndsAt = filter.Since is null ? null : filter.EndsAt,
        });
    }

    private PipelineFilter Filter(RepositoryId repository)
    {
        bool wildcards = Custom is not null && WildcardPattern.ContainsWildcardCharacters(Custom);
        Guid uuid = default;
        bool byUuid = Creator is not null && Guid.TryParse(Creator, out uuid);
        return new PipelineFilter
        {
            Branch = Branch,
            Tag = Tag,
            CommitHash = Commit is null ? null : Await(
                token => RunTarget.FullHashAsync(Client, repository, Commit, token),
                e => ErrorRecords.CommitNotFound(e, Commit, repository)),
            Custom = wildcards ? null : Custom,
            CustomMatch = wildcards ? new WildcardPattern(Custom!, WildcardOptions.IgnoreCase).IsMatch : null,
            PullRequest = PullRequest > 0 ? PullRequest : null,
            Status = Status,
            Trigger = Trigger,
            CreatorUuid = byUuid ? uuid.ToString("B") : null,
            CreatorMatch = Creator is null || byUuid ? null : Matcher(Creator),
            Since = Since,
            Until = Until,
        };
    }

    private static Func<Account, bool> Matcher(string creator)
    {
        var pattern = new WildcardPattern(creator, WildcardOptions.IgnoreCase);
        return account => new[] { account.DisplayName, account.Nickname, account.AccountId }.Any(n => n is not null && pattern.IsMatch(n));
    }
}
