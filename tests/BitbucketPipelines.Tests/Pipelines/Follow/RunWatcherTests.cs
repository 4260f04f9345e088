using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests waiting for one run: the four reasons for which it ends, and the requests until then.</summary>
public class RunWatcherTests
{
    private const string Life = "0 PARSING, 4 PENDING, 20 IN_PROGRESS/RUNNING, 90 COMPLETED/";

    [Theory]
    [InlineData("SUCCESSFUL")]
    [InlineData("FAILED")]
    public void A_run_is_waited_for_until_it_is_completed(string result)
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(42, Life + result, "0 build IN_PROGRESS");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), run);
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.Equal((42, result), (outcome.Run!.BuildNumber, outcome.Run.Result));
        Assert.Equal(
            ("team", "app", "https://bitbucket.org/team/app/pipelines/results/42"),
            (outcome.Run.Workspace, outcome.Run.Repository, outcome.Run.Url));
        Assert.Same(run, outcome.Watched);
        Assert.InRange(at, 90, 101);
    }

    [Fact]
    public void A_run_that_has_ended_already_costs_one_request()
    {
        using var api = new TestApi();
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), new FakeRuns(api).Add(42, "0 COMPLETED/FAILED"));
        Assert.Equal((RunExit.Completed, 0), (outcome.Exit, at));
        Assert.StartsWith("GET repositories/team/app/pipelines/?sort=-created_on", api.Stub.Request.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SUCCESSFUL")]
    [InlineData("FAILED")]
    public void A_result_that_comes_a_moment_after_the_end_is_waited_for(string result)
    {
        using var api = new TestApi();
        RunOutcome outcome = api.WatchOne(new WatchOptions(), new FakeRuns(api).Add(42, $"0 COMPLETED, 4 COMPLETED/{result}")).Outcome;
        Assert.Equal((RunExit.Completed, result), (outcome.Exit, outcome.Run!.Result));
    }

    [Theory]
    [InlineData("0 COMPLETED")]
    [InlineData("0 COMPLETED/")]
    [InlineData("0 IN_PROGRESS/RUNNING, 40 COMPLETED")]
    public void An_end_without_a_result_is_believed_after_some_looks(string life)
    {
        using var api = new TestApi();
        FakeRuns server = new(api);
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), server.Add(42, life));
        Assert.Equal((RunExit.Completed, ""), (outcome.Exit, outcome.Run!.Result ?? ""));
        Assert.InRange(at, 3, 120);
    }

    [Fact]
    public void An_end_without_a_result_is_no_timeout_when_the_time_is_up()
    {
        using var api = new TestApi();
        RunOutcome outcome = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(1) }, new FakeRuns(api).Add(42, "0 COMPLETED")).Outcome;
        Assert.Equal(RunExit.Completed, outcome.Exit);
    }

    [Fact]
    public void A_run_that_pauses_on_a_manual_step_ends_the_wait()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(
            42, "0 IN_PROGRESS/RUNNING, 30 IN_PROGRESS/PAUSED",
            "0 build IN_PROGRESS+deploy PENDING manual, 30 build COMPLETED/SUCCESSFUL+deploy PENDING/PAUSED manual");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), run);
        Assert.Equal(RunExit.Paused, outcome.Exit);
        Assert.Equal("deploy", RunState.Current(outcome.Steps)?.Name);
        Assert.InRange(at, 30, 36);
    }

    [Fact]
    public void A_pause_is_seen_though_the_stage_still_says_running()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(
            42, "0 IN_PROGRESS/RUNNING",
            "0 build IN_PROGRESS+deploy PENDING manual, 30 build COMPLETED/SUCCESSFUL+deploy PENDING/PAUSED manual");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions(), run);
        Assert.Equal(RunExit.Paused, outcome.Exit);
        Assert.InRange(at, 30, 56);
    }

    [Fact]
    public void The_run_that_is_given_back_says_paused_though_the_steps_said_it_first()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        WatchedRun run = server.Add(
            42, "0 IN_PROGRESS/RUNNING, 30 IN_PROGRESS/PAUSED",
            "0 build IN_PROGRESS+deploy PENDING manual, 30 build COMPLETED/SUCCESSFUL+deploy PENDING/PAUSED manual");
        int late = 0;
        // The run was read just before it paused, and the steps just after.
        server.Fault = (request, at) => at >= 30 && request.Path.EndsWith("/42", StringComparison.Ordinal) && late++ == 0
            ? Answer.Json(RunJson.Run(42, "IN_PROGRESS/RUNNING").ToJsonString())
            : null;
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { StepsInterval = TimeSpan.Zero }, run);
        Assert.Equal((RunExit.Paused, "PAUSED"), (outcome.Exit, outcome.Run!.Stage));
        Assert.Equal("deploy", RunState.Current(outcome.Steps)?.Name);
        Assert.InRange(at, 30, 36);
        Assert.Equal(2, late);
    }

    [Fact]
    public void A_timer_that_comes_early_makes_no_more_looks_at_the_end_of_the_time()
    {
        using var api = new TestApi();
        api.Clock.Early = TimeSpan.FromMilliseconds(2);
        var server = new FakeRuns(api);
        WatchedRun run = server.Add(42, "0 IN_PROGRESS/RUNNING");
        (RunOutcome outcome, double at) = api.WatchOne(
            new WatchOptions { Timeout = TimeSpan.FromSeconds(10), Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(30) } },
            run);
        Assert.Equal(RunExit.TimedOut, outcome.Exit);
        Assert.InRange(at, 9.99, 10);
        Assert.Equal(2, server.Gets.Length);
    }

    [Fact]
    public void A_pause_can_be_waited_out()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(
            42, "0 IN_PROGRESS/RUNNING, 30 IN_PROGRESS/PAUSED, 300 IN_PROGRESS/RUNNING, 330 COMPLETED/SUCCESSFUL",
            "0 deploy PENDING/PAUSED manual");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { WaitWhilePaused = true }, run);
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(at, 330, 342);
    }

    [Fact]
    public void A_deployment_lock_is_no_reason_to_stop_waiting()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(
            42, "0 IN_PROGRESS/PAUSED, 100 IN_PROGRESS/RUNNING, 130 COMPLETED/SUCCESSFUL",
            "0 deploy PENDING/PAUSED automatic, 100 deploy IN_PROGRESS");
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions(), run).Outcome.Exit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_halted_run_ends_the_wait_even_where_a_pause_does_not(bool waitWhilePaused)
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(42, "0 PENDING, 10 IN_PROGRESS/HALTED", "0 build PENDING");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { WaitWhilePaused = waitWhilePaused }, run);
        Assert.Equal(RunExit.Halted, outcome.Exit);
        Assert.InRange(at, 10, 16);
    }

    [Fact]
    public void The_time_is_up_to_the_second()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(42, "0 IN_PROGRESS/RUNNING", "0 build IN_PROGRESS");
        (RunOutcome outcome, double at) = api.WatchOne(new WatchOptions { Timeout = TimeSpan.FromSeconds(33) }, run);
        Assert.Equal(RunExit.TimedOut, outcome.Exit);
        // If a poll ends less than 20 ms before the time limit, there is no other poll.
        Assert.InRange(at, 32.98, 33);
        Assert.Equal("RUNNING", outcome.Run!.Stage);
        Assert.Equal("build", Assert.Single(outcome.Steps).Name);
    }

    [Fact]
    public void A_run_that_ends_in_the_last_moment_is_not_timed_out()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(42, "0 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL");
        Assert.Equal(RunExit.Completed, api.WatchOne(new WatchOptions { Timeout = TimeSpan.FromSeconds(60) }, run).Outcome.Exit);
    }

    [Fact]
    public void No_time_at_all_is_still_one_look()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        Assert.Equal(
            RunExit.Completed,
            api.WatchOne(new WatchOptions { Timeout = TimeSpan.Zero }, server.Add(1, "0 COMPLETED/SUCCESSFUL")).Outcome.Exit);
        Assert.Equal(RunExit.TimedOut, api.WatchOne(new WatchOptions { Timeout = TimeSpan.Zero }, server.Add(2, "0 PENDING")).Outcome.Exit);
        Assert.Equal(0, api.Clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public void Steps_are_read_when_the_run_has_begun_when_it_changes_and_when_they_are_old()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        var reads = new List<double>();
        server.Fault = (request, now) =>
        {
            if (request.Path.EndsWith("/steps/", StringComparison.Ordinal))
            {
                reads.Add(now);
            }

            return null;
        };
        api.WatchOne(
            new WatchOptions
            {
                Schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(5) },
                StepsInterval = TimeSpan.FromSeconds(40),
            },
            server.Add(42, "0 PENDING, 22 IN_PROGRESS/RUNNING, 140 COMPLETED/SUCCESSFUL", "0 build IN_PROGRESS"));
        // Steps are not read while the run is pending or after it has ended. Jitter changes each pause by up to a tenth.
        Assert.All(reads, at => Assert.InRange(at, 22, 140));
        Assert.Equal(3, reads.Count);
        Assert.All(reads.Zip(reads.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 40, 46));
    }

    [Fact]
    public void Who_looks_on_sees_each_look_and_the_end()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api)
            .Add(42, "0 PENDING, 3 IN_PROGRESS/RUNNING, 9 COMPLETED/FAILED", "0 build IN_PROGRESS, 9 build COMPLETED/FAILED");
        var seen = new List<string>();
        api.WatchOne(
            new WatchOptions
            {
                StepsInterval = TimeSpan.Zero,
                OnPolled = (r, steps, _) =>
                {
                    seen.Add($"{r.State} {string.Join(",", steps.Select(s => s.State))}");
                    return Task.FromResult(true);
                },
            },
            run);
        Assert.Equal(["PENDING ", "IN_PROGRESS IN_PROGRESS", "COMPLETED COMPLETED"], seen.Distinct());
    }

    [Fact]
    public void Who_looks_on_may_end_the_wait()
    {
        using var api = new TestApi();
        WatchedRun run = new FakeRuns(api).Add(42, "0 PENDING");
        int looks = 0;
        RunOutcome outcome = api.WatchOne(new WatchOptions { OnPolled = (_, _, _) => Task.FromResult(++looks < 3) }, run).Outcome;
        Assert.Equal(RunExit.StoppedByObserver, outcome.Exit);
        Assert.Equal(3, looks);
    }

    [Fact]
    public void It_looks_about_twenty_times_in_two_minutes()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        api.WatchOne(new WatchOptions { Timeout = TimeSpan.FromMinutes(2) }, server.Add(42, "0 PENDING"));
        Assert.InRange(server.Gets.Length, 18, 25);
    }

    [Fact]
    public void It_looks_less_often_when_the_rate_limit_is_near()
    {
        using var api = new TestApi();
        var server = new FakeRuns(api);
        server.Fault = (r, _) => r.Path == server.Root ? null
            : Answer.Json(RunJson.Run(42, "PENDING").ToJsonString(), 200, "X-RateLimit-NearLimit: true");
        api.WatchOne(new WatchOptions { Timeout = TimeSpan.FromMinutes(2) }, server.Add(42, "0 PENDING"));
        Assert.InRange(server.Gets.Length, 3, 15);
    }

    [Fact]
    public async Task Cancelling_leaves_no_request_and_no_timer_behind()
    {
        using var api = new TestApi();
        api.Clock.Auto = false;
        api.Stub.On("GET", "repositories/team/app/pipelines/", Answer.Json(RunJson.Page([RunJson.Run(42, "PENDING")])), Answer.Hangs);
        foreach (bool inRequest in new[] { false, true })
        {
            using var stop = new CancellationTokenSource();
            Task watching = new RunWatcher(api.Client, new WatchOptions { Timeout = TimeSpan.FromHours(1) })
                .WatchAsync([new WatchedRun(TestApi.Repo, "42")], (_, _) => Task.CompletedTask, stop.Token);
            Assert.Equal(inRequest ? 1 : 0, api.Stub.Open);
            Assert.False(watching.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
            Assert.Equal((0, 0), (api.Stub.Open, api.Clock.OpenTimers));
        }
    }
}
