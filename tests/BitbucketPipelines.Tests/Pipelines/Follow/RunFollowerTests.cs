using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Everything that happens to a run is one stream of events: states, steps, lines and the end, in order, each once.</summary>
public sealed class RunFollowerTests : IDisposable
{
    private const string Life = "0 PENDING, 10 IN_PROGRESS/RUNNING, 60 COMPLETED/FAILED";
    private const string Build = "10 build IN_PROGRESS, 60 build COMPLETED/FAILED";

    private readonly TestApi _api = new();

    public void Dispose() => _api.Dispose();

    /// <summary>The events of run 42, whose steps have a log of two lines.</summary>
    private List<RunEvent> Follow(string states, string steps, Func<Deadline, FollowOptions> options, double seconds = 3600)
    {
        _api.Stub.Always("GET", ".*/log", new FakeLog("one\ntwo\n").Answer);
        WatchedRun run = new FakeRuns(_api).Add(42, states, steps);
        var events = new List<RunEvent>();
        _api.Clock.LetsOthersWork = true;
        _api.Clock.Simulate(() => RunFollower.FollowAsync(
            _api.Client, [run], options(Deadline.After(_api.Clock, TimeSpan.FromSeconds(seconds))),
            e =>
            {
                lock (events)
                {
                    events.Add(e);
                }
            },
            default));
        Assert.Equal((0, 0), (_api.Stub.Open, _api.Clock.OpenTimers));
        return events;
    }

    private static string Text(RunEvent e) => e switch
    {
        RunEvent.StateChanged { Run: var run, Steps: var steps } => string.Join(" ", [run.State, .. steps.Select(s => s.State)]),
        RunEvent.LogLine log => log.Line,
        RunEvent.StepEnded { Step: var step } => $"{step.Name} {step.Result}",
        RunEvent.Ended { Outcome.Exit: var exit } => exit.ToString(),
        _ => e.ToString(),
    };

    [Fact]
    public void Each_state_and_each_line_is_reported_once_and_the_end_last()
    {
        List<RunEvent> events = Follow(Life, Build, time => new FollowOptions { Deadline = time, Logs = true, ReportLines = 1 });
        Assert.Equal(
            ["PENDING", "IN_PROGRESS IN_PROGRESS", "one", "two", "COMPLETED COMPLETED", "build FAILED", "Completed"], events.Select(Text));
        FailureReport report = Assert.IsType<RunEvent.Ended>(events[^1]).Report!;
        Assert.Equal("build", report.Step!.Name);
        Assert.Empty(report.LogTail);
    }

    [Fact]
    public void The_end_of_a_log_that_was_not_followed_to_its_end_is_read()
    {
        List<RunEvent> events = Follow(Life, Build, time => new FollowOptions { Deadline = time, ReportLines = 1 });
        Assert.Equal(["two"], Assert.IsType<RunEvent.Ended>(events[^1]).Report!.LogTail);
        using var refusing = new TestApi();
        refusing.Stub.Always("GET", ".*/log", Answer.Error(403, "No"));
        WatchedRun run = new FakeRuns(refusing).Add(42, Life, Build);
        var told = new List<RunEvent>();
        refusing.Clock.Simulate(() => RunFollower.FollowAsync(
            refusing.Client, [run], new FollowOptions { Logs = true, ReportLines = 1 }, told.Add, default));
        Assert.Equal(["The end of its log could not be read: No (403)."], Assert.IsType<RunEvent.Ended>(told[^1]).Report!.Lacks.Take(1));
        Assert.Equal("build FAILED", Text(Assert.Single(told, e => e is RunEvent.StepEnded)));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void The_final_steps_are_read_when_they_are_wanted(bool wanted, int completed)
    {
        List<RunEvent> events = Follow(
            "0 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL",
            "0 build IN_PROGRESS+test PENDING, 60 build COMPLETED/SUCCESSFUL+test COMPLETED/SUCCESSFUL",
            time => new FollowOptions { Deadline = time, ReadsFinalSteps = wanted });
        Assert.Equal(completed, Assert.IsType<RunEvent.Ended>(events[^1]).Outcome.Steps.Count(s => s.IsCompleted));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_person_who_is_needed_is_reported_once_while_the_wait_continues(bool waits, int times)
    {
        List<RunEvent> events = Follow(
            "0 IN_PROGRESS/RUNNING, 30 IN_PROGRESS/PAUSED, 200 IN_PROGRESS/RUNNING, 230 COMPLETED/SUCCESSFUL",
            "0 build IN_PROGRESS+deploy PENDING manual, 30 build COMPLETED/SUCCESSFUL+deploy PENDING/PAUSED manual, "
                + "200 build COMPLETED/SUCCESSFUL+deploy IN_PROGRESS manual, 230 build COMPLETED/SUCCESSFUL+deploy COMPLETED/SUCCESSFUL",
            time => new FollowOptions { Deadline = time, WaitWhilePaused = waits });
        RunEvent.PersonNeeded[] needed = [.. events.OfType<RunEvent.PersonNeeded>()];
        Assert.Equal(times, needed.Length);
        Assert.All(needed, e => Assert.Equal("deploy", e.Step.Name));
        Assert.Equal(waits ? "Completed" : "Paused", Text(events[^1]));
    }

    [Fact]
    public void Logs_that_were_not_requested_are_not_read()
    {
        List<RunEvent> events = Follow(Life, Build, time => new FollowOptions { Deadline = time });
        Assert.Equal("Completed", Text(events[^1]));
        Assert.All(events, e => Assert.True(e is RunEvent.StateChanged or RunEvent.Ended { Report: null }));
        Assert.Empty(_api.Stub.To("GET", ".*/log"));
    }

    [Fact]
    public void Following_ends_with_the_selected_steps()
    {
        List<RunEvent> events = Follow(
            "0 IN_PROGRESS/RUNNING, 600 COMPLETED/SUCCESSFUL",
            "0 build IN_PROGRESS+deploy PENDING, 30 build COMPLETED/SUCCESSFUL+deploy IN_PROGRESS",
            time => new FollowOptions { Deadline = time, Logs = true, EndsWithLogs = true, Steps = s => s.Name == "build" });
        Assert.Equal(["build SUCCESSFUL", "StoppedByObserver"], events.Select(Text).TakeLast(2));
        Assert.InRange(_api.Clock.Elapsed.TotalSeconds, 30, 45);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_is_stopped_at_the_time_limit_only_when_that_is_requested(bool stop)
    {
        _api.Stub.Always("POST", ".*/stopPipeline", Answer.Empty(204));
        List<RunEvent> events = Follow(
            "0 IN_PROGRESS/RUNNING", "0 build IN_PROGRESS",
            time => new FollowOptions { Deadline = time, StopOnTimeout = stop }, seconds: 20);
        RunEvent.Ended ended = Assert.IsType<RunEvent.Ended>(events[^1]);
        Assert.Equal(RunExit.TimedOut, ended.Outcome.Exit);
        Assert.Equal(stop, ended.Stop is { Run: not null, Failure: null });
        Assert.Equal(stop ? 1 : 0, _api.Stub.To("POST", ".*").Length);
        Assert.InRange(_api.Clock.Elapsed.TotalSeconds, 20, 22);
    }
}
