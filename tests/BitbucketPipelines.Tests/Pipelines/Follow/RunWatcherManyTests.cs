using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests waiting for many runs: they share requests and the time limit.</summary>
public class RunWatcherManyTests
{
    [Fact]
    public void Three_hundred_runs_of_a_repository_share_list_calls()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [.. Enumerable.Range(1, 300).Select(n => server.Add(n, $"0 PENDING, {60 + n} COMPLETED/SUCCESSFUL"))];
        var outcomes = api.Watch(new WatchOptions(), runs);
        Assert.Equal(300, outcomes.Count);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
        Assert.All(outcomes.Values, o => Assert.InRange(o.At - 60 - o.Outcome.Run!.BuildNumber, 0, 12));
        Assert.Empty(server.StepReads);
        // A look at three pages is made at most every six seconds. The last run is then read by itself.
        Assert.InRange(server.Lists.Length, 60, 180);
        Assert.InRange(server.Gets.Length, 0, 4);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(120)]
    [InlineData(20)]
    [InlineData(3)]
    public void Runs_that_work_for_long_stay_below_the_rate_limit(int count)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [.. Enumerable.Range(1, count).Select(n => server.Add(n, "0 IN_PROGRESS/RUNNING", "0 build IN_PROGRESS"))];
        var requests = new List<double>();
        server.Fault = (_, now) =>
        {
            requests.Add(now);
            return null;
        };
        api.Watch(new WatchOptions { Timeout = TimeSpan.FromMinutes(60) }, runs);
        Assert.InRange(requests.Count(at => at <= 600), 50, 500);
        Assert.InRange(requests.Count, 100, 999);
        Assert.NotEmpty(server.StepReads);
    }

    [Fact]
    public void A_pause_of_one_of_many_is_seen()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [.. Enumerable.Range(
            1, 50).Select(n => server.Add(n, "0 IN_PROGRESS/RUNNING, 600 COMPLETED/SUCCESSFUL", "0 build IN_PROGRESS"))];
        WatchedRun paused = server.Add(
            51, "0 IN_PROGRESS/RUNNING, 100 IN_PROGRESS/PAUSED", "0 build IN_PROGRESS, 100 deploy PENDING/PAUSED manual");
        WatchedRun locked = server.Add(
            52, "0 IN_PROGRESS/RUNNING, 100 IN_PROGRESS/PAUSED, 300 COMPLETED/SUCCESSFUL",
            "0 build IN_PROGRESS, 100 deploy PENDING/PAUSED automatic");
        var outcomes = api.Watch(new WatchOptions(), [.. runs, paused, locked]);
        Assert.Equal(RunExit.Paused, outcomes["app 51"].Outcome.Exit);
        Assert.InRange(outcomes["app 51"].At, 100, 112);
        Assert.Equal(RunExit.Completed, outcomes["app 52"].Outcome.Exit);
    }

    [Fact]
    public void Runs_that_are_no_longer_among_the_newest_are_read_one_by_one()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] old = [.. Enumerable.Range(1, 3).Select(n => server.Add(n, "0 PENDING, 30 COMPLETED/SUCCESSFUL"))];
        for (int n = 100; n < 400; n++)
        {
            server.Add(n, "0 COMPLETED/SUCCESSFUL");
        }

        var outcomes = api.Watch(new WatchOptions(), old);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
        Assert.All(server.Lists, r => Assert.Empty(r.Query("page")));
        Assert.NotEmpty(server.Gets);
    }

    [Fact]
    public void Runs_may_be_named_by_uuid_or_number_and_one_named_twice_is_told_once()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun byNumber = server.Add(7, "0 PENDING, 10 COMPLETED/FAILED");
        var byUuid = new WatchedRun(TestApi.Repo, RunJson.Uuid(7));
        server.Add(8, "0 PENDING, 10 COMPLETED/SUCCESSFUL");
        var outcomes = api.Watch(
            new WatchOptions(), byNumber, byNumber, byUuid, new WatchedRun(TestApi.Repo, RunJson.Uuid(8).ToUpperInvariant()));
        Assert.Equal(["app 7", $"app {RunJson.Uuid(8).ToUpperInvariant()}"], outcomes.Keys.Order(StringComparer.Ordinal));
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
    }

    [Fact]
    public void A_run_named_twice_is_told_once_though_its_second_name_is_found_after_its_end()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api)
        {
            Fault = (r, now) => now < 30 && r.Path.Contains("%7B", StringComparison.Ordinal) ? Answer.Error(500, "Later") : null,
        };
        WatchedRun byNumber = server.Add(7, "0 PENDING, 10 COMPLETED/SUCCESSFUL");
        var outcomes = api.Watch(new WatchOptions(), byNumber, new WatchedRun(TestApi.Repo, RunJson.Uuid(7)));
        Assert.Equal("app 7", Assert.Single(outcomes).Key);
    }

    [Fact]
    public void The_deadline_is_one_for_all_runs_and_repositories()
    {
        using var api = new TestApi();
        WatchedRun[] runs = [.. Enumerable.Range(
            1, 5).Select(i => new FakeRuns(api, new RepositoryId("team", "repo" + i)).Add(1, "0 PENDING")),
            .. Enumerable.Range(2, 3).Select(n => new FakeRuns(api, new RepositoryId("team", "many" + n)).Add(n, "0 PENDING"))];
        var outcomes = api.Watch(new WatchOptions { Timeout = TimeSpan.FromSeconds(45) }, runs);
        Assert.Equal(8, outcomes.Count);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.TimedOut, o.Outcome.Exit));
        // The last poll can happen to be at the time limit.
        Assert.All(outcomes.Values, o => Assert.InRange(o.At, 44.98, 45));
    }

    [Fact]
    public void Each_run_is_told_as_it_ends_not_at_the_end()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var outcomes = api.Watch(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(100) }, server.Add(1, "0 PENDING, 20 COMPLETED/SUCCESSFUL"),
            server.Add(2, "0 PENDING"), server.Add(3, "0 PENDING, 50 COMPLETED/FAILED"));
        Assert.InRange(outcomes["app 1"].At, 20, 26);
        Assert.InRange(outcomes["app 3"].At, 50, 61);
        Assert.Equal((RunExit.TimedOut, 100), (outcomes["app 2"].Outcome.Exit, outcomes["app 2"].At));
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    public void No_more_repositories_are_looked_at_in_the_same_moment_than_there_may_be_requests(int? limit, int most)
    {
        using var api = new TestApi(o => o with { Slots = limit is { } slots ? new RequestSlots(slots) : null });
        WatchedRun[] runs = [.. Enumerable.Range(1, 30).Select(i =>
        {
            var server = new FakeRuns(api, new RepositoryId("team", "repo" + i));
            WatchedRun run = server.Add(1, "0 COMPLETED/SUCCESSFUL");
            server.Fault = (_, _) =>
                Answer.Slow(api.Clock, TimeSpan.FromSeconds(1), Answer.Json(RunJson.Run(1, "COMPLETED/SUCCESSFUL").ToJsonString()));
            return run;
        })];
        Assert.Equal(30, api.Watch(new WatchOptions(), runs).Count);
        Assert.Equal(most, api.Stub.MostOpen);
    }

    [Fact]
    public void Nothing_to_wait_for_is_nothing_to_do()
    {
        using var api = new TestApi();
        Assert.Empty(api.Watch(new WatchOptions()));
        Assert.Empty(api.Stub.Requests);
    }
}
