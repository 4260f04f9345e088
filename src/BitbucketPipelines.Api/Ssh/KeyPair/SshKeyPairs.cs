using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Reads and stores the key pair of a repository.</summary>
internal static class SshKeyPairs
{
    /// <summary>The key pair; null when there is none.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <param name="checksRepository">Whether a second request tells a missing repository from a missing key pair.</param>
    /// <exception cref="BitbucketApiException">It could not be read. Also thrown when Pipelines was never enabled or the repository does
    /// not exist, if the response shows that.</exception>
    public static async Task<SshKeyPair?> FindAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken, bool checksRepository = true)
    {
        try
        {
            SshKeyPair pair = await client.SendAsync(KeyPairs.Get(repository), cancellationToken).ConfigureAwait(false);
            pair.SetLocation(repository, client.SiteUri);
            return string.IsNullOrWhiteSpace(pair.PublicKey) ? null : pair;
        }
        catch (BitbucketApiException e) when (e.IsGone && !IsNeverEnabled(e))
        {
            // A repository that does not exist, or is not visible with these credentials, also answers 404.
            if (checksRepository)
            {
                await CheckRepositoryAsync(client, repository, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
    }

    /// <summary>Whether the response shows that Pipelines was never enabled in the repository.</summary>
    public static bool IsNeverEnabled(BitbucketApiException failure) => failure.StatusCode == 404 && failure.IsPipelinesDisabled;

    /// <summary>Stores a key pair.</summary>
    /// <exception cref="BitbucketApiException">The key pair was not stored.</exception>
    public static async Task<SshKeyPair> StoreAsync(
        BitbucketClient client, RepositoryId repository, SshPrivateKey privateKey, SshPublicKey publicKey,
        CancellationToken cancellationToken)
    {
        var body = new SshKeyPairBody { PrivateKey = privateKey.Text, PublicKey = publicKey.ToString() };
        SshKeyPair pair = await client.SendAsync(KeyPairs.Put(repository, body), cancellationToken).ConfigureAwait(false);
        // Some responses lack the public key; use the one that was sent.
        pair.PublicKey = string.IsNullOrWhiteSpace(pair.PublicKey) ? body.PublicKey : pair.PublicKey;
        pair.SetLocation(repository, client.SiteUri);
        return pair;
    }

    /// <summary>Throws if a repository does not exist, or is not visible with these credentials.</summary>
    public static async Task CheckRepositoryAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            _ = await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            // The credentials do not allow to check, so nothing can be said.
        }
    }
}
