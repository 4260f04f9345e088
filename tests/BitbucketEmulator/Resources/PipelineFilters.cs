using System.Globalization;

namespace BitbucketEmulator;

/// <summary>
/// The filters of the list of runs as they were observed: upper case only, unknown words give nothing and no error, a
/// hash must be whole, <c>q</c> is ignored, and without <c>sort</c> the oldest come first.
/// </summary>
internal static class PipelineFilters
{
    public static List<PipelineRun> Apply(EmulatorRequest request, EmulatedRepository repository)
    {
        DateTimeOffset now = request.Now;
        IEnumerable<PipelineRun> runs = repository.Runs;
        runs = Where(runs, request, "target.branch", run => run.Target.IsBranch ? run.Target.RefName : null);
        runs = Where(runs, request, "target.ref_name", run => run.Target.RefName);
        runs = Where(runs, request, "target.ref_type", run => RefType(run.Target));
        runs = Where(runs, request, "target.commit.hash", run => run.Target.CommitHash);
        runs = Where(runs, request, "target.selector.type", run => Parsed(run, now)?.FilterWord);
        runs = Where(runs, request, "target.selector.pattern", run => Parsed(run, now)?.Pattern);
        runs = Where(runs, request, "creator.uuid", run => run.Creator.Uuid);
        runs = Where(runs, request, "trigger_type", run => run.Trigger == "SCHEDULE" ? "SCHEDULED" : run.Trigger);
        runs = Where(runs, request, "status", run => RunTimeline.At(run, now).StatusWord);
        if (request.Query.First("created_on") is { } created)
        {
            // No form of a range is documented: the exact moment or nothing. Two made-up digits make it compare by microseconds.
            runs = DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
                ? runs.Where(run => run.CreatedOn.Ticks / 10 == moment.UtcTicks / 10)
                : [];
        }

        return Sort(runs, request.Query.First("sort"));
    }

    private static IEnumerable<PipelineRun> Where(
        IEnumerable<PipelineRun> runs, EmulatorRequest request, string name, Func<PipelineRun, string?> value)
    {
        IReadOnlyList<string> wanted = request.Query.All(name);
        return wanted.Count == 0 ? runs : runs.Where(run => value(run) is { } actual && wanted.Contains(actual));
    }

    private static List<PipelineRun> Sort(IEnumerable<PipelineRun> runs, string? sort)
    {
        IEnumerable<PipelineRun> sorted = sort?.TrimStart('-') == "creator.uuid"
            ? runs.OrderBy(run => run.Creator.Uuid, StringComparer.Ordinal).ThenBy(run => run.BuildNumber)
            : runs.OrderBy(run => run.CreatedOn).ThenBy(run => run.BuildNumber);
        bool descending = sort is "-created_on" or "-run_creation_date" or "-creator.uuid";
        return [.. descending ? sorted.Reverse() : sorted];
    }

    private static string? RefType(EmulatedTarget target) => target.RefType switch
    {
        "branch" or "named_branch" => "BRANCH",
        "tag" => "TAG",
        "annotated_tag" => "ANNOTATED_TAG",
        _ => null,
    };

    private static Selector? Parsed(PipelineRun run, DateTimeOffset now) => RunTimeline.At(run, now).IsParsing ? null : run.Selector;
}
