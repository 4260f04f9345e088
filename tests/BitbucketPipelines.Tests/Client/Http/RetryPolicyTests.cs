using System.Net;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

public class RetryPolicyTests
{
    private static readonly RetryPolicy s_policy = new();

    // status (0: no response), repeatable, attempt -> whether the request is sent again
    [Theory]
    [InlineData(429, true, 1, true)]
    [InlineData(429, false, 1, true)]
    [InlineData(429, false, 8, true)]
    [InlineData(429, true, 1000, true)]
    [InlineData(0, true, 1, true)]
    [InlineData(0, true, 3, true)]
    [InlineData(0, true, 4, false)]
    [InlineData(0, false, 1, false)]
    [InlineData(502, true, 1, true)]
    [InlineData(503, true, 1, true)]
    [InlineData(504, true, 3, true)]
    [InlineData(504, true, 4, false)]
    [InlineData(502, false, 1, false)]
    [InlineData(503, false, 1, false)]
    [InlineData(504, false, 1, false)]
    [InlineData(500, true, 1, false)]
    [InlineData(501, true, 1, false)]
    [InlineData(505, true, 1, false)]
    [InlineData(200, true, 1, false)]
    [InlineData(304, true, 1, false)]
    [InlineData(400, true, 1, false)]
    [InlineData(401, true, 1, false)]
    [InlineData(403, true, 1, false)]
    [InlineData(404, true, 1, false)]
    [InlineData(408, true, 1, false)]
    [InlineData(409, true, 1, false)]
    [InlineData(416, true, 1, false)]
    public void Decide_knows_what_is_sent_again(int status, bool repeatable, int attempt, bool again)
    {
        TimeSpan? delay = s_policy.Decide(attempt, repeatable, new AttemptOutcome(status == 0 ? null : (HttpStatusCode)status), 0.5);
        Assert.Equal(again, delay is not null);
    }

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 4)]
    [InlineData(4, 4, 8)]
    [InlineData(6, 15, 30)]
    [InlineData(7, 15, 30)]
    public void Backoff_doubles_to_a_limit_between_half_and_all(int attempt, double least, double most)
    {
        var limited = new AttemptOutcome((HttpStatusCode)429);
        Assert.Equal(least, s_policy.Decide(attempt, true, limited, 0)!.Value.TotalSeconds, 3);
        Assert.Equal(most, s_policy.Decide(attempt, true, limited, 1)!.Value.TotalSeconds, 3);
    }

    // Retry-After, X-RateLimit-Reset (-1: none) -> minimum wait in seconds (-1: no retry)
    [Theory]
    [InlineData(7, -1, 7)]
    [InlineData(-1, 90, 90)]
    [InlineData(7, 90, 7)]
    [InlineData(900, -1, 900)]
    [InlineData(901, -1, -1)]
    [InlineData(-1, 3600, -1)]
    [InlineData(60, 3600, 60)]
    public void The_server_s_own_word_counts_when_it_is_not_too_long(int retryAfter, int reset, int seconds)
    {
        var policy = new RetryPolicy { LongestLimitWait = TimeSpan.FromMinutes(15) };
        TimeSpan? Time(int value) => value < 0 ? null : TimeSpan.FromSeconds(value);
        var outcome = new AttemptOutcome((HttpStatusCode)429, Time(retryAfter), Time(reset));
        Assert.Equal(Time(seconds), policy.Decide(1, false, outcome, 0));
        Assert.Equal(
            Time(seconds) is { } time ? time + TimeSpan.FromSeconds(Math.Min(5, time.TotalSeconds / 10)) : null,
            policy.Decide(1, false, outcome, 1));
    }

    // time already waited -> whether the same time again is allowed
    [Theory]
    [InlineData(0, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void Waits_that_the_server_asks_for_add_up(int waited, bool granted)
    {
        var outcome = new AttemptOutcome((HttpStatusCode)429, TimeSpan.FromSeconds(300));
        var policy = new RetryPolicy { LongestLimitWait = TimeSpan.FromMinutes(15) };
        Assert.Equal(granted, policy.Decide(2, true, outcome, 0, TimeSpan.FromSeconds(waited)) is not null);
        // After a gateway error, the usual pause applies.
        var gateway = new AttemptOutcome(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(300));
        Assert.Equal(granted ? 300 : 1, s_policy.Decide(2, true, gateway, 0, TimeSpan.FromSeconds(waited))!.Value.TotalSeconds);
    }

    // What was paused already -> whether the pause of one second is still granted.
    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Pauses_of_all_kinds_add_up_where_they_are_bounded(int paused, bool granted)
    {
        var policy = new RetryPolicy { LongestPauses = TimeSpan.FromSeconds(3) };
        foreach (HttpStatusCode? status in new HttpStatusCode?[] { null, HttpStatusCode.BadGateway })
        {
            TimeSpan? delay = policy.Decide(2, true, new AttemptOutcome(status), 0, paused: TimeSpan.FromSeconds(paused));
            Assert.Equal(granted, delay is not null);
        }
    }

    // Retry-After, which may lie in the past.
    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public void Who_grants_no_wait_gets_none(int? asked)
    {
        var policy = new RetryPolicy
        {
            LongestLimitWait = TimeSpan.Zero, LongestServerDelay = TimeSpan.Zero, LongestPauses = TimeSpan.Zero,
        };
        TimeSpan? retryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        Assert.Null(policy.Decide(1, true, new AttemptOutcome((HttpStatusCode)429, retryAfter), 0));
        Assert.Null(policy.Decide(1, true, new AttemptOutcome(HttpStatusCode.ServiceUnavailable, retryAfter), 0));
    }

    [Fact]
    public void A_gateway_error_may_name_a_time_too()
    {
        TimeSpan? Delay(int seconds) => s_policy.Decide(
            1, true, new AttemptOutcome(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(seconds)), 0);
        Assert.Equal(TimeSpan.FromSeconds(20), Delay(20));
        // An unreasonably long time does not end the retries, because the gateway may recover sooner.
        Assert.Equal(TimeSpan.FromSeconds(0.5), Delay(86400));
    }
}
