using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Api;

/// <summary>Looks up the slug of a repository by its uuid.</summary>
internal static class RepositorySlug
{
    /// <summary>Gets the slug; null when it cannot be found.</summary>
    public static async Task<string?> FindAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false)).Slug;
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }
}
