using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that store a key pair.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SshKeyPairCmdlet : RepositoryCmdlet
{
    /// <summary>Does not ask for confirmation before replacing an existing key pair, whose private key cannot be restored.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Reads the existing key pair of a repository, asks for confirmation in its turn, with high impact if that pair would be replaced, and
    /// stores the new one.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="what">The new key pair in words.</param>
    /// <param name="store">Stores the new key pair. Runs on the pipeline thread.</param>
    private protected void StartStore(RepositoryId repository, string what, Action store) => Start(
        (client, token) => SshKeyPairs.FindAsync(client, repository, token), e => Errors.KeyPairNotTaken(e, repository),
        existing =>
        {
            if (IsWanted(repository, existing, what))
            {
                store();
            }
        });

    private bool IsWanted(RepositoryId repository, SshKeyPair? existing, string what)
    {
        return existing is null
            ? ShouldProcessOrForce(repository.ToString(), $"Set {what}", Force)
            : ShouldProcessAtHighImpact(
                repository.ToString(), $"Replace SSH key pair ({existing.KeyType} {existing.Fingerprint}) by {what}", Force,
                $"{repository} has an SSH key pair ({existing.KeyType} {existing.Fingerprint}). Its private key cannot be restored. "
                    + "Replace it?");
    }

    /// <summary>Stores a key pair.</summary>
    private protected SshKeyPair Store(RepositoryId repository, SshPrivateKey privateKey, SshPublicKey publicKey) =>
        Await(token => SshKeyPairs.StoreAsync(Client, repository, privateKey, publicKey, token));
}
