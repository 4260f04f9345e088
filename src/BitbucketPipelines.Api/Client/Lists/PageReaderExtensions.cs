using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads whole lists.</summary>
internal static class PageReaderExtensions
{
    /// <summary>Reads all pages into one list.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="request">The request for the list.</param>
    /// <param name="key">Identifies an item.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="progress">Receives the number of items that were read and, if known, the total number after each page.</param>
    /// <param name="gate">Limits the number of concurrent requests; null without a limit.</param>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadAllAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> request, Func<T, string?> key, CancellationToken cancellationToken,
        Action<int, long?>? progress = null, AccountGate? gate = null)
    {
        using var reader = new PageReader<T>(client, request, key, cancellationToken, gate: gate);
        var all = new List<T>();
        while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            all.AddRange(page);
            progress?.Invoke(all.Count, reader.TotalCount);
        }

        return all;
    }
}
