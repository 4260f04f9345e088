namespace BitbucketPipelines.Api;

/// <summary>Counts requests, those that are sent again included. Safe to use from several threads.</summary>
internal sealed class RequestCounter
{
    private long _sent;
    private long _refused;

    /// <summary>The number of requests so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The number of those that were not refused because of the rate limit.</summary>
    public long Permitted => Sent - Interlocked.Read(ref _refused);

    /// <summary>Counts a 429.</summary>
    public void AddRefused() => Interlocked.Increment(ref _refused);

    /// <summary>Counts a request.</summary>
    public void Add() => Interlocked.Increment(ref _sent);
}
