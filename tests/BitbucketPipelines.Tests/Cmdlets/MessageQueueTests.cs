namespace BitbucketPipelines.Tests;

/// <summary>The queue between the network and the pipeline is bounded by the memory that its messages hold.</summary>
public class MessageQueueTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private static Action? Take(MessageQueue queue) => queue.TryTake(out Action? message, TimeSpan.Zero) ? message : null;

    [Fact]
    public void Messages_come_out_in_order_and_the_queue_ends_when_all_are_taken()
    {
        var queue = new MessageQueue();
        var taken = new List<int>();
        for (int i = 0; i < 3; i++)
        {
            int number = i;
            queue.Add(() => taken.Add(number), 1, default);
        }

        queue.Complete();
        queue.Add(() => taken.Add(99), 1, default);
        Assert.False(queue.IsCompleted);
        while (queue.TryTake(out Action? message, s_long))
        {
            message();
        }

        Assert.True(queue.IsCompleted);
        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public void A_full_queue_still_takes_what_must_not_wait()
    {
        var queue = new MessageQueue();
        queue.Add(() => { }, MessageQueue.Capacity, default);
        Assert.True(queue.IsFull);
        Assert.False(queue.TryAdd(() => { }, 1));
        queue.AddAnyway(() => { }, 1);
        Assert.NotNull(Take(queue));
        Assert.False(queue.IsFull);
        Assert.NotNull(Take(queue));
        Assert.Null(Take(queue));
    }

    [Fact]
    public void A_thousand_ordinary_messages_have_room()
    {
        var queue = new MessageQueue();
        for (int i = 0; i < 1024; i++)
        {
            queue.Add(() => { }, MessageQueue.OrdinaryWeight, default);
        }

        Assert.NotNull(Take(queue));
    }

    [Theory]
    [InlineData(MessageQueue.Capacity, 1)]
    [InlineData(MessageQueue.Capacity / 2, (MessageQueue.Capacity / 2) + 1)]
    [InlineData(1, 10 * MessageQueue.Capacity)]
    public async Task What_does_not_fit_waits_for_room(long first, long second)
    {
        var queue = new MessageQueue();
        queue.Add(() => { }, first, default);
        Task adding = Task.Run(() => queue.Add(() => { }, second, default));
        Assert.NotSame(adding, await Task.WhenAny(adding, Task.Delay(50)));
        Assert.NotNull(Take(queue));
        await adding.WaitAsync(s_long);
        Assert.NotNull(Take(queue));
    }

    [Fact]
    public void A_message_that_is_heavier_than_the_whole_queue_waits_alone()
    {
        var queue = new MessageQueue();
        queue.Add(() => { }, 100 * MessageQueue.Capacity, default);
        Assert.NotNull(Take(queue));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_room()
    {
        var queue = new MessageQueue();
        queue.Add(() => { }, MessageQueue.Capacity, default);
        using var stop = new CancellationTokenSource();
        Task adding = Task.Run(() => queue.Add(() => { }, 1, stop.Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adding.WaitAsync(s_long));
        Assert.NotNull(Take(queue));
        Assert.Null(Take(queue));
    }

    [Fact]
    public async Task The_end_wakes_whoever_waits()
    {
        var queue = new MessageQueue();
        Task<bool> taking = Task.Run(() => queue.TryTake(out _, s_long));
        queue.Complete();
        Assert.False(await taking.WaitAsync(s_long));

        var full = new MessageQueue();
        full.Add(() => { }, MessageQueue.Capacity, default);
        Task adding = Task.Run(() => full.Add(() => { }, 1, default));
        full.Complete();
        await adding.WaitAsync(s_long);
    }

    [Fact]
    public async Task Many_threads_lose_no_message()
    {
        var queue = new MessageQueue();
        int taken = 0;
        Task[] adding = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                queue.Add(() => taken++, MessageQueue.Capacity / 3, default);
            }
        }))];
        _ = Task.WhenAll(adding).ContinueWith(_ => queue.Complete(), TaskScheduler.Default);
        while (queue.TryTake(out Action? message, s_long))
        {
            message();
        }

        await Task.WhenAll(adding);
        Assert.Equal(4000, taken);
    }
}
