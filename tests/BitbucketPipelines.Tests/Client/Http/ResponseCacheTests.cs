using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>What the server gave an ETag is asked for again with it, and 304 stands for the response that is known.</summary>
public sealed class ResponseCacheTests
{
    private const string Path = "repositories/acme/r/pipelines_config/variables/1";

    private static readonly ApiRequest<Variable> s_get = new(Api.Json.WireContext.Default.Variable) { Path = Path };

    [Theory]
    [InlineData("\"v1\"")]
    [InlineData("W/\"v1\"")]
    public void A_304_is_the_same_response(string tag)
    {
        using var api = new TestApi();
        api.Stub.On("GET", Path, Value("one", tag), Answer.Empty(304, $"ETag: {tag}"), Value("two", "\"v2\""), Answer.Empty(304));
        Assert.Equal(["one", "one", "two", "two"], Enumerable.Range(0, 4).Select(_ => Read(api, api.Client)));
        Assert.Equal([null, tag, tag, "\"v2\""], Tags(api));
        api.Stub.Verify();
    }

    [Fact]
    public void Without_an_ETag_nothing_is_kept_and_a_304_is_an_error()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Path, Answer.Json(Json("one")), Answer.Json(Json("two")), Answer.Empty(304));
        Assert.Equal(["one", "two"], Enumerable.Range(0, 2).Select(_ => Read(api, api.Client)));
        Assert.Throws<BitbucketApiException>(() => Read(api, api.Client));
        Assert.Equal([null, null, null], Tags(api));
    }

    [Fact]
    public void It_is_kept_for_the_whole_session_and_for_no_other()
    {
        using var api = new TestApi();
        using BitbucketClient other = new(new BitbucketClientOptions
        {
            Credential = ApiCredential.Bearer(() => TestApi.Token),
            Clock = api.Clock,
            WrapHandler = _ => api.Stub,
        });
        api.Stub.On("GET", Path, Value("one", "\"v1\""), Value("one", "\"v1\""), Answer.Empty(304));
        Assert.Equal("one", Read(api, api.Client));
        Assert.Equal("one", Read(api, other));
        Assert.Equal("one", Read(api, api.Client.ObservedBy(null)));
        Assert.Equal([null, null, "\"v1\""], Tags(api));
    }

    [Fact]
    public void An_invalid_response_is_not_kept()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Path, Answer.Json("""{"key":"A"}""", 200, "ETag: \"v1\""), Value("one", "\"v2\""));
        Assert.Throws<BitbucketApiException>(() => Read(api, api.Client));
        Assert.Equal("one", Read(api, api.Client));
        Assert.Equal([null, null], Tags(api));
    }

    [Fact]
    public void A_page_with_another_query_is_another_response()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", Path, Answer.By(r => Value(r.Query("page").FirstOrDefault() ?? "0", "\"v\"")));
        foreach (string page in (string[])["1", "2"])
        {
            Assert.Equal(page, api.Clock.Simulate(() => api.Client.SendAsync(s_get.With("page", page), default)).Value);
        }

        Assert.Equal([null, null], Tags(api));
    }

    [Fact]
    public void A_change_in_between_does_not_hide_what_the_server_has()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Path, Value("one", "\"v1\""), Value("two", "\"v2\""))
            .On("PUT", Path, Answer.Json(Json("two"), 200, "ETag: \"v2\""));
        Assert.Equal("one", Read(api, api.Client));
        api.Clock.Simulate(() => api.Client.SendAsync(s_get with { Method = HttpMethod.Put, Body = "{}"u8.ToArray() }, default));
        Assert.Equal("two", Read(api, api.Client));
        Assert.Null(Assert.Single(api.Stub.To("PUT", Path)).Headers.GetValueOrDefault("If-None-Match"));
    }

    [Fact]
    public void Downloads_and_addresses_with_credentials_are_not_kept()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*log", Answer.Bytes("text"u8.ToArray(), headers: "ETag: \"v\""))
            .Always("GET", ".*content-uri", Answer.Json("""{"uri":"https://storage.example.com/x"}""", 200, "ETag: \"v\""));
        for (int i = 0; i < 2; i++)
        {
            api.Clock.Simulate(() => api.Client.ReadBytesAsync(ApiRequest.GetBytes($"repositories/a/b/log"), default));
            api.Clock.Simulate(() => api.Client.SendAsync(Caches.ContentUri(TestApi.Repo, "{1}"), default));
        }

        Assert.Equal([null, null, null, null], Tags(api));
    }

    [Fact]
    public void JSON_of_unknown_shape_is_kept_too()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x", Answer.Json("""{"a":1}""", 200, "ETag: \"v\""), Answer.Empty(304));
        var get = new ApiRequest { Path = "x" };
        JsonElement[] both = [.. Enumerable.Range(0, 2).Select(_ => api.Clock.Simulate(() => api.Client.ReadJsonAsync(get, default)))];
        Assert.All(both, e => Assert.Equal(1, e.GetProperty("a").GetInt32()));
        Assert.Equal([null, "\"v\""], Tags(api));
    }

    [Fact]
    public void The_memory_is_bounded_and_what_was_not_used_for_longest_goes_first()
    {
        var cache = new ResponseCache();
        for (int i = 0; i < 100; i++)
        {
            cache.Keep(Entry(i, 100_000));
            Assert.NotNull(cache.Find(Address(0)));
            Assert.InRange(cache.Size, 100_000, ResponseCache.MostBytes);
        }

        Assert.NotNull(cache.Find(Address(99)));
        Assert.Null(cache.Find(Address(1)));
        cache.Keep(Entry(200, ResponseCache.MostBytes));
        Assert.Null(cache.Find(Address(200)));
        int size = cache.Size;
        cache.Keep(Entry(99, 100_000));
        Assert.Equal(size, cache.Size);
    }

    private static Uri Address(int i) => new($"https://api.bitbucket.org/2.0/{i:000}");

    private static ResponseCache.Entry Entry(int i, int size) => new(Address(i).AbsoluteUri, "\"v\"", new byte[size], null);

    private static string Json(string value) => $$"""{"uuid":"{1}","key":"A","value":"{{value}}"}""";

    private static Respond Value(string value, string tag) => Answer.Json(Json(value), 200, $"ETag: {tag}");

    private static string? Read(TestApi api, BitbucketClient client) =>
        api.Clock.Simulate(() => client.SendAsync(s_get, default)).Value;

    private static IEnumerable<string?> Tags(TestApi api) =>
        [.. api.Stub.Requests.Where(r => r.Method == "GET").Select(r => r.Headers.GetValueOrDefault("If-None-Match"))];
}
