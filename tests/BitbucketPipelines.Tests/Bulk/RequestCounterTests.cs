using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Requests that only -WhatIf sends are counted apart.</summary>
public sealed class RequestCounterTests
{
    [Fact]
    public async Task What_only_a_plan_needs_is_counted_apart_also_on_other_threads_and_not_after_it()
    {
        var counter = new RequestCounter();
        counter.Add();
        Task other = Task.Run(counter.Add);
        await counter.ForPlanAsync(async () =>
        {
            counter.Add();
            await Task.Run(counter.Add);
        });
        counter.Add();
        await other;
        Assert.Equal((5, 2), (counter.Sent, counter.ForPlan));
    }
}
