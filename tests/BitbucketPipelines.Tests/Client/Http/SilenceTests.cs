using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>
/// Requests to a server that sends nothing, or almost nothing, fail after a message. A slow server is tolerated.
/// </summary>
public sealed class SilenceTests : IDisposable
{
    private const string LogPath = "repositories/team/app/pipelines/42/steps/%7Bs%7D/log";

    private static readonly byte[] s_kilobytes = new byte[3000];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The ways to read a response, by name. Each returns a value that differs from an empty one.</summary>
    private Task OperationAsync(TestApi api, string name) => name switch
    {
        "read" => api.Client.SendAsync(Failures.Get(), default),
        "write" => api.Client.SendAsync(Failures.Put(), default),
        "raw" => api.Client.ReadBytesAsync(ApiRequest.GetBytes($"x"), default),
        "log" => Log(api).ReadAsync((_, _, _) => true, default),
        "tail" => Log(api).TailAsync(3, default),
        "log file" => LogFile.SaveAsync([Log(api)], _folder.File("log"), default),
        "file" => Api.Raw.FileDownload.SaveAsync(api.Client, ApiRequest.GetBytes($"x"), _folder.File("file"), default),
        "cache" => new CacheDownload(api.Client, TheCache(), _folder.File("cache")).SaveAsync(default),
        _ => throw new ArgumentException(name),
    };

    private static StepLogReader Log(TestApi api) => new(api.Client, Pipelines.Log(TestApi.Repo, "42", "{s}"));

    private static Cache TheCache()
    {
        var cache = new Cache { Name = "node", Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}" };
        cache.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        return cache;
    }

    private static void Serve(TestApi api, Respond answer)
    {
        api.Stub.Always("GET", ".*/content-uri", Answer.Json("""{"uri":"https://storage.example/c?sig=S1GNATURE"}"""));
        api.Stub.Always("GET", ".*", answer).Always("PUT", ".*", answer);
    }

    private BitbucketApiException Fail(TestApi api, string operation) =>
        Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => OperationAsync(api, operation)));

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("raw")]
    [InlineData("log")]
    [InlineData("tail")]
    [InlineData("log file")]
    [InlineData("file")]
    [InlineData("cache")]
    public void A_silent_server_is_given_up_within_two_minutes_in_all(string operation)
    {
        foreach (Respond silence in new[] { Answer.Hangs,
            Answer.Stream([], StubStream.End.Stalled, operation is "read" ? "application/json" : "application/octet-stream") })
        {
            using var api = new TestApi();
            Serve(api, silence);
            if (operation == "write" && silence != Answer.Hangs)
            {
                // This operation does not read the body of the response.
                continue;
            }

            BitbucketApiException e = Fail(api, operation);
            Assert.Equal(ApiErrorKind.Timeout, e.Kind);
            Assert.InRange(api.Clock.Elapsed.TotalSeconds, 59, 121);
            Assert.InRange(api.Stub.Requests.Length, 1, 4);
            Assert.Equal((0, 0), (api.Stub.Open, api.Clock.OpenTimers));
            Assert.Empty(_folder.Files);
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("raw")]
    [InlineData("log")]
    [InlineData("tail")]
    [InlineData("file")]
    [InlineData("cache")]
    public void A_byte_now_and_then_is_no_progress(string operation)
    {
        using var api = new TestApi();
        Serve(api,
            Answer.Drip(
                api.Clock, s_kilobytes, TimeSpan.FromSeconds(30), 1,
                operation == "read" ? "application/json" : "application/octet-stream"));
        Assert.Equal(ApiErrorKind.Timeout, Fail(api, operation).Kind);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 59, 125);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("log")]
    [InlineData("tail")]
    [InlineData("log file")]
    [InlineData("file")]
    [InlineData("cache")]
    public void A_slow_but_steady_download_of_any_length_goes_on(string operation)
    {
        using var api = new TestApi();
        Serve(api, Answer.Drip(api.Clock, s_kilobytes, TimeSpan.FromSeconds(1)));
        api.Clock.Simulate(() => OperationAsync(api, operation));
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 3000, 3010);
        Assert.DoesNotContain(api.Events, e => e.IsSilence);
    }

    [Fact]
    public void An_answer_of_the_API_has_to_be_whole_in_two_minutes_however_it_comes()
    {
        using var api = new TestApi();
        Serve(api, Answer.Drip(api.Clock, s_kilobytes, TimeSpan.FromSeconds(1), 1, "application/json"));
        Fail(api, "read");
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 119, 121);
    }

    [Theory]
    [InlineData(5, 20, 30)]
    [InlineData(300, 299, 301)]
    public void The_time_of_one_answer_can_be_chosen(int seconds, double least, double most)
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(seconds) });
        Serve(api, Answer.Hangs);
        Fail(api, "read");
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, least, most);
    }

    [Fact]
    public void An_answer_that_comes_late_but_in_time_is_taken()
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(300) });
        Serve(api, Answer.Slow(api.Clock, TimeSpan.FromSeconds(290), Answer.Json(Failures.RunBody)));
        Assert.Equal(42, api.Clock.Simulate(() => api.Client.SendAsync(Failures.Get(), default)).BuildNumber);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public void An_error_whose_body_stands_still_is_that_error(string method)
    {
        using var api = new TestApi();
        api.Stub.On(method, ".*", Answer.Stream("{\"type\":\"err"u8.ToArray(), StubStream.End.Stalled, "application/json", 400));
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(method == "GET" ? Failures.Get() : Failures.Create(), default)));
        Assert.Equal((ApiErrorKind.Status, 400), (e.Kind, e.StatusCode));
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 4, 6);
    }

    [Fact]
    public void After_ten_seconds_of_nothing_it_is_said_who_is_waited_for()
    {
        using var api = new TestApi();
        Serve(api, Answer.Slow(api.Clock, TimeSpan.FromSeconds(30), Failures.Run()));
        api.Clock.Simulate(() => OperationAsync(api, "read"));
        ApiEvent told = Assert.Single(api.Events, e => e.IsSilence);
        Assert.StartsWith("No answer from api.bitbucket.org for 10 seconds; waiting goes on for up to 120 seconds in all.", told.Text);
    }

    [Fact]
    public void Nothing_is_said_of_an_answer_that_takes_nine_seconds_nor_of_a_wait_that_was_asked_for()
    {
        using var api = new TestApi();
        Respond slow = Answer.Slow(api.Clock, TimeSpan.FromSeconds(9), Failures.Run());
        api.Stub.On("GET", ".*", Answer.Slow(api.Clock, TimeSpan.FromSeconds(9), Answer.Empty(429, "Retry-After: 60")), slow);
        api.Clock.Simulate(() => OperationAsync(api, "read"));
        Assert.DoesNotContain(api.Events, e => e.IsSilence);
    }

    [Fact]
    public void Short_attempts_without_an_answer_add_up_to_silence()
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(4) });
        Serve(api, Answer.Hangs);
        Fail(api, "read");
        Assert.Single(api.Events, e => e.IsSilence);
    }

    [Theory]
    [InlineData("log")]
    [InlineData("cache")]
    public void The_silence_of_a_storage_is_told_without_its_address(string operation)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.Redirect("https://bucket.example/secret?sig=S1GNATURE"))
            .Always("GET", "https://bucket.*", Answer.Hangs);
        Serve(api, Answer.Hangs);
        Fail(api, operation);
        Assert.StartsWith("No answer from the storage for 10 seconds", Assert.Single(api.Events, e => e.IsSilence).Text);
        Assert.DoesNotContain("S1GNATURE", api.Told);
    }
}
