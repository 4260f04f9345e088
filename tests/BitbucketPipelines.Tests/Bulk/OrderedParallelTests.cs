using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Items are processed in parallel, and the results are in order.</summary>
public sealed class OrderedParallelTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_items_and_no_more_run_than_allowed()
    {
        int running = 0;
        int most = 0;
        var gates = Enumerable.Range(0, 20).Select(_ => new TaskCompletionSource()).ToArray();
        var results = new List<int>();
        Task all = OrderedParallel.RunAsync(
            Enumerable.Range(0, 20).ToArray(), 4, i => $"{i}",
            async (i, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await gates[i].Task;
                Interlocked.Decrement(ref running);
                return i;
            },
            results.Add, default);
        // Of four parallel items, the last one ends first.
        for (int i = 0; i < 20; i += 4)
        {
            for (int j = 3; j >= 0; j--)
            {
                gates[i + j].SetResult();
            }
        }

        await all;
        Assert.Equal(Enumerable.Range(0, 20), results);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Items_of_one_key_follow_one_another()
    {
        var order = new List<int>();
        await OrderedParallel.RunAsync(
            Enumerable.Range(0, 30).ToArray(), 8, i => $"{i % 3}",
            async (i, _) =>
            {
                await Task.Yield();
                lock (order)
                {
                    order.Add(i);
                }

                return i;
            },
            _ => { }, default);
        Assert.All(Enumerable.Range(0, 3), key => Assert.Equal(order.Where(i => i % 3 == key).Order(), order.Where(i => i % 3 == key)));
    }

    [Fact]
    public async Task Cancelling_ends_everything_and_leaves_nothing_running()
    {
        using var stop = new CancellationTokenSource();
        int running = 0;
        Task all = OrderedParallel.RunAsync(
            Enumerable.Range(0, 100).ToArray(), 5, i => $"{i}",
            async (i, token) =>
            {
                Interlocked.Increment(ref running);
                try
                {
                    await Answer.NeverAsync(token);
                    return i;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            },
            _ => { }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.Equal(0, running);
    }

    [Fact]
    public async Task A_fault_is_told()
    {
        await Assert.ThrowsAsync<FormatException>(() => OrderedParallel.RunAsync(
            (int[])[1, 2, 3], 2, i => $"{i}", (i, _) => i == 2 ? throw new FormatException() : Task.FromResult(i), _ => { }, default));
    }
}
