using System.Net;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Which requests the client sends again.</summary>
public class RetryTests
{
    public static TheoryData<string> Transient => ["refused", .. Left];

    /// <summary>Failures after the request was sent.</summary>
    public static string[] Left => ["broken", "hangs", "body breaks", "body stalls", "502", "503", "504"];

    public static TheoryData<string> TransientOnceLeft => [.. Left];

    [Theory]
    [MemberData(nameof(Transient))]
    public void A_read_is_sent_again(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Failures.Named(failure), Failures.Run());
        Pipeline run = api.Clock.Simulate(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(42, run.BuildNumber);
        Assert.Single(api.Clock.Delays);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("PUT", "refused")]
    [InlineData("PUT", "broken")]
    [InlineData("PUT", "hangs")]
    [InlineData("PUT", "502")]
    [InlineData("PUT", "503")]
    [InlineData("PUT", "504")]
    [InlineData("DELETE", "refused")]
    [InlineData("DELETE", "broken")]
    [InlineData("DELETE", "hangs")]
    [InlineData("DELETE", "502")]
    [InlineData("DELETE", "503")]
    [InlineData("DELETE", "504")]
    public void Put_and_delete_are_sent_again_with_the_same_body(string method, string failure)
    {
        using var api = new TestApi();
        api.Stub.On(method, Failures.RunPath, Failures.Named(failure), Answer.Empty(204));
        api.Clock.Simulate(() => api.Client.SendAsync(method == "PUT" ? Failures.Put() : Failures.Delete(), default));
        Assert.Equal(api.Stub.Requests[0].Body, api.Stub.Requests[1].Body);
        // Also with an empty body: without content, the network handler would send the request again.
        Assert.Equal(method == "PUT" ? "{\"a\":1}" : "", api.Stub.Requests[1].Body);
        api.Stub.Verify();
    }

    [Theory]
    [MemberData(nameof(TransientOnceLeft))]
    public void A_post_that_left_is_never_sent_again(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Failures.Named(failure));
        Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => api.Client.SendAsync(Failures.Create(), default)));
        Assert.Single(api.Stub.Requests);
        Assert.Empty(api.Clock.Delays);
    }

    [Fact]
    public void A_post_that_never_left_is_sent_again()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Refused, Answer.Refused, Failures.Run(201));
        Assert.Equal(42, api.Clock.Simulate(() => api.Client.SendAsync(Failures.Create(), default)).BuildNumber);
        api.Stub.Verify();
    }

    [Fact]
    public void A_post_that_left_after_a_refusal_is_not_sent_a_third_time()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Refused, Answer.Broken);
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(Failures.Create(), default)));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_certificate_that_is_refused_is_tried_once(string method)
    {
        using var api = new TestApi();
        api.Stub.On(method, ".*", Answer.Throws(() => new HttpRequestException(
            HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.",
            new System.Security.Authentication.AuthenticationException("The remote certificate is invalid because of errors in the "
                + "certificate chain: UntrustedRoot"))));
        BitbucketApiException e = await Failures.OfAsync(
            () => api.Client.SendAsync(method == "GET" ? Failures.Get() : Failures.Create(), default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.Contains("was not sent", e.Message);
        Assert.Contains("certificate", e.Message);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_post_that_was_turned_away_with_429_is_sent_again_with_the_same_body()
    {
        using var api = new TestApi();
        api.Stub.On(
            "POST", Failures.CreatePath, Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, "Retry-After: 5"),
            Failures.Run(201));
        Pipeline run = await api.Client.SendAsync(Failures.Create(), default);
        Assert.Equal(42, run.BuildNumber);
        Assert.NotNull(api.Stub.Requests[0].Body);
        Assert.Equal(api.Stub.Requests[0].Body, api.Stub.Requests[1].Body);
        Assert.Equal("application/json", api.Stub.Requests[1].ContentType);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    public void A_request_that_says_nothing_may_be_repeated_as_its_method_allows(string method, bool repeatable) =>
        Assert.Equal(repeatable, new ApiRequest { Method = new HttpMethod(method) }.Repeatable);

    [Fact]
    public async Task Attempts_after_gateway_errors_end_after_four()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", Failures.RunPath, Failures.Named("503"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, e.Status);
        Assert.Equal(4, api.Stub.Requests.Length);
        Assert.Equal(3, api.Clock.Delays.Length);
        // 1, 2 and 4 seconds, each at least half of that.
        Assert.All(api.Clock.Delays.Zip([1.0, 2, 4]), p => Assert.InRange(p.First.TotalSeconds, (p.Second / 2) - 0.001, p.Second));
    }

    [Fact]
    public async Task Attempts_after_429_end_when_the_time_for_them_is_up()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromSeconds(60) } });
        api.Stub.Always("POST", Failures.CreatePath, Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(429, e.StatusCode);
        Assert.Equal(ApiErrorKind.Status, e.Kind);
        Assert.InRange(api.Stub.Requests.Length, 6, 8);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 30, 60);
    }

    [Fact]
    public async Task An_error_that_will_not_pass_is_not_waited_for()
    {
        using var api = new TestApi();
        foreach (int status in new[] { 400, 401, 403, 404, 409, 410, 500 })
        {
            api.Stub.On("GET", Failures.RunPath, Answer.Error(status, "No"));
            BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
            Assert.Equal(status, e.StatusCode);
        }

        Assert.Equal(7, api.Stub.Requests.Length);
        Assert.Empty(api.Clock.Delays);
    }

    [Fact]
    public async Task Each_attempt_carries_all_headers()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Broken, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal(api.Stub.Requests[0].Headers, api.Stub.Requests[1].Headers);
        Assert.Equal("Bearer " + TestApi.Token, api.Stub.Requests[1].Authorization);
        Assert.Equal("application/json", api.Stub.Requests[1].Accept);
        Assert.Equal("BitbucketPipelines", api.Stub.Requests[1].Headers["User-Agent"]);
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("hangs")]
    [InlineData("502")]
    [InlineData("504")]
    public void A_delete_whose_answer_was_lost_has_done_its_work_when_the_thing_is_gone(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Failures.RunPath, Failures.Named(failure), Answer.Error(404, "Not found"));
        api.Clock.Simulate(() => api.Client.SendAsync(Failures.Delete(), default));
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_delete_that_never_left_and_then_finds_nothing_fails()
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Failures.RunPath, Answer.Refused, Answer.Error(404, "Not found"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Delete(), default));
        Assert.Equal(404, e.StatusCode);
        Assert.True(e.IsGone);
    }

    [Theory]
    [InlineData("text/html", "<html>Not found</html>")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", """{"type":"error","error":{"message":"Resource not found","detail":"There is no API hosted at this URL.\n\nMore"}}""")]
    public async Task A_lost_delete_that_somebody_else_answers_with_404_was_not_carried_out_as_far_as_is_known(string type, string body)
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Failures.RunPath, Answer.Broken, Answer.Text(body, type, 404));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Delete(), default));
        Assert.Equal(404, e.StatusCode);
        Assert.False(e.IsGone);
    }

    [Fact]
    public async Task A_delete_of_what_was_never_there_fails()
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Failures.RunPath, Answer.Text("slow", "text/plain", 429), Answer.Error(404, "Not found"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Delete(), default));
        Assert.Equal(404, e.StatusCode);
    }

    [Fact]
    public async Task A_read_that_met_a_broken_connection_and_then_404_fails()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Broken, Answer.Error(404, "Not found"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(404, e.StatusCode);
    }
}
