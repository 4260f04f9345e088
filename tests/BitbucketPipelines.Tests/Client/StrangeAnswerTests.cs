using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

/// <summary>A success that is not what it should be is an error: of a read InvalidResponse, of a write AnswerLost, never an empty object.</summary>
public class StrangeAnswerTests
{
    private static readonly VariableScope s_scope = VariableScope.OfRepository(TestApi.Repo);
    private static readonly VariableBody s_variable = new() { Key = "A", Value = "1" };

    private static readonly Dictionary<string, Respond> s_answers = new()
    {
        ["204"] = Answer.Empty(204),
        ["205"] = Answer.Empty(205),
        ["299"] = Answer.Json(Whole, 299),
        ["206"] = Answer.Json(Whole, 206),
        ["empty"] = Answer.Empty(200),
        ["empty JSON"] = Answer.Json(""),
        ["null"] = Answer.Json("null"),
        ["{}"] = Answer.Json("{}"),
        ["a type alone"] = Answer.Json("""{"type":"pipeline"}"""),
        ["null members"] = Answer.Json("""{"uuid":null,"build_number":null,"enabled":null,"next":null,"issuer":null,"keys":null,"uri":null,"hash":null,"id":null,"number_of_test_cases":null}"""),
        ["empty members"] = Answer.Json("""{"uuid":"","enabled":"","next":"","issuer":"","keys":"","uri":"","hash":"","id":"","number_of_test_cases":""}"""),
        ["array"] = Answer.Json("[]"),
        ["array of it"] = Answer.Json($"[{Whole}]"),
        ["string"] = Answer.Json("\"done\""),
        ["number"] = Answer.Json("42"),
        ["truth"] = Answer.Json("true"),
        ["page"] = Answer.Text("<html>Sign in</html>", "text/html"),
        ["page as JSON"] = Answer.Json("<html>Sign in</html>"),
        ["JSON as page"] = Answer.Text(Whole, "text/html"),
        ["no type"] = Answer.Text(Whole, null),
        ["error"] = Answer.Json("""{"type":"error","error":{"message":"Something went wrong"}}"""),
        ["error and more"] = Answer.Json($$"""{"type":"error",{{Whole[1..]}}"""),
        ["bare error"] = Answer.Json("""{"error":{"message":"Something went wrong"}}"""),
        ["not compressed"] = Answer.Json(Whole, 200, "Content-Encoding: gzip"),
        ["compressed otherwise"] = Answer.Json(Whole, 200, "Content-Encoding: br"),
        ["cut off"] = Answer.Json(Whole[..^5]),
        ["two of it"] = Answer.Json(Whole + Whole),
        ["bad UTF-8"] = Answer.Bytes([.. Encoding.UTF8.GetBytes(Whole[..^1]), .. ",\"a\":\""u8, 0xff, 0xc3, .. "\"}"u8], "application/json"),
        ["half a character"] = Answer.Json(Whole[..^1] + ""","a":{"b":["\ud800"]}}"""),
        ["half a character in a name"] = Answer.Json(Whole[..^1] + ""","a":{"\udc00":1}}"""),
        ["UTF-16"] = Answer.Bytes(Encoding.Unicode.GetBytes(Whole), "application/json"),
        ["deep"] = Answer.Json($"{Whole[..^1]},\"a\":{new string('[', 5000)}{new string(']', 5000)}}}"),
    };

    /// <summary>Has what any object needs.</summary>
    private const string Whole = """{"uuid":"{1}","build_number":7,"enabled":true,"next":7,"issuer":"i","keys":[],"uri":"https://x","hash":"h","id":1,"number_of_test_cases":1,"values":[],"cron_pattern":"0 0 2 * * ? *","target":{"type":"pipeline_ref_target"}}""";

    private static readonly Dictionary<string, Func<BitbucketClient, Task>> s_operations = new()
    {
        ["read a run"] = c => c.SendAsync(Pipelines.Get(TestApi.Repo, "7"), default),
        ["read the configuration"] = c => c.SendAsync(ConfigOperations.Get(TestApi.Repo), default),
        ["read a test report"] = c => c.SendAsync(TestReports.Get(TestApi.Repo, "7", "{s}"), default),
        ["read keys"] = c => c.SendAsync(OpenIdConnect.Keys("team"), default),
        ["read a commit"] = c => c.SendAsync(Repositories.Commit(TestApi.Repo, "main"), default),
        ["read a cache address"] = c => c.SendAsync(Caches.ContentUri(TestApi.Repo, "{c}"), default),
        ["start a run"] = c => c.SendAsync(Failures.Create(), default),
        ["create a variable"] = c => c.SendAsync(VariableOperations.Create(s_scope, s_variable), default),
        ["update a variable"] = c => c.SendAsync(VariableOperations.Update(s_scope, "{1}", s_variable), default),
        ["set the build number"] = c => c.SendAsync(ConfigOperations.SetBuildNumber(TestApi.Repo, 9), default),
        ["update a schedule"] = c => c.SendAsync(ScheduleOperations.Update(TestApi.Repo, "{1}", true), default),
        ["delete a variable"] = c => c.SendAsync(VariableOperations.Delete(s_scope, "{1}"), default),
        ["stop a run"] = c => c.SendAsync(Pipelines.Stop(TestApi.Repo, "7"), default),
    };

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (string operation in s_operations.Keys)
            {
                foreach (string answer in s_answers.Keys.Where(a => !IsAnswer(operation, a)))
                {
                    cells.Add(operation, answer);
                }
            }

            return cells;
        }
    }

    /// <summary>Nothing, or an object, is what a deletion is answered with.</summary>
    private static bool IsAnswer(string operation, string answer) => operation.Split(' ')[0] is "delete" or "stop"
        && answer is "204" or "empty" or "empty JSON" or "{}" or "a type alone" or "null members" or "empty members";

    private static void Always(TestApi api, Respond answer)
    {
        foreach (string method in new[] { "GET", "POST", "PUT", "DELETE" })
        {
            api.Stub.Always(method, ".*", answer);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task It_is_an_error_and_says_which(string operation, string answer)
    {
        using var api = new TestApi();
        Always(api, s_answers[answer]);
        BitbucketApiException e = await Failures.OfAsync(() => s_operations[operation](api.Client));
        Assert.Equal(operation.StartsWith("read", StringComparison.Ordinal) ? ApiErrorKind.InvalidResponse : ApiErrorKind.AnswerLost, e.Kind);
        Assert.Single(api.Stub.Requests);
        Assert.DoesNotContain("Sign in", e.ToString());
    }

    [Fact]
    public async Task What_is_whole_is_read()
    {
        foreach ((string name, Func<BitbucketClient, Task> operation) in s_operations)
        {
            using var api = new TestApi();
            Always(api, Answer.Json(Whole));
            api.Stub.Always("DELETE", ".*", Answer.Empty(204));
            Assert.True(await Record.ExceptionAsync(() => operation(api.Client)) is null, name);
        }
    }

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
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Pipelines.Create(TestApi.Repo, new TriggerRequest()), default));
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
    public async Task A_page_is_no_log(string type, int status)
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
        api.Stub.On("GET", ".*", Answer.Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "application/octet-stream", 200, "Content-Encoding: gzip"));
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

    /// <summary>Blanks for ever.</summary>
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
}
