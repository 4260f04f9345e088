using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>The key pair of a repository.</summary>
internal static class SshKeyPairs
{
    /// <summary>The pair; null when there is none.</summary>
    /// <exception cref="BitbucketApiException">It cannot be read; also when Pipelines or the repository is not there, as far as the answer
    /// tells.</exception>
    public static async Task<SshKeyPair?> FindAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            SshKeyPair pair = await client.SendAsync(KeyPairs.Get(repository), cancellationToken).ConfigureAwait(false);
            pair.Locate(repository, client.SiteUri);
            return string.IsNullOrWhiteSpace(pair.PublicKey) ? null : pair;
        }
        catch (BitbucketApiException e) when (e.IsGone && !IsNeverEnabled(e))
        {
            // A repository that is not there, or that the credentials may not see, answers 404 too.
            await LookAsync(client, repository, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Whether Pipelines was never enabled in the repository, as far as the answer tells.</summary>
    public static bool IsNeverEnabled(BitbucketApiException failure)
    {
        string text = $"{failure.ServerMessage} {failure.Detail}";
        return failure.StatusCode == 404
            && (text.IndexOf("not enabled", StringComparison.OrdinalIgnoreCase) >= 0
            || text.IndexOf("configuration", StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>Stores a pair.</summary>
    /// <exception cref="BitbucketApiException">It was not stored.</exception>
    public static async Task<SshKeyPair> StoreAsync(
        BitbucketClient client, RepositoryId repository, SshPrivateKey privateKey, SshPublicKey publicKey,
        CancellationToken cancellationToken)
    {
        var body = new SshKeyPairBody { PrivateKey = privateKey.Text, PublicKey = publicKey.ToString() };
        SshKeyPair pair = await client.SendAsync(KeyPairs.Put(repository, body), cancellationToken).ConfigureAwait(false);
        // Some answers are bare; what was written is known.
        pair.PublicKey = string.IsNullOrWhiteSpace(pair.PublicKey) ? body.PublicKey : pair.PublicKey;
        pair.Locate(repository, client.SiteUri);
        return pair;
    }

    private static async Task LookAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            _ = await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            // The credentials may not look; so it is not known.
        }
    }
}
