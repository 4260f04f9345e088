using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

public class RunMeasuresTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly MeasureGrouping s_byRepository = new(ByRepository: true);

    [Fact]
    public void Numbers_equal_those_of_a_computation_by_hand()
    {
        PipelineMeasure row = Assert.Single(Rows(
            s_byRepository,
            Run(result: "SUCCESSFUL", duration: 60, waited: 5, billed: 50),
            Run(result: "FAILED", duration: 30, waited: 15, billed: 29),
            Run(result: "STOPPED", duration: 0, waited: 2, billed: 0),
            Run(result: "ERROR", duration: 10, waited: 1, billed: 8),
            Run(result: null, duration: 9999, billed: 3)));
        Assert.Equal((5, 1, 2, 1, 1), (row.Runs, row.Successful, row.Failed, row.Stopped, row.Unfinished));
        Assert.Equal(0.25, row.SuccessRate);
        Assert.Equal((20.0, 60.0), (row.MedianDurationSeconds, row.P95DurationSeconds));
        Assert.Equal((3.5, 15.0), (row.MedianWaitingSeconds, row.P95WaitingSeconds));
        Assert.Equal(90, row.BuildSeconds);
        Assert.Equal(1.5, row.BuildMinutes);
        Assert.Equal(1, row.Share);
        Assert.Equal("repo: 1.5 minutes", row.ToString());
    }

    [Fact]
    public void Many_runs_equal_an_independent_computation()
    {
        var random = new Random(7);
        Pipeline[] runs = [.. Enumerable.Range(0, 977).Select(i => Run(
            result: new[] { "SUCCESSFUL", "FAILED", "STOPPED", null }[random.Next(4)], duration: random.Next(3000),
            waited: random.Next(600), billed: random.Next(3000), branch: "b" + random.Next(5)))];
        IReadOnlyList<PipelineMeasure> rows = Rows(new MeasureGrouping(ByRepository: false, ByBranch: true), runs);
        Assert.Equal(5, rows.Count);
        Assert.Equal(rows.Select(r => r.BuildSeconds).OrderDescending(), rows.Select(r => r.BuildSeconds));
        Assert.Equal(1, rows.Sum(r => r.Share)!.Value, 9);
        foreach (PipelineMeasure row in rows)
        {
            Pipeline[] own = [.. runs.Where(r => r.Target!.RefName == row.Branch)];
            Pipeline[] ended = [.. own.Where(r => r.CompletedOn is not null)];
            double[] durations = [.. ended.Select(r => r.DurationInSeconds!.Value).Order()];
            double[] waits = [.. ended.Select(r => (r.CompletedOn - r.CreatedOn)!.Value.TotalSeconds - r.DurationInSeconds!.Value).Order()];
            Assert.Equal(own.Length, row.Runs);
            Assert.Equal(own.Sum(r => r.BuildSecondsUsed), row.BuildSeconds);
            Assert.Equal(ended.Count(r => r.Result == "SUCCESSFUL") / (double)ended.Length, row.SuccessRate);
            foreach ((double[] numbers, double? median, double? high) in new[]
            {
                (durations, row.MedianDurationSeconds, row.P95DurationSeconds), (waits, row.MedianWaitingSeconds, row.P95WaitingSeconds),
            })
            {
                int half = numbers.Length / 2;
                Assert.Equal(numbers.Length % 2 == 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2, median!.Value, 6);
                Assert.True(numbers.Count(n => n <= high) >= 0.95 * numbers.Length);
                Assert.True(numbers.Count(n => n < high) < 0.95 * numbers.Length);
            }
        }
    }

    [Fact]
    public void No_run_is_no_row_and_no_ended_run_has_no_rate()
    {
        Assert.Empty(new RunMeasures(s_byRepository).ToRows(s_now.AddDays(-30), s_now));
        PipelineMeasure row = Assert.Single(Rows(s_byRepository, Run(result: null)));
        Assert.Null(row.SuccessRate);
        Assert.Null(row.MedianDurationSeconds);
        Assert.Null(row.P95WaitingSeconds);
        Assert.Null(row.Share);
    }

    [Fact]
    public void A_month_is_that_of_utc_and_months_follow_each_other_where_they_come_first()
    {
        Pipeline[] runs =
        [
            Run(created: "2026-10-31T23:59:59.9999999Z", billed: 5), Run(created: "2026-10-31T22:30:00-02:00", billed: 9),
            Run(created: "2026-09-01T00:30:00+01:00", billed: 7),
        ];
        Assert.Equal(
            ["2026-08 7", "2026-10 5", "2026-11 9"],
            Rows(new MeasureGrouping(false, ByMonth: true, IsSortedByMonth: true), runs).Select(r => $"{r.Month} {r.BuildSeconds}"));
        Assert.Equal(["2026-11", "2026-08", "2026-10"], Rows(new MeasureGrouping(false, ByMonth: true), runs).Select(r => r.Month));
    }

    [Fact]
    public void Without_a_group_a_workspace_has_one_row() => Assert.Equal(
        ["ws 3 ", "other 1 "],
        Rows(
            new MeasureGrouping(false),
            (new RepositoryId("ws", "a"), Run()), (new RepositoryId("ws", "b"), Run()), (new RepositoryId("other", "a"), Run()),
            (new RepositoryId("ws", "a"), Run())).Select(r => $"{r.Workspace} {r.Runs} {r.Repository}{r.Branch}{r.Section}{r.Month}"));

    [Fact]
    public void Pipelines_are_the_sections_of_the_file()
    {
        Pipeline custom = Run(billed: 9);
        custom.Target!.Selector = PipelineSelector.Custom("nightly");
        Pipeline parsing = Run(billed: 1);
        parsing.Target!.Selector = null;
        Assert.Equal(
            ["custom: nightly", "default", null],
            Rows(new MeasureGrouping(false, ByPipeline: true), Run(billed: 5), custom, parsing).Select(r => r.Section));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19, 19)]
    [InlineData(20, 19)]
    [InlineData(21, 20)]
    [InlineData(40, 38)]
    [InlineData(100, 95)]
    [InlineData(101, 96)]
    public void The_95th_percentile_is_the_nearest_rank(int count, int expected) =>
        Assert.Equal(expected, Percentiles.NearestRank([.. Enumerable.Range(1, count).Select(n => (double)n)], 95));

    [Fact]
    public void A_run_waits_for_what_its_steps_did_not_take_and_never_less_than_nothing()
    {
        Assert.Equal(12, RunMeasures.WaitingSeconds(Run(duration: 14, waited: 12)));
        // Parallel steps can take more than the run.
        Assert.Equal(0, RunMeasures.WaitingSeconds(Run(duration: 14, waited: -5)));
        Assert.Null(RunMeasures.WaitingSeconds(Run(result: null)));
    }

    private static IReadOnlyList<PipelineMeasure> Rows(MeasureGrouping grouping, params Pipeline[] runs) =>
        Rows(grouping, [.. runs.Select(run => (new RepositoryId("ws", "repo"), run))]);

    private static IReadOnlyList<PipelineMeasure> Rows(MeasureGrouping grouping, params (RepositoryId Repository, Pipeline Run)[] runs)
    {
        var all = new RunMeasures(grouping);
        foreach (IGrouping<RepositoryId, Pipeline> own in runs.GroupBy(r => r.Repository, r => r.Run))
        {
            var part = new RunMeasures(grouping);
            own.ToList().ForEach(run => part.Add(own.Key, run));
            all.Add(part);
        }

        return all.ToRows(s_now.AddDays(-30), s_now);
    }

    private static Pipeline Run(
        string? result = "SUCCESSFUL", int duration = 10, int waited = 3, long billed = 0, string branch = "main",
        string created = "2026-11-20T10:00:00Z") => new()
        {
            CreatedOn = DateTimeOffset.Parse(created, CultureInfo.InvariantCulture),
            CompletedOn = result is null ? null
                : DateTimeOffset.Parse(created, CultureInfo.InvariantCulture).AddSeconds(duration + waited),
            DurationInSeconds = duration,
            BuildSecondsUsed = billed,
            StateDetail = new NamedState
            {
                Name = result is null ? "IN_PROGRESS" : "COMPLETED",
                Result = result is null ? null : new NamedState { Name = result },
            },
            Target = new PipelineTarget
            {
                Type = PipelineTarget.RefType, RefKind = "branch", RefName = branch, Selector = PipelineSelector.Default(),
            },
        };
}
