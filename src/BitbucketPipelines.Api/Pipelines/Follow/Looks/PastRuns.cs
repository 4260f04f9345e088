using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How long the earlier runs of a repository took, as far as one list shows it.</summary>
internal sealed class PastRuns
{
    /// <summary>The number of earlier runs that count, the newest.</summary>
    private const int MaxRuns = 12;

    /// <summary>The number of earlier runs of the same branch that are enough.</summary>
    private const int EnoughOfBranch = 3;

    private readonly List<PastRun> _runs = [];

    /// <summary>Takes the runs of a page of the list, newest first.</summary>
    public void Add(IEnumerable<Pipeline> page)
    {
        foreach (Pipeline run in page)
        {
            if (run is { Result: PipelineStates.Successful or PipelineStates.Failed, Target.Selector: { } selector }
                && SecondsOf(run) is { } seconds)
            {
                _runs.Add(new PastRun(selector.Type, selector.Pattern, RefName(run), seconds));
            }
        }
    }

    /// <summary>
    /// The durations of the earlier runs of the same pipeline in seconds: those of the same branch if they are enough, otherwise of all
    /// branches. Empty when there are none, and while it is unknown which pipeline is run.
    /// </summary>
    public IReadOnlyList<double> DurationsOf(Pipeline run)
    {
        if ((run.Target?.Selector ?? run.RequestedSelector) is not { Type: { } type } selector)
        {
            return [];
        }

        PastRun[] same = [.. _runs.Where(r => r.Type == type && r.Pattern == selector.Pattern)];
        PastRun[] ofBranch = [.. same.Where(r => r.RefName == RefName(run))];
        return [.. (ofBranch.Length >= EnoughOfBranch ? ofBranch : same).Take(MaxRuns).Select(r => r.Seconds)];
    }

    /// <summary>
    /// The seconds from the creation of a run to its end. The stated duration counts if it is much shorter: then the run has waited for a
    /// person.
    /// </summary>
    public static double? SecondsOf(Pipeline run)
    {
        double? whole = run is { CreatedOn: { } start, CompletedOn: { } end } && end > start ? (end - start).TotalSeconds : null;
        double? stated = run.DurationInSeconds is > 0 and { } seconds ? seconds : null;
        return whole < stated || whole > (stated * 1.5) + 60 ? stated : whole ?? stated;
    }

    /// <summary>The branch; null for a tag, since a tag is usually new, and for a pull request.</summary>
    private static string? RefName(Pipeline run) => run.Target is { IsTag: false } target ? target.RefName : null;

    private sealed record PastRun(string? Type, string? Pattern, string? RefName, double Seconds);
}
