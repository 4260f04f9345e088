using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A step or test that failed in a run and succeeded in a later one.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Run">The run in which it failed.</param>
/// <param name="Step">The step of that run.</param>
/// <param name="Test">The test; null for the step itself.</param>
internal sealed record FlakyFailure(RetriedCommit Commit, RetriedCommits.EndedRun Run, PipelineStep Step, string? Test)
{
    /// <summary>The rows: what failed on the most commits first, then what failed most often, then what failed last.</summary>
    public static IReadOnlyList<FlakyItem> ToRows(IEnumerable<FlakyFailure> failures) =>
    [
        .. failures.GroupBy(f => (f.Commit.Repository, f.Commit.Section, Step: f.Step.DisplayName, f.Test)).Select(ToRow)
            .OrderByDescending(row => row.Commits).ThenByDescending(row => row.Failures).ThenByDescending(row => row.LastFailedOn)
            .ThenBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.Step, StringComparer.Ordinal)
            .ThenBy(row => row.Test, StringComparer.Ordinal),
    ];

    private static FlakyItem ToRow(IEnumerable<FlakyFailure> same)
    {
        FlakyFailure[] all = [.. same.OrderByDescending(f => f.Run.BuildNumber)];
        FlakyFailure last = all[0];
        return new FlakyItem
        {
            Workspace = last.Commit.Repository.Workspace,
            Repository = last.Commit.Repository.Slug,
            Kind = last.Test is null ? FlakyItem.StepKind : FlakyItem.TestKind,
            Section = last.Commit.Section,
            Step = last.Step.DisplayName,
            Test = last.Test,
            Commits = all.Select(f => f.Commit.Commit).Distinct(StringComparer.Ordinal).Count(),
            Failures = all.Select(f => f.Run.BuildNumber).Distinct().Count(),
            LastFailedOn = last.Run.CreatedOn,
            Pipeline = last.Step.Pipeline,
            StepUuid = last.Step.Uuid,
            Url = last.Step.Url,
        };
    }
}
