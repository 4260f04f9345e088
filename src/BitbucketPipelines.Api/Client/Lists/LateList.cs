using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reading lists that lag behind writes.</summary>
internal static class LateList
{
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    /// <summary>Reads all pages, completed with what this session has written lately.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadCurrentAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> key, CancellationToken cancellationToken)
        where T : class
    {
        return client.Written.Complete(list.Path, await client.ReadAllAsync(list, key, cancellationToken).ConfigureAwait(false), key);
    }

    /// <summary>
    /// Looks for something that the server says is there: at once, then some more times with growing pauses, about eight seconds in all.
    /// </summary>
    /// <returns>What was found, or null when it never shows.</returns>
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
