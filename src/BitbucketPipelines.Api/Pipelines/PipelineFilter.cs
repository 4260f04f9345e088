using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Which runs of a repository are returned. The server applies the conditions that it supports; <see cref="Matches"/> applies the others.
/// The server accepts values in upper case only, and returns an empty list for an unknown value. A run must match all conditions. With
/// several statuses, it must match one of them.
/// </summary>
internal sealed record PipelineFilter
{
    /// <summary>
    /// The values of <c>status=</c> for each value that <see cref="Status"/> accepts. COMPLETED stands for all results.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_status = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PARSING"] = ["PARSING"],
        ["PENDING"] = ["PENDING"],
        ["PAUSED"] = ["PAUSED"],
        ["HALTED"] = ["HALTED"],
        ["BUILDING"] = ["BUILDING"],
        ["RUNNING"] = ["BUILDING"],
        ["IN_PROGRESS"] = ["BUILDING", "PAUSED", "HALTED"],
        ["ERROR"] = ["ERROR"],
        ["PASSED"] = ["PASSED"],
        ["SUCCESSFUL"] = ["PASSED"],
        ["FAILED"] = ["FAILED"],
        ["STOPPED"] = ["STOPPED"],
        ["COMPLETED"] = ["PASSED", "FAILED", "ERROR", "STOPPED"],
        ["UNKNOWN"] = ["UNKNOWN"],
    };

    /// <summary>The exact name of the branch.</summary>
    public string? Branch { get; init; }

    /// <summary>A test on the name of the branch, instead of <see cref="Branch"/>.</summary>
    public Func<string, bool>? BranchMatch { get; init; }

    /// <summary>The exact name of the tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The full hash of the commit with 40 digits. The server finds nothing for a shorter hash.</summary>
    public string? CommitHash { get; init; }

    /// <summary>The name of the custom pipeline.</summary>
    public string? Custom { get; init; }

    /// <summary>A test on the name of the custom pipeline, instead of <see cref="Custom"/>.</summary>
    public Func<string, bool>? CustomMatch { get; init; }

    /// <summary>The number of the pull request.</summary>
    public int? PullRequest { get; init; }

    /// <summary>The statuses; see <see cref="StatusWords"/>. Empty for all.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    /// <summary>The trigger: PUSH, MANUAL, SCHEDULE (as in runs) or SCHEDULED (as in the filter of the server), or PARENT_STEP.</summary>
    public string? Trigger { get; init; }

    /// <summary>The uuid of the user who started the run.</summary>
    public string? CreatorUuid { get; init; }

    /// <summary>A test on the user who started the run.</summary>
    public Func<Account, bool>? CreatorMatch { get; init; }

    /// <summary>The earliest creation time, inclusive.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest creation time, inclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The values that <see cref="Status"/> accepts.</summary>
    public static IReadOnlyCollection<string> StatusWords => s_status.Keys;

    /// <summary>Whether the server applies all conditions, so that its total count is correct.</summary>
    public bool IsServerSide => BranchMatch is null && Tag is null && CustomMatch is null && PullRequest is null && CreatorMatch is null
        && Since is null && Until is null;

    /// <summary>Adds the conditions that the server supports to a request.</summary>
    public ApiRequest<Page<Pipeline>> Apply(ApiRequest<Page<Pipeline>> request)
    {
        bool custom = Custom is not null || CustomMatch is not null;
        // Do not filter by ref type for tags, because it is unknown whether TAG includes annotated tags. Matches() checks the type.
        request = request
            .With("target.ref_type", Branch is null && BranchMatch is null ? null : "BRANCH")
            .With("target.ref_name", Branch ?? Tag)
            .With("target.commit.hash", CommitHash)
            .With("target.selector.type", custom ? "CUSTOM" : PullRequest is not null ? "PULLREQUESTS" : null)
            .With("target.selector.pattern", Custom)
            .With("trigger_type", TriggerValue())
            .With("creator.uuid", CreatorUuid);
        return Status.SelectMany(ServerValues).Distinct().Aggregate(request, (r, value) => r.With("status", value));
    }

    /// <summary>Whether a run matches the conditions that the server does not support.</summary>
    public bool Matches(Pipeline run)
    {
        return (Tag is null || run.Tag == Tag)
            && (BranchMatch is null || (run.Branch is { } branch && BranchMatch(branch)))
            && (CustomMatch is null || (run.Custom is { } custom && CustomMatch(custom)))
            && (PullRequest is null || run.PullRequest == PullRequest)
            && (CreatorMatch is null || (run.CreatorDetail is { } creator && CreatorMatch(creator)))
            && (Since is null || run.CreatedOn >= Since)
            && (Until is null || run.CreatedOn <= Until);
    }

    /// <summary>Whether this run and all following runs, in a list with the newest first, are too old to match.</summary>
    public bool EndsAt(Pipeline run)
    {
        return Since is not null && run.CreatedOn < Since;
    }

    /// <summary>Whether this run and all runs before it, in a list with the newest first, are too new to match.</summary>
    public bool IsTooNew(Pipeline run) => Until is not null && run.CreatedOn > Until;

    /// <summary>Estimates how many runs of a list with the newest first are not too old, from the runs that were read.</summary>
    /// <param name="newest">The first run of the list.</param>
    /// <param name="oldest">The last run that was read.</param>
    /// <param name="count">The number of runs that were read.</param>
    public long EstimateLength(Pipeline newest, Pipeline oldest, long count) =>
        Since is { } since && newest.CreatedOn is { } start && oldest.CreatedOn is { } end && end > since && end < start
            ? (long)(count * ((start - since).TotalSeconds / (start - end).TotalSeconds))
            : count;

    /// <summary>The trigger of a schedule has another value in the filter than in runs.</summary>
    private string? TriggerValue() => Trigger?.ToUpperInvariant() is var value && value == "SCHEDULE" ? "SCHEDULED" : value;

    private static string[] ServerValues(string status) => s_status.TryGetValue(status, out string[]? values)
        ? values
        : throw new ArgumentException($"'{status}' is not a status. Use one of: {string.Join(", ", s_status.Keys)}.");
}
