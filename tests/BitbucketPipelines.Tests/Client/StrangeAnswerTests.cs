using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

/// <summary>
/// An invalid success response is an error. Contract/matrix.txt has the expectations for each operation. These tests check
/// what it does not contain.
/// </summary>
public class StrangeAnswerTests
{
    private static readonly VariableScope s_scope = VariableScope.OfRepository(TestApi.Repo);

    [Theory]
    [InlineData(204, "", true)]
    [InlineData(200, "", false)]
    [InlineData(202, "", false)]
    [InlineData(200, "{}", false)]
    [InlineData(200, """{"uuid":"{1}","key":"OTHER"}""", false)]
    public async Task A_deletion_believes_the_one_answer_that_Bitbucket_gives(int status, string body, bool believed)
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", ".*", body.Length == 0 ? Answer.Empty(status) : Answer.Json(body, status));
        Exception? failure = await Record.ExceptionAsync(() => api.Client.SendAsync(Failures.Delete(), default));
        Assert.Equal(believed, failure is null);
        Assert.True(believed || failure is BitbucketApiException { Kind: ApiErrorKind.AnswerLost });
    }

    [Theory]
    [InlineData("""{"uuid":"{1}","build_number":0}""")]
    [InlineData("""{"uuid":"{1}","build_number":-1}""")]
    public async Task A_run_that_was_started_has_a_number(string body)
    {
        using var api = new TestApi();
        api.Stub.On("POST", ".*", Answer.Json(body, 201));
        BitbucketApiException e = await Failures.OfAsync(
            () => api.Client.SendAsync(Pipelines.Create(TestApi.Repo, new TriggerRequest()), default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
    }

    [Theory]
    [InlineData("7", """{"uuid":"{1}","build_number":8}""")]
    [InlineData("{2}", """{"uuid":"{1}","build_number":7}""")]
    public async Task Another_run_is_not_the_one_that_was_asked_for(string asked, string body)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json(body));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Pipelines.Get(TestApi.Repo, asked), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    [Fact]
    public async Task Another_variable_is_not_the_one_that_was_written()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json("""{"values":[{"uuid":"{1}","key":"A","value":"1"}]}""")).Always("PUT", ".*", Answer.Json("""{"uuid":"{1}","key":"ZZZ","value":"2"}"""));
        var store = new VariableStore(api.Client, s_scope);
        Variable variable = (await store.ReadAsync(default))[0];
        Assert.Equal("Failed", (await store.ApplyAsync(new PlannedVariable("A", ItemAction.Update, variable, "2", false), default)).Status);
    }

    [Theory]
    [InlineData("text/html", 200)]
    [InlineData("text/html; charset=utf-8", 206)]
    [InlineData("application/json", 200)]
    [InlineData("application/octet-stream", 204)]
    [InlineData("application/octet-stream", 299)]
    public async Task A_web_page_is_not_accepted_as_a_log(string type, int status)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Text("<html>Sign in</html>", type, status));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.OpenAsync(Pipelines.Log(TestApi.Repo, "7", "{s}"), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    [Theory]
    [InlineData("repositories/t/r/src/main/index.html", "text/html", true)]
    [InlineData("repositories/t/r/src/main/a.json", "application/json", true)]
    [InlineData("repositories/t/r/downloads/app.zip", "text/html", false)]
    [InlineData("repositories/t/r/downloads/app.zip", "application/zip", true)]
    [InlineData("repositories/t/r/downloads/app", null, true)]
    public async Task A_page_is_a_file_only_where_one_was_asked_for(string path, string? type, bool isFile)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Text("x", type));
        var request = new ApiRequest { Path = path, Accept = "*/*" };
        Exception? e = await Record.ExceptionAsync(() => api.Client.ReadBytesAsync(request, default));
        Assert.Equal(isFile, e is null);
    }

    [Fact]
    public async Task A_file_that_lies_about_its_compression_is_told()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*",
            Answer.Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "application/octet-stream", 200, "Content-Encoding: gzip"));
        using ApiDownload download = await api.Client.OpenAsync(Pipelines.Log(TestApi.Repo, "7", "{s}"), default);
        BitbucketApiException e = await Failures.OfAsync(() => download.ReadAsync(new byte[100], default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read_into_memory()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", (_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = new StreamContent(new EndlessStream()) { Headers = { ContentType = new("application/json") } },
        }));
        foreach (Func<Task> read in new Func<Task>[]
        {
            () => api.Client.SendAsync(Failures.Get(), default), () => api.Client.ReadJsonAsync(Failures.Get(), default),
            () => api.Client.ReadBytesAsync(Failures.Get() with { Accept = "*/*" }, default),
        })
        {
            BitbucketApiException e = await Failures.OfAsync(read);
            Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
            Assert.Contains("more than 64 MiB", e.Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) - 1)]
    [InlineData((16 * 1024) + 1)]
    [InlineData((4 * 1024 * 1024) + 3)]
    public async Task A_body_is_read_whole_whatever_its_length_and_what_it_announces(int length)
    {
        using var api = new TestApi();
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
        foreach (bool announces in new[] { true, false })
        {
            api.Stub.Always("GET", ".*", (_, _) => Task.FromResult(new HttpResponseMessage
            {
                Content = announces ? new ByteArrayContent(body) : new StreamContent(new TrickleStream(body)),
            }));
            Assert.Equal(body, await api.Client.ReadBytesAsync(Failures.Get() with { Accept = "*/*" }, default));
        }
    }

    [Theory]
    [InlineData("""{"uuid":"{a}","unknown":{"\ud800":1}}""")]
    [InlineData("""{"uuid":"{a}","unknown":[{"x":{"y":"\udc00"}}]}""")]
    public async Task A_name_or_text_that_is_no_text_is_refused_however_deep(string body)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json(body));
        Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default))).Kind);
        api.Stub.On("GET", ".*", Answer.Json(body));
        Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.ReadJsonAsync(Failures.Get(), default))).Kind);
    }

    [Fact]
    public async Task JSON_of_any_kind_may_be_anything_but_an_error()
    {
        using var api = new TestApi();
        foreach (string body in new[] { "[]", "null", "7", "\"x\"", "{}", """{"error":{"a":1},"b":2}""" })
        {
            api.Stub.On("GET", ".*", Answer.Json(body));
            Assert.Equal(body, (await api.Client.ReadJsonAsync(Failures.Get(), default)).GetRawText());
        }

        api.Stub.On("POST", ".*", Answer.Empty(200));
        Assert.Equal(JsonValueKind.Undefined, (await api.Client.ReadJsonAsync(Failures.Create(), default)).ValueKind);
        api.Stub.On("GET", ".*", Answer.Empty(200), Answer.Json("""{"type":"error","error":{"message":"No"}}"""));
        Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.ReadJsonAsync(Failures.Get(), default))).Kind);
        Assert.Equal(ApiErrorKind.InvalidResponse, (await Failures.OfAsync(() => api.Client.ReadJsonAsync(Failures.Get(), default))).Kind);
    }

    [Fact]
    public async Task A_mark_at_the_beginning_is_no_harm()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Bytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Failures.RunBody)], "application/json"));
        Assert.Equal(42, (await api.Client.SendAsync(Failures.Get(), default)).BuildNumber);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_duration_that_is_none_is_not_there(double seconds)
    {
        Assert.Null(new Pipeline { DurationInSeconds = seconds }.Duration);
        Assert.Null(new PipelineStep { DurationInSeconds = seconds }.Duration);
    }

    [Fact]
    public async Task A_listed_item_without_a_uuid_is_Bitbucket_s_failure_and_its_own_only()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json("""{"values":[{"key":"A","value":"1"},{"uuid":"{2}","key":"B","value":"1"}]}""")).On("DELETE", ".*", Answer.Empty(204));
        var store = new VariableStore(api.Client, s_scope);
        var results = new List<VariableResult>();
        foreach (Variable variable in await store.ReadAsync(default))
        {
            results.Add(await store.ApplyAsync(new PlannedVariable(variable.Name!, ItemAction.Remove, variable, null, false), default));
        }

        Assert.Equal(["Failed", "Succeeded"], results.Select(r => r.Status));
        Assert.Equal(ApiErrorKind.InvalidResponse, results[0].Failure!.Kind);
        Assert.Contains("variable 'A' without a uuid", results[0].Reason);
    }

    [Theory]
    [InlineData("text/html", "<html>Not found</html>", "Failed")]
    [InlineData("application/json", "{}", "Failed")]
    [InlineData("application/json", """{"type":"error","error":{"message":"Not found"}}""", "Succeeded")]
    public async Task Gone_is_what_Bitbucket_says_is_gone(string type, string body, string status)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Json("""{"values":[{"uuid":"{1}","key":"A","value":"1"}]}""")).On("DELETE", ".*", Answer.Text(body, type, 404));
        var store = new VariableStore(api.Client, s_scope);
        Variable variable = (await store.ReadAsync(default))[0];
        Assert.Equal(status, (await store.ApplyAsync(new PlannedVariable("A", ItemAction.Remove, variable, null, false), default)).Status);
    }

    /// <summary>Endless whitespace.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            return new(buffer.Length);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Gives a few bytes at a time, and does not tell its length.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Math.Min(count, 5000), cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 5000)], cancellationToken);
    }
}
