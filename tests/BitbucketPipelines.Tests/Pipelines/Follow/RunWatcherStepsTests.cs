using System.Globalization;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests for which runs the steps are read, since each costs a request.</summary>
public class RunWatcherStepsTests
{
    private static readonly WatchOptions s_everyTenSeconds =
        new() { Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(10) }, StepsInterval = TimeSpan.FromSeconds(20) };

    /// <summary>The runs whose steps were read, for each poll.</summary>
    private static List<List<int>> Reads(TestApi api)
    {
        var looks = new List<List<int>>();
        foreach (StubRequest request in api.Stub.Requests)
        {
            if (request.Path.EndsWith("/pipelines/", StringComparison.Ordinal))
            {
                if (request.Query("page") is [] or ["1"])
                {
                    looks.Add([]);
                }
            }
            else if (request.Path.EndsWith("/steps/", StringComparison.Ordinal))
            {
                looks[^1].Add(int.Parse(request.Path.Split('/')[^3], CultureInfo.InvariantCulture));
            }
        }

        return looks;
    }

    private static WatchedRun[] Working(FakeRuns server, int count) =>
        [.. Enumerable.Range(1, count).Select(n => server.Add(n, "0 IN_PROGRESS/RUNNING", "0 build IN_PROGRESS"))];

    [Theory]
    [InlineData(20, 3)]
    [InlineData(120, 2)]
    [InlineData(350, 1)]
    public void The_more_runs_the_fewer_of_them_are_looked_into_at_a_time_and_each_in_its_turn(int count, int atOnce)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        api.Watch(s_everyTenSeconds with { Timeout = TimeSpan.FromMinutes(10) }, Working(server, count));
        List<List<int>> looks = Reads(api);
        Assert.InRange(looks.Count, 50, 70);
        Assert.All(looks.SkipLast(1), look => Assert.Equal(atOnce, look.Count));
        int[] turns = [.. Enumerable.Range(1, count).Select(n => looks.Sum(look => look.Count(read => read == n)))];
        Assert.InRange(turns.Max() - turns.Min(), 0, 3);
    }

    [Fact]
    public void Steps_that_cannot_be_read_do_not_take_the_turn_of_others()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        server.Fault = (r, _) => Regex.IsMatch(r.Path, "/[123]/steps/$") ? Answer.Text("<html>Oops</html>", "text/html") : null;
        api.Watch(s_everyTenSeconds with { Timeout = TimeSpan.FromMinutes(4) }, Working(server, 12));
        List<List<int>> looks = Reads(api);
        Assert.All(Enumerable.Range(1, 12), n => Assert.InRange(looks.Count(look => look.Contains(n)), 4, 9));
    }

    [Fact]
    public void One_at_a_time_is_enough_where_the_rate_limit_is_near()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = Working(server, 5);
        string list = RunJson.Page(Enumerable.Range(1, 5).Select(n => RunJson.Run(n, "IN_PROGRESS/RUNNING")));
        server.Fault = (r, _) => r.Path == server.Root ? Answer.Json(list, 200, "X-RateLimit-NearLimit: true") : null;
        api.Watch(s_everyTenSeconds with { Timeout = TimeSpan.FromMinutes(10) }, runs);
        List<List<int>> looks = Reads(api);
        Assert.True(looks.Count > 10);
        Assert.All(looks.SkipLast(1), look => Assert.Single(look));
    }

    [Fact]
    public void All_of_them_are_read_at_each_look_while_somebody_looks_on()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var seen = new List<string>();
        api.Watch(
            s_everyTenSeconds with
            {
                Timeout = TimeSpan.FromSeconds(60),
                StepsInterval = TimeSpan.Zero,
                OnPolled = (run, steps, _) =>
                {
                    seen.Add($"{run.BuildNumber} {steps.Count}");
                    return Task.FromResult(true);
                },
            },
            [.. Working(server, 6), server.Add(7, "0 PENDING", "0 build PENDING")]);
        Assert.All(Reads(api), look => Assert.Equal([1, 2, 3, 4, 5, 6], look.Order()));
        // A run that has not started has no steps to read.
        Assert.Equal(["1 1", "2 1", "3 1", "4 1", "5 1", "6 1", "7 0"], seen.Distinct().Order());
    }

    [Fact]
    public void Steps_that_nobody_waits_for_are_not_read_more_often_than_asked()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        api.Watch(
            s_everyTenSeconds with { Timeout = TimeSpan.FromMinutes(10), StepsInterval = TimeSpan.FromMinutes(4) }, Working(server, 2));
        // Three times for each run, and once more when the time is up.
        Assert.Equal(8, Reads(api).Sum(look => look.Count));
    }

    [Fact]
    public void Each_run_that_pauses_is_looked_into_at_once_however_many_they_are()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [.. Enumerable.Range(1, 10).Select(n =>
            server.Add(n, "0 IN_PROGRESS/RUNNING, 25 IN_PROGRESS/PAUSED", "0 build IN_PROGRESS, 25 deploy PENDING/PAUSED manual"))];
        var outcomes = api.Watch(s_everyTenSeconds, runs);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Paused, o.Outcome.Exit));
        Assert.All(outcomes.Values, o => Assert.InRange(o.At, 25, 37));
        Assert.All(outcomes.Values, o => Assert.Equal("deploy", Assert.Single(o.Outcome.Steps).Name));
    }

    [Fact]
    public void Runs_that_have_left_the_list_are_read_one_by_one_from_then_on()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        server.Fault = (r, now) => r.Path == server.Root && now > 25 ? Answer.Json(RunJson.Page([])) : null;
        WatchedRun[] runs = [server.Add(1, "0 PENDING, 60 COMPLETED/SUCCESSFUL"), server.Add(2, "0 PENDING, 60 COMPLETED/FAILED")];
        var outcomes = api.Watch(s_everyTenSeconds, runs);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
        Assert.All(outcomes.Values, o => Assert.InRange(o.At, 60, 75));
    }

    // The number of runs -> the number of pages that one poll reads, which is as many as the runs could fill.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 2)]
    [InlineData(250, 3)]
    public void No_more_of_the_list_is_read_than_the_runs_could_fill(int count, int pages)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [.. Enumerable.Range(1, count).Select(n => server.Add(n, "0 PENDING"))];
        for (int n = 1000; n < 1500; n++)
        {
            server.Add(n, "0 COMPLETED/SUCCESSFUL");
        }

        api.Watch(new WatchOptions { Timeout = TimeSpan.Zero }, runs);
        Assert.Equal((pages, count), (server.Lists.Length, server.Gets.Length));
    }

    [Fact]
    public void The_list_is_read_no_further_than_to_the_oldest_run_that_is_waited_for()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        for (int n = 1; n < 500; n++)
        {
            server.Add(n, "0 PENDING");
        }

        WatchedRun[] newest = [.. Enumerable.Range(400, 100).Select(n => new WatchedRun(TestApi.Repo, $"{n}"))];
        api.Watch(new WatchOptions { Timeout = TimeSpan.Zero }, newest);
        Assert.Single(server.Lists);
        Assert.Empty(server.Gets);
    }
}
