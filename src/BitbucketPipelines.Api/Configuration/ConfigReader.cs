using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads the Pipelines configuration of a repository.</summary>
internal static class ConfigReader
{
    /// <summary>Reads the configuration.</summary>
    /// <exception cref="NeverEnabledException">The repository exists, as far as the credentials can see, but has no
    /// configuration.</exception>
    /// <exception cref="BitbucketApiException">The configuration cannot be read.</exception>
    public static async Task<PipelineConfig> ReadAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(ConfigOperations.Get(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            // A repository that does not exist also answers 404.
            if (await ExistsAsync(client, repository, cancellationToken).ConfigureAwait(false) == false)
            {
                throw;
            }

            throw new NeverEnabledException(e);
        }
    }

    private static async Task<bool?> ExistsAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode is 403 or 404)
        {
            return e.StatusCode == 404 ? false : null;
        }
    }
}
