using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Measures the runs of a time range: how many, how successful, how long, and how many build minutes.</summary>
/// <remarks>
/// <para>
/// Counts the runs that were created in the time range, and returns a row for each group of -GroupBy, the one with the most build minutes
/// first. If the first word of -GroupBy is Month, the rows are in the order of the months. If there was no run, nothing is returned. Runs
/// that have not ended are counted in Runs, Unfinished and BuildSeconds, and in nothing else.
/// </para>
/// <para>
/// BuildSeconds is the sum of build_seconds_used, which Bitbucket describes as the number of build seconds used by the pipeline;
/// BuildMinutes is the same in minutes, not rounded. SuccessRate is the part of the ended runs that were SUCCESSFUL; runs that were stopped
/// are ended runs. The duration is that of Get-BbPipeline. Bitbucket does not state when a run started: the waiting time is what remains
/// of the time from the creation to the end of a run without its duration. So it is the time in which no step ran: in the queue, between
/// the steps, and before a manual step or another deployment. A median is the middle value, or the mean of the two in the middle. The 95th
/// percentile is the smallest value that 95 percent of the runs did not exceed. Months are those of UTC.
/// </para>
/// <para>
/// With -Flaky, returns the steps and tests that failed in a run and succeeded in a later run of the same pipeline and the same commit, the
/// flakiest first. The steps of such runs are read, and the test reports of the steps that failed: about four requests for each commit.
/// A step that was started again in the same run is not found, because Bitbucket shows its last result only. The rows can be piped to
/// Get-BbStepLog, Get-BbStep and Get-BbTestCase.
/// </para>
/// <para>
/// A request reads 100 runs, and runs before the time range are not read. A repository that cannot be read causes an error and is left out.
/// </para>
/// </remarks>
/// <example>
/// <code>Measure-BbPipeline -Repository * -Since 30d</code>
/// <para>Shows which repositories of the workspace used the build minutes of the last 30 days.</para>
/// </example>
/// <example>
/// <code>Measure-BbPipeline -GroupBy Pipeline, Branch -Since 2026-10-01 -Until 2026-11-01</code>
/// <para>Shows which pipelines of the repository used the build minutes of a month, and on which branches.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Measure-BbPipeline -GroupBy Month -Since 90d</code>
/// <para>Adds up the runs of several repositories by month.</para>
/// </example>
/// <example>
/// <code>Measure-BbPipeline -Flaky -Since 14d</code>
/// <para>Shows which steps and tests of the repository fail and succeed on the same commit.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "BbPipeline", DefaultParameterSetName = GroupSet)]
[OutputType(typeof(PipelineMeasure), typeof(FlakyItem))]
public sealed class MeasurePipelineCommand : WorkspaceCmdlet
{
    private const string GroupSet = "Group";
    private const string FlakySet = "Flaky";
    private static readonly TimeSpan s_defaultRange = TimeSpan.FromDays(30);

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(RecordWork Record, RetriedCommit Commit)> _retried = [];
    private RunMeasures? _measures;
    private DateTimeOffset _since;
    private DateTimeOffset _until;
    private IDisposable? _progress;
    private int _started;
    private int _read;

    /// <summary>
    /// The repositories: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the addresses of their web pages. Wildcards match the slug or
    /// the name; <c>*</c> stands for all repositories of the workspace. The default is the repository of the session, then
    /// BITBUCKET_REPO_SLUG, then the git remote of the current folder.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? Repository { get; set; }

    /// <summary>
    /// Counts runs created at this time or later: a date, or how long ago, as a text (<c>7d</c>, <c>12h</c>, <c>30m</c>) or a TimeSpan. The
    /// default is 30 days before -Until.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [TimeTransformation]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Counts runs created at this time or earlier: a date, or how long ago, as for -Since. The default is now.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [TimeTransformation]
    public DateTimeOffset? Until { get; set; }

    /// <summary>
    /// What is counted together: the runs of each repository, branch, pipeline (the section of bitbucket-pipelines.yml) or month, or of
    /// each combination of several of them. None adds up all runs of a workspace. The default is Repository.
    /// </summary>
    [Parameter(ParameterSetName = GroupSet)]
    [ValidateSet("Repository", "Branch", "Pipeline", "Month", "None")]
    [ValidateNotNullOrEmpty]
    public string[] GroupBy { get; set; } = ["Repository"];

    /// <summary>Finds the flakiest steps and tests, instead of counting runs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FlakySet)]
    public SwitchParameter Flaky { get; set; }

    /// <summary>
    /// With -Flaky, the maximum number of commits whose steps are read, the newest first. A warning says when there are more.
    /// </summary>
    [Parameter(ParameterSetName = FlakySet)]
    [ValidateRange(1, 10000)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int MaxCommit { get; set; } = 50;

    /// <inheritdoc/>
    protected override void Begin()
    {
        DateTimeOffset now = Client.Clock.GetUtcNow();
        _until = Until ?? now;
        _since = Since ?? _until - s_defaultRange;
        if (Errors.RangeReversed(Since, Until) is { } reversed)
        {
            throw new ErrorRecordException(reversed, terminating: true);
        }

        bool isNone = Has("None");
        if (isNone && GroupBy.Length > 1)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousFilter, "-GroupBy None cannot be combined with other words.", "Omit None, or specify it alone."),
                terminating: true);
        }

        _measures = new RunMeasures(NewGrouping());
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Repository is null)
        {
            Read(ResolveRepository(new PlaceParameters { Workspace = Workspace, IsWorkspaceTyped = IsTyped(nameof(Workspace)) }));
            return;
        }

        foreach (string name in Repository)
        {
            Guard(() => Find(name), name);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        _progress?.Dispose();
        WriteObjects(Flaky ? FlakyFailure.ToRows(ReadFlaky()) : _measures!.ToRows(_since, _until), areAll: true);
    }

    /// <summary>Reads the newest of the commits that failed and then succeeded, several at a time.</summary>
    private List<FlakyFailure> ReadFlaky()
    {
        (RecordWork Record, RetriedCommit Commit)[] newest =
            [.. _retried.OrderByDescending(r => r.Commit.LastFailedOn).Take(MaxCommit)];
        if (newest.Length < _retried.Count)
        {
            WriteWarning($"Only the newest {newest.Length:N0} of {Counted.Of(_retried.Count, "commit")} that failed and then succeeded are "
                + "examined. To examine more, specify -MaxCommit, or a shorter time range.");
        }

        int done = 0;
        using IDisposable? progress = ShowProgress(() => WorkState.OfItems("commit", done, newest.Length));
        var found = new List<FlakyFailure>();
        foreach ((RetriedCommit commit, (IReadOnlyList<FlakyFailure>? failures, BitbucketApiException? failure), RecordWork record) in
            Await(token => Task.WhenAll(newest.Select(async one =>
            {
                (IReadOnlyList<FlakyFailure>?, BitbucketApiException?) read = await StepTests.TryAsync<IReadOnlyList<FlakyFailure>>(
                    async () => await one.Commit.ReadAsync(one.Record.Client, one.Record.Gate, token).ConfigureAwait(false))
                    .ConfigureAwait(false);
                Post(() => done++);
                return (one.Commit, read, one.Record);
            }))))
        {
            found.AddRange(failures ?? []);
            if (failure is not null)
            {
                DeferError(ErrorDescription.From(failure, record.Session, $"{commit.Repository} {commit.Commit}"));
            }
        }

        return found;
    }

    private bool Has(string word) => GroupBy.Contains(word, StringComparer.OrdinalIgnoreCase);

    private MeasureGrouping NewGrouping() => new(
        Has("Repository"), Has("Branch"), Has("Pipeline"), Has("Month"),
        string.Equals(GroupBy[0], "Month", StringComparison.OrdinalIgnoreCase));

    private void Find(string name)
    {
        RepositoryId place = ResolveRepository(GetPlaceParameters(name));
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            Read(place, name);
            return;
        }

        WildcardPattern pattern = Wildcard.Parse(place.Slug);
        foreach (Repository found in ReadAll(RepositoryResource.Of(place.Workspace, Client.SiteUri))
            .Where(r => pattern.IsMatch(r.Slug ?? "") || pattern.IsMatch(r.Name ?? "")))
        {
            Read(new RepositoryId(place.Workspace, found.Slug ?? found.RepositoryUuid ?? ""));
        }
    }

    /// <summary>Counts the runs of a repository. One that is specified twice is counted once.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="typed">How it was specified; null if it was found by a pattern.</param>
    private void Read(RepositoryId repository, string? typed = null)
    {
        if (!_seen.Add(repository.ToString()))
        {
            return;
        }

        _started++;
        _progress ??= ShowProgress(() => WorkState.OfPlaces(null, _started, _read, 0, 0, null, RequestCount));
        var own = new RunMeasures(NewGrouping());
        RetriedCommits? retried = Flaky ? new RetriedCommits(repository) : null;
        var filter = new PipelineFilter { Since = _since, Until = Until };
        Start(
            async (record, token) =>
            {
                await ErrorMap.RunAsync(
                    async t =>
                    {
                        await RunRange.ReadAsync(
                            record.Client, repository, filter, record.Gate,
                            retried is null ? run => own.Add(repository, run) : retried.Add, t).ConfigureAwait(false);
                        return true;
                    },
                    e => Errors.MaybeWorkspace(e, record.Session, typed, "Measure-BbPipeline -Repository *"), token).ConfigureAwait(false);
                return () =>
                {
                    _read++;
                    _measures!.Add(own);
                    _retried.AddRange((retried?.Find() ?? []).Select(commit => (record, commit)));
                };
            },
            repository.ToString());
    }
}
