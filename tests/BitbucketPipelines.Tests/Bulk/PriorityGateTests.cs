using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>The order in which requests of bulk work are sent.</summary>
public sealed class PriorityGateTests
{
    [Fact]
    public async Task The_lowest_rank_goes_first_and_then_the_one_that_has_waited_longest()
    {
        var gate = new PriorityGate(1);
        await gate.WaitAsync(9, default);
        var order = new List<string>();
        Task[] all = [.. new[] { (3, "c"), (1, "a"), (3, "d"), (2, "b") }.Select(async wanted =>
        {
            await gate.WaitAsync(wanted.Item1, default);
            order.Add(wanted.Item2);
            gate.Release();
        })];
        Assert.Empty(order);
        gate.Release();
        await Task.WhenAll(all);
        Assert.Equal(["a", "b", "c", "d"], order);
    }

    [Fact]
    public async Task A_canceled_wait_takes_no_turn()
    {
        var gate = new PriorityGate(1);
        await gate.WaitAsync(0, default);
        using var cancel = new CancellationTokenSource();
        Task canceled = gate.WaitAsync(0, cancel.Token);
        Task next = gate.WaitAsync(1, default);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        Assert.False(next.IsCompleted);
        gate.Release();
        await next;
        gate.Release();
        await gate.WaitAsync(0, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.WaitAsync(0, cancel.Token));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    public async Task No_more_than_allowed_have_a_turn(int atOnce, int expected)
    {
        var gate = new PriorityGate(atOnce);
        Task[] all = [.. Enumerable.Range(0, 5).Select(i => gate.WaitAsync(i, default))];
        Assert.Equal(expected, all.Count(t => t.IsCompleted));
        for (int i = 0; i < 5; i++)
        {
            gate.Release();
        }

        await Task.WhenAll(all);
    }
}
