using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Each byte of a log is read exactly once, no matter how often the connection breaks.</summary>
public class StepLogReaderTests
{
    private const string LogPath = "repositories/team/app/pipelines/42/steps/%7Bs%7D/log";

    private static StepLogReader Reader(TestApi api, long position = 0) =>
        new(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"), position);

    private static TestApi Serve(FakeLog log, TimeSpan? timeout = null)
    {
        var api = new TestApi(o => o with { Timeout = timeout ?? o.Timeout });
        api.Stub.Always("GET", LogPath, log.Answer);
        return api;
    }

    /// <summary>The text that a read returns; null when there is no log.</summary>
    private static async Task<string?> ReadAsync(StepLogReader reader, CancellationToken cancellationToken = default)
    {
        var bytes = new List<byte>();
        bool exists = await reader.ReadAsync(
            (buffer, offset, count) =>
            {
                bytes.AddRange(buffer.AsSpan(offset, count));
                return true;
            },
            cancellationToken);
        return exists ? Encoding.UTF8.GetString([.. bytes]) : null;
    }

    [Fact]
    public async Task The_whole_log_comes_with_one_request_without_a_range()
    {
        using TestApi api = Serve(new FakeLog("one\ntwo\n"));
        StepLogReader reader = Reader(api);
        Assert.Equal("one\ntwo\n", await ReadAsync(reader));
        Assert.Equal((8, 8L), (reader.Position, reader.Length));
        Assert.Null(api.Stub.Request.Range);
        Assert.Equal("application/octet-stream", api.Stub.Request.Accept);
    }

    [Fact]
    public async Task A_log_larger_than_the_buffer_comes_in_pieces()
    {
        string text = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n"));
        using TestApi api = Serve(new FakeLog(text));
        var pieces = new List<int>();
        StepLogReader reader = Reader(api);
        await reader.ReadAsync(
            (_, _, count) =>
            {
                pieces.Add(count);
                return true;
            },
            default);
        Assert.Equal(text.Length, reader.Position);
        // They grow while data arrives faster than it is processed, up to a limit.
        Assert.Equal([64 * 1024, 128 * 1024, 256 * 1024, 512 * 1024, 512 * 1024], pieces.Take(5));
        Assert.InRange(pieces.Count, 6, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connection_that_breaks_is_resumed_where_it_broke(bool stalls)
    {
        var log = new FakeLog("0123456789") { BreaksAs = stalls ? StubStream.End.Stalled : StubStream.End.Broken };
        log.Breaks.Enqueue(4);
        log.Breaks.Enqueue(0);
        log.Breaks.Enqueue(5);
        using TestApi api = Serve(log, TimeSpan.FromSeconds(20));
        StepLogReader reader = Reader(api);
        Assert.Equal("0123456789", api.Clock.Simulate(() => ReadAsync(reader)));
        Assert.Equal([null, "bytes=4-", "bytes=4-", "bytes=9-"], api.Stub.Requests.Select(r => r.Range));
        Assert.Equal(10, reader.Position);
    }

    [Fact]
    public async Task A_server_that_ignores_the_range_sends_all_again_and_nothing_comes_twice()
    {
        var log = new FakeLog("0123456789") { IgnoresRange = true };
        log.Breaks.Enqueue(4);
        log.Breaks.Enqueue(2);
        log.Breaks.Enqueue(7);
        using TestApi api = Serve(log);
        Assert.Equal("0123456789", await ReadAsync(Reader(api)));
        Assert.Equal(4, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task A_connection_that_breaks_for_ever_is_given_up()
    {
        var log = new FakeLog("0123456789");
        log.Breaks.Enqueue(4);
        for (int i = 0; i < 20; i++)
        {
            log.Breaks.Enqueue(0);
        }

        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        BitbucketApiException e = await Failures.OfAsync(() => ReadAsync(reader));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.Equal(4, reader.Position);
        Assert.Equal(7, api.Stub.Requests.Length);
        Assert.Equal(6, api.Clock.Delays.Length);
    }

    [Fact]
    public async Task A_long_log_over_a_bad_connection_is_read_as_long_as_there_is_progress()
    {
        var log = new FakeLog(new string('x', 100));
        for (int i = 0; i < 99; i++)
        {
            log.Breaks.Enqueue(1);
        }

        using TestApi api = Serve(log);
        Assert.Equal(100, (await ReadAsync(Reader(api)))!.Length);
    }

    [Fact]
    public async Task No_log_yet_is_not_an_error()
    {
        using TestApi api = Serve(new FakeLog { Missing = true });
        Assert.Null(await ReadAsync(Reader(api)));
    }

    [Fact]
    public async Task A_log_that_vanishes_after_its_beginning_was_read_is_an_error()
    {
        var log = new FakeLog("0123456789");
        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        await ReadAsync(reader);
        log.Missing = true;
        Assert.Equal(404, (await Failures.OfAsync(() => ReadAsync(reader))).StatusCode);
    }

    /// <summary>What a server may say of the rest of a log of 10 bytes, 4 of which have come.</summary>
    public static TheoryData<string, int, string> NoRests => new()
    {
        { "", 416, "" },
        { "", 416, "Content-Range: bytes */4" },
        { "012", 206, "Content-Range: bytes 0-2/*" },
        { "0123", 206, "Content-Range: bytes 0-3/*" },
        { "45", 206, "Content-Range: bytes 4-5/*" },
    };

    [Theory]
    [MemberData(nameof(NoRests))]
    public async Task A_log_is_not_over_before_its_announced_end(string body, int status, string header)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Stream("0123"u8.ToArray(), StubStream.End.Broken, headers: "Content-Length: 10"));
        Respond rest = Answer.Bytes(System.Text.Encoding.UTF8.GetBytes(body), status: status, headers: header.Length > 0 ? [header] : []);
        api.Stub.Always("GET", ".*", Answer.By(r => r.Range is null ? Answer.Error(500, "out", "of order") : rest));
        Assert.NotNull(await Record.ExceptionAsync(() => ReadAsync(Reader(api))));
    }

    [Fact]
    public async Task That_nothing_of_a_whole_log_can_be_sent_is_an_error()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Text("", "text/plain", 416, "Content-Range: bytes */9000"));
        Assert.Equal(416, (await Failures.OfAsync(() => ReadAsync(Reader(api)))).StatusCode);
        Assert.Equal(416, (await Failures.OfAsync(() => Reader(api).TailAsync(5, default))).StatusCode);
    }

    [Fact]
    public async Task A_growing_log_is_read_on_from_where_it_was()
    {
        var log = new FakeLog("one\n");
        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        Assert.Equal("one\n", await ReadAsync(reader));
        // 416: there is nothing new.
        Assert.Equal("", await ReadAsync(reader));
        log.Append("two\n");
        Assert.Equal("two\n", await ReadAsync(reader));
        log.Append("three\n");
        log.IgnoresRange = true;
        Assert.Equal("three\n", await ReadAsync(reader));
        Assert.Equal("", await ReadAsync(reader));
        Assert.Equal([null, "bytes=4-", "bytes=4-", "bytes=8-", "bytes=14-"], api.Stub.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task An_empty_log_is_a_log()
    {
        var log = new FakeLog();
        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        Assert.Equal("", await ReadAsync(reader));
        log.Append("x");
        Assert.Equal("x", await ReadAsync(reader));
    }

    [Fact]
    public async Task Reading_may_begin_anywhere()
    {
        using TestApi api = Serve(new FakeLog("0123456789"));
        Assert.Equal("789", await ReadAsync(Reader(api, 7)));
        Assert.Equal("bytes=7-", api.Stub.Request.Range);
    }

    [Fact]
    public async Task Reading_stops_when_the_receiver_returns_false()
    {
        using TestApi api = Serve(new FakeLog(new string('x', 200_000)));
        StepLogReader reader = Reader(api);
        int calls = 0;
        Assert.True(await reader.ReadAsync((_, _, _) => ++calls < 2, default));
        Assert.Equal(2, calls);
        Assert.InRange(reader.Position, 1, 199_999);
    }

    [Fact]
    public async Task Each_read_requests_a_new_storage_address()
    {
        using var api = new TestApi();
        var log = new FakeLog("0123456789");
        log.Breaks.Enqueue(5);
        api.Stub.Always("GET", LogPath, Answer.By(_ => Answer.Redirect($"https://storage.example/{api.Stub.Requests.Length}?sig=S")))
            .Always("GET", @"https://storage\.example/\d", log.Answer);
        Assert.Equal("0123456789", await ReadAsync(Reader(api)));
        Assert.Equal(["https://storage.example/1", "https://storage.example/3"], api.Stub.To("GET", "https://.*").Select(r => r.Path));
        Assert.Equal("bytes=5-", api.Stub.Requests[3].Range);
    }

    [Fact]
    public async Task Cancelling_ends_it_while_it_waits_for_more()
    {
        var log = new FakeLog("0123456789") { BreaksAs = StubStream.End.Stalled };
        log.Breaks.Enqueue(5);
        using TestApi api = Serve(log);
        using var stop = new CancellationTokenSource();
        StepLogReader reader = Reader(api);
        Task<string?> reading = ReadAsync(reader, stop.Token);
        Assert.Equal(5, reader.Position);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, api.Clock.OpenTimers);
    }

    [Fact]
    public async Task A_permanent_failure_is_thrown_at_once()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Error(403, "No"));
        Assert.Equal(403, (await Failures.OfAsync(() => ReadAsync(Reader(api)))).StatusCode);
    }
}
