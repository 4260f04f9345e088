using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests.Output;

/// <summary>The time left of work that the allowance of requests slows down.</summary>
public sealed class WorkPaceTests
{
    [Theory]
    [InlineData("nothing", 3500)]
    [InlineData("X-RateLimit-Reset", 3500)]
    // All of the last hour's requests are needed: an hour more would be wrong by more than a tenth.
    [InlineData("nothing", 8000)]
    [InlineData("X-RateLimit-Reset", 8000)]
    public void Once_the_limit_is_met_the_time_left_is_right_within_a_tenth(string header, int all)
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromDays(50) });
        var counter = new RequestCounter();
        BitbucketClient client = api.Client.ObservedBy(null, counter);
        var limiter = new Limiter(api.Clock, 1000) { Headers = s => header == "nothing" ? [] : [$"{header}: {Limiter.Seconds(s)}"] };
        api.Stub.Always("PUT", "repositories/.*", limiter.Answer(_ => Answer.Slow(
            api.Clock, TimeSpan.FromSeconds(0.2), Answer.Json("""{"uuid":"{1}","key":"A","value":"1"}"""))));
        var pace = new WorkPace(client.Allowance, counter);
        var told = new List<(TimeSpan At, TimeSpan Left)>();
        int complete = 0;
        api.Clock.Simulate(() => OrderedParallel.RunAsync(
            [.. Enumerable.Range(0, all)], 5, i => $"{i}",
            async (i, token) =>
            {
                Variable done = await client.SendAsync(Put(i), token);
                if (++complete % 25 == 0 && complete < all)
                {
                    told.Add((api.Clock.Elapsed, pace.Left(api.Clock.Elapsed, (double)complete / all)));
                }

                return done;
            },
            _ => { }, default));
        (TimeSpan At, TimeSpan Left)[] late = [.. told.Where(t => t.At > TimeSpan.FromHours(1))];
        Assert.True(late.Length > 50, "Nothing was looked at.");
        Assert.All(late, t =>
        {
            double left = (api.Clock.Elapsed - t.At).TotalHours;
            // Within a tenth; near the end also within three minutes.
            Assert.InRange(t.Left.TotalHours, (left * 0.9) - 0.05, (left * 1.1) + 0.05);
        });
    }

    [Fact]
    public void Without_a_limit_it_is_the_time_of_what_is_done()
    {
        using var api = new TestApi();
        var pace = new WorkPace(api.Client.Allowance, new RequestCounter());
        Assert.Equal(TimeSpan.FromSeconds(8), pace.Left(TimeSpan.FromSeconds(2), 0.2));
    }

    private static ApiRequest<Variable> Put(int i) => new(Api.Json.WireContext.Default.Variable)
    {
        Method = HttpMethod.Put,
        Path = $"repositories/acme/r{i / 40}/pipelines_config/variables/{i % 40}",
        Body = "{}"u8.ToArray(),
    };
}
