using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>Look-ups whose failure deserves an error of its own.</summary>
internal static class Lookup
{
    /// <summary>The SSH key pair of a repository, which must be there.</summary>
    public static async Task<SshKeyPair> KeyPairAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await SshKeyPairs.FindAsync(client, repository, cancellationToken).ConfigureAwait(false)
                ?? throw new ItemFailedException(ErrorRecords.KeyPairNotFound(repository));
        }
        catch (BitbucketApiException e) when (SshKeyPairs.IsNeverEnabled(e))
        {
            throw new ItemFailedException(ErrorRecords.KeyPairNeverEnabled(e, repository));
        }
    }

    /// <summary>The SSH key pair that a new one would replace, or null.</summary>
    public static async Task<SshKeyPair?> OldKeyPairAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await SshKeyPairs.FindAsync(client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (SshKeyPairs.IsNeverEnabled(e))
        {
            throw new ItemFailedException(ErrorRecords.KeyPairNotTaken(e, repository));
        }
    }

    /// <summary>The slug of a workspace that is named by its uuid, or null when it cannot be found out.</summary>
    public static async Task<string?> WorkspaceSlugAsync(BitbucketClient client, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            // The names of its repositories begin with it; a workspace itself takes a scope that few tokens have.
            ApiRequest<Page<Repository>> request = Repositories.List(uuid).With("pagelen", "1");
            Page<Repository> page = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return (page.Values ?? []).Select(r => r.Workspace).FirstOrDefault(w => w.Length > 0);
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }

    /// <summary>The full hash of a commit.</summary>
    public static async Task<string> CommitAsync(
        BitbucketClient client, RepositoryId repository, string commit, CancellationToken cancellationToken)
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

    /// <summary>A deployment by its uuid.</summary>
    public static async Task<Deployment> DeploymentAsync(
        BitbucketClient client, RepositoryId repository, string uuid, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(uuid, out _))
        {
            throw new ItemFailedException(ErrorRecords.DeploymentNotFound(null, uuid, repository));
        }

        try
        {
            return await client.SendAsync(Deployments.Get(repository, RepositoryId.Braced(uuid)), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw new ItemFailedException(ErrorRecords.DeploymentNotFound(e, uuid, repository));
        }
    }
}
