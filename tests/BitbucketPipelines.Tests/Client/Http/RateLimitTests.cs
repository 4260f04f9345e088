using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>What the response headers say about the rate limit.</summary>
public class RateLimitTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public async Task The_server_says_when_the_limit_is_near(string header, bool near)
    {
        using var api = new TestApi();
        api.Stub.On("GET", "repositories/x", Answer.Json("{}", 200, "X-RateLimit-NearLimit: " + header));
        await api.Client.SendAsync(ApiRequest.GetBytes($"repositories/x"), default);
        Assert.Equal(near, api.Client.IsNearRateLimit);
    }

    [Fact]
    public async Task A_newer_answer_corrects_it()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "repositories/x", Answer.Json("{}", 200, "X-RateLimit-NearLimit: true"), Answer.Json("{}"),
            Answer.Json("{}", 200, "X-RateLimit-NearLimit: false"));
        await api.Client.SendAsync(ApiRequest.GetBytes($"repositories/x"), default);
        await api.Client.SendAsync(ApiRequest.GetBytes($"repositories/x"), default);
        Assert.True(api.Client.IsNearRateLimit);
        await api.Client.SendAsync(ApiRequest.GetBytes($"repositories/x"), default);
        Assert.False(api.Client.IsNearRateLimit);
    }

    [Fact]
    public async Task A_429_counts_for_two_minutes_and_for_all_who_share_the_client()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.Zero } });
        api.Stub.On("GET", "repositories/x", Answer.Empty(429, "Retry-After: 60"));
        await Failures.OfAsync(() => api.Client.SendAsync(ApiRequest.GetBytes($"repositories/x"), default));
        BitbucketClient other = api.Client.ObservedBy(null);
        Assert.True(other.IsNearRateLimit);
        api.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.True(other.IsNearRateLimit);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(other.IsNearRateLimit);
    }
}
