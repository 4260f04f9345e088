using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>OAuth client credentials: one token for all requests, renewed in time.</summary>
public class OAuthTests
{
    private const string TokenUri = "https://bitbucket.org/site/oauth2/access_token";

    private static TestApi Make() => new(o => o with { Credential = ApiCredential.OAuthClient("key", () => "cl1ent-s3cret") });

    private static Respond Token(string token, int seconds) =>
        Answer.Json($$"""{"access_token":"{{token}}","scopes":"pipeline","expires_in":{{seconds}},"token_type":"bearer"}""");

    [Fact]
    public async Task The_token_is_asked_for_once_and_sent_as_bearer()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Token("T1", 7200)).Always("GET", Failures.RunPath, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        await api.Client.SendAsync(Failures.Get(), default);
        StubRequest asked = api.Stub.Requests[0];
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("key:cl1ent-s3cret")), asked.Authorization);
        Assert.Equal("grant_type=client_credentials", asked.Body);
        Assert.Equal("application/x-www-form-urlencoded", asked.ContentType);
        Assert.Equal(["Bearer T1", "Bearer T1"], api.Stub.To("GET", ".*").Select(r => r.Authorization));
        api.Stub.Verify();
    }

    [Fact]
    public async Task Parallel_requests_share_one_token()
    {
        using TestApi api = Make();
        var gate = new TaskCompletionSource();
        api.Stub.On("POST", TokenUri, Answer.When(gate.Task, Token("T1", 7200))).Always("GET", Failures.RunPath, Failures.Run());
        Task[] requests = [.. Enumerable.Range(0, 20).Select(_ => api.Client.SendAsync(Failures.Get(), default))];
        Assert.Single(api.Stub.Requests);
        gate.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal(21, api.Stub.Requests.Length);
        api.Stub.Verify();
    }

    // lifetime of the token, the time at which it is still used, the time at which it is renewed
    [Theory]
    [InlineData(7200, 7079, 7081)]
    [InlineData(3600, 3479, 3481)]
    [InlineData(60, 29, 31)]
    public async Task The_token_is_renewed_before_it_ends(int life, int good, int over)
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Token("T1", life), Token("T2", life)).Always("GET", Failures.RunPath, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        api.Clock.Advance(TimeSpan.FromSeconds(good));
        await api.Client.SendAsync(Failures.Get(), default);
        api.Clock.Advance(TimeSpan.FromSeconds(over - good));
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal(["Bearer T1", "Bearer T1", "Bearer T2"], api.Stub.To("GET", ".*").Select(r => r.Authorization));
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_token_of_unknown_life_is_good_for_less_than_an_hour()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Json("""{"access_token":"T1"}"""), Token("T2", 1)).Always("GET", Failures.RunPath, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        api.Clock.Advance(TimeSpan.FromMinutes(57));
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Single(api.Stub.To("POST", ".*"));
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.Client.SendAsync(Failures.Get(), default);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_refused_token_is_renewed_once(string method)
    {
        using TestApi api = Make();
        string path = method == "GET" ? Failures.RunPath : Failures.CreatePath;
        api.Stub.On("POST", TokenUri, Token("T1", 7200), Token("T2", 7200))
            .On(method, path, Answer.Error(401, "Token is invalid, expired, or not supported for this endpoint."), Failures.Run());
        await api.Client.SendAsync(method == "GET" ? Failures.Get() : Failures.Create(), default);
        Assert.Equal(["Bearer T1", "Bearer T2"], api.Stub.To(method, path).Select(r => r.Authorization));
        Assert.Empty(api.Clock.Delays);
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_token_that_is_always_refused_is_not_renewed_for_ever()
    {
        using TestApi api = Make();
        api.Stub.Always("POST", TokenUri, Token("T", 7200)).Always("GET", Failures.RunPath, Answer.Error(401, "No"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(401, e.StatusCode);
        Assert.Equal(2, api.Stub.To("GET", ".*").Length);
        Assert.Equal(2, api.Stub.To("POST", ".*").Length);
    }

    [Fact]
    public async Task Many_requests_that_meet_the_same_end_ask_for_one_new_token()
    {
        using TestApi api = Make();
        var gate = new TaskCompletionSource();
        api.Stub.On("POST", TokenUri, Token("T1", 7200), Token("T2", 7200)).Always("GET", Failures.RunPath, Answer.By(
            r => r.Authorization == "Bearer T1" ? Answer.When(gate.Task, Answer.Error(401, "Ended")) : Failures.Run()));
        Task[] requests = [.. Enumerable.Range(0, 10).Select(_ => api.Client.SendAsync(Failures.Get(), default))];
        gate.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal(2, api.Stub.To("POST", ".*").Length);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Bearer")]
    public async Task Credentials_that_cannot_be_renewed_fail_at_once(string kind)
    {
        using var api = new TestApi(o => o with
        {
            Credential = kind == "Basic" ? ApiCredential.Basic("me@example.org", () => "pässword") : ApiCredential.Bearer(() => "T"),
        });
        api.Stub.On("GET", Failures.RunPath, Answer.Error(401, "No"));
        await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        string expected = kind == "Basic"
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me@example.org:pässword"))
            : "Bearer T";
        Assert.Equal(expected, api.Stub.Request.Authorization);
    }

    [Fact]
    public async Task The_client_s_secret_goes_to_the_site_only()
    {
        using var api = new TestApi(o => o with
        {
            Credential = ApiCredential.OAuthClient("key", () => "cl1ent-s3cret"),
            SiteUri = new Uri("https://site.example/sub"),
        });
        api.Stub.On("POST", "https://site.example/sub/site/oauth2/access_token", Token("T1", 7200)).Always("GET", ".*", Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.StartsWith("Basic ", api.Stub.Requests[0].Authorization);
        Assert.All(api.Stub.Requests[1..], r => Assert.Equal("Bearer T1", r.Authorization));
    }

    [Fact]
    public async Task A_redirect_of_the_token_request_is_refused()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Redirect("https://evil.example/token"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_in_the_site_s_words()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Json("""{"error":"invalid_client","error_description":"Invalid OAuth client credentials"}""", 401));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(401, e.StatusCode);
        Assert.Contains("Invalid OAuth client credentials", e.Message);
        Failures.HidesSecret(e, "cl1ent-s3cret");
        Assert.DoesNotContain("cl1ent-s3cret", api.Told);
    }

    [Fact]
    public async Task A_token_request_that_fails_is_repeated_since_it_starts_nothing()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Broken, Failures.Named("503"), Token("T1", 7200))
            .On("POST", Failures.CreatePath, Failures.Run(201));
        await api.Client.SendAsync(Failures.Create(), default);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access_token":null,"expires_in":7200}""")]
    [InlineData("""{"access_token":"","expires_in":7200}""")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1","expires_in":7200}""")]
    [InlineData("""{"access_token":"a b","expires_in":7200}""")]
    [InlineData("""{"access_token":"\u00e4","expires_in":7200}""")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task An_answer_without_a_token_is_an_error(string answer)
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Json(answer));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Single(api.Stub.Requests);
    }

    [Theory]
    [InlineData("1e18")]
    [InlineData("1e999")]
    [InlineData("-1e18")]
    [InlineData("0")]
    [InlineData("null")]
    public async Task A_life_that_is_none_is_an_hour(string seconds)
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Answer.Json($$"""{"access_token":"T1","expires_in":{{seconds}}}"""), Token("T2", 7200))
            .Always("GET", Failures.RunPath, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        await api.Clock.DelayAsync(TimeSpan.FromMinutes(61), default);
        await api.Client.SendAsync(Failures.Get(), default);
        api.Stub.Verify();
    }

    [Fact]
    public async Task Anonymous_requests_carry_no_credentials_and_ask_for_none()
    {
        using TestApi api = Make();
        api.Stub.On("GET", "x", Answer.Json("{}"));
        await api.Client.SendAsync(ApiRequest.GetBytes($"x") with { Anonymous = true }, default);
        Assert.Null(api.Stub.Request.Authorization);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_spoil_the_token_for_the_next()
    {
        using TestApi api = Make();
        using var stop = new CancellationTokenSource();
        api.Stub.On("POST", TokenUri, Answer.Hangs, Token("T1", 7200)).On("GET", Failures.RunPath, Failures.Run());
        Task first = api.Client.SendAsync(Failures.Get(), stop.Token);
        Task second = api.Client.SendAsync(Failures.Get(), default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_token_that_was_renewed_is_repeated_to_nobody()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Token("f1rst-t0ken", 7200), Token("sec0nd-t0ken", 7200), Token("th1rd-t0ken", 7200))
            .On("GET", Failures.RunPath,
                Answer.Error(401, "Ended: f1rst-t0ken"), Answer.Error(403, "Not sec0nd-t0ken, nor f1rst-t0ken."),
                Answer.Error(401, "Ended"), Answer.Error(503, "Got th1rd-t0ken after sec0nd-t0ken and f1rst-t0ken."),
                Answer.Error(403, "No f1rst-t0ken."));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal("Not (secured), nor (secured).", e.ServerMessage);

        // Also the tokens of earlier requests of the session, and in messages about retries.
        e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal("No (secured).", e.ServerMessage);
        Assert.Contains("Got (secured) after (secured) and (secured) (503).", api.Told);
        Assert.DoesNotContain("t0ken", api.Told);
    }

    [Fact]
    public async Task Nor_in_what_the_site_says_when_it_refuses_the_next_one()
    {
        using TestApi api = Make();
        api.Stub.On("POST", TokenUri, Token("f1rst-t0ken", 7200),
                Answer.Json("""{"error":"invalid_client","error_description":"f1rst-t0ken was the last"}""", 401))
            .On("GET", Failures.RunPath, Answer.Error(401, "Ended"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Contains("(secured) was the last", e.Message);
        Failures.HidesSecret(e, "f1rst-t0ken");
    }
}
