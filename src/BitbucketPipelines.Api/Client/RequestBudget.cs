namespace BitbucketPipelines.Api;

/// <summary>
/// The number of requests that one operation may send. Each attempt counts, also one that the server refuses, and each page of a list. The
/// parts of a download that the storage sends do not count: they belong to the request that led there. Safe to use from several threads.
/// </summary>
/// <param name="most">The maximum number of requests.</param>
internal sealed class RequestBudget(int most)
{
    private int _left = most;

    /// <summary>The maximum number of requests.</summary>
    public int Most { get; } = most;

    /// <summary>The number of requests that may still be sent.</summary>
    public int Left => Math.Max(0, Volatile.Read(ref _left));

    /// <summary>Counts a request that is about to be sent; false when it must not be sent.</summary>
    public bool TryTake() => Interlocked.Decrement(ref _left) >= 0;
}
