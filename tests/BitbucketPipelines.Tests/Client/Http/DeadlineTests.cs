using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>A deadline limits all requests and pauses of a call, and the error says that the time limit was reached.</summary>
public class DeadlineTests
{
    private static BitbucketClient Bounded(TestApi api, double seconds) =>
        api.Client.Until(Deadline.After(api.Clock, TimeSpan.FromSeconds(seconds)));

    private static BitbucketApiException Fail(TestApi api, Func<Task> work) =>
        Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(work));

    [Theory]
    [InlineData("hangs")]
    [InlineData("body stalls")]
    public void A_read_ends_with_the_time(string failure)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Failures.Named(failure));
        BitbucketClient client = Bounded(api, 5);
        BitbucketApiException e = Fail(api, () => client.SendAsync(Failures.Get(), default));
        Assert.Equal((ApiErrorKind.Timeout, 5), (e.Kind, api.Clock.Elapsed.TotalSeconds));
        Assert.True(client.Deadline.IsOver);
        Assert.Equal((0, 0), (api.Stub.Open, api.Clock.OpenTimers));
    }

    [Theory]
    [InlineData("hangs", "The time limit was reached before the server answered")]
    [InlineData("body stalls", "The time limit was reached before the whole answer arrived")]
    public void What_ends_a_read_is_named_though_its_timer_comes_early(string failure, string said)
    {
        using var api = new TestApi();
        api.Clock.EarlyTimeouts = TimeSpan.FromMilliseconds(1);
        api.Stub.Always("GET", ".*", Failures.Named(failure));
        Assert.StartsWith(said, Fail(api, () => Bounded(api, 3).SendAsync(Failures.Get(), default)).Message, StringComparison.Ordinal);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public void A_last_attempt_that_had_less_time_says_how_much()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.Hangs);
        string last = Fail(api, () => api.Client.SendAsync(Failures.Get(), default)).Message;
        double seconds = api.Clock.Elapsed.TotalSeconds - 60 - api.Clock.Delays.Sum(d => d.TotalSeconds);
        Assert.InRange(seconds, 40, 60);
        Assert.EndsWith($"within {seconds:0} seconds.", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("body stalls")]
    public void A_post_that_is_under_way_then_may_have_been_carried_out(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.CreatePath, Failures.Named(failure));
        BitbucketClient client = Bounded(api, 5);
        Assert.Equal(ApiErrorKind.AnswerLost, Fail(api, () => client.SendAsync(Failures.Create(), default)).Kind);
        Assert.Equal(5, api.Clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public void Nothing_is_sent_when_the_time_is_over()
    {
        using var api = new TestApi();
        BitbucketClient client = Bounded(api, 5);
        api.Clock.Advance(TimeSpan.FromSeconds(5));
        BitbucketApiException e = Fail(api, () => client.SendAsync(Failures.Create(), default));
        Assert.Equal(
            (ApiErrorKind.Timeout, $"The time limit was reached before POST {Failures.CreatePath} was sent."), (e.Kind, e.Message));
        Assert.Empty(api.Stub.Requests);
    }

    [Theory]
    [InlineData(429, "Retry-After: 60")]
    [InlineData(503, "Retry-After: 60")]
    public void A_pause_that_is_longer_than_the_time_is_not_begun(int status, string header)
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", Answer.Empty(status, header));
        BitbucketClient client = Bounded(api, 5);
        Assert.Equal(status, Fail(api, () => client.SendAsync(Failures.Get(), default)).StatusCode);
        Assert.Equal(0, api.Clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public void Waiting_for_a_token_counts_also_where_another_request_asks_for_it()
    {
        using var api = new TestApi(o => o with { Credential = ApiCredential.OAuthClient("id", () => "secret") });
        api.Stub.Always("POST", "https://bitbucket.org/site/oauth2/access_token", Answer.Hangs);
        BitbucketClient client = Bounded(api, 5);
        using var stop = new CancellationTokenSource();
        Task? other = null;
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(
            () =>
            {
                other = api.Client.SendAsync(Failures.Get(), stop.Token);
                return client.SendAsync(Failures.Create(), default);
            },
            until: TimeSpan.FromSeconds(5)));
        Assert.Equal($"The time limit was reached before POST {Failures.CreatePath} was sent.", e.Message);
        Assert.False(other!.IsCompleted);
        Assert.Empty(api.Stub.To("POST", Failures.CreatePath));
        stop.Cancel();
    }

    [Fact]
    public void Of_two_times_the_sooner_counts_and_no_time_bounds_nothing()
    {
        using var api = new TestApi();
        var soon = Deadline.After(api.Clock, TimeSpan.FromSeconds(5));
        Assert.Same(soon, Deadline.None.OrSooner(soon));
        Assert.Same(soon, soon.OrSooner(Deadline.None));
        Assert.Same(soon, soon.OrSooner(soon.Plus(TimeSpan.FromSeconds(1))));
        Assert.Equal(TimeSpan.FromSeconds(6), soon.Plus(TimeSpan.FromSeconds(1)).Left);
        Assert.Equal(TimeSpan.FromSeconds(5), Bounded(api, 60).Until(soon).Until(Deadline.None).Deadline.Left);
        api.Clock.Advance(TimeSpan.FromDays(400));
        Assert.False(Deadline.None.Plus(TimeSpan.FromSeconds(1)).IsOver);
        Assert.Equal(TimeSpan.Zero, soon.Left);
    }
}
