using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>How long the client waits before a retry, and the messages meanwhile.</summary>
public class RetryWaitTests
{
    // header -> minimum and maximum seconds. The time is 12:00:00.
    [Theory]
    [InlineData("Retry-After: 7", 7, 7.7)]
    [InlineData("Retry-After: Sun, 01 Mar 2026 12:00:30 GMT", 30, 33)]
    [InlineData("X-RateLimit-Reset: 12", 12, 13.2)]
    [InlineData("X-RateLimit-Reset: 12.5", 12.5, 13.75)]
    [InlineData("X-RateLimit-Reset: soon", 0.5, 1)]
    [InlineData("X-RateLimit-Reset: -5", 0.5, 1)]
    [InlineData("Retry-After: later", 0.5, 1)]
    [InlineData("X-Nothing: 1", 0.5, 1)]
    public async Task The_wait_is_what_the_server_asks_for(string header, double least, double most)
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Text("slow", "text/plain", 429, header), Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.InRange(Assert.Single(api.Clock.Delays).TotalSeconds, least - 0.001, most);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: -5")]
    [InlineData("Retry-After: Sun, 01 Mar 2026 11:00:00 GMT")]
    [InlineData("X-RateLimit-Reset: 0")]
    public async Task A_time_that_has_passed_is_followed_by_a_pause_that_grows(string header)
    {
        using var api = new TestApi();
        Respond limited = Answer.Empty(429, header);
        api.Stub.On("GET", Failures.RunPath, limited, limited, limited, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.All(api.Clock.Delays.Zip([1.0, 2, 4]), p => Assert.InRange(p.First.TotalSeconds, (p.Second / 2) - 0.001, p.Second));
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_date_counts_by_the_clock_of_the_server()
    {
        using var api = new TestApi();
        // The local clock is an hour ahead.
        api.Stub.On(
            "GET", Failures.RunPath,
            Answer.Empty(429, "Date: Sun, 01 Mar 2026 11:00:00 GMT", "Retry-After: Sun, 01 Mar 2026 11:00:40 GMT"), Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 40, 44);
    }

    [Fact]
    public async Task The_waits_of_one_request_have_a_limit_together()
    {
        using var api = new TestApi(
            o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromSeconds(100) } });
        api.Stub.Always("POST", Failures.CreatePath, Answer.Empty(429, "Retry-After: 30"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal((429, TimeSpan.FromSeconds(30)), (e.StatusCode, e.RetryAfter));
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 60, 100);
        Assert.InRange(api.Stub.Requests.Length, 3, 4);
    }

    [Fact]
    public async Task A_limit_that_names_no_time_is_waited_out_as_long_as_was_asked_for()
    {
        using var api = new TestApi(
            o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromHours(1) } });
        api.Stub.Always("GET", Failures.RunPath,
            Answer.By(_ => api.Clock.Elapsed.TotalSeconds < 3000 ? Answer.Text("slow", "text/plain", 429) : Failures.Run()));
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 3000, 3061);
    }

    [Fact]
    public async Task No_wait_at_all_can_be_asked_for()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.Zero } });
        api.Stub.On("GET", Failures.RunPath, Answer.Empty(429));
        Assert.Equal(429, (await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default))).StatusCode);
        Assert.Empty(api.Clock.Delays);
    }

    [Theory]
    [InlineData("Retry-After: 3600", 3600)]
    [InlineData("X-RateLimit-Reset: 3000", 3000)]
    [InlineData("Retry-After: Sun, 01 Mar 2026 13:00:00 GMT", 3600)]
    public async Task A_wait_that_is_too_long_is_reported_at_once(string header, int seconds)
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromMinutes(15) } });
        api.Stub.On("POST", Failures.CreatePath, Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, header));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        Assert.Equal(TimeSpan.FromSeconds(seconds), e.RetryAfter);
        Assert.Equal(429, e.StatusCode);
        Assert.True(e.IsTransient);
        Assert.Empty(api.Clock.Delays);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once_and_leaves_nothing_behind()
    {
        using var api = new TestApi();
        api.Clock.Auto = false;
        api.Stub.On("GET", Failures.RunPath, Answer.Empty(429, "Retry-After: 60"));
        using var stop = new CancellationTokenSource();
        Task<Api.Models.Pipeline> sending = api.Client.SendAsync(Failures.Get(), stop.Token);
        Assert.False(sending.IsCompleted);
        Assert.Single(api.Clock.Delays);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(0, api.Clock.OpenTimers);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_cancelled_request_ends_at_once_and_is_not_called_a_time_out()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Answer.Hangs);
        using var stop = new CancellationTokenSource();
        Task<Api.Models.Pipeline> sending = api.Client.SendAsync(Failures.Create(), stop.Token);
        Assert.Equal(1, api.Stub.Open);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(0, api.Stub.Open);
        Assert.Equal(0, api.Clock.OpenTimers);
    }

    [Fact]
    public async Task Nothing_is_sent_when_it_is_cancelled_before()
    {
        using var api = new TestApi();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => api.Client.SendAsync(Failures.Get(), new CancellationToken(canceled: true)));
        Assert.Empty(api.Stub.Requests);
    }

    [Fact]
    public void A_time_out_counts_from_the_attempt_and_names_the_seconds()
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(20), Retry = new RetryPolicy { MaxAttempts = 2 } });
        api.Stub.Always("GET", Failures.RunPath, Answer.Hangs);
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(Failures.Get(), default)));
        Assert.Equal(ApiErrorKind.Timeout, e.Kind);
        Assert.Equal($"The server did not answer GET {Failures.RunPath} within 20 seconds.", e.Message);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 40.5, 41);
        Assert.Equal(2, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task The_observer_is_told_each_answer_and_each_wait()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Failures.Named("502"), Answer.Broken, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal(4, api.Events.Length);
        Assert.Equal($"GET {TestApi.ApiRoot}{Failures.RunPath} -> 502 in 0 ms", api.Events[0].Text);
        Assert.Contains("Attempt 1; the next one in", api.Events[1].Text);
        Assert.Contains("Attempt 2; the next one in", api.Events[2].Text);
        Assert.Contains("Connection reset by peer", api.Events[2].Text);
        Assert.Contains("-> 200", api.Events[3].Text);
        // The timer truncates delays to whole milliseconds.
        IEnumerable<TimeSpan> announced = api.Events.Where(e => e.Delay is not null)
            .Select(e => TimeSpan.FromMilliseconds((long)e.Delay!.Value.TotalMilliseconds));
        Assert.Equal(announced, api.Clock.Delays.AsEnumerable());
    }

    [Fact]
    public async Task The_observer_never_sees_a_query_a_body_a_header_or_a_page()
    {
        using var api = new TestApi();
        ApiRequest<Api.Models.Pipeline> post = Failures.Create() with { Body = "{\"value\":\"BODYSECRET\"}"u8.ToArray() };
        api.Stub
            .On("POST", Failures.CreatePath, Answer.Text("TEXTSECRET", "text/plain", 429, "X-Session: HEADERSECRET"),
            Answer.Text("<b>PAGESECRET</b>", "text/html", 500))
            .On("GET", Failures.RunPath, Answer.Broken, Answer.Text("PAGESECRET", "text/html", 503), Failures.Run());
        await Failures.OfAsync(() => api.Client.SendAsync(post.With("q", "QUERYSECRET"), default));
        await api.Client.SendAsync(Failures.Get().With("variables[0].value", "QUERYSECRET"), default);
        Assert.Equal(2, api.Stub.Requests.Count(r => r.Query("q").Contains("QUERYSECRET")));
        Assert.DoesNotContain("SECRET", api.Told);
        Assert.DoesNotContain(TestApi.Token, api.Told);
        Assert.DoesNotContain('?', api.Told);
    }

    [Fact]
    public async Task Another_observer_of_the_same_client_is_told_its_own_requests_only()
    {
        using var api = new TestApi();
        var told = new List<string>();
        api.Stub.Always("GET", ".*", Failures.Run());
        await api.Client.ObservedBy(e => told.Add(e.Text)).SendAsync(ApiRequest.GetBytes($"mine"), default);
        await api.Client.SendAsync(ApiRequest.GetBytes($"theirs"), default);
        Assert.Contains("mine", Assert.Single(told));
        Assert.DoesNotContain("mine", api.Told);
    }

    [Fact]
    public async Task Disposing_an_observing_client_leaves_the_connections_open()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Failures.Run());
        api.Client.ObservedBy(null).Dispose();
        await api.Client.SendAsync(ApiRequest.GetBytes($"x"), default);
        Assert.Single(api.Stub.Requests);
    }
}
