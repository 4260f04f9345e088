using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>A cmdlet that stores a key pair.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SshKeyPairCmdlet : RepositoryCmdlet
{
    /// <summary>Does not ask before a pair that is there is replaced: the private key of the old one cannot be got back.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Looks whether there is a pair, and asks: more urgently where one would be lost.</summary>
    private protected bool IsApproved(RepositoryId repository, string what)
    {
        SshKeyPair? there = Await(
            token => SshKeyPairs.FindAsync(Client, repository, token), e => ErrorRecords.KeyPairNotTaken(e, repository));
        return there is null
            ? IsApproved(repository.ToString(), $"Set {what}", Force)
            : IsApprovedAtHigh(
                repository.ToString(), $"Replace SSH key pair ({there.KeyType} {there.Fingerprint}) by {what}", Force,
                $"{repository} has an SSH key pair ({there.KeyType} {there.Fingerprint}). Its private key cannot be got back. Replace it?");
    }

    /// <summary>Stores a pair.</summary>
    private protected SshKeyPair Store(RepositoryId repository, SshPrivateKey privateKey, SshPublicKey publicKey) =>
        Await(token => SshKeyPairs.StoreAsync(Client, repository, privateKey, publicKey, token));
}
