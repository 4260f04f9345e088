using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>
/// A log is followed while the run is polled: it never delays the polling, and its end either arrives or is reported as missing.
/// </summary>
public sealed class FollowedLogTests : IDisposable
{
    private readonly TestApi _api = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _told = [];

    public void Dispose() => _api.Dispose();

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(i => $"line {i}\n"));

    /// <summary>Waits for run 42 and follows its log, as the cmdlets do.</summary>
    private (RunOutcome Outcome, double SeenAt, double EndedAt) Follow(
        string states, string steps, Respond log, Func<StubRequest, double, Respond?>? fault = null, TimeSpan? timeout = null)
    {
        _api.Stub.Always("GET", ".*/log", log);
        var server = new FakeRuns(_api) { Fault = fault ?? ((_, _) => null) };
        WatchedRun run = server.Add(42, states, steps);
        RunOutcome? outcome = null;
        double seen = 0;
        Deadline deadline = timeout is { } time ? Deadline.After(_api.Clock, time) : Deadline.None;
        _api.Clock.LetsOthersWork = true;
        _api.Clock.Simulate(async () =>
        {
            using var followed = new FollowedLog(_api.Client, Note, null, null, default);
            await new RunWatcher(_api.Client, new WatchOptions
            {
                StepsInterval = TimeSpan.Zero,
                Schedule = new PollSchedule { MaxPause = TimeSpan.FromSeconds(5) },
                Timeout = timeout,
                OnPolled = async (_, s, token) =>
                {
                    await followed.PollAsync(s, token);
                    // Wait for the run, and not for the end of its log.
                    return true;
                },
            }).WatchAsync([run], async (o, token) =>
            {
                outcome = o;
                seen = _api.Clock.Elapsed.TotalSeconds;
                if (o.Exit is RunExit.Completed or RunExit.Paused)
                {
                    BitbucketApiException? unknown = await followed.FinishAsync(o.Run!, deadline, token);
                    _told.AddRange(unknown is null ? [] : ["no steps " + unknown.Kind]);
                }
            }, default);
        });
        Assert.Equal((0, 0), (_api.Stub.Open, _api.Clock.OpenTimers));
        return (outcome!, seen, _api.Clock.Elapsed.TotalSeconds);
    }

    private void Note(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.LogLine log:
                _lines.Add(log.Line);
                break;
            case RunEvent.StepLogIncomplete log:
                _told.Add($"{log.Step.Name} {log.Lines} {log.Failure?.Kind}");
                break;
        }
    }

    /// <summary>A log that grows while the run is in progress, and fails in the specified seconds.</summary>
    private Respond Growing(int endsAt, Func<double, Respond?> fault)
    {
        var log = new FakeLog();
        return Answer.By(r =>
        {
            double now = _api.Clock.Elapsed.TotalSeconds;
            log.Content = System.Text.Encoding.UTF8.GetBytes(Lines(1, now >= endsAt ? 100 : 1 + (int)(now * 50 / endsAt)));
            return fault(now) ?? log.Answer;
        });
    }

    private const string Life = "0 IN_PROGRESS/RUNNING, 60 COMPLETED/SUCCESSFUL";
    private const string Build = "0 build IN_PROGRESS, 60 build COMPLETED/SUCCESSFUL";

    [Theory]
    [InlineData("502")]
    [InlineData("refused")]
    [InlineData("hangs")]
    [InlineData("html")]
    [InlineData("403")]
    public void The_end_of_the_log_arrives_although_the_storage_is_unavailable_for_a_while(string failure)
    {
        int refused = 0;
        (RunOutcome outcome, _, _) = Follow(
            Life, Build, Growing(60, now => now is > 55 and < 100 && (failure != "403" || refused++ < 2) ? Fault(failure) : null));
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"line {i}"), _lines);
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("502")]
    [InlineData("hangs")]
    [InlineData("html")]
    public void A_missing_end_of_the_log_is_reported_after_a_limited_time(string failure)
    {
        (RunOutcome outcome, double seen, double ended) = Follow(Life, Build, Growing(60, now => now > 30 ? Fault(failure) : null));
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(seen, 60, 70);
        Assert.InRange(ended, 100, 150);
        Assert.InRange(_lines.Count, 10, 30);
        Assert.Equal(Enumerable.Range(1, _lines.Count).Select(i => $"line {i}"), _lines);
        Assert.StartsWith($"build {_lines.Count} ", Assert.Single(_told));
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("body stalls")]
    public void A_stalled_log_does_not_delay_the_state_of_the_run(string failure)
    {
        (RunOutcome outcome, double seen, double ended) = Follow(
            "0 IN_PROGRESS/RUNNING, 3 COMPLETED/SUCCESSFUL", "0 build IN_PROGRESS, 3 build COMPLETED/SUCCESSFUL", Failures.Named(failure),
            timeout: TimeSpan.FromSeconds(20));
        Assert.Equal((RunExit.Completed, "SUCCESSFUL"), (outcome.Exit, outcome.Run!.Result));
        Assert.InRange(seen, 3, 12);
        Assert.InRange(ended, 18, 21);
        Assert.StartsWith("build 0", Assert.Single(_told));
    }

    [Fact]
    public void Steps_that_cannot_be_read_when_the_run_ends_are_read_again()
    {
        (RunOutcome outcome, _, _) = Follow(
            Life, Build, Growing(60, _ => null),
            (r, now) => now is > 55 and < 90 && r.Path.EndsWith("/steps/", StringComparison.Ordinal) ? Answer.Error(500, "Down") : null);
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.Equal(100, _lines.Count);
        Assert.Empty(_told);
    }

    [Fact]
    public void Steps_that_can_never_be_read_are_reported()
    {
        (RunOutcome outcome, _, double ended) = Follow(
            Life, Build, Growing(60, _ => null),
            (r, _) => r.Path.EndsWith("/steps/", StringComparison.Ordinal) ? Answer.Error(503, "Down") : null);
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.Equal(["no steps Status"], _told);
        Assert.InRange(ended, 100, 150);
    }

    [Fact]
    public void A_large_log_that_arrives_steadily_after_the_end_is_complete()
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Lines(1, 2000));
        var log = Answer.By(r => _api.Clock.Elapsed.TotalSeconds < 60
            ? Answer.Error(404, "Not found", "Log in step {x} does not exist.")
            : Part(r, text));
        Follow(Life, Build, log);
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => $"line {i}"), _lines);
        Assert.Empty(_told);
    }

    [Fact]
    public void A_run_that_ends_without_steps_has_no_log_to_wait_for()
    {
        (RunOutcome outcome, _, double ended) = Follow("0 PENDING, 10 COMPLETED/ERROR", "", Answer.Hangs);
        Assert.Equal(RunExit.Completed, outcome.Exit);
        Assert.InRange(ended, 10, 16);
        Assert.Empty(_told);
    }

    [Fact]
    public void The_log_before_a_manual_step_arrives_without_waiting_for_the_next_one()
    {
        (RunOutcome outcome, _, double ended) = Follow(
            "0 IN_PROGRESS/RUNNING, 60 IN_PROGRESS/PAUSED",
            "0 build IN_PROGRESS+deploy PENDING manual, 60 build COMPLETED/SUCCESSFUL+deploy PENDING/PAUSED manual",
            Growing(60, now => now is > 55 and < 80 ? Fault("502") : null));
        Assert.Equal(RunExit.Paused, outcome.Exit);
        Assert.Equal(100, _lines.Count);
        Assert.InRange(ended, 80, 110);
    }

    /// <summary>The rest of a text, at a hundred bytes a second.</summary>
    private Respond Part(StubRequest request, byte[] text)
    {
        int from = request.Range is { } range
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return Answer.Drip(
            _api.Clock, text[from..], TimeSpan.FromSeconds(1), 100, status: from == 0 ? 200 : 206,
            headers: from == 0 ? [] : [$"Content-Range: bytes {from}-{text.Length - 1}/{text.Length}"]);
    }

    private static Respond Fault(string name) => name switch
    {
        "html" => Answer.Text("<html>Sign in</html>\n", "text/html"),
        "403" => Answer.Error(403, "No"),
        _ => Failures.Named(name),
    };
}
