namespace BitbucketPipelines.Api;

/// <summary>Counts requests, those that are sent again included. Safe to use from several threads.</summary>
internal sealed class RequestCounter
{
    private long _sent;
    private readonly AsyncLocal<bool> _isForPlan = new();
    private long _refused;
    private long _forPlan;

    /// <summary>The number of requests so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The number of those that were not refused because of the rate limit.</summary>
    public long Permitted => Sent - Interlocked.Read(ref _refused);

    /// <summary>How many of the requests only a plan needed: see <see cref="ForPlanAsync"/>.</summary>
    public long ForPlan => Interlocked.Read(ref _forPlan);

    /// <summary>Runs work that only -WhatIf does, so that its requests are no part of what the planned work costs.</summary>
    public async Task ForPlanAsync(Func<Task> work)
    {
        // The value applies to what this method awaits, not to its caller.
        _isForPlan.Value = true;
        await work().ConfigureAwait(false);
    }

    /// <summary>Counts a 429.</summary>
    public void AddRefused() => Interlocked.Increment(ref _refused);

    /// <summary>Counts a request.</summary>
    public void Add()
    {
        Interlocked.Increment(ref _sent);
        if (_isForPlan.Value)
        {
            Interlocked.Increment(ref _forPlan);
        }
    }
}
