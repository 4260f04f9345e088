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

    /// <summary>Asks for confirmation, with high impact if an existing key pair would be replaced.</summary>
    private protected bool ShouldProcessOrForce(RepositoryId repository, string what)
    {
        SshKeyPair? existing = Await(
            token => SshKeyPairs.FindAsync(Client, repository, token), e => Errors.KeyPairNotTaken(e, repository));
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
