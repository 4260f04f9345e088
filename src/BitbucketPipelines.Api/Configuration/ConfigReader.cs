using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Reads the configuration of Pipelines.</summary>
internal static class ConfigReader
{
    /// <summary>The configuration.</summary>
    /// <exception cref="NeverEnabledException">The repository is there, as far as can be seen, and has none.</exception>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public static async Task<PipelineConfig> ReadAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(ConfigOperations.Get(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            // The same 404 is said of a repository that is not there.
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
