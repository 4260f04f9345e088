using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>One operation has a limited number of requests in flight, and sends none that must fail.</summary>
public sealed class RequestGateTests
{
    private static readonly BitbucketApiException s_rejected = new("No")
    {
        Kind = ApiErrorKind.Status,
        Status = System.Net.HttpStatusCode.Unauthorized,
    };

    private readonly RequestGate _gate = new(new RequestSlots(3), e => e as BitbucketApiException);

    [Fact]
    public async Task No_more_run_than_allowed_and_all_run()
    {
        int running = 0;
        int most = 0;
        int[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _gate.RunAsync(
            "account",
            async () =>
            {
                int now = Interlocked.Increment(ref running);
                lock (_gate)
                {
                    most = Math.Max(most, now);
                }

                await Task.Yield();
                Interlocked.Decrement(ref running);
                return i;
            },
            default)));
        Assert.Equal(Enumerable.Range(0, 20), results);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task After_rejected_credentials_nothing_more_is_sent_for_that_account()
    {
        await Assert.ThrowsAsync<BitbucketApiException>(() => _gate.RunAsync<int>("one", () => throw s_rejected, default));
        AccountEndedException ended = await Assert.ThrowsAsync<AccountEndedException>(
            () => _gate.RunAsync<int>("one", () => throw new InvalidOperationException("It was sent."), default));
        Assert.Same(s_rejected, ended.Cause);
        Assert.Equal(7, await _gate.RunAsync("other", () => Task.FromResult(7), default));
    }

    [Fact]
    public async Task Another_failure_concerns_one_request_only()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _gate.RunAsync<int>("one", () => throw new InvalidOperationException(), default));
        Assert.Equal(7, await _gate.RunAsync("one", () => Task.FromResult(7), default));
    }

    [Fact]
    public async Task What_waits_can_be_cancelled_and_takes_no_place()
    {
        var held = new TaskCompletionSource<int>();
        Task[] all = [.. Enumerable.Range(0, 3).Select(_ => _gate.RunAsync("a", () => held.Task, default))];
        using var cancel = new CancellationTokenSource();
        Task<int> waiting = _gate.RunAsync("a", () => Task.FromResult(1), cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.SetResult(0);
        await Task.WhenAll(all);
        Assert.Equal(2, await _gate.RunAsync("a", () => Task.FromResult(2), default));
    }
}
