using System.Collections.Concurrent;

namespace BitbucketPipelines.Api;

/// <summary>
/// Limits how many requests one operation has in flight. After rejected credentials or an exhausted rate limit, it lets no more requests
/// of that account pass. Safe to use from several threads.
/// </summary>
/// <param name="limit">The maximum number of requests in flight, at least 1.</param>
/// <param name="causeOf">Gives the failed request that an exception is about; null for any other exception.</param>
#pragma warning disable CA1001 // The semaphore has no handle as long as nobody asks for it, and abandoned work may release it late.
internal sealed class RequestGate(int limit, Func<Exception, BitbucketApiException?> causeOf)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _free = new(Math.Max(1, limit));
    private readonly ConcurrentDictionary<object, BitbucketApiException> _ends = new();

    /// <summary>Waits until fewer requests than the limit are in flight, then runs the work.</summary>
    /// <param name="account">The account whose credentials are used.</param>
    /// <param name="work">Sends one request, or several one after the other.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="AccountEndedException">An earlier request says that this one would fail in the same way.</exception>
    public async Task<T> RunAsync<T>(object account, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_ends.TryGetValue(account, out BitbucketApiException? end))
            {
                throw new AccountEndedException(end);
            }

            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (causeOf(e) is { } cause && BulkWork.IsEnd(cause))
        {
            _ends.TryAdd(account, cause);
            throw;
        }
        finally
        {
            _free.Release();
        }
    }
}
