namespace BitbucketPipelines.Api;

/// <summary>
/// Limits how many requests one operation has in flight, whatever it sends them for. A request is in flight until its response has been
/// read, or until a download of it is closed; pauses between its attempts do not count. Safe to use from several threads.
/// </summary>
/// <param name="limit">The maximum number of requests in flight, at least 1.</param>
#pragma warning disable CA1001 // The semaphore has no handle as long as nobody asks for it, and abandoned work may release it late.
internal sealed class RequestSlots(int limit)
#pragma warning restore CA1001
{
    /// <summary>The limit of an operation that states none.</summary>
    public const int DefaultLimit = 5;

    private readonly SemaphoreSlim _free = new(Math.Max(1, limit));

    /// <summary>The maximum number of requests in flight.</summary>
    public int Limit { get; } = Math.Max(1, limit);

    /// <summary>Waits until fewer requests than the limit are in flight. The slot is free again when it is disposed.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled; there is no slot to dispose.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Slot(_free);
    }

    /// <summary>The same for a request that must be sent before a deadline.</summary>
    /// <exception cref="BitbucketApiException">The deadline has passed.</exception>
    public async Task<IDisposable> TakeAsync(BitbucketClient client, ApiRequest request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = client.Clock.CancelAfter(client.Deadline.Left, cancellationToken);
        try
        {
            return await TakeAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RequestErrors.NotSent(request);
        }
    }

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                free.Release();
            }
        }
    }
}
