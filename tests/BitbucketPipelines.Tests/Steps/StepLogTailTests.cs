using System.Globalization;
using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests reading the last lines of a log without the whole log.</summary>
public class StepLogTailTests
{
    private const string LogPath = "repositories/team/app/pipelines/42/steps/%7Bs%7D/log";

    private static StepLogReader Reader(TestApi api) => new(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));

    private static TestApi Serve(FakeLog log)
    {
        var api = new TestApi();
        api.Stub.Always("GET", LogPath, log.Answer);
        return api;
    }

    private static string Lines(int from, int to, int width = 0) =>
        string.Concat(
            Enumerable.Range(from, to - from + 1).Select(i => $"{i.ToString(CultureInfo.InvariantCulture).PadLeft(width, '.')}\n"));

    [Theory]
    [InlineData(0, new string[0])]
    [InlineData(1, new[] { "5" })]
    [InlineData(3, new[] { "3", "4", "5" })]
    [InlineData(5, new[] { "1", "2", "3", "4", "5" })]
    [InlineData(100, new[] { "1", "2", "3", "4", "5" })]
    [InlineData(int.MaxValue, new[] { "1", "2", "3", "4", "5" })]
    public async Task The_last_lines_of_a_short_log(int count, string[] expected)
    {
        using TestApi api = Serve(new FakeLog(Lines(1, 5)));
        Assert.Equal(expected, await Reader(api).TailAsync(count, default));
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task The_end_of_a_large_log_costs_one_small_request()
    {
        using TestApi api = Serve(new FakeLog(Lines(1, 100_000, 80)));
        IReadOnlyList<string>? tail = await Reader(api).TailAsync(10, default);
        Assert.Equal(Enumerable.Range(99_991, 10), tail!.Select(l => int.Parse(l.Trim('.'), CultureInfo.InvariantCulture)));
        Assert.Equal("bytes=-65536", api.Stub.Request.Range);
    }

    [Fact]
    public async Task Larger_ranges_are_requested_until_there_are_enough_lines()
    {
        using TestApi api = Serve(new FakeLog(Lines(1, 20_000, 1000)));
        IReadOnlyList<string>? tail = await Reader(api).TailAsync(200, default);
        Assert.Equal(200, tail!.Count);
        Assert.All(tail, l => Assert.Equal(1000, l.Length));
        Assert.Equal(["bytes=-65536", "bytes=-262144"], api.Stub.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task A_log_with_one_line_longer_than_every_range_is_read_completely()
    {
        string line = new('ä', 300_000);
        using TestApi api = Serve(new FakeLog(line));
        Assert.Equal([line], await Reader(api).TailAsync(1, default));
        Assert.Equal(3, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task A_range_that_begins_within_a_line_or_a_character_yields_complete_lines_only()
    {
        // The part may begin between any two bytes.
        for (int shift = 0; shift < 8; shift++)
        {
            string text = new string('x', shift) + string.Concat(Enumerable.Repeat("ä€😀\n", 10_000));
            using TestApi api = Serve(new FakeLog(text));
            Assert.Equal(Enumerable.Repeat("ä€😀", 100), await Reader(api).TailAsync(100, default));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reading_goes_on_after_the_end(bool ignoresRange)
    {
        var log = new FakeLog(Lines(1, 30_000)) { IgnoresRange = ignoresRange };
        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        Assert.Equal(["29999", "30000"], await reader.TailAsync(2, default));
        Assert.Equal(log.Content.Length, reader.Position);
        log.Append("more\n");
        var lines = new List<string>();
        var splitter = new LineSplitter();
        await reader.ReadAsync((buffer, offset, count) => splitter.Add(buffer, offset, count, lines.Add), default);
        Assert.Equal(["more"], lines);
    }

    [Fact]
    public async Task A_log_that_grows_between_two_guesses_is_read_to_its_new_end()
    {
        using var api = new TestApi();
        var log = new FakeLog(Lines(1, 1000, 1000));
        api.Stub.On("GET", LogPath, log.Answer).Always("GET", LogPath, Answer.By(_ =>
        {
            log.Append("new\n");
            return log.Answer;
        }));
        IReadOnlyList<string>? tail = await Reader(api).TailAsync(100, default);
        Assert.Equal(100, tail!.Count);
        Assert.Equal("new", tail[^1]);
    }

    [Fact]
    public async Task No_log_is_null_and_an_empty_one_has_no_lines()
    {
        var log = new FakeLog { Missing = true };
        using TestApi api = Serve(log);
        Assert.Null(await Reader(api).TailAsync(5, default));
        log.Missing = false;
        Assert.Empty((await Reader(api).TailAsync(5, default))!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_last_line_without_a_line_break_is_returned_or_left_until_it_is_complete(bool growing)
    {
        var log = new FakeLog(Lines(1, 30_000) + "half €");
        using TestApi api = Serve(log);
        StepLogReader reader = Reader(api);
        Assert.Equal(growing ? ["29999", "30000"] : ["30000", "half €"], await reader.TailAsync(2, default, growing));
        log.Append(" a line\nmore\n");
        var lines = new List<string>();
        var splitter = new LineSplitter();
        await reader.ReadAsync((buffer, offset, count) => splitter.Add(buffer, offset, count, lines.Add), default);
        Assert.Equal(growing ? ["half € a line", "more"] : [" a line", "more"], lines);
    }

    [Theory]
    [InlineData("bytes */100")]
    [InlineData("bytes */*")]
    [InlineData("bytes */0")]
    [InlineData(null)]
    public async Task If_the_server_refuses_ranges_from_the_end_the_whole_log_is_requested(string? range)
    {
        using var api = new TestApi();
        string[] headers = range is null ? [] : [$"Content-Range: {range}"];
        api.Stub.Always("GET", LogPath,
            Answer.By(r => r.Range is null ? Answer.Text(Lines(1, 5), "text/plain") : Answer.Text("", "text/plain", 416, headers)));
        Assert.Equal(["4", "5"], await Reader(api).TailAsync(2, default));
        Assert.Equal(["bytes=-65536", null], api.Stub.Requests.Select(r => r.Range));
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(10, 1)]
    public async Task If_the_server_refuses_a_range_although_there_is_more_the_whole_log_is_requested(int says, int requests)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.By(r => r.Range is null
            ? Answer.Text(Lines(1, 10, 1), "text/plain") : Answer.Text("", "text/plain", 416, $"Content-Range: bytes */{says}")));
        var reader = new StepLogReader(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"), position: 10);
        var text = new StringBuilder();
        Assert.True(
            await reader.ReadAsync(
                (buffer, offset, count) => text.Append(Encoding.UTF8.GetString(buffer, offset, count)) is not null, default));
        Assert.Equal(requests, api.Stub.Requests.Length);
        Assert.Equal(requests == 1 ? "" : Lines(6, 10), text.ToString());
    }

    [Theory]
    [InlineData("half", new string[0])]
    [InlineData("", new string[0])]
    [InlineData("one\nhalf", new[] { "one" })]
    public async Task A_growing_log_is_read_on_from_its_last_whole_line(string text, string[] tail)
    {
        using TestApi api = Serve(new FakeLog(text));
        StepLogReader reader = Reader(api);
        Assert.Equal(tail, await reader.TailAsync(5, default, growing: true));
        Assert.Equal(text.LastIndexOf('\n') + 1, reader.Position);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again_and_no_line_comes_twice()
    {
        var log = new FakeLog(Lines(1, 30_000));
        log.Breaks.Enqueue(50_000);
        log.Breaks.Enqueue(3);
        using TestApi api = Serve(log);
        Assert.Equal(["29998", "29999", "30000"], await Reader(api).TailAsync(3, default));
        Assert.Equal(3, api.Stub.Requests.Length);
        Assert.Equal(2, api.Clock.Delays.Length);
    }

    [Fact]
    public async Task A_connection_that_breaks_for_ever_is_given_up()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.Stream("x\n"u8.ToArray(), StubStream.End.Broken));
        BitbucketApiException e = await Failures.OfAsync(() => Reader(api).TailAsync(1, default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.Equal(6, api.Stub.Requests.Length);
    }
}
