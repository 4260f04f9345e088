using System.Globalization;
using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Content that may not belong to a log is refused: a web page, another range, or another log.</summary>
public class LogPlaceTests
{
    private const string LogPath = "repositories/team/app/pipelines/42/steps/%7Bs%7D/log";

    private static readonly string s_text = string.Concat(Enumerable.Range(1, 100).Select(i => $"line {i}\n"));
    private static readonly byte[] s_bytes = Encoding.UTF8.GetBytes(s_text);

    private static StepLogReader Reader(TestApi api) => new(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));

    /// <summary>The first response breaks after 300 bytes. The next ones are as specified.</summary>
    private static TestApi Broken(Func<StubRequest, Respond> then, params string[] headers)
    {
        var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Stream(s_bytes[..300], StubStream.End.Broken, headers: headers))
            .Always("GET", LogPath, Answer.By(then));
        return api;
    }

    private static async Task<(string Text, BitbucketApiException? Failure)> ReadAsync(TestApi api)
    {
        var bytes = new List<byte>();
        BitbucketApiException? failure = null;
        try
        {
            await Reader(api).ReadAsync(
                (buffer, offset, count) =>
                {
                    bytes.AddRange(buffer.AsSpan(offset, count));
                    return true;
                },
                default);
        }
        catch (BitbucketApiException e)
        {
            failure = e;
        }

        return (Encoding.UTF8.GetString([.. bytes]), failure);
    }

    private static Respond Part(int from, int to, string? range = null) => Answer.Bytes(
        s_bytes[from..to], status: 206, headers: range == "" ? [] : [range ?? $"Content-Range: bytes {from}-{to - 1}/{s_bytes.Length}"]);

    [Theory]
    [InlineData("later")]
    [InlineData("no Content-Range")]
    [InlineData("earlier")]
    [InlineData("all of it")]
    [InlineData("short pieces")]
    public async Task A_resumed_range_that_begins_elsewhere_loses_and_repeats_nothing(string answer)
    {
        using TestApi api = Broken(r => r.Range is null ? Answer.Bytes(s_bytes) : answer switch
        {
            "later" => Part(480, s_bytes.Length),
            "no Content-Range" => Part(480, s_bytes.Length, ""),
            "earlier" => Part(100, s_bytes.Length),
            "short pieces" => Part(From(r), Math.Min(From(r) + 90, s_bytes.Length)),
            _ => Answer.Bytes(s_bytes),
        });
        Assert.Equal((s_text, null), await ReadAsync(api));
        Assert.InRange(api.Stub.Requests.Length, 2, 12);
    }

    [Theory]
    [InlineData("later")]
    [InlineData("no Content-Range")]
    public async Task Without_a_response_with_the_right_range_it_is_an_error(string answer)
    {
        using TestApi api = Broken(_ => Part(480, s_bytes.Length, answer == "later" ? null : ""));
        (string text, BitbucketApiException? failure) = await ReadAsync(api);
        Assert.Equal(s_text[..300], text);
        Assert.Equal(ApiErrorKind.InvalidResponse, failure!.Kind);
        Assert.InRange(api.Stub.Requests.Length, 2, 4);
    }

    [Theory]
    [InlineData("another text")]
    [InlineData("shorter")]
    [InlineData("another version")]
    public async Task A_log_that_has_changed_is_not_combined_with_its_old_content(string change)
    {
        byte[] other = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 100).Select(i => $"LINE {i}\n")));
        using TestApi api = Broken(
            r => change switch
            {
                "another text" => Answer.Bytes(other),
                "shorter" => Answer.Bytes(s_bytes[..200]),
                _ => Answer.Bytes(
                    other[300..], status: 206, headers: [$"Content-Range: bytes 300-{other.Length - 1}/{other.Length}", "ETag: \"2\""]),
            },
            "ETag: \"1\"", $"Content-Length: {s_bytes.Length}");
        (string text, BitbucketApiException? failure) = await ReadAsync(api);
        Assert.Equal(s_text[..300], text);
        Assert.Equal(ApiErrorKind.InvalidResponse, failure!.Kind);
        Assert.Contains("has changed on the server", failure.Message);
    }

    [Theory]
    [InlineData("text/html", "<html>Sign in</html>")]
    [InlineData("text/html; charset=utf-8", "<html>Sign in</html>")]
    [InlineData("application/xhtml+xml", "<html/>")]
    [InlineData("application/json", """{"type":"error","error":{"message":"No"}}""")]
    [InlineData("application/problem+json", "{}")]
    [InlineData("application/xml", "<Error/>")]
    public async Task A_web_page_is_not_accepted_as_a_log(string type, string page)
    {
        foreach (bool tail in new[] { false, true })
        {
            using var api = new TestApi();
            api.Stub.Always("GET", LogPath, Answer.Text(page, type));
            BitbucketApiException e = await Failures.OfAsync(
                () => tail
                ? Reader(api).TailAsync(5, default)
                : Reader(api).ReadAsync((_, _, _) => throw new InvalidOperationException("taken"), default));
            Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
            Assert.DoesNotContain("Sign in", e.Message);
        }
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("binary/octet-stream")]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData(null)]
    public async Task A_log_is_accepted_with_any_other_content_type(string? type)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.Text(s_text, type));
        Assert.Equal((s_text, null), await ReadAsync(api));
    }

    // How a server may answer a range from the end. The last lines are always the same.
    [Theory]
    [InlineData("never enough")]
    [InlineData("no total")]
    [InlineData("no Content-Range")]
    [InlineData("the beginning")]
    [InlineData("one byte")]
    [InlineData("a total that lies")]
    public async Task The_last_lines_are_found_no_matter_how_the_server_answers_ranges(string answer)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.By(r => r.Range is null ? Answer.Bytes(s_bytes) : answer switch
        {
            "never enough" => Part(s_bytes.Length - 9, s_bytes.Length),
            "no total" => Part(s_bytes.Length - 9, s_bytes.Length, $"Content-Range: bytes {s_bytes.Length - 9}-{s_bytes.Length - 1}/*"),
            "no Content-Range" => Part(s_bytes.Length - 9, s_bytes.Length, ""),
            "the beginning" => Part(0, 90),
            "one byte" => Part(s_bytes.Length - 1, s_bytes.Length),
            _ => Part(s_bytes.Length - 9, s_bytes.Length, "Content-Range: bytes 100000000-100000008/100000009"),
        }));
        Assert.Equal(["line 96", "line 97", "line 98", "line 99", "line 100"], await Reader(api).TailAsync(5, default));
        Assert.InRange(api.Stub.Requests.Length, 2, 6);
    }

    [Fact]
    public async Task Reading_the_last_lines_ends_even_if_no_range_request_succeeds()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Part(s_bytes.Length - 9, s_bytes.Length));
        Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => Reader(api).TailAsync(5, default))).Kind);
        Assert.InRange(api.Stub.Requests.Length, 1, 6);
    }

    private static int From(StubRequest request) => int.Parse(request.Range!["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
}
