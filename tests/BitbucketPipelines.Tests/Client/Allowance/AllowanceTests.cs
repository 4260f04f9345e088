using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Work that needs more requests than an hour allows, on a virtual clock.</summary>
public class AllowanceTests
{
    [Theory]
    [InlineData("nothing")]
    [InlineData("Retry-After")]
    [InlineData("X-RateLimit-Reset")]
    public void Four_thousand_changes_are_made_in_one_run_and_no_request_is_wasted(string header)
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 1000) { Headers = s => header == "nothing" ? [] : [$"{header}: {Limiter.Seconds(s)}"] };
        Serve(api, limiter);
        Run(api, 4000, [api.Client]);
        Assert.Equal(4000, limiter.Accepted);
        // Three hours are waited for. Up to five requests are in flight when the limit is reached; then only probes are sent.
        Assert.InRange(limiter.Refused, 3, 3 * (5 + (header == "nothing" ? 80 : 1)));
        Assert.InRange(api.Clock.Elapsed.TotalHours, 3, 3.1);
        // One message for each hour, and no other that the user would see.
        Assert.Equal(3, Waits(api).Length);
        Assert.DoesNotContain(api.Events, e => e.IsAloud || e.Delay > TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void The_message_says_how_many_are_allowed_and_when_it_goes_on()
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 10)
        {
            Headers = s => [$"Retry-After: {Limiter.Seconds(s)}", "X-RateLimit-Limit: 10, 10;w=3600"],
        };
        Serve(api, limiter);
        Run(api, 11, [api.Client]);
        AllowanceWait wait = Assert.Single(Waits(api)).Wait!;
        string time = wait.Until.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"The allowance of 10 requests an hour is used up; goes on at about {time}.", wait.Describe(null));
        Assert.Equal(
            $"The allowance of 10 requests an hour is used up; 16,600 changes are left; goes on at about {time}.",
            wait.Describe("16,600 changes are left"));
        Assert.InRange((wait.Until - VirtualClock.Start).TotalMinutes, 60, 60.2);
    }

    [Fact]
    public void A_window_that_rolls_is_used_without_many_refusals()
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 1000) { Rolls = true };
        Serve(api, limiter);
        Run(api, 4000, [api.Client]);
        Assert.Equal(4000, limiter.Accepted);
        Assert.InRange(api.Clock.Elapsed.TotalHours, 3, 3.5);
        Assert.InRange(limiter.Refused, 1, 300);
    }

    [Fact]
    public void Sessions_of_one_account_share_the_allowance()
    {
        using TestApi api = NewApi();
        BitbucketClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => Another(api, TestApi.Token))];
        var limiter = new Limiter(api.Clock, 200) { Headers = s => [$"Retry-After: {Limiter.Seconds(s)}"] };
        Serve(api, limiter);
        Run(api, 390, clients, 20);
        Assert.Equal(390, limiter.Accepted);
        // Those in flight when the limit was reached.
        Assert.InRange(limiter.Refused, 1, 20);
        Assert.Equal(390, clients[7].Allowance.Sent - limiter.Refused);
    }

    [Fact]
    public void One_session_of_an_account_is_told_for_all_that_wait()
    {
        using TestApi api = NewApi();
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        BitbucketClient[] clients = [Another(api, TestApi.Token), .. Enumerable.Range(0, 5).Select(
            i => Another(api, TestApi.Token, e => told.Enqueue(e.Wait is null ? "" : $"{i}")))];
        var limiter = new Limiter(api.Clock, 200) { Headers = s => [$"Retry-After: {Limiter.Seconds(s)}"] };
        Serve(api, limiter);
        Run(api, 390, clients, 20);
        Assert.Single(told, t => t.Length > 0);
    }

    [Fact]
    public void Another_account_goes_on()
    {
        using TestApi api = NewApi();
        BitbucketClient other = Another(api, "another-token");
        api.Stub.Always("PUT", "repositories/.*", Answer.By(
            r => r.Authorization == $"Bearer {TestApi.Token}" && api.Clock.Elapsed.TotalMinutes < 59
                ? Answer.Empty(429, "Retry-After: 3540") : Good));
        api.Clock.Simulate(async () =>
        {
            Task<Variable> blocked = api.Client.SendAsync(Put(1), default);
            await other.SendAsync(Put(2), default);
            Assert.Equal(TimeSpan.Zero, api.Clock.Elapsed);
            Assert.Equal((true, false), (api.Client.Allowance.Read().IsUsedUp, other.Allowance.Read().IsUsedUp));
            await blocked;
        });
        Assert.InRange(api.Clock.Elapsed.TotalMinutes, 59, 59.2);
    }

    [Fact]
    public void Another_resource_goes_on()
    {
        using TestApi api = NewApi();
        bool IsSource(StubRequest r) => r.Path.Contains("/src/");
        api.Stub.Always("GET", ".*", Answer.By(r => IsSource(r) && api.Clock.Elapsed.TotalMinutes < 30
            ? Answer.Empty(429, "Retry-After: 1800", "X-RateLimit-Resource: files")
            : Answer.Json("""{"uuid":"{1}"}""", 200, IsSource(r) ? "X-RateLimit-Resource: files" : "X-RateLimit-Resource: api")));
        ApiRequest Get(string kind) => ApiRequest.GetBytes($"repositories/a/b/{kind}/x") with { Accept = "*/*" };
        api.Clock.Simulate(async () =>
        {
            await api.Client.ReadBytesAsync(Get("pipelines"), default);
            Task<byte[]> file = api.Client.ReadBytesAsync(Get("src"), default);
            await api.Client.ReadBytesAsync(Get("pipelines"), default);
            await api.Client.ReadBytesAsync(Get("environments"), default);
            Assert.Equal(TimeSpan.Zero, api.Clock.Elapsed);
            await file;
        });
        Assert.InRange(api.Clock.Elapsed.TotalMinutes, 30, 30.2);
        Assert.Equal(5, api.Stub.Requests.Length);
    }

    [Fact]
    public void What_another_program_uses_is_waited_for_too()
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 1000);
        Serve(api, limiter, accepted => limiter.Use(accepted == 100 ? 900 : 0));
        Run(api, 200, [api.Client]);
        Assert.Equal(200, limiter.Accepted);
        Assert.InRange(limiter.Refused, 1, 100);
        Assert.InRange(api.Clock.Elapsed.TotalMinutes, 60, 61.1);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(3000)]
    public void A_limit_that_lasts_longer_than_announced_is_asked_about_again(int announced)
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 10) { Headers = s => [$"Retry-After: {Limiter.Seconds(Math.Min(s, announced))}"] };
        Serve(api, limiter);
        Run(api, 20, [api.Client]);
        Assert.Equal(20, limiter.Accepted);
        Assert.InRange(limiter.Refused, 2, 5 + (3600 / announced));
        Assert.InRange(api.Clock.Elapsed.TotalMinutes, 60, 61.5);
        Assert.Single(Waits(api));
    }

    [Fact]
    public void An_announcement_that_makes_no_sense_is_believed_for_an_hour_only()
    {
        using TestApi api = NewApi();
        var limiter = new Limiter(api.Clock, 10) { Headers = _ => ["Retry-After: 86400"] };
        Serve(api, limiter);
        Run(api, 12, [api.Client]);
        Assert.InRange(api.Clock.Elapsed.TotalMinutes, 60, 61.5);
    }

    [Fact]
    public void A_new_call_may_ask_when_no_other_waits()
    {
        using TestApi api = NewApi(TimeSpan.Zero);
        api.Stub.On("PUT", "repositories/.*", Answer.Empty(429, "Retry-After: 3592"), Good);
        Assert.Equal(429, Fail(api, Put(1)).StatusCode);
        BitbucketApiException e = Fail(api, Put(2));
        Assert.Equal(429, e.StatusCode);
        Assert.InRange(e.RetryAfter!.Value.TotalSeconds, 3592, 3598);
        Assert.Single(api.Stub.Requests);
        BitbucketClient next = api.Client.ObservedBy(new List<ApiEvent>().Add);
        api.Clock.Simulate(() => next.SendAsync(Put(3), default));
        Assert.False(api.Client.Allowance.Read().IsUsedUp);
        Assert.Equal(2, api.Stub.Requests.Length);
    }

    [Fact]
    public void Others_that_may_not_wait_fail_without_being_sent()
    {
        using TestApi api = NewApi();
        BitbucketClient hasty = api.Client.WithoutRetries();
        var limiter = new Limiter(api.Clock, 10) { Headers = s => [$"Retry-After: {Limiter.Seconds(s)}"] };
        Serve(api, limiter);
        api.Clock.Simulate(async () =>
        {
            Task all = OrderedParallel.RunAsync(
                [.. Enumerable.Range(0, 11)], 5, i => $"{i}", (i, t) => api.Client.SendAsync(Put(i), t), _ => { }, default);
            await Task.Delay(TimeSpan.FromMinutes(10), api.Clock);
            int sent = api.Stub.Requests.Length;
            BitbucketApiException e = await Failures.OfAsync(() => hasty.SendAsync(Put(99), default));
            Assert.Equal((429, sent), (e.StatusCode, api.Stub.Requests.Length));
            Assert.InRange(e.RetryAfter!.Value.TotalMinutes, 49.5, 50.2);
            await all;
        });
    }

    [Fact]
    public void A_short_pause_concerns_one_request_only()
    {
        using TestApi api = NewApi();
        int n = 0;
        api.Stub.Always("PUT", "repositories/.*", Answer.By(_ => Interlocked.Increment(ref n) % 7 == 0
            ? Answer.Empty(429, "Retry-After: 1") : Good));
        Run(api, 1000, [api.Client]);
        // 166 pauses of a second, five at a time.
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 30, 80);
        Assert.Empty(Waits(api));
    }

    [Fact]
    public void Requests_slow_down_when_little_is_left()
    {
        using TestApi api = NewApi();
        api.Stub.Always("PUT", "repositories/.*", Answer.By(_ => Answer.Json(
            """{"uuid":"{1}","key":"A"}""", 200, "X-RateLimit-NearLimit: true", "X-RateLimit-Limit: 1000, 1000;w=3600")));
        Run(api, 10, [api.Client]);
        Assert.Equal(TimeSpan.Zero, api.Clock.Elapsed);
        Run(api, 100, [api.Client]);
        // 3.6 seconds each: 1,000 an hour.
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 95 * 3.6, 105 * 3.6);
        Assert.Empty(Waits(api));
    }

    [Fact]
    public void A_step_of_the_clock_changes_nothing()
    {
        var stub = new StubHandler();
        var clock = new SteppedClock(new VirtualClock());
        using var client = new BitbucketClient(new BitbucketClientOptions { Clock = clock, WrapHandler = inner =>
        {
            inner.Dispose();
            return stub;
        } });
        stub.On("PUT", "repositories/.*", Answer.Empty(429, "Retry-After: 600"), Good);
        SynchronizationContext.SetSynchronizationContext(null);
        clock.Inner.Auto = false;
        Task<Variable> sending = client.SendAsync(Put(1), default);
        clock.Step = TimeSpan.FromHours(-5);
        Assert.InRange(client.Allowance.Read().Wait!.Value.TotalSeconds, 600, 606);
        clock.Inner.Advance(TimeSpan.FromSeconds(599));
        Assert.False(sending.IsCompleted);
        clock.Inner.Advance(TimeSpan.FromSeconds(7));
        Assert.True(sending.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_of_each_request_at_once()
    {
        using TestApi api = NewApi();
        api.Clock.Auto = false;
        api.Stub.Always("PUT", "repositories/.*", Answer.Empty(429, "Retry-After: 3592"));
        using var stop = new CancellationTokenSource();
        Task<Variable>[] all = [.. Enumerable.Range(0, 20).Select(i => api.Client.SendAsync(Put(i), stop.Token))];
        await stop.CancelAsync();
        foreach (Task<Variable> one in all)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        Assert.Equal(0, api.Clock.OpenTimers);
        Assert.InRange(api.Stub.Requests.Length, 1, 20);
    }

    [Fact]
    public void What_is_known_can_be_asked_and_what_is_not_known_is_empty()
    {
        using TestApi api = NewApi(TimeSpan.Zero);
        AllowanceState state = api.Client.Allowance.Read();
        Assert.Equal((null, 0, null, null, null), (state.Limit, state.Used, state.Left, state.Reset, state.Wait));
        Assert.Equal(1000, api.Client.Allowance.Limit);
        api.Stub.On("PUT", "repositories/.*",
            Answer.Json("""{"uuid":"{1}"}""", 200, "X-RateLimit-Limit: 10000, 10000;w=3600", "X-RateLimit-Reset: 1200"),
            Answer.Empty(429, "Retry-After: 900"));
        api.Clock.Simulate(() => api.Client.SendAsync(Put(1), default));
        state = api.Client.Allowance.Read();
        Assert.Equal((10_000, 1, 9999, 1200), (state.Limit!.Value, state.Used, state.Left!.Value, (int)state.Reset!.Value.TotalSeconds));
        Fail(api, Put(2));
        state = api.Client.Allowance.Read();
        Assert.Equal((true, 0), (state.IsUsedUp, state.Left!.Value));
        Assert.InRange(state.Wait!.Value.TotalSeconds, 900, 906);
    }

    // requests -> hours, by the default limit, when none was sent before
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 0)]
    [InlineData(1001, 1)]
    [InlineData(2000, 1)]
    [InlineData(18_007, 18)]
    public void The_time_for_much_work_is_told_in_advance(int requests, int hours)
    {
        using TestApi api = NewApi();
        Assert.Equal(TimeSpan.FromHours(hours), api.Client.Allowance.TimeFor(requests));
    }

    private static Respond Good { get; } = Answer.Json("""{"uuid":"{1}","key":"A"}""");

    private static TestApi NewApi(TimeSpan? longest = null)
    {
        var api = new TestApi(o => o with
        {
            // No time-out: the clock may jump while the thread pool is busy.
            Timeout = TimeSpan.FromDays(50),
            Retry = longest is { } limit ? new RetryPolicy { LongestLimitWait = limit } : o.Retry,
        });
        api.Clock.LetsOthersWork = true;
        return api;
    }

    /// <summary>A client of another session.</summary>
    private static BitbucketClient Another(TestApi api, string token, Action<ApiEvent>? observer = null) => new(new BitbucketClientOptions
    {
        Observer = observer,
        Credential = ApiCredential.Bearer(() => token),
        Clock = api.Clock,
        Timeout = TimeSpan.FromDays(50),
        WrapHandler = inner =>
        {
            inner.Dispose();
            return api.Stub;
        },
    });

    private static ApiEvent[] Waits(TestApi api) => [.. api.Events.Where(e => e.Wait is not null)];

    private static void Serve(TestApi api, Limiter limiter, Action<int>? accepted = null) => api.Stub.Always(
        "PUT", "repositories/.*", limiter.Answer(_ =>
        {
            accepted?.Invoke(limiter.Accepted);
            return Good;
        }));

    private static void Run(TestApi api, int requests, BitbucketClient[] clients, int atOnce = 5)
    {
        int done = 0;
        api.Clock.Simulate(() => OrderedParallel.RunAsync(
            [.. Enumerable.Range(0, requests)], atOnce, i => $"{i}",
            (i, token) => clients[i % clients.Length].SendAsync(Put(i), token), _ => done++, default));
        Assert.Equal(requests, done);
    }

    private static BitbucketApiException Fail(TestApi api, ApiRequest<Variable> request) =>
        Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => api.Client.SendAsync(request, default)));

    private static ApiRequest<Variable> Put(int i) => new(Api.Json.WireContext.Default.Variable)
    {
        Method = HttpMethod.Put,
        Path = $"repositories/acme/r{i / 40}/pipelines_config/variables/{i % 40}",
        Body = "{}"u8.ToArray(),
    };

    /// <summary>A clock whose time of day is set while it runs.</summary>
    private sealed class SteppedClock(VirtualClock inner) : TimeProvider
    {
        public VirtualClock Inner { get; } = inner;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => Inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow() + Step;

        public override long GetTimestamp() => Inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Inner.CreateTimer(callback, state, dueTime, period);
    }
}
