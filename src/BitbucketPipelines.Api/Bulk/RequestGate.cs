using System.Collections.Concurrent;

namespace BitbucketPipelines.Api;

/// <summary>
/// Limits how many requests one operation has in flight. After rejected credentials or an exhausted rate limit, it lets no more requests
/// of that account pass. Safe to use from several threads.
/// </summary>
/// <param name="slots">The limit, which may count other requests of the operation, too.</param>
/// <param name="causeOf">Gives the failed request that an exception is about; null for any other exception.</param>
internal sealed class RequestGate(RequestSlots slots, Func<Exception, BitbucketApiException?> causeOf)
{
    private readonly ConcurrentDictionary<object, BitbucketApiException> _ends = new();

    /// <summary>Waits until fewer requests than the limit are in flight, then runs the work.</summary>
    /// <param name="account">The account whose credentials are used.</param>
    /// <param name="work">Sends one request, or several one after the other.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="AccountEndedException">An earlier request says that this one would fail in the same way.</exception>
    public async Task<T> RunAsync<T>(object account, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using IDisposable slot = await slots.TakeAsync(cancellationToken).ConfigureAwait(false);
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
    }
}
