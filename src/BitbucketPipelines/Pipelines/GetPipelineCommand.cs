using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets one run, or a list of runs, newest first.</summary>
/// <remarks>
/// A run is returned if it matches all specified filters. What Bitbucket cannot filter is filtered by the cmdlet, page by page: several
/// branches or creators, and names with wildcards. -First stops reading as soon as enough runs were found. If no run matches, a warning
/// says which branch, tag or custom pipeline does not exist.
/// </remarks>
/// <example>
/// <code>Get-BbPipeline 42</code>
/// <para>Gets one run by its build number.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline -Branch main, 'release/*' -Status FAILED -Since 7d</code>
/// <para>Gets the runs that failed on main and on the release branches in the last week.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbPipeline -First 1</code>
/// <para>Gets the latest run of each repository of the workspace.</para>
/// </example>
// Long because every filter is a parameter, and all of them become one request.
[Cmdlet(VerbsCommon.Get, "BbPipeline", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(Pipeline))]
public sealed class GetPipelineCommand : RepositoryCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    private static readonly string[] s_filters =
        [nameof(Tag), nameof(Commit), nameof(Custom), nameof(PullRequest), nameof(Status), nameof(Trigger), nameof(Creator), nameof(Since),
            nameof(Until)];

    private CreatorFilter? _creator;
    private RepositoryId? _first;
    private bool _hasMatch;

    /// <summary>
    /// The run: its build number (<c>42</c> or <c>#42</c>), its uuid with or without braces, the URL of its web page, an object from
    /// Get-BbPipeline or Invoke-BbPipeline, or <c>latest</c> for the newest run.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    // With a filter, latest is the newest run that matches. A number together with one is refused in words.
    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [Alias("Uuid", "BuildNumber", "Id", "Number", "Build")]
    [ValidateRun]
    [ArgumentCompleter(typeof(RunCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>
    /// Gets runs of these branches. Names are case-sensitive; wildcards are allowed. Use -PullRequest for runs of pull requests.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <summary>Gets only the newest of the runs that match the filters.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Latest { get; set; }

    /// <summary>Gets runs of this tag.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Tag))]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string? Tag { get; set; }

    /// <summary>Gets runs of this commit. A short hash is expanded.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommitCompleter))]
    [OneName(nameof(Commit))]
    public string? Commit { get; set; }

    /// <summary>Gets runs of this custom pipeline. Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("Pattern")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [OneName(nameof(Custom), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>Gets runs of the pull request with this number. Add -Custom for its runs of a custom pipeline.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(PullRequestCompleter))]
    public int PullRequest { get; set; }

    /// <summary>
    /// Gets runs in one of these states or with one of these results: the values that runs show (SUCCESSFUL, IN_PROGRESS, COMPLETED), or
    /// those of Bitbucket's own filter (PASSED, BUILDING).
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("Result", "State")]
    [ValidateSet("PARSING", "PENDING", "PAUSED", "HALTED", "BUILDING", "RUNNING", "IN_PROGRESS", "ERROR", "PASSED", "SUCCESSFUL", "FAILED",
        "STOPPED", "COMPLETED", "UNKNOWN")]
    public string[] Status { get; set; } = [];

    /// <summary>Gets runs with this trigger. SCHEDULE and SCHEDULED are the same. PARENT_STEP is a step of another run.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("PUSH", "MANUAL", "SCHEDULE", "SCHEDULED", "PARENT_STEP")]
    public string? Trigger { get; set; }

    /// <summary>
    /// Gets runs that one of these accounts started: uuids, account ids, nicknames or display names. Wildcards are allowed in names.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("Author")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CreatorCompleter))]
    public string[]? Creator { get; set; }

    /// <summary>
    /// Gets runs created at this time or later: a date, or how long ago, as a text (<c>7d</c>, <c>12h</c>, <c>30m</c>) or a TimeSpan.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [TimeTransformation]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Gets runs created at this time or earlier: a date, or how long ago, as for -Since.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [TimeTransformation]
    public DateTimeOffset? Until { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Pipeline.Length == 1 ? Pipeline[0].ToString() : base.FailureTarget;

    /// <inheritdoc/>
    private protected override string[]? LatestBranches => Pipeline.Length > 0 ? Branch : null;

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckRunAndFilters();
        if (Errors.RangeReversed(Since, Until) is { } reversed)
        {
            throw new ErrorRecordException(reversed, terminating: true);
        }

        _creator = Creator is null ? null : new CreatorFilter(Creator);
        if (Latest && PagingParameters.First > 1)
        {
            PagingParameters.First = 1;
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (string warning in _creator?.Warnings ?? [])
        {
            WriteWarning(warning);
        }

        // Of many repositories, some may lack the branch.
        if (!_hasMatch && _first is { } repository)
        {
            string[]? customs = Custom is null ? null : [Custom];
            Await(token => new EmptyList(Client, repository).FindReasonsAsync(Branch, Tag, customs, PullRequest, token))
                .ToList().ForEach(WriteAsWarning);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == ListSet && Pipeline.Length == 0)
        {
            if (Tag is not null && IsFromDefaults(nameof(Branch)))
            {
                Branch = null;
            }

            PipelineResource.CheckFilter(Branch, Tag);
            List(TargetRepository);
        }

        StartEachRun(async (record, run, token) =>
        {
            Pipeline found = await record.Gate.RunAsync(
                () => record.Client.SendAsync(Pipelines.Get(run.Repository, run.Run.Value), token), token).ConfigureAwait(false);
            found.SetLocation(run.Repository, record.Client.SiteUri);
            return () => WriteObject(found);
        });
    }

    /// <summary>
    /// Lists the newest run that matches when latest is specified together with a filter that is not the branch. A filter together with
    /// another run is an error.
    /// </summary>
    private void CheckRunAndFilters()
    {
        if (Pipeline.Length == 0 || Array.Find(s_filters, name => IsTyped(name) && !IsFromDefaults(name)) is not { } filter)
        {
            return;
        }

        if (Pipeline.Any(run => !run.IsLatest))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousFilter, $"-{filter} cannot be used together with a run.",
                $"Omit the run or -{filter}. -Latest gets the newest run that matches."), terminating: true);
        }

        Pipeline = [];
        Latest = true;
    }

    private void List(RepositoryId repository)
    {
        PipelineFilter filter = new PipelineFilter
        {
            Tag = Tag,
            PullRequest = PullRequest > 0 ? PullRequest : null,
            Status = Status,
            Trigger = Trigger,
            Since = Since,
            Until = Until,
        }.WithBranch(Branch).WithCustom(Custom).WithCreator(_creator);
        WriteList(async (client, token) =>
        {
            PipelineFilter whole = Commit is null ? filter : filter with
            {
                CommitHash = await ErrorMap.RunAsync(
                    t => RunTarget.FullHashAsync(client, repository, Commit, t), e => Errors.CommitNotFound(e, Commit, repository), token)
                    .ConfigureAwait(false),
            };
            Resource<Pipeline> resource = PipelineResource.Of(repository, whole, client.SiteUri);
            return (resource with { SetLocation = run => Note(resource, whole, run) }, PipelineResource.Query(whole));
        });
        _first ??= PagingParameters.First == 0 ? null : repository;
    }

    private void Note(Resource<Pipeline> resource, PipelineFilter filter, Pipeline run)
    {
        resource.SetLocation(run);
        _hasMatch = _hasMatch || filter.Matches(run);
    }
}
