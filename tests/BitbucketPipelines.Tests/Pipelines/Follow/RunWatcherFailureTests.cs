using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Temporary failures do not end a wait. Permanent failures end it with their reason.</summary>
public class RunWatcherFailureTests
{
    private const string Life = "0 IN_PROGRESS/RUNNING, 200 COMPLETED/SUCCESSFUL";

    [Theory]
    [InlineData("refused")]
    [InlineData("broken")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("body breaks")]
    public void An_outage_of_minutes_is_tolerated(string failure)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now is > 30 and < 250 ? Failures.Named(failure) : null };
        var told = new List<string>();
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { OnFailure = e => told.Add(e.Message) }, server.Add(42, Life, "0 build IN_PROGRESS"));
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(at, 250, 275);
        Assert.NotEmpty(told);
    }

    [Fact]
    public void A_server_that_does_not_respond_is_tolerated_as_well()
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(20) });
        var server = new FakeRuns(api) { Fault = (_, now) => now is > 30 and < 150 ? Answer.Hangs : null };
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions(), server.Add(42, Life)).Outcome.Exit);
    }

    [Fact]
    public void An_outage_that_lasts_ends_the_wait_with_its_reason()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now > 30 ? Answer.Error(503, "Down for maintenance") : null };
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { MaxOutage = TimeSpan.FromMinutes(5) }, server.Add(42, "0 PENDING"));
        Assert.Equal(RunExit.Unreadable, outcome.Exit);
        Assert.Equal("Down for maintenance (503).", outcome.Failure!.Message);
        Assert.Equal("PENDING", outcome.Run!.State);
        Assert.InRange(at, 330, 370);
    }

    [Fact]
    public void Short_outages_do_not_add_up()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now % 120 > 20 ? Answer.Error(500, "Down") : null };
        (RunOutcome outcome, _) = api.WatchOne(
            new WatchOptions { MaxOutage = TimeSpan.FromMinutes(3), Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(5) } },
            server.Add(42, "0 IN_PROGRESS/RUNNING, 1500 COMPLETED/SUCCESSFUL"));
        Assert.Equal(RunExit.Completed, outcome.Exit);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public void A_permanent_refusal_ends_the_wait_after_some_polls(int status)
    {
        using var api = new TestApi();
        int refused = 0;
        var server = new FakeRuns(api) { Fault = (_, now) => now > 5 && ++refused > 0 ? Answer.Error(status, "No") : null };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, "0 PENDING"));
        Assert.Equal((RunExit.Unreadable, status), (outcome.Exit, outcome.Failure!.StatusCode));
        Assert.InRange(at, 10, 20);
        Assert.Equal(3, refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refused_credentials_cost_few_requests_and_end_the_wait_for_many_runs_if_they_stay_refused(bool stay)
    {
        using var api = new TestApi();
        int refused = 0;
        Respond? Refuse(StubRequest request, double now) => now > 60 && (stay || now < 63) && Interlocked.Increment(ref refused) > 0
            ? Answer.Error(401, "Token is invalid") : null;
        WatchedRun[] runs = [.. Enumerable.Range(1, 60).Select(n =>
            new FakeRuns(api, new RepositoryId("team", "repo" + n)) { Fault = Refuse }
                .Add(1, "0 IN_PROGRESS/RUNNING, 600 COMPLETED/SUCCESSFUL"))];
        var outcomes = api.Watch(new WatchOptions(), runs);
        Assert.Equal(60, outcomes.Count);
        Assert.All(outcomes.Values, o => Assert.Equal(
            stay ? (RunExit.Unreadable, 401) : (RunExit.Completed, null), (o.Outcome.Exit, o.Outcome.Failure?.StatusCode)));
        Assert.InRange(refused, stay ? 3 : 1, 30);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("half")]
    [InlineData("204")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("error object")]
    [InlineData("another run")]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("403 html")]
    [InlineData("404 html")]
    [InlineData("gzip")]
    public void One_invalid_response_does_not_end_the_wait(string odd)
    {
        using var api = new TestApi();
        int sent = 0;
        var server = new FakeRuns(api) { Fault = (_, now) => now > 5 && sent++ == 0 ? Odd(odd) : null };
        var told = new List<string>();
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { OnFailure = e => told.Add(e.Message) }, server.Add(42, Life));
        Assert.Equal((RunExit.Completed, "SUCCESSFUL"), (outcome.Exit, outcome.Run?.Result));
        Assert.InRange(at, 200, 215);
        Assert.NotEmpty(told);
    }

    [Theory]
    [InlineData("html", 305, 330)]
    [InlineData("403 html", 305, 330)]
    [InlineData("{}", 305, 330)]
    public void Invalid_responses_that_last_are_an_outage(string odd, double least, double most)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now > 5 ? Odd(odd) : null };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, "0 IN_PROGRESS/RUNNING"));
        Assert.Equal(RunExit.Unreadable, outcome.Exit);
        Assert.Equal("RUNNING", outcome.Run!.Stage);
        Assert.InRange(at, least, most);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "Retry-After: 1800")]
    [InlineData(false, "Retry-After: 1800")]
    public void An_exceeded_rate_limit_is_no_outage(bool many, string header)
    {
        using var api = new TestApi();
        string[] headers = header.Length == 0 ? [] : [header];
        var server = new FakeRuns(
            api) { Fault = (_, now) =>
            now is > 5 and < 3600 ? Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, headers) : null };
        WatchedRun[] runs = [.. Enumerable.Range(
            1, many ? 20 : 1).Select(n => server.Add(n, "0 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL"))];
        var outcomes = api.Watch(new WatchOptions { Timeout = TimeSpan.FromHours(2) }, runs);
        Assert.All(outcomes.Values, o => Assert.Equal(RunExit.Completed, o.Outcome.Exit));
        Assert.All(outcomes.Values, o => Assert.InRange(o.At, 3600, 5500));
    }

    [Fact]
    public void An_exceeded_rate_limit_is_reported_at_the_time_limit()
    {
        using var api = new TestApi();
        var server = new FakeRuns(
            api) { Fault = (_, now) => now > 5 ? Answer.Text("slow", "text/plain", 429, "Retry-After: 3000") : null };
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromMinutes(30) }, server.Add(42, "0 PENDING"), TimeSpan.FromMinutes(30));
        Assert.Equal((RunExit.TimedOut, 429), (outcome.Exit, outcome.Failure!.StatusCode));
        Assert.InRange(at, 1799.9, 1800);
    }

    [Theory]
    [InlineData(true, 20, RunExit.Completed)]
    [InlineData(true, 100, RunExit.Unreadable)]
    [InlineData(false, 20, RunExit.Unreadable)]
    public void A_run_that_was_just_started_may_not_be_found_for_a_moment(bool known, int seconds, object exit)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now < seconds ? Answer.Error(404, "Not found", "Pipeline not found") : null };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, Life) with { IsKnown = known });
        Assert.Equal(exit, outcome.Exit);
        if (outcome.Exit == RunExit.Unreadable)
        {
            Assert.Equal(404, outcome.Failure!.StatusCode);
            Assert.InRange(at, known ? 30 : 3, known ? 40 : 12);
        }
    }

    [Theory]
    [InlineData(false, 120, 180)]
    [InlineData(true, 300, 360)]
    public void A_server_that_never_answered_is_given_up_sooner_than_one_that_did(bool known, double least, double most)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, _) => Answer.Refused };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, Life) with { IsKnown = known });
        Assert.Equal((RunExit.Unreadable, ApiErrorKind.Connection), (outcome.Exit, outcome.Failure!.Kind));
        Assert.InRange(at, least, most);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("body stalls")]
    [InlineData("503")]
    [InlineData("html")]
    public void Steps_that_cannot_be_read_do_not_hide_the_state(string failure)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api)
        {
            Fault = (r, _) =>
                !r.Path.EndsWith("/steps/", StringComparison.Ordinal) ? null : failure == "html" ? Odd(failure) : Failures.Named(failure),
        };
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { StepsInterval = TimeSpan.Zero }, server.Add(42, Life));
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(at, 200, 245);
    }

    [Fact]
    public void Processing_a_run_that_ended_does_not_delay_the_others()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var at = new Dictionary<string, double>();
        WatchedRun[] runs = [server.Add(1, "0 COMPLETED/FAILED"), server.Add(2, "0 IN_PROGRESS/RUNNING, 30 COMPLETED/SUCCESSFUL")];
        api.Clock.Simulate(() => new RunWatcher(api.Client, new WatchOptions()).WatchAsync(
            runs,
            async (outcome, token) =>
            {
                if (outcome.Watched.Pipeline == "1")
                {
                    await Task.Delay(TimeSpan.FromMinutes(3), api.Clock, token);
                }

                at[outcome.Watched.Pipeline] = api.Clock.Elapsed.TotalSeconds;
            },
            default));
        Assert.InRange(at["2"], 30, 40);
        Assert.InRange(at["1"], 180, 181);
    }

    private static Respond Odd(string odd) => odd switch
    {
        "html" => Answer.Text("<html>We are working on it</html>", "text/html"),
        "half" => Answer.Json("{\"build_number\":42,\"sta"),
        "204" => Answer.Empty(204),
        "null" or "{}" => Answer.Json(odd),
        "error object" => Answer.Json("""{"type":"error","error":{"message":"Something went wrong"}}"""),
        "another run" => Answer.Json(RunJson.Run(7, "COMPLETED/FAILED").ToJsonString()),
        "gzip" => Answer.Json("{}", 200, "Content-Encoding: gzip"),
        _ when odd.EndsWith(" html", StringComparison.Ordinal) =>
            Answer.Text("<html>no</html>", "text/html", int.Parse(odd[..3], System.Globalization.CultureInfo.InvariantCulture)),
        _ => Answer.Error(int.Parse(odd, System.Globalization.CultureInfo.InvariantCulture), "No"),
    };

    [Fact]
    public void A_run_that_is_not_there_says_nothing_about_the_others()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var outcomes = api.Watch(new WatchOptions(), server.Add(1, Life), new WatchedRun(TestApi.Repo, "99"), server.Add(2, Life));
        Assert.Equal((RunExit.Unreadable, 404), (outcomes["app 99"].Outcome.Exit, outcomes["app 99"].Outcome.Failure!.StatusCode));
        Assert.InRange(outcomes["app 99"].At, 1, 12);
        Assert.Null(outcomes["app 99"].Outcome.Run);
        Assert.All(new[] { "app 1", "app 2" }, n => Assert.Equal(RunExit.Completed, outcomes[n].Outcome.Exit));
    }

    [Fact]
    public void Steps_that_cannot_be_read_say_nothing_about_the_other_runs()
    {
        using var api = new TestApi();
        var server = new FakeRuns(
            api) { Fault = (r, _) => r.Path.EndsWith("/1/steps/", StringComparison.Ordinal) ? Answer.Error(404, "No steps") : null };
        var outcomes = api.Watch(new WatchOptions(), server.Add(1, Life), server.Add(2, Life, "0 build IN_PROGRESS"));
        Assert.Equal((RunExit.Unreadable, "No steps (404)."), (outcomes["app 1"].Outcome.Exit, outcomes["app 1"].Outcome.Failure?.Message));
        Assert.Equal(RunExit.Completed, outcomes["app 2"].Outcome.Exit);
    }

    [Fact]
    public void A_pause_is_not_reported_before_its_steps_are_read()
    {
        using var api = new TestApi();
        var server = new FakeRuns(
            api) { Fault = (r, now) =>
            now < 30 && r.Path.EndsWith("/steps/", StringComparison.Ordinal) ? Answer.Error(500, "Later") : null };
        WatchedRun run = server.Add(
            42, "0 IN_PROGRESS/PAUSED, 60 IN_PROGRESS/RUNNING, 90 COMPLETED/SUCCESSFUL",
            "0 deploy PENDING/PAUSED automatic, 60 deploy IN_PROGRESS");
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions(), run).Outcome.Exit);
    }

    [Fact]
    public void A_repository_that_may_not_be_read_says_nothing_about_the_others()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var other = new FakeRuns(api, new RepositoryId("team", "other")) { Fault = (_, _) => Answer.Error(403, "No") };
        var outcomes = api.Watch(new WatchOptions(), server.Add(1, Life), other.Add(1, Life), other.Add(2, Life));
        Assert.Equal(RunExit.Completed, outcomes["app 1"].Outcome.Exit);
        Assert.All(new[] { "other 1", "other 2" }, n => Assert.Equal(RunExit.Unreadable, outcomes[n].Outcome.Exit));
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("body stalls")]
    public void A_hung_request_is_cut_by_the_deadline(string failure)
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now > 10 ? Failures.Named(failure) : null };
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(30) }, server.Add(42, "0 PENDING"));
        Assert.Equal((RunExit.TimedOut, 30), (outcome.Exit, at));
        Assert.Equal("PENDING", outcome.Run!.State);
        Assert.Equal((0, 0), (api.Stub.Open, api.Clock.OpenTimers));
    }

    [Fact]
    public void A_wait_that_the_server_asks_for_is_cut_by_the_deadline()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, now) => now > 10 ? Answer.Empty(429, "Retry-After: 600") : null };
        TimeSpan minute = TimeSpan.FromMinutes(1);
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { Timeout = minute }, server.Add(42, "0 PENDING"), until: minute);
        Assert.Equal((RunExit.TimedOut, 60), (outcome.Exit, at));
    }

    [Fact]
    public void A_server_that_is_never_reached_is_a_timeout_without_a_run()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api) { Fault = (_, _) => Answer.Refused };
        // The last poll at the time limit may take one second.
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(60) }, server.Add(42, "0 PENDING"), until: TimeSpan.FromSeconds(61));
        Assert.Equal(RunExit.TimedOut, outcome.Exit);
        Assert.InRange(at, 59.98, 61);
        Assert.Null(outcome.Run);
    }

    [Fact]
    public void An_exception_of_the_receiver_ends_all_and_is_thrown()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var other = new FakeRuns(api, new RepositoryId("team", "other"));
        WatchedRun[] runs = [server.Add(1, "0 COMPLETED/SUCCESSFUL"), other.Add(1, "0 PENDING")];
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => api.Clock.Simulate(() => new RunWatcher(api.Client, new WatchOptions())
            .WatchAsync(runs, (_, _) => throw new InvalidOperationException("mine"), default)));
        Assert.Equal("mine", e.Message);
        Assert.True(api.Clock.Elapsed < TimeSpan.FromSeconds(5));
        Assert.Equal(0, api.Clock.OpenTimers);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void No_time_beyond_the_end_of_the_wait_is_promised(int status)
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<ApiEvent>();
        using var api = new TestApi(o => o with { Observer = told.Enqueue });
        var server = new FakeRuns(api) { Fault = (_, _) => Answer.Empty(status, "Retry-After: 650") };
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(3) }, server.Add(42, "0 IN_PROGRESS/RUNNING"));
        Assert.Equal(RunExit.TimedOut, outcome.Exit);
        Assert.Equal(status, outcome.Failure?.StatusCode);
        Assert.InRange(at, 3, 4.5);
        Assert.NotEmpty(told);
        Assert.DoesNotContain(told, e => e.Delay > TimeSpan.FromSeconds(4) || e.Text.Contains("650"));
    }
}
