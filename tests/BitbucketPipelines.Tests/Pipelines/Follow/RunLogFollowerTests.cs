using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Each line of the logs of the steps of a run is reported once, in order, and not mixed with those of other steps.</summary>
public sealed class RunLogFollowerTests : IDisposable
{
    private readonly TestApi _api = new();
    private readonly List<string> _told = [];

    public void Dispose() => _api.Dispose();

    private RunLogFollower Follower(Func<PipelineStep, bool>? wanted = null, int? tail = null) => new(
        _api.Client,
        e => _told.Add(e switch
        {
            RunEvent.LogLine log => $"{log.Step.Name}: {log.Line}",
            RunEvent.StepEnded { Step: var step } => $"{step.Name} ended {step.Result}",
            RunEvent.StepLogIncomplete log => $"{log.Step.Name} unreadable after {log.Lines} {log.Failure?.StatusCode}",
            _ => e.ToString(),
        }),
        wanted, tail);

    private FakeLog Log(string step, string text = "")
    {
        var log = new FakeLog(text);
        _api.Stub.Always("GET", $"repositories/team/app/pipelines/42/steps/%7B{step}%7D/log", log.Answer);
        return log;
    }

    /// <summary>The result and the events of one poll.</summary>
    private async Task<(bool More, string[] Told)> PollAsync(RunLogFollower follower, params string[] steps)
    {
        _told.Clear();
        bool more = await follower.PollAsync(RunJson.ReadSteps(steps), default);
        return (more, [.. _told]);
    }

    [Fact]
    public async Task Each_poll_reports_what_was_written_since_the_previous_one()
    {
        FakeLog log = Log("build", "one\ntw");
        RunLogFollower follower = Follower();
        Assert.Equal((true, []), await PollAsync(follower), Looks.Equal);
        Assert.Equal((true, []), await PollAsync(follower, "build PENDING"), Looks.Equal);
        Assert.Equal((true, ["build: one"]), await PollAsync(follower, "build IN_PROGRESS"), Looks.Equal);
        Assert.Equal((true, []), await PollAsync(follower, "build IN_PROGRESS"), Looks.Equal);
        log.Append("o\nthree\nfo");
        Assert.Equal((true, ["build: two", "build: three"]), await PollAsync(follower, "build IN_PROGRESS"), Looks.Equal);
        log.Append("ur");
        Assert.Equal(
            (false, ["build: four", "build ended SUCCESSFUL"]), await PollAsync(follower, "build COMPLETED/SUCCESSFUL"), Looks.Equal);
        Assert.Equal((false, []), await PollAsync(follower, "build COMPLETED/SUCCESSFUL"), Looks.Equal);
    }

    [Fact]
    public async Task The_log_of_a_step_that_has_not_started_is_not_requested()
    {
        RunLogFollower follower = Follower();
        Assert.Equal((true, []), await PollAsync(follower, "a PENDING", "b READY", "c PENDING/PAUSED"), Looks.Equal);
        Assert.Empty(_api.Stub.Requests);
    }

    [Fact]
    public async Task The_logs_of_parallel_steps_do_not_mix()
    {
        FakeLog a = Log("a", "a1\n");
        FakeLog b = Log("b", "b1\n");
        Log("c", "c1\n");
        RunLogFollower follower = Follower();
        Assert.Equal((true, ["a: a1"]), await PollAsync(follower, "a IN_PROGRESS", "b IN_PROGRESS", "c PENDING"), Looks.Equal);
        a.Append("a2\n");
        b.Append("b2\n");
        Assert.Equal((true, ["a: a2"]), await PollAsync(follower, "a IN_PROGRESS", "b COMPLETED/FAILED", "c IN_PROGRESS"), Looks.Equal);
        Assert.Equal(
            (true, ["a ended SUCCESSFUL", "b: b1", "b: b2", "b ended FAILED", "c: c1"]),
            await PollAsync(follower, "a COMPLETED/SUCCESSFUL", "b COMPLETED/FAILED", "c IN_PROGRESS"), Looks.Equal);
        Assert.Equal(
            (false, ["c ended SUCCESSFUL"]),
            await PollAsync(follower, "a COMPLETED/SUCCESSFUL", "b COMPLETED/FAILED", "c COMPLETED/SUCCESSFUL"), Looks.Equal);
    }

    [Fact]
    public async Task A_manual_step_does_not_delay_the_steps_after_it()
    {
        Log("b", "b1\n");
        Assert.Equal((true, ["b: b1"]), await PollAsync(Follower(), "a PENDING/PAUSED manual", "b IN_PROGRESS"), Looks.Equal);
    }

    [Fact]
    public async Task A_step_that_never_ran_is_left_out()
    {
        Log("a", "a1\n");
        Assert.Equal(
            (false, ["a: a1", "a ended FAILED"]), await PollAsync(Follower(), "a COMPLETED/FAILED", "b COMPLETED/NOT_RUN"), Looks.Equal);
        Assert.Single(_api.Stub.Requests);
    }

    [Fact]
    public async Task A_step_that_ended_without_a_log_has_ended()
    {
        Log("a").Missing = true;
        Assert.Equal((false, ["a ended STOPPED"]), await PollAsync(Follower(), "a COMPLETED/STOPPED"), Looks.Equal);
    }

    [Fact]
    public async Task A_running_step_may_have_no_log_yet()
    {
        FakeLog log = Log("a", "a1\n");
        log.Missing = true;
        RunLogFollower follower = Follower();
        Assert.Equal((true, []), await PollAsync(follower, "a IN_PROGRESS"), Looks.Equal);
        log.Missing = false;
        Assert.Equal((true, ["a: a1"]), await PollAsync(follower, "a IN_PROGRESS"), Looks.Equal);
    }

    [Fact]
    public async Task Only_selected_steps_are_followed()
    {
        Log("b", "b1\n");
        RunLogFollower follower = Follower(s => s.Name == "b");
        Assert.Equal((true, ["b: b1"]), await PollAsync(follower, "a IN_PROGRESS", "b IN_PROGRESS", "c PENDING"), Looks.Equal);
        // The other steps may continue, because the wait is not for them.
        Assert.Equal(
            (false, ["b ended SUCCESSFUL"]), await PollAsync(follower, "a IN_PROGRESS", "b COMPLETED/SUCCESSFUL", "c PENDING"),
            Looks.Equal);
    }

    [Fact]
    public async Task The_tail_applies_to_existing_lines_and_all_later_lines_are_reported()
    {
        FakeLog a = Log("a", "a1\na2\na3\nhal");
        FakeLog b = Log("b");
        RunLogFollower follower = Follower(tail: 2);
        Assert.Equal((true, ["a: a2", "a: a3"]), await PollAsync(follower, "a IN_PROGRESS", "b PENDING"), Looks.Equal);
        a.Append("f\na5\n");
        b.Append("b1\nb2\nb3\n");
        Assert.Equal((true, ["a: half", "a: a5"]), await PollAsync(follower, "a IN_PROGRESS", "b PENDING"), Looks.Equal);
        Assert.Equal(
            (false, ["a ended SUCCESSFUL", "b: b2", "b: b3", "b ended SUCCESSFUL"]),
            await PollAsync(follower, "a COMPLETED/SUCCESSFUL", "b COMPLETED/SUCCESSFUL"), Looks.Equal);
    }

    [Fact]
    public async Task A_refused_log_is_reported_once_and_the_others_continue()
    {
        Respond no = Answer.Error(403, "No");
        _api.Stub.On("GET", ".*%7Ba%7D/log", no, no, no);
        Log("b", "b1\n");
        RunLogFollower follower = Follower();
        // One or two refusals can be temporary.
        PipelineStep[] steps = RunJson.ReadSteps("a IN_PROGRESS", "b IN_PROGRESS");
        Assert.Equal(403, (await Failures.OfAsync(() => follower.PollAsync(steps, default))).StatusCode);
        Assert.Equal(403, (await Failures.OfAsync(() => follower.PollAsync(steps, default))).StatusCode);
        Assert.Equal(
            (true, ["a unreadable after 0 403", "b: b1"]), await PollAsync(follower, "a IN_PROGRESS", "b IN_PROGRESS"), Looks.Equal);
        Assert.Equal((true, ["a ended FAILED"]), await PollAsync(follower, "a COMPLETED/FAILED", "b IN_PROGRESS"), Looks.Equal);
        Assert.Equal((true, []), await PollAsync(follower, "a COMPLETED/FAILED", "b IN_PROGRESS"), Looks.Equal);
        Assert.Equal((false, ["b ended SUCCESSFUL"]), await PollAsync(follower, "a IN_PROGRESS", "b COMPLETED/SUCCESSFUL"), Looks.Equal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public async Task After_an_outage_no_line_is_lost_and_none_comes_twice(int? tail)
    {
        FakeLog log = Log("a", "a1\na2\na3\n");
        for (int i = 0; i < 7; i++)
        {
            log.Breaks.Enqueue(i == 0 ? 4 : 0);
        }

        RunLogFollower follower = Follower(tail: tail);
        _told.Clear();
        PipelineStep[] steps = RunJson.ReadSteps("a IN_PROGRESS");
        BitbucketApiException e = await Failures.OfAsync(() => follower.PollAsync(steps, default));
        Assert.True(e.IsTransient);
        log.Breaks.Clear();
        await follower.PollAsync(steps, default);
        Assert.Equal(tail is null ? ["a: a1", "a: a2", "a: a3"] : ["a: a2", "a: a3"], _told);
    }

    private static class Looks
    {
        public static bool Equal((bool More, string[] Told) x, (bool More, string[] Told) y) =>
            x.More == y.More && x.Told.SequenceEqual(y.Told);
    }
}
