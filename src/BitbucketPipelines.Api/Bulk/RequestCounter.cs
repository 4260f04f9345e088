namespace BitbucketPipelines.Api;

/// <summary>Counts requests, those that are sent again included. Safe to use from several threads.</summary>
internal sealed class RequestCounter
{
    private long _sent;

    /// <summary>The number of requests so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Counts a request.</summary>
    public void Add() => Interlocked.Increment(ref _sent);
}
