using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The newest run of a repository.</summary>
internal static class LatestRun
{
    /// <summary>
    /// Its build number, or 0 when there is none. The size of the list does not tell it: a number that was raised leaves a gap.
    /// </summary>
    /// <exception cref="BitbucketApiException">The list cannot be read.</exception>
    public static async Task<long> NumberAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        Page<Pipeline> page = await client.SendAsync(Pipelines.List(repository).With("pagelen", "1"), cancellationToken)
            .ConfigureAwait(false);
        return page.Values is { Count: > 0 } runs ? runs[0].BuildNumber : 0;
    }

    /// <summary>The same, or null when the credentials may not read runs.</summary>
    /// <exception cref="BitbucketApiException">The list cannot be read for another reason.</exception>
    public static async Task<long?> TryNumberAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await NumberAsync(client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            return null;
        }
    }
}
