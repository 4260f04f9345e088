using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads lists that can lag behind writes.</summary>
internal static class LateList
{
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    /// <summary>Reads all pages and applies what this session wrote recently.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadCurrentAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> key, CancellationToken cancellationToken)
        where T : class
    {
        return client.Written.Complete(list.Path, await client.ReadAllAsync(list, key, cancellationToken).ConfigureAwait(false), key);
    }

    /// <summary>
    /// Reads all pages for output: with the objects that this session created recently, and without those that it removed. An object that
    /// the list shows is returned as it is shown.
    /// </summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadVisibleAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> key, CancellationToken cancellationToken,
        Action<int, long?>? progress = null, AccountGate? gate = null)
        where T : class
    {
        List<T> listed = await client.ReadAllAsync(list, key, cancellationToken, progress, gate).ConfigureAwait(false);
        return client.Written.Complete(list.Path, listed, key, preferListed: true);
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
