using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads whole lists.</summary>
internal static class PageReaderExtensions
{
    /// <summary>Reads all pages into one list.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public static async Task<List<T>> ReadAllAsync<T>(
        this BitbucketClient client, ApiRequest<Page<T>> request, Func<T, string?> key, CancellationToken cancellationToken)
    {
        using var reader = new PageReader<T>(client, request, key, cancellationToken);
        var all = new List<T>();
        while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            all.AddRange(page);
        }

        return all;
    }
}
