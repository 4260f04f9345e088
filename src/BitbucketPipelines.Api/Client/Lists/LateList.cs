using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads lists that can lag behind writes.</summary>
internal static class LateList
{
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    /// <summary>Reads all pages and applies what this session wrote recently, as far as nobody else has changed it since.</summary>
    /// <param name="client">The client.</param>
    /// <param name="list">The request for the list.</param>
    /// <param name="key">Returns the uuid of an object.</param>
    /// <param name="get">The request for one object, with which doubts are settled; null where Bitbucket has none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadCurrentAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> key, Func<string, ApiRequest<T>>? get,
        CancellationToken cancellationToken)
        where T : class
    {
        List<T> listed = await client.ReadAllAsync(list, key, cancellationToken).ConfigureAwait(false);
        await SettleDoubtsAsync(client, list.Path, listed, key, get, cancellationToken).ConfigureAwait(false);
        return client.Written.Complete(list.Path, listed, key);
    }

    /// <summary>
    /// Reads all pages for output: with the objects that this session created recently, and without those that it removed. An object that
    /// the list shows is returned as it is shown.
    /// </summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadVisibleAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> key, Func<string, ApiRequest<T>>? get,
        CancellationToken cancellationToken, Action<int, long?>? progress = null, AccountGate? gate = null)
        where T : class
    {
        List<T> listed = await client.ReadAllAsync(list, key, cancellationToken, progress, gate).ConfigureAwait(false);
        await SettleDoubtsAsync(client, list.Path, listed, key, get, cancellationToken, isShownEnough: true).ConfigureAwait(false);
        return client.Written.Complete(list.Path, listed, key, preferListed: true);
    }

    /// <summary>
    /// Finds out whether a list that does not show what this session wrote lags behind, or somebody else has written since: asks for the
    /// objects themselves. Where that is not possible, what the list shows counts, unless it was so before this session wrote; and what a
    /// list has shown before does not vanish because a list lags behind.
    /// </summary>
    private static async Task SettleDoubtsAsync<T>(
        BitbucketClient client, string place, List<T> listed, Func<T, string?> key, Func<string, ApiRequest<T>>? get,
        CancellationToken cancellationToken, bool isShownEnough = false)
        where T : class
    {
        foreach ((string uuid, T? shown) in client.Written.Doubts(place, listed, key).Where(d => !isShownEnough || d.Shown is null))
        {
            if (get is null)
            {
                if (shown is not null ? !client.Written.IsOwnOrBefore(place, uuid, shown) : client.Written.WasListed(place, uuid))
                {
                    client.Written.Forget(place, uuid);
                }

                continue;
            }

            try
            {
                T now = await client.SendAsync(get(uuid), cancellationToken).ConfigureAwait(false);
                if (!client.Written.IsOwnOrBefore(place, uuid, now))
                {
                    client.Written.Note(place, uuid, now);
                }
            }
            catch (BitbucketApiException e) when (e.IsGone)
            {
                client.Written.NoteRemoved(place, uuid);
            }
            catch (BitbucketApiException)
            {
                // The doubt stays, and what was written counts.
            }
        }
    }

    /// <summary>
    /// Looks for an object that the server says exists: at once, then again with growing pauses, for about eight seconds.
    /// </summary>
    /// <returns>The object, or null when it does not appear.</returns>
    public static async Task<T?> FindAsync<T>(TimeProvider clock, Func<Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        for (int i = 0; ; i++)
        {
            if (await look().ConfigureAwait(false) is { } found)
            {
                return found;
            }

            if (i == s_pauses.Length)
            {
                return null;
            }

            await clock.DelayAsync(s_pauses[i], cancellationToken).ConfigureAwait(false);
        }
    }
}
