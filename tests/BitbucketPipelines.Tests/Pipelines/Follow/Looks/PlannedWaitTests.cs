using System.Globalization;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>How late the ends of runs are noticed, and for how many requests, when looks are planned.</summary>
public class PlannedWaitTests
{
    /// <summary>Waits for runs and returns how late each end was noticed, and the number of requests.</summary>
    private static (double[] Late, int Requests) Wait(
        TestApi api, IReadOnlyCollection<(WatchedRun Run, double Ends)> runs, WatchOptions? options = null)
    {
        var ends = runs.ToDictionary(r => $"{r.Run.Repository.Slug} {r.Run.Pipeline}", r => r.Ends);
        var outcomes = api.Watch(options ?? new WatchOptions(), [.. runs.Select(r => r.Run)]);
        Assert.Equal(runs.Count, outcomes.Count);
        Assert.All(outcomes.Values, o => Assert.Equal((RunExit.Completed, null), (o.Outcome.Exit, o.Outcome.Failure)));
        return ([.. outcomes.Select(o => o.Value.At - ends[o.Key])], api.Stub.Requests.Length);
    }

    /// <summary>One run in each of many repositories.</summary>
    private static (WatchedRun Run, double Ends)[] InRepositories(
        TestApi api, int count, Func<Random, double> duration, Func<Random, double, double[]> earlier)
    {
        var random = new Random(count);
        return
        [
            .. Enumerable.Range(1, count).Select(i =>
            {
                double own = duration(random);
                var server = new FakeRuns(api, new RepositoryId("team", $"repo{i}")) { Earlier = earlier(random, own) };
                return (server.Add(7, Life(own)), own);
            }),
        ];
    }

    private static string Life(double end) =>
        string.Create(CultureInfo.InvariantCulture, $"0 PENDING, 2 IN_PROGRESS/RUNNING, {end} COMPLETED/SUCCESSFUL");

    private static double FiveToSixty(Random random) => Math.Round(5 + (55 * random.NextDouble()), 3);

    /// <summary>Earlier runs that took within a tenth as long.</summary>
    private static double[] Alike(Random random, double own) =>
        [.. Enumerable.Range(0, 8).Select(_ => own * (0.9 + (0.2 * random.NextDouble())))];

    private static void Check(TestApi api, double[] late, int requests, double most)
    {
        double[] sorted = [.. late.Order()];
        Assert.True(
            late.Average() <= most,
            $"mean {late.Average():0.0} s, median {sorted[late.Length / 2]:0.0} s, longest {sorted[^1]:0.0} s late; {requests} requests, "
                + $"{api.Stub.To("GET", ".*/steps/").Length} of them for steps");
    }

    /// <summary>Earlier runs that took within a fifth as long in two of three cases.</summary>
    private static double[] OfOwn(Random random, double own) =>
        [.. Enumerable.Range(0, 10).Select(_ => Math.Max(3, own * (1 + (0.2 * Normal(random)))))];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] None(Random random, double own) => [];

    [Fact]
    public void Three_hundred_short_runs_in_as_many_repositories_are_noticed_soon_within_the_rate_limit()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(api, 300, FiveToSixty, Alike));
        Check(api, late, requests, 5);
        Assert.InRange(requests, 600, 900);
        Assert.Empty(api.Stub.To("GET", ".*/steps/"));
    }

    [Fact]
    public void Three_hundred_short_runs_that_differ_from_their_own_earlier_runs_are_noticed_soon_within_the_rate_limit()
    {
        using var api = new TestApi();
        (WatchedRun Run, double Ends)[] runs = InRepositories(api, 300, FiveToSixty, OfOwn);
        (double[] late, int requests) = Wait(api, runs);
        Check(api, late, requests, 5);
        Assert.InRange(requests, 600, 900);
    }

    [Fact]
    public void Three_hundred_runs_of_twenty_minutes_that_differ_much_and_of_which_nothing_is_known_stay_within_the_rate_limit()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(
            api, 300, random => Math.Round(1200 * Math.Exp(0.3 * Normal(random)), 3), None));
        Check(api, late, requests, 250);
        Assert.InRange(requests, 600, 950);
    }

    [Fact]
    public void Three_hundred_short_runs_of_which_nothing_is_known_stay_within_the_rate_limit()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(api, 300, FiveToSixty, None));
        // Nobody knows when they end before some have ended: that is five seconds and a half more than with perfect knowledge.
        Check(api, late, requests, 15);
        Assert.InRange(requests, 600, 900);
    }

    [Fact]
    public void Three_hundred_short_runs_whose_earlier_runs_say_nothing_of_their_own_are_looked_at_when_they_may_have_ended()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(
            api, 300, FiveToSixty, (random, _) => [.. Enumerable.Range(0, 8).Select(_ => FiveToSixty(random))]));
        // Looks at the best times are 4.9 seconds late with 900 requests, and the runs of this test differ from others by 0.2 seconds.
        Check(api, late, requests, 5.3);
        Assert.InRange(requests, 600, 900);
    }

    [Fact]
    public void Three_hundred_runs_that_have_ended_already_are_looked_at_at_once()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(api, 300, _ => 0.001, None));
        // The others wait for the first few.
        Check(api, late, requests, 10);
        Assert.InRange(requests, 300, 320);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(0.9, 120)]
    public void Three_hundred_runs_of_twenty_minutes_stay_within_the_rate_limit(double least, double mean)
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(
            api, 300, random => 1200 * (least + (2 * (1 - least) * random.NextDouble())),
            (random, _) => [.. Enumerable.Range(0, 8).Select(_ => 1200 * (least + (2 * (1 - least) * random.NextDouble())))]));
        Check(api, late, requests, mean);
        Assert.InRange(requests, 300, 1000);
    }

    [Fact]
    public void Three_hundred_runs_of_twenty_minutes_of_which_nothing_is_known_stay_within_the_rate_limit()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(api, 300, random => 1200 * (0.9 + (0.2 * random.NextDouble())), None));
        Check(api, late, requests, 150);
        Assert.InRange(requests, 600, 1000);
    }

    [Fact]
    public void Runs_that_fail_early_do_not_use_up_the_requests_for_the_others()
    {
        using var api = new TestApi();
        (double[] late, int requests) = Wait(api, InRepositories(
            api, 300, random => (random.NextDouble() < 0.3 ? 24 : 120) * (0.9 + (0.2 * random.NextDouble())), None));
        Check(api, late, requests, 100);
        Assert.InRange(requests, 450, 900);
    }

    [Theory]
    [InlineData(true, 3, 5)]
    [InlineData(false, 5, 14)]
    public void One_run_of_half_a_minute_costs_little_and_is_noticed_at_once(bool hasEarlier, double most, int requests)
    {
        double late = 0;
        for (int end = 25; end < 35; end++)
        {
            using var api = new TestApi();
            (double[] one, int sent) = Wait(api, InRepositories(api, 1, _ => end, hasEarlier ? Alike : None));
            late += one[0] / 10;
            Assert.InRange(sent, 2, requests);
        }

        Assert.InRange(late, 0, most);
    }

    [Fact]
    public void Three_hundred_runs_of_one_repository_cost_pages_and_not_a_request_each()
    {
        using var api = new TestApi();
        var random = new Random(5);
        var server = new FakeRuns(api) { Earlier = [.. Enumerable.Range(0, 20).Select(_ => FiveToSixty(random))] };
        (WatchedRun, double)[] runs = [.. Enumerable.Range(1, 300).Select(n =>
        {
            double end = FiveToSixty(random);
            return (server.Add(n, Life(end)), end);
        })];
        (double[] late, int requests) = Wait(api, runs);
        Check(api, late, requests, 5);
        Assert.InRange(requests, 10, 60);
        Assert.InRange(server.Gets.Length, 0, 10);
    }

    [Fact]
    public void The_last_of_two_hundred_is_noticed_soon_after_the_others_have_ended()
    {
        using var api = new TestApi();
        (WatchedRun, double)[] early = InRepositories(api, 199, _ => 1, None);
        WatchedRun last = new FakeRuns(api, new RepositoryId("team", "last")).Add(7, Life(170));
        (double[] late, int requests) = Wait(api, [.. early, (last, 170.0)]);
        Assert.InRange(late[^1], 0, 12);
        Assert.InRange(requests, 200, 600);
    }

    [Fact]
    public void Short_and_long_runs_together_are_each_noticed_in_their_time()
    {
        using var api = new TestApi();
        (WatchedRun Run, double Ends)[] runs = InRepositories(
            api, 40, random => random.Next(2) == 0 ? 20 + random.Next(20) : 1000 + random.Next(1000), Alike);
        (double[] late, int requests) = Wait(api, runs);
        Check(api, late, requests, 10);
        Assert.InRange(requests, 80, 800);
    }

    [Fact]
    public void A_used_up_rate_limit_ends_no_wait_before_its_time()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api)
        {
            Earlier = [200, 200, 200],
            Fault = (_, now) => now is > 100 and < 3000
                ? Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429)
                : null,
        };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { Timeout = TimeSpan.FromHours(2) }, server.Add(7, Life(200)));
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(at, 3000, 3700);
    }

    [Fact]
    public void A_pause_in_the_middle_of_a_long_run_is_noticed_in_time()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Earlier = [1800, 1810, 1790, 1805, 1800] };
        WatchedRun run = server.Add(
            7, "0 IN_PROGRESS/RUNNING, 600 IN_PROGRESS/PAUSED", "0 build IN_PROGRESS, 600 deploy PENDING/PAUSED manual");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), run);
        Assert.Equal((RunExit.Paused, "deploy"), (outcome.Exit, Assert.Single(outcome.Steps).Name));
        Assert.InRange(at, 600, 720);
        Assert.Single(server.StepReads);
    }

    [Fact]
    public void A_run_that_takes_longer_than_ever_may_wait_for_a_person_though_its_stage_says_running()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Earlier = [300, 305, 295, 300, 302] };
        WatchedRun run = server.Add(7, "0 IN_PROGRESS/RUNNING", "0 build IN_PROGRESS, 250 deploy PENDING/PAUSED manual");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), run);
        Assert.Equal(RunExit.Paused, outcome.Exit);
        Assert.InRange(at, 300, 400);
    }

    [Theory]
    [InlineData(null, 150)]
    [InlineData(10_000, 8)]
    public void A_known_rate_limit_is_planned_for(int? limit, double most)
    {
        using var api = new TestApi();
        WatchOptions options = limit is { } known ? new WatchOptions { Allowance = () => new LookAllowance(known) } : new WatchOptions();
        (double[] late, int requests) = Wait(api, InRepositories(api, 30, _ => 600, (_, _) => []), options);
        Check(api, late, requests, most);
        Assert.InRange(requests, 60, (limit ?? 1000) * 9 / 10);
    }
}
