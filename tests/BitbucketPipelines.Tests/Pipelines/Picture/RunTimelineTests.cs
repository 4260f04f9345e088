using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests when steps ran and waited, which ran in parallel, and which decided how long the run took.</summary>
public sealed class RunTimelineTests
{
    private const string Ok = "COMPLETED/SUCCESSFUL";

    private static string Critical(RunTimeline timeline) => string.Join(" ", timeline.CriticalPath.Select(s => s.Step.Name));

    private static string Places(RunTimeline timeline) => string.Join(" ", timeline.Steps.Select(s => s.Place));

    [Fact]
    public void Of_parallel_steps_the_last_to_end_is_on_the_critical_path()
    {
        RunTimeline timeline = PictureRun.Of(
            Ok, $"A|2-10|{Ok}", $"B|12-20|{Ok}", $"C|12-40|{Ok}", $"D|13-30|{Ok}", $"E|41-50|{Ok}").At(999);
        Assert.Equal("A C E", Critical(timeline));
        Assert.Equal("None First Middle Last None", Places(timeline));
        Assert.Equal((50, 8 + 28 + 9), (timeline.Length.TotalSeconds, timeline.CriticalTime.TotalSeconds));
        Assert.Equal([0.0, 10, 10, 10, 40], timeline.Steps.Select(s => s.WaitsFrom!.Value.TotalSeconds));
    }

    [Fact]
    public void A_parallel_step_that_had_to_wait_for_another_one_is_behind_it_on_the_critical_path()
    {
        RunTimeline timeline = PictureRun.Of(Ok, $"A|0-30|{Ok}", $"B|0-20|{Ok}", $"C|20-45|{Ok}").At(999);
        Assert.Equal("B C", Critical(timeline));
        Assert.Equal("First Middle Last", Places(timeline));
    }

    [Fact]
    public void Steps_that_follow_each_other_at_once_are_not_parallel() =>
        Assert.Equal("None None", Places(PictureRun.Of(Ok, $"A|0-10|{Ok}", $"B|10-20|{Ok}").At(99)));

    [Fact]
    public void Two_groups_in_a_row_are_two() => Assert.Equal(
        "First Last First Last", Places(PictureRun.Of(Ok, $"A|0-10|{Ok}", $"B|0-9|{Ok}", $"C|10-20|{Ok}", $"D|10-30|{Ok}").At(99)));

    [Fact]
    public void A_step_that_runs_goes_on_to_now_and_is_critical_before_one_that_has_just_ended()
    {
        RunTimeline timeline = PictureRun.Of(
            "IN_PROGRESS/RUNNING", $"A|1-10|{Ok}", $"B|10-25|{Ok}", "C|10-|IN_PROGRESS", "D||PENDING").At(25);
        Assert.Equal("A C", Critical(timeline));
        Assert.Equal((25.0, null), (timeline.Steps[2].End?.TotalSeconds, timeline.Steps[3].End));
        Assert.Null(timeline.Steps[3].WaitsFrom);
    }

    [Fact]
    public void A_clock_that_is_behind_that_of_the_server_makes_no_negative_time()
    {
        RunTimeline timeline = PictureRun.Of("IN_PROGRESS/RUNNING", $"A|5-100|{Ok}", "B|100-|IN_PROGRESS").At(-3600);
        Assert.Equal((100.0, 0.0), (timeline.Length.TotalSeconds, timeline.Steps[1].Length.TotalSeconds));
    }

    [Fact]
    public void The_next_step_waits_while_nothing_runs_and_one_that_never_ran_does_not()
    {
        RunTimeline paused = PictureRun.Of("IN_PROGRESS/PAUSED", $"A|0-10|{Ok}", "B||PENDING/PAUSEDm", "C||PENDING").At(70);
        Assert.Equal([null, 10.0, null], paused.Steps.Select(s => s.WaitsFrom?.TotalSeconds));
        RunTimeline failed = PictureRun.Of("COMPLETED/FAILED", "A|0-10|COMPLETED/FAILED", "B|10-10|COMPLETED/NOT_RUN").At(70);
        Assert.Equal((null, null, "A"), (failed.Steps[1].WaitsFrom, failed.Steps[1].Start, Critical(failed)));
    }

    [Theory]
    [InlineData("PARSING")]
    [InlineData("COMPLETED/ERROR")]
    public void A_run_without_steps_has_an_empty_axis(string state)
    {
        RunTimeline timeline = PictureRun.Of(state).At(3);
        Assert.Empty(timeline.CriticalPath);
        Assert.Equal(0, timeline.Scale.Position(TimeSpan.Zero));
    }

    [Fact]
    public void The_path_of_random_runs_is_that_of_the_latest_end_of_each_group()
    {
        var random = new Random(42);
        for (int n = 0; n < 200; n++)
        {
            var steps = new List<string>();
            var expected = new List<string>();
            int now = random.Next(3);
            for (int group = random.Next(1, 6); group > 0; group--)
            {
                // Different ends, and each step overlaps the others.
                int[] ends = [.. Enumerable.Range(now + 5, 20).OrderBy(_ => random.Next()).Take(random.Next(1, 5))];
                int count = steps.Count;
                expected.Add($"S{count + Array.IndexOf(ends, ends.Max())}");
                steps.AddRange(ends.Select((end, i) => $"S{count + i}|{now + random.Next(3)}-{end}|{Ok}"));
                now = ends.Max() + random.Next(4);
            }

            Assert.Equal(string.Join(" ", expected), Critical(PictureRun.Of(Ok, [.. steps]).At(9999)));
        }
    }

    [Fact]
    public void A_night_of_waiting_is_drawn_shorter_than_the_work()
    {
        RunTimeline timeline = PictureRun.Of(Ok, $"A|0-100|{Ok}", $"B|50100-50200|{Ok}").At(99999);
        Assert.Equal((100.0, 50100.0), (timeline.Scale.Breaks[0].From.TotalSeconds, timeline.Scale.Breaks[0].To.TotalSeconds));
        double[] at = [.. new[] { 0, 100, 50100, 50200 }.Select(s => timeline.Scale.Position(TimeSpan.FromSeconds(s)))];
        Assert.Equal([0, 100 / 250.0, 150 / 250.0, 1], at);
        Assert.DoesNotContain(timeline.Scale.Ticks(10), t => t.TotalSeconds is > 100 and < 50100);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(90, 5)]
    [InlineData(4000, 7)]
    [InlineData(400000, 12)]
    public void An_axis_has_round_times_and_not_more_than_there_is_room_for(int seconds, int most)
    {
        var scale = new TimeScale(TimeSpan.FromSeconds(seconds), []);
        IReadOnlyList<TimeSpan> ticks = scale.Ticks(most);
        Assert.Equal(TimeSpan.Zero, ticks[0]);
        Assert.InRange(ticks.Count, 1, most + 1);
        Assert.All(ticks, t => Assert.InRange(t.TotalSeconds, 0, seconds));
    }
}
