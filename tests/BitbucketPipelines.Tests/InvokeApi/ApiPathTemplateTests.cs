using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Addresses as users write them are escaped once and never leave the API.</summary>
public sealed class ApiPathTemplateTests
{
    private static readonly Uri s_root = new("https://api.bitbucket.org/2.0/");

    [Theory]
    [InlineData("user", "user")]
    [InlineData("/user", "user")]
    [InlineData("//user", "user")]
    [InlineData(" /2.0/user ", "user")]
    [InlineData("2.0/user/", "user/")]
    [InlineData("repositories/{workspace}/{repo_slug}", "repositories/team/my%20app")]
    [InlineData("repositories/{workspace}/{repo}/x", "repositories/team/my%20app/x")]
    [InlineData("a/{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}", "a/%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D")]
    [InlineData("a/%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D", "a/%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D")]
    [InlineData("repositories/{}/x", "repositories/%7B%7D/x")]
    [InlineData("a/%7Bpipeline_uuid%7D", "a/%7Bpipeline_uuid%7D")]
    [InlineData("a/feature%2Fx", "a/feature%2Fx")]
    [InlineData("a/100%", "a/100%25")]
    [InlineData("a/b c/ü#1", "a/b%20c/%C3%BC%231")]
    [InlineData("a/%252F", "a/%252F")]
    [InlineData("https://api.bitbucket.org/2.0/user", "user")]
    [InlineData("HTTPS://API.bitbucket.org/2.0/user#top", "user")]
    [InlineData("https://api.bitbucket.org:443/2.0/a/b", "a/b")]
    public void Path(string text, string path) => Assert.Equal(path, Parse(text).Path);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("2.0/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("..")]
    [InlineData("a/%2e%2E/b")]
    [InlineData("a/./b")]
    [InlineData("a/{pipeline_uuid}")]
    [InlineData("https://evil.example.com/2.0/user")]
    [InlineData("http://api.bitbucket.org/2.0/user")]
    [InlineData("https://api.bitbucket.org:8443/2.0/user")]
    [InlineData("https://api.bitbucket.org.evil.com/2.0/user")]
    [InlineData("https://me:pw@api.bitbucket.org/2.0/user")]
    [InlineData("https://api.bitbucket.org/internal/x")]
    [InlineData("https://api.bitbucket.org/2.0/../internal/x")]
    [InlineData("https://api.bitbucket.org/2.0")]
    [InlineData("ftp://api.bitbucket.org/2.0/user")]
    [InlineData("file:///etc/passwd")]
    public void Is_refused(string text) => Assert.Throws<ArgumentException>(() => Parse(text));

    [Fact]
    public void A_secret_in_a_foreign_address_is_not_repeated() =>
        Assert.DoesNotContain("s3cret", Assert.Throws<ArgumentException>(() => Parse("https://evil.example.com/x?sig=s3cret")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_query_is_decoded()
    {
        ApiPathTemplate address = Parse("a?q=name+%7E+%22x%22&flag&u=https://x/y?z=1");
        Assert.Equal("a", address.Path);
        Assert.Equal([new("q", "name ~ \"x\""), new("flag", ""), new("u", "https://x/y?z=1")], address.Query);
    }

    [Fact]
    public async Task Pages_are_read_to_the_end_and_each_uuid_once()
    {
        using var api = new TestApi();
        api.Stub.On(
            "GET", "things", Answer.Json("""{"pagelen":2,"next":"x","values":[{"uuid":"{1}"},{"uuid":"{2}"}]}"""), Answer.Json("""{"pagelen":2,"values":[{"uuid":"{2}"},{"uuid":"{3}"}]}"""),
            Answer.Json("""{"pagelen":2,"values":[]}"""));
        using var pages = new JsonPageReader(
            api.Client, new ApiRequest { Path = "things", Query = [new("pagelen", "2"), new("sort", "n")] }, default);
        var seen = new List<string?>();
        while (await pages.ReadAsync() is { } page)
        {
            seen.AddRange(page.Select(e => e.GetProperty("uuid").GetString()));
        }

        Assert.Equal(["{1}", "{2}", "{3}"], seen);
        Assert.True(pages.IsList);
        Assert.All(api.Stub.Requests, r => Assert.Equal(("2", "n"), (r.Query("pagelen").Single(), r.Query("sort").Single())));
    }

    [Fact]
    public async Task A_list_that_takes_no_hundred_is_asked_for_fifty()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "things", Answer.Error(400, "Invalid pagelen"), Answer.Json("""{"pagelen":50,"size":1,"values":[1]}"""));
        using var pages = new JsonPageReader(api.Client, new ApiRequest { Path = "things" }, default);
        Assert.Equal(1, (await pages.ReadAsync())!.Single().GetInt32());
        Assert.Equal(["100", "50"], api.Stub.Requests.Select(r => r.Query("pagelen").Single()));
    }

    [Fact]
    public async Task What_is_no_list_says_so()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "user", Answer.Json("""{"uuid":"{1}"}"""));
        using var pages = new JsonPageReader(api.Client, new ApiRequest { Path = "user" }, default);
        Assert.Null(await pages.ReadAsync());
        Assert.False(pages.IsList);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(200)]
    [InlineData(204)]
    public async Task An_answer_may_be_empty(int status)
    {
        using var api = new TestApi();
        api.Stub.On("POST", "x", Answer.Empty(status));
        Assert.Equal(
            JsonValueKind.Undefined,
            (await api.Client.ReadJsonAsync(new ApiRequest { Method = HttpMethod.Post, Path = "x" }, default)).ValueKind);
    }

    [Fact]
    public async Task A_post_whose_answer_breaks_is_not_sent_again()
    {
        using var api = new TestApi();
        api.Stub.On("POST", "x", Answer.Stream("{\"a\":"u8.ToArray(), StubStream.End.Broken, "application/json"));
        BitbucketApiException e = await Assert.ThrowsAsync<BitbucketApiException>(
            () => api.Client.ReadJsonAsync(new ApiRequest { Method = HttpMethod.Post, Path = "x" }, default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Single(api.Stub.Requests);
    }

    private static ApiPathTemplate Parse(string text) =>
        ApiPathTemplate.Parse(text, s_root, name => name switch { "workspace" => "team", "repo_slug" or "repo" => "my app", _ => null });
}
