using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>A POST that may have arrived is never sent again, and the error says that it may have been carried out.</summary>
public class AnswerLostTests
{
    [Theory]
    [InlineData("broken", null)]
    [InlineData("hangs", null)]
    [InlineData("502", 502)]
    [InlineData("503", 503)]
    [InlineData("504", 504)]
    [InlineData("500", 500)]
    [InlineData("508", 508)]
    [InlineData("555", 555)]
    [InlineData("body breaks", null)]
    [InlineData("body stalls", null)]
    public void A_post_that_may_have_arrived_is_lost(string failure, int? status)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Failures.Named(failure));
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(Failures.Create(), default)));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Equal(status ?? 0, e.StatusCode);
        Assert.StartsWith($"POST {Failures.CreatePath} was sent, but its answer was lost; it may have been carried out, and is not sent "
            + "again. ", e.Message);
        Assert.False(e.IsTransient);
        Assert.Single(api.Stub.Requests);
    }

    [Theory]
    [InlineData("text/html", "<html>signed out</html>")]
    [InlineData("text/plain", "ok")]
    [InlineData(null, "{}")]
    [InlineData(null, "")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "{\"uuid\":\"{")]
    [InlineData("application/json", "garbage")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "{\"build_number\":\"many\"}")]
    public async Task A_post_that_was_answered_well_with_nonsense_is_lost(string? type, string body)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Text(body, type, 201));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Equal(201, e.StatusCode);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_post_whose_answer_cannot_be_unpacked_is_lost()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Json("{\"build_number\":1}", 201, "Content-Encoding: gzip"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
    }

    [Fact]
    public async Task A_post_without_an_answer_worth_reading_can_be_lost_too()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.RunPath + "/stopPipeline", Answer.Broken, Answer.Empty(204));
        ApiRequest stop = Api.Endpoints.Pipelines.Stop(TestApi.Repo, "42");
        Assert.Equal(ApiErrorKind.AnswerLost, (await Failures.OfAsync(() => api.Client.SendAsync(stop, default))).Kind);
        await api.Client.SendAsync(stop, default);
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_refused_connection_is_not_a_lost_answer()
    {
        using var api = new TestApi();
        api.Stub.Always("POST", Failures.CreatePath, Answer.Refused);
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.Equal(4, api.Stub.Requests.Length);
        Assert.StartsWith($"The server could not be reached (POST {Failures.CreatePath} was not sent)", e.Message);
        Assert.True(e.IsTransient);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    [InlineData(HttpRequestError.ProxyTunnelError)]
    public async Task What_fails_before_the_request_leaves_is_not_a_lost_answer(HttpRequestError error)
    {
        using var api = new TestApi();
        api.Stub.Always("POST", Failures.CreatePath, Answer.Throws(() => new HttpRequestException(error, "No way")));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
    }

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_not_a_lost_answer()
    {
        using var api = new TestApi();
        // The network handler throws this after its ConnectTimeout.
        api.Stub.Always("POST", Failures.CreatePath, Answer.Throws(() => new TaskCanceledException(
            "A task was canceled.", new TimeoutException("A connection could not be established within the configured ConnectTimeout."))));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.StartsWith("The server could not be reached", e.Message);
        Assert.Contains("ConnectTimeout", e.Message);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    public async Task A_post_that_was_answered_with_an_error_is_not_lost(int status)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Error(status, "No"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(ApiErrorKind.Status, e.Kind);
        Assert.Equal("No (" + status + ").", e.Message);
    }

    [Fact]
    public void A_read_is_never_lost()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { MaxAttempts = 1 } });
        api.Stub.On("GET", Failures.RunPath, Answer.Broken, Answer.Hangs, Failures.Named("502"), Answer.Text("<html>", "text/html"),
            Answer.Json("null"));
        ApiErrorKind[] kinds = [.. Enumerable.Range(0, 5).Select(_ => Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(Failures.Get(), default))).Kind)];
        Assert.Equal(
            [ApiErrorKind.Connection, ApiErrorKind.Timeout, ApiErrorKind.Status, ApiErrorKind.InvalidResponse,
            ApiErrorKind.InvalidResponse], kinds);
    }

    [Fact]
    public void A_post_that_waited_long_for_its_token_was_not_sent_before()
    {
        using var api = new TestApi(o => o with { Credential = ApiCredential.OAuthClient("id", () => "secret") });
        api.Stub
            .On("POST", "https://bitbucket.org/site/oauth2/access_token", Answer.Empty(429, "Retry-After: 600"), Answer.Json("""{"access_token":"T","expires_in":7200}"""))
            .On("POST", Failures.CreatePath, Failures.Run(201));
        Assert.Equal(42, api.Clock.Simulate(() => api.Client.SendAsync(Failures.Create(), default)).BuildNumber);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData(ApiErrorKind.AnswerLost, true, true, 1)]
    [InlineData(ApiErrorKind.AnswerLost, true, false, 0)]
    [InlineData(ApiErrorKind.AnswerLost, false, true, 0)]
    [InlineData(ApiErrorKind.Status, true, true, 0)]
    public async Task What_was_carried_out_though_its_answer_was_lost_is_told_aloud(ApiErrorKind kind, bool found, bool tell, int times)
    {
        var told = new List<ApiEvent>();
        using var api = new TestApi(o => o with { Observer = told.Add });
        var lost = new BitbucketApiException("x") { Kind = kind, Request = "POST repositories/team/app/things" };
        Assert.Equal(
            found, await LostAnswer.FindAsync(api.Client, () => Task.FromResult(found ? "it" : null), lost, default, tell) is not null);
        Assert.Equal(times, told.Count(e => e.IsAloud && e.Text.Contains("The answer to POST repositories/team/app/things was lost")));
    }
}
