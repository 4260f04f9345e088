using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Several requests of a call that may not wait, while the allowance is used up as far as is known.</summary>
public class AllowanceProbeTests
{
    private static readonly TimeSpan s_requestTime = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void All_are_sent_when_the_probe_of_their_call_says_that_the_allowance_has_started_anew(int longestSeconds)
    {
        using TestApi api = UsedUp(longestSeconds, [Answer.Json("""{"uuid":"{1}","key":"A"}""")]);
        (int done, int refused) = Send(api, 40);
        Assert.Equal((40, 0), (done, refused));
        Assert.Equal(1 + 40, api.Stub.Requests.Length);
        Assert.False(api.Client.Allowance.Read().IsUsedUp);
    }

    [Fact]
    public void None_but_the_probe_is_sent_when_it_is_refused_too()
    {
        using TestApi api = UsedUp(0, [Answer.Empty(429, "Retry-After: 3000")]);
        (int done, int refused) = Send(api, 40);
        Assert.Equal((0, 40), (done, refused));
        Assert.Equal(1 + 1, api.Stub.Requests.Length);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public void The_deadline_of_the_call_ends_waiting_for_the_probe()
    {
        using TestApi api = UsedUp(0, [Answer.Hangs]);
        BitbucketClient hurried = NextCall(api).Until(Deadline.After(api.Clock, TimeSpan.FromSeconds(20)));
        int ended = 0;
        api.Clock.Simulate(() => Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            await Failures.OfAsync(() => hurried.SendAsync(Put(i), default));
            ended++;
        })));
        Assert.Equal(5, ended);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 19, 21);
    }

    /// <summary>An allowance that another call has used up an instant ago, for an hour.</summary>
    private static TestApi UsedUp(int longestSeconds, Respond[] answers)
    {
        var api = new TestApi(o => o with
        {
            Timeout = TimeSpan.FromDays(50),
            Retry = new RetryPolicy { LongestLimitWait = TimeSpan.FromSeconds(longestSeconds) },
        });
        api.Clock.LetsOthersWork = true;
        api.Stub.On("PUT", "repositories/.*", Answer.Empty(429, "Retry-After: 3592"));
        Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => api.Client.SendAsync(Put(0), default)));
        Assert.True(api.Client.Allowance.Read().IsUsedUp);
        api.Stub.Always("PUT", "repositories/.*", Answer.Slow(api.Clock, s_requestTime, answers[0]));
        return api;
    }

    private static BitbucketClient NextCall(TestApi api) => api.Client.ObservedBy(new List<ApiEvent>().Add);

    /// <summary>Sends requests of another call, five at a time.</summary>
    private static (int Done, int Refused) Send(TestApi api, int count)
    {
        BitbucketClient next = NextCall(api);
        int done = 0;
        int refused = 0;
        api.Clock.Simulate(() => OrderedParallel.RunAsync(
            [.. Enumerable.Range(0, count)], 5, i => $"{i}",
            async (i, token) =>
            {
                try
                {
                    return await next.SendAsync(Put(i), token);
                }
                catch (BitbucketApiException e) when (e.StatusCode == 429)
                {
                    return null;
                }
            },
            variable =>
            {
                refused += variable is null ? 1 : 0;
                done += variable is null ? 0 : 1;
            },
            default));
        return (done, refused);
    }

    private static ApiRequest<Variable> Put(int i) => new(Api.Json.WireContext.Default.Variable)
    {
        Method = HttpMethod.Put,
        Path = $"repositories/acme/r{i}/pipelines_config/variables/1",
        Body = "{}"u8.ToArray(),
    };
}
