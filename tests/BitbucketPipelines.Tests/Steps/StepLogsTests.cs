using System.Globalization;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>The logs of several steps are one stream: each line comes with its step, and a missing log is reported.</summary>
public sealed class StepLogsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestApi _api = new();
    private readonly List<LogEvent> _events = [];

    public void Dispose()
    {
        _api.Dispose();
        _folder.Dispose();
    }

    private static PipelineStep Step(int position, string state = PipelineStates.Completed) => new()
    {
        Uuid = $"{{{position}}}",
        Name = $"s{position}",
        Position = position,
        Pipeline = "42",
        Workspace = "team",
        Repository = "app",
        StateDetail = new NamedState { Name = state },
    };

    private StepLogs Logs(LogOptions options, LogSaver? saver = null) => new(_api.Client, TestApi.Repo, options, saver, _events.Add);

    private void Serve(int step, FakeLog log) => _api.Stub.Always("GET", $".*/steps/%7B{step}%7D/log", log.Answer);

    private static string Text(LogEvent e) => e switch
    {
        LogEvent.Lines lines => $"{lines.Step.Name}: {string.Join("|", lines.Values)}",
        LogEvent.Text text => $"{text.Step.Name}: {text.Value.Replace("\n", "|")}",
        LogEvent.Missing missing => $"{missing.Step.Name} is missing",
        LogEvent.LineSplit split => $"{split.Step.Name} has a split line",
        _ => e.ToString(),
    };

    [Theory]
    [InlineData(null, null, false, "s1: one|two|three", "s3: x")]
    [InlineData(2, null, false, "s1: two|three", "s3: x")]
    [InlineData(null, 1, false, "s1: one", "s3: x")]
    [InlineData(null, null, true, "s1: one|two|three|", "s3: x")]
    public async Task Each_line_comes_with_its_step_and_a_missing_log_is_reported(
        int? tail, int? totalCount, bool raw, string first, string last)
    {
        Serve(1, new FakeLog("one\ntwo\nthree\n"));
        Serve(2, new FakeLog { Missing = true });
        Serve(3, new FakeLog("x"));
        StepLogs logs = Logs(new LogOptions { Tail = tail, TotalCount = totalCount, Raw = raw });
        for (int i = 1; i <= 3; i++)
        {
            await logs.ReadAsync(Step(i), default);
        }

        Assert.Equal([first, "s2 is missing", last], _events.Select(Text).Where(t => !t.EndsWith(": ", StringComparison.Ordinal)));
        Assert.Equal(1, logs.MissingCount);
    }

    [Fact]
    public async Task A_split_line_is_reported_with_its_step()
    {
        Serve(1, new FakeLog(new string('x', LineSplitter.LongestLine + 1)));
        await Logs(new LogOptions()).ReadAsync(Step(1), default);
        Assert.Contains("s1 has a split line", _events.Select(Text));
    }

    [Fact]
    public async Task A_failure_is_thrown_and_does_not_count_as_a_missing_log()
    {
        _api.Stub.Always("GET", ".*/log", Answer.Error(403, "No"));
        StepLogs logs = Logs(new LogOptions());
        await Failures.OfAsync(() => logs.ReadAsync(Step(1), default));
        Assert.Equal((0, 0), (logs.MissingCount, _events.Count));
    }

    [Fact]
    public async Task The_log_of_a_container_is_requested_by_its_uuid_in_braces()
    {
        var uuid = Guid.Parse("0c1f6f5e-6f0e-4a6e-9a43-0123456789ab");
        _api.Stub.Always("GET", ".*/logs/.*", Answer.Text("up\n", "text/plain"));
        await Logs(new LogOptions { LogUuid = uuid.ToString("D", CultureInfo.InvariantCulture) }).ReadAsync(Step(1), default);
        Assert.Equal(["s1: up"], _events.Select(Text));
        Assert.EndsWith($"/logs/%7B{uuid:D}%7D", Assert.Single(_api.Stub.Requests).Path);
    }

    [Fact]
    public async Task The_log_of_a_step_that_has_not_started_is_missing_and_not_requested_when_logs_are_saved()
    {
        Serve(1, new FakeLog("one\n"));
        var saver = new LogSaver("all.log", _folder.File("all.log"));
        StepLogs logs = Logs(new LogOptions(), saver);
        await logs.ReadAsync(Step(1), default);
        await logs.ReadAsync(Step(2, PipelineStates.Pending), default);
        Assert.Empty(await saver.FinishAsync(default));
        Assert.Equal(["s2 is missing"], _events.Select(Text));
        Assert.Equal("one\n", await File.ReadAllTextAsync(_folder.File("all.log")));
        Assert.Single(_api.Stub.Requests);
    }
}
