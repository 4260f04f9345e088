using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>The caches of a repository, or why they cannot be read.</summary>
/// <param name="Caches">All versions, in the order of the server.</param>
/// <param name="Failure">Why there are none.</param>
internal sealed record CacheListing(IReadOnlyList<Cache> Caches, BitbucketApiException? Failure = null)
{
    /// <summary>Reads all pages. Does not throw for what the server refuses: one repository says nothing about the others.</summary>
    public static async Task<CacheListing> ReadAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            List<Cache> all = await client.ReadAllAsync(Endpoints.Caches.List(repository), c => c.Uuid, cancellationToken)
                .ConfigureAwait(false);
            all.ForEach(c => c.Locate(repository, client.SiteUri));
            return new CacheListing(all);
        }
        catch (BitbucketApiException e)
        {
            return new CacheListing([], e);
        }
    }
}
