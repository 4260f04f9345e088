using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Which runs of a repository are wanted. What the server can filter, it filters; its words are upper case only, and an unknown one
/// silently gives nothing. The rest is filtered here. Filters AND together; several statuses OR.
/// </summary>
internal sealed record PipelineFilter
{
    /// <summary>
    /// The words that <c>status=</c> understands, by the words that runs and people use. COMPLETED means every way to end.
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

    /// <summary>The branch, by its exact name.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag, by its exact name.</summary>
    public string? Tag { get; init; }

    /// <summary>The full hash of the commit, 40 digits: the server finds nothing for a shorter one.</summary>
    public string? CommitHash { get; init; }

    /// <summary>The custom pipeline, by name or by a test on the name.</summary>
    public string? Custom { get; init; }

    /// <summary>A test on the name of the custom pipeline, in place of <see cref="Custom"/>.</summary>
    public Func<string, bool>? CustomMatch { get; init; }

    /// <summary>The pull request.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Statuses; see <see cref="StatusWords"/>.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    /// <summary>PUSH, MANUAL, SCHEDULE (as runs show it) or SCHEDULED, or PARENT_STEP.</summary>
    public string? Trigger { get; init; }

    /// <summary>The uuid of who started it.</summary>
    public string? CreatorUuid { get; init; }

    /// <summary>A test on who started it.</summary>
    public Func<Account, bool>? CreatorMatch { get; init; }

    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Created at this time or earlier.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The words that <see cref="Status"/> takes.</summary>
    public static IReadOnlyCollection<string> StatusWords => s_status.Keys;

    /// <summary>Whether the server does all of the filtering, so that its count is the count.</summary>
    public bool IsServerSide => Tag is null && CustomMatch is null && PullRequest is null && CreatorMatch is null && Since is null
        && Until is null;

    /// <summary>Adds what the server can filter.</summary>
    public ApiRequest<Page<Pipeline>> Apply(ApiRequest<Page<Pipeline>> request)
    {
        bool custom = Custom is not null || CustomMatch is not null;
        // No filter on the kind of ref for tags: whether TAG covers annotated ones is not known. Matches() looks.
        request = request
            .With("target.ref_type", Branch is null ? null : "BRANCH")
            .With("target.ref_name", Branch ?? Tag)
            .With("target.commit.hash", CommitHash)
            .With("target.selector.type", custom ? "CUSTOM" : PullRequest is not null ? "PULLREQUESTS" : null)
            .With("target.selector.pattern", Custom)
            .With("trigger_type", TriggerWord())
            .With("creator.uuid", CreatorUuid);
        return Status.SelectMany(ServerWords).Distinct().Aggregate(request, (r, word) => r.With("status", word));
    }

    /// <summary>Whether a run that the server sent is wanted.</summary>
    public bool Matches(Pipeline run)
    {
        return (Tag is null || run.Tag == Tag)
            && (CustomMatch is null || (run.Custom is { } custom && CustomMatch(custom)))
            && (PullRequest is null || run.PullRequest == PullRequest)
            && (CreatorMatch is null || (run.CreatorDetail is { } creator && CreatorMatch(creator)))
            && (Since is null || run.CreatedOn >= Since)
            && (Until is null || run.CreatedOn <= Until);
    }

    /// <summary>Whether no run after this one, in a list that goes back in time, can match.</summary>
    public bool EndsAt(Pipeline run)
    {
        return Since is not null && run.CreatedOn < Since;
    }

    /// <summary>A schedule has one word in runs and another in the filter.</summary>
    private string? TriggerWord() => Trigger?.ToUpperInvariant() is var word && word == "SCHEDULE" ? "SCHEDULED" : word;

    private static string[] ServerWords(string word) => s_status.TryGetValue(word, out string[]? words)
        ? words
        : throw new ArgumentException($"'{word}' is not a status. Use one of: {string.Join(", ", s_status.Keys)}.");
}
