using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

public class LogLinesTests
{
    private static async Task<(bool Exists, List<string> Lines, StepLogReader Reader)> ReadAsync(FakeLog log, int most = int.MaxValue)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*/log", log.Answer);
        var reader = new StepLogReader(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));
        var lines = new List<string>();
        bool exists = await LogLines.ReadAsync(
            reader,
            most,
            batch =>
            {
                Assert.NotEmpty(batch);
                lines.AddRange(batch);
            },
            default);
        return (exists, lines, reader);
    }

    [Fact]
    public async Task All_lines_come_with_the_last_one_that_has_no_end()
    {
        (bool exists, List<string> lines, _) = await ReadAsync(new FakeLog("one\r\n\ntwo"));
        Assert.True(exists);
        Assert.Equal(["one", "", "two"], lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task No_more_lines_are_returned_than_requested(int most)
    {
        (_, List<string> lines, _) = await ReadAsync(new FakeLog("1\n2\n3"), most);
        Assert.Equal(new[] { "1", "2", "3" }.Take(most), lines);
    }

    [Fact]
    public async Task Reading_ends_when_enough_lines_were_returned()
    {
        (_, List<string> lines, StepLogReader reader) = await ReadAsync(
            new FakeLog(string.Concat(Enumerable.Repeat("0123456789\n", 100_000))), 10);
        Assert.Equal(10, lines.Count);
        Assert.InRange(reader.Position, 1, 200_000);
    }

    [Fact]
    public async Task Before_its_turn_only_the_beginning_of_a_log_is_read()
    {
        using var api = new TestApi();
        string[] lines = [.. Enumerable.Range(0, 100_000).Select(i => $"line {i}")];
        api.Stub.Always("GET", ".*/log", new FakeLog(string.Join("\n", lines)).Answer);
        var reader = new StepLogReader(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));
        var turn = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        var gate = new AccountGate(new RequestGate(new RequestSlots(1), _ => null), "a");
        var ahead = new LogReadAhead(gate, () => turn.Task.IsCompleted, _ =>
        {
            asked.SetResult();
            return turn.Task;
        });
        var received = new List<string>();
        Task<bool> reading = LogLines.ReadAsync(reader, int.MaxValue, received.AddRange, default, ahead);
        await asked.Task;
        Assert.InRange(reader.Position, 1, 400_000);
        Assert.InRange(received.Count, 1, 50_000);
        turn.SetResult();
        Assert.True(await reading);
        Assert.Equal(lines, received);
    }

    [Fact]
    public async Task A_line_interrupted_by_a_broken_connection_is_complete()
    {
        var log = new FakeLog("first\nsec€nd\nthird\n");
        log.Breaks.Enqueue(10);
        (_, List<string> lines, _) = await ReadAsync(log);
        Assert.Equal(["first", "sec€nd", "third"], lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_no_string_holds_is_not_read_to_its_end(bool isSizeKnown)
    {
        using var api = new TestApi();
        var log = new EndlessStream();
        api.Stub.Always("GET", ".*/log", (_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = new StreamContent(log) { Headers = { ContentLength = isSizeKnown ? 1L << 30 : null } },
        }));
        var reader = new StepLogReader(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));
        (bool exists, string? text) = await LogLines.ReadRawAsync(reader, 1_000_000, default);
        Assert.True(exists);
        Assert.Null(text);
        Assert.Equal(isSizeKnown ? 1L << 30 : null, reader.Length);
        Assert.InRange(log.BytesRead, 1, isSizeKnown ? 100_000 : 3_000_000);
    }

    [Fact]
    public async Task A_log_as_large_as_the_limit_is_one_string()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*/log", new FakeLog("ä€\n").Answer);
        var reader = new StepLogReader(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));
        Assert.Equal((true, "ä€\n"), await LogLines.ReadRawAsync(reader, 6, default));
    }

    [Fact]
    public async Task No_log_has_no_lines()
    {
        (bool exists, List<string> lines, _) = await ReadAsync(new FakeLog { Missing = true });
        Assert.False(exists);
        Assert.Empty(lines);
    }
}
