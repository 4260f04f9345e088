using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Look-ups whose failure deserves an error of its own.</summary>
internal static class Lookup
{
    /// <summary>The full hash of a commit.</summary>
    public static async Task<string> CommitAsync(BitbucketClient client, RepositoryId repository, string commit, CancellationToken cancellationToken)
    {
        try
        {
            return await RunTarget.FullHashAsync(client, repository, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw new ItemFailedException(ErrorRecords.CommitNotFound(e, commit, repository));
        }
    }
}
