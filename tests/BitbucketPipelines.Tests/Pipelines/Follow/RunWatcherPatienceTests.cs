using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>
/// Tests which failures are tolerated and for how long. Earlier failures do not count after a success, and the module waits as long as the
/// server asks.
/// </summary>
public class RunWatcherPatienceTests
{
    private const string Life = "0 IN_PROGRESS/RUNNING, 200 COMPLETED/SUCCESSFUL";

    private static readonly WatchOptions s_everyTenSeconds =
        new() { Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(10) } };

    private static Respond Refusal => Answer.Error(404, "Not found", "Later");

    private static Respond Limit(string retryAfter) =>
        Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, "Retry-After: " + retryAfter);

    private static bool IsForSteps(StubRequest request) => request.Path.EndsWith("/steps/", StringComparison.Ordinal);

    [Fact]
    public void Refusals_do_not_add_up_over_looks_that_succeed()
    {
        using var api = new TestApi();
        int asked = 0;
        var server = new FakeRuns(api) { Fault = (r, _) => !IsForSteps(r) && asked++ % 3 > 0 ? Refusal : null };
        Assert.Equal(RunExit.Completed, api.WatchOne(s_everyTenSeconds, server.Add(42, Life)).Outcome.Exit);
        Assert.True(asked > 10);
    }

    [Fact]
    public void Refusals_of_one_of_many_do_not_add_up_either()
    {
        using var api = new TestApi();
        int asked = 0;
        var server = new FakeRuns(api);
        WatchedRun old = server.Add(1, Life);
        WatchedRun recent = server.Add(200, Life);
        // There are so many newer runs that the list does not contain the old one.
        for (int n = 50; n < 199; n++)
        {
            server.Add(n, "0 COMPLETED/SUCCESSFUL");
        }

        server.Fault = (r, _) => r.Path.EndsWith("/1", StringComparison.Ordinal) && asked++ % 3 > 0 ? Refusal : null;
        var outcomes = api.Watch(s_everyTenSeconds, old, recent);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
        Assert.True(asked > 10);
    }

    [Fact]
    public void Refusals_of_steps_do_not_add_up_over_reads_that_succeed()
    {
        using var api = new TestApi();
        int asked = 0;
        var server = new FakeRuns(api) { Fault = (r, _) => IsForSteps(r) && asked++ % 3 > 0 ? Refusal : null };
        WatchedRun run = server.Add(42, Life, "0 build IN_PROGRESS");
        RunOutcome outcome = api.WatchOne(s_everyTenSeconds with { StepsInterval = TimeSpan.Zero }, run).Outcome;
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.True(asked > 10);
    }

    [Fact]
    public void Refusals_count_only_in_a_row()
    {
        using var api = new TestApi();
        int asked = 0;
        var server = new FakeRuns(api)
        {
            Fault = (r, now) => now is < 5 or > 190 || IsForSteps(r) ? null
                : asked++ % 3 == 2 ? Failures.Named("500")
                : Refusal,
        };
        Assert.Equal(RunExit.Completed, api.WatchOne(s_everyTenSeconds, server.Add(42, Life)).Outcome.Exit);
        Assert.True(asked > 10);
    }

    [Fact]
    public void Steps_that_are_refused_for_good_end_the_wait()
    {
        using var api = new TestApi();
        int refused = 0;
        var told = new List<string>();
        var server = new FakeRuns(api) { Fault = (r, _) => IsForSteps(r) && ++refused > 0 ? Answer.Error(403, "No steps") : null };
        WatchedRun run = server.Add(42, Life, "0 build IN_PROGRESS");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { OnFailure = e => told.Add(e.Message) }, run);
        Assert.Equal((RunExit.Unreadable, "No steps (403)."), (outcome.Exit, outcome.Failure?.Message));
        Assert.Equal("RUNNING", outcome.Run!.Stage);
        Assert.Equal(3, refused);
        Assert.Equal(["No steps (403).", "No steps (403)."], told);
        Assert.InRange(at, 3, 60);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    public void Steps_that_are_not_there_for_a_while_are_an_outage_that_is_told(string failure)
    {
        using var api = new TestApi();
        var told = new List<BitbucketApiException>();
        Respond answer = failure == "html" ? Answer.Text("<html>We are working on it</html>", "text/html") : Failures.Named(failure);
        var server = new FakeRuns(api) { Fault = (r, now) => IsForSteps(r) && now < 150 ? answer : null };
        (RunOutcome outcome, _) = api.WatchOne(
            s_everyTenSeconds with { OnFailure = told.Add }, server.Add(42, Life, "0 build IN_PROGRESS"));
        Assert.Equal((RunExit.Completed, "build"), (outcome.Exit, Assert.Single(outcome.Steps).Name));
        Assert.InRange(told.Count, 3, 20);
    }

    [Fact]
    public void A_failure_is_told_each_time_that_it_is_survived_and_not_when_it_ends_the_wait()
    {
        using var api = new TestApi();
        var told = new List<string>();
        var server = new FakeRuns(api) { Fault = (_, now) => now > 5 ? Answer.Error(403, "No") : null };
        RunOutcome outcome = api.WatchOne(new WatchOptions { OnFailure = e => told.Add(e.Message) }, server.Add(42, "0 PENDING")).Outcome;
        Assert.Equal(RunExit.Unreadable, outcome.Exit);
        Assert.Equal(["No (403).", "No (403)."], told);
    }

    [Theory]
    [InlineData(403, 0)]
    [InlineData(404, 4)]
    public void A_run_that_was_just_started_is_granted_time_to_be_found_and_nothing_else(int status, int after)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now >= after ? Answer.Error(status, "No") : null };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, Life) with { IsKnown = true });
        Assert.Equal((RunExit.Unreadable, status), (outcome.Exit, outcome.Failure!.StatusCode));
        Assert.InRange(at, after, after + 15);
    }

    [Theory]
    [InlineData(true, RunExit.Completed)]
    [InlineData(false, RunExit.Unreadable)]
    public void A_run_that_is_named_twice_is_known_where_one_of_the_two_is(bool known, object exit)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now < 20 ? Refusal : null };
        WatchedRun run = server.Add(42, Life);
        Assert.Equal(exit, Assert.Single(api.Watch(new WatchOptions(), run, run with { IsKnown = known }).Values).Outcome.Exit);
    }

    [Fact]
    public void A_run_that_is_not_found_yet_among_many_is_granted_time_too()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [server.Add(1, Life), server.Add(2, Life) with { IsKnown = true }];
        server.Fault = (r, now) => now > 20 ? null
            : r.Path == server.Root ? Answer.Json(RunJson.Page([RunJson.Run(1, "IN_PROGRESS/RUNNING")]))
            : r.Path.EndsWith("/2", StringComparison.Ordinal) ? Refusal
            : null;
        Assert.All(api.Watch(new WatchOptions(), runs).Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
    }

    [Fact]
    public void A_repository_that_is_not_found_is_given_up_soon_unless_all_of_its_runs_are_new()
    {
        foreach (bool allNew in new[] { true, false })
        {
            using var api = new TestApi();
            var server = new FakeRuns(api) { Fault = (_, _) => Refusal };
            WatchedRun[] runs = [server.Add(1, Life) with { IsKnown = true }, server.Add(2, Life) with { IsKnown = allNew }];
            var outcomes = api.Watch(new WatchOptions(), runs);
            Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Unreadable, o.Outcome.Exit));
            Assert.All(outcomes.Values, o => Assert.InRange(o.At, allNew ? 30 : 3, allNew ? 40 : 12));
        }
    }

    // A response that reports a problem of the server concerns all runs.
    [Theory]
    [InlineData("html", false)]
    [InlineData("500", true)]
    public void Nonsense_about_one_run_says_nothing_about_the_others(string failure, bool ofAll)
    {
        using var api = new TestApi();
        var told = new List<BitbucketApiException>();
        var server = new FakeRuns(api);
        Respond answer = failure == "html" ? Answer.Text("<html>Oops</html>", "text/html") : Failures.Named(failure);
        server.Fault = (r, _) => r.Path == server.Root + "99" ? answer : null;
        WatchOptions options = s_everyTenSeconds with
        {
            Timeout = TimeSpan.FromSeconds(100),
            OnFailure = told.Add,
            OnPolled = (run, _, _) =>
            {
                Assert.NotNull(run);
                return Task.FromResult(true);
            },
        };
        WatchedRun[] runs =
        [
            server.Add(1, "0 PENDING"), new WatchedRun(TestApi.Repo, "99"), server.Add(2, "0 PENDING, 50 COMPLETED/SUCCESSFUL"),
        ];
        var outcomes = api.Watch(options, runs);
        Assert.Equal(RunExit.Completed, outcomes["app 2"].Outcome.Exit);
        Assert.InRange(told.Count, 8, 13);
        ApiErrorKind kind = Assert.Single(told.Select(e => e.Kind).Distinct());
        Assert.Equal(ofAll ? ApiErrorKind.Status : ApiErrorKind.InvalidResponse, kind);
        // The error about the time limit contains the latest failure.
        Assert.Equal((RunExit.TimedOut, kind), (outcomes["app 99"].Outcome.Exit, outcomes["app 99"].Outcome.Failure?.Kind));
        Assert.Equal((RunExit.TimedOut, ofAll ? kind : null), (outcomes["app 1"].Outcome.Exit, outcomes["app 1"].Outcome.Failure?.Kind));
    }

    [Fact]
    public void A_server_that_has_answered_with_nothing_but_nonsense_is_given_up_sooner()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, _) => Answer.Text("<html>Hello</html>", "text/html") };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, Life));
        Assert.Equal((RunExit.Unreadable, ApiErrorKind.InvalidResponse), (outcome.Exit, outcome.Failure!.Kind));
        Assert.InRange(at, 120, 140);
    }

    [Fact]
    public void A_used_up_allowance_ends_an_outage()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api)
        {
            Fault = (_, now) => now switch
            {
                > 5 and < 200 => Failures.Named("500"),
                >= 200 and < 250 => Limit("1000"),
                >= 250 and < 1400 => Failures.Named("500"),
                _ => null,
            },
        };
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions(), server.Add(42, Life)).Outcome.Exit);
    }

    // The time that the server asks for, in seconds -> the pause before the next poll
    [Theory]
    [InlineData(1800, 1800, 1825)]
    [InlineData(86400, 3600, 3625)]
    public void The_server_is_not_asked_before_the_time_that_it_names_but_within_an_hour(int asked, double least, double most)
    {
        using var api = new TestApi();
        var limited = new List<double>();
        var server = new FakeRuns(api);
        server.Fault = (_, now) =>
        {
            if (now is <= 5 or >= 9000)
            {
                return null;
            }

            limited.Add(now);
            return Limit(asked.ToString(System.Globalization.CultureInfo.InvariantCulture));
        };
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions(), server.Add(42, Life)).Outcome.Exit);
        Assert.True(limited.Count > 1);
        Assert.All(limited.Zip(limited.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, least - 0.001, most));
    }

    [Fact]
    public void A_short_wait_that_the_server_asks_for_does_not_shorten_the_pause()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.Zero } });
        var looks = new List<double>();
        var server = new FakeRuns(api);
        server.Fault = (_, now) =>
        {
            looks.Add(now);
            return now < 100 ? Limit("1") : null;
        };
        api.WatchOne(s_everyTenSeconds, server.Add(42, "0 COMPLETED/SUCCESSFUL"));
        // Every thirty seconds, because the rate limit is exceeded.
        Assert.InRange(looks.Count, 4, 6);
    }

    [Fact]
    public void A_last_look_when_the_time_is_up_is_granted_a_second()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, _) => Answer.Hangs };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { Timeout = TimeSpan.Zero }, server.Add(42, Life));
        Assert.Equal((RunExit.TimedOut, 1), (outcome.Exit, at));
        Assert.Equal((0, 0), (api.Stub.Open, api.Clock.OpenTimers));
    }

    [Fact]
    public void A_later_fault_of_who_is_told_ends_the_wait_for_the_other_runs_too()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun[] runs = [server.Add(1, "0 COMPLETED/SUCCESSFUL"), server.Add(2, "0 PENDING")];
        async Task FailAsync(RunOutcome outcome, CancellationToken token)
        {
            await Task.Delay(TimeSpan.FromSeconds(25), api.Clock, token);
            throw new InvalidOperationException("mine");
        }

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => api.Clock.Simulate(() => new RunWatcher(api.Client, s_everyTenSeconds).WatchAsync(runs, FailAsync, default)));
        Assert.Equal(("mine", 25), (e.Message, api.Clock.Elapsed.TotalSeconds));
        Assert.Equal(0, api.Clock.OpenTimers);
    }

    [Fact]
    public void A_fault_of_who_looks_on_ends_the_wait_for_other_repositories_too()
    {
        using var api = new TestApi();
        var other = new FakeRuns(api, new RepositoryId("team", "other"));
        WatchedRun[] runs = [new FakeRuns(api).Add(1, "0 PENDING, 25 COMPLETED/SUCCESSFUL"), other.Add(1, "0 PENDING")];
        WatchOptions options = s_everyTenSeconds with
        {
            OnPolled = (run, _, _) => run.IsCompleted ? throw new InvalidOperationException("mine") : Task.FromResult(true),
        };
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => api.Clock.Simulate(() => new RunWatcher(api.Client, options).WatchAsync(runs, (_, _) => Task.CompletedTask, default)));
        Assert.Equal("mine", e.Message);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 25, 40);
        Assert.Equal(0, api.Clock.OpenTimers);
    }
}
