namespace BitbucketPipelines.Api;

/// <summary>
/// The number of requests that one operation may send. Each attempt counts, also one that the server refuses, and each page of a list. The
/// parts of a download that the storage sends do not count: they belong to the request that led there. Safe to use from several threads.
/// </summary>
internal sealed class RequestBudget
{
    private readonly RequestBudget? _whole;
    private readonly int _kept;
    private int _left;

    /// <summary>Creates a budget.</summary>
    /// <param name="most">The maximum number of requests.</param>
    public RequestBudget(int most) => (Most, _left) = (most, most);

    private RequestBudget(RequestBudget whole, int kept) => (_whole, _kept, Most) = (whole, kept, whole.Most);

    /// <summary>The maximum number of requests of the operation.</summary>
    public int Most { get; }

    /// <summary>The number of requests that may still be sent.</summary>
    public int Left => Math.Max(0, _whole is null ? Volatile.Read(ref _left) : _whole.Left - _kept);

    /// <summary>The same budget for a part of the operation that leaves so many requests for the rest.</summary>
    public RequestBudget Keeping(int requests) => new(this, requests);

    /// <summary>Counts a request that is about to be sent; false when it must not be sent.</summary>
    public bool TryTake() => _whole is null ? Interlocked.Decrement(ref _left) >= 0 : Left > 0 && _whole.TryTake();
}
