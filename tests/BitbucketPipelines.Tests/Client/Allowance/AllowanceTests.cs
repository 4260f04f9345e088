using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Work that needs more requests than an hour allows, on a virtual clock.</summary>
public class AllowanceTests
{
    private static readonly string[] s_names = [.. Enumerable.Range(0, 40).Select(i => $"V{i:00}")];

    [Theory]
    [InlineData("nothing")]
    [InlineData("Retry-After")]
    [InlineData("X-RateLimit-Reset")]
    public void Four_thousand_changes_are_made_in_one_run_and_no_request_is_wasted(string header)
    {
        using var api = new TestApi();
        var limiter = new Limiter(api.Clock, 1000) { Headers = s => header == "nothing" ? [] : [$"{header}: {Limiter.Seconds(s)}"] };
        Serve(api, limiter);
        Run(api, 100);
        Assert.Equal(4000, limiter.Accepted);
        // Three hours are waited for. Up to five requests are in flight when the limit is reached; then only probes are sent.
        Assert.InRange(limiter.Refused, 3, header == "nothing" ? 3 * (5 + 62) : 3 * 5);
        Assert.InRange(api.Clock.Elapsed.TotalHours, 3, 3.1);
        Assert.InRange(Waits(api).Length, 1, 4);
    }

    private static ApiEvent[] Waits(TestApi api) => [.. api.Events.Where(e => e.Wait is not null)];

    private static void Serve(TestApi api, Limiter limiter) => api.Stub.Always(
        "PUT", "repositories/.*", limiter.Answer(_ => Answer.Json("""{"uuid":"{1}","key":"A"}""")));

    private static void Run(TestApi api, int repositories)
    {
        api.Clock.LetsOthersWork = true;
        (int, string)[] all = [.. Enumerable.Range(0, repositories).SelectMany(r => s_names.Select(n => (r, n)))];
        int done = 0;
        api.Clock.Simulate(() => OrderedParallel.RunAsync(
            all, 5, i => $"{i}", (item, token) => api.Client.SendAsync(Put(item.Item1, item.Item2), token), _ => done++, default));
        Assert.Equal(all.Length, done);
    }

    private static ApiRequest<Variable> Put(int repository, string name) => new(Api.Json.WireContext.Default.Variable)
    {
        Method = HttpMethod.Put,
        Path = $"repositories/acme/r{repository}/pipelines_config/variables/{name}",
        Body = "{}"u8.ToArray(),
    };
}
