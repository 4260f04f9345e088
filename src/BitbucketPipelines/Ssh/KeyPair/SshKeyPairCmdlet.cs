using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that change key pairs. A repository has one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SshKeyPairCmdlet : RepositoryCmdlet
{
    private readonly List<PlaceChange> _changes = [];

    /// <summary>Does not ask for confirmation. The private key of a key pair that is replaced or removed cannot be restored.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Adds the change of this record.</summary>
    /// <param name="map">Maps a failure of reading the key pair to an error.</param>
    /// <param name="plan">Plans the change, given the repository, the client and the existing key pair.</param>
    /// <param name="checksRepository">Whether to check that the repository exists when there is no key pair.</param>
    private protected void AddChange(
        Func<Exception, RepositoryId, ErrorDescription?> map, Func<RepositoryId, BitbucketClient, SshKeyPair?, PlannedWrite?> plan,
        bool checksRepository)
    {
        (RepositoryId repository, BitbucketClient client) = (TargetRepository, Client);
        SshKeyPair? existing = null;
        _changes.Add(new PlaceChange(
            "SSH key pair", "SSH key pair", repository.Workspace, repository.Slug, CurrentSession, () => plan(repository, client, existing))
        {
            Read = async token =>
            {
                existing = await SshKeyPairs.FindAsync(client, repository, token, checksRepository).ConfigureAwait(false);
                if (existing is null && !checksRepository && IsWhatIf)
                {
                    // In earnest the server refuses a repository that does not exist.
                    await ForPlanAsync(() => SshKeyPairs.CheckRepositoryAsync(client, repository, token)).ConfigureAwait(false);
                }
            },
            Map = e => map(e, repository),
        });
    }

    /// <summary>Adds the storing of a key pair. An existing one is replaced after a question, and kept if it is the same.</summary>
    /// <param name="what">The new key pair, for messages.</param>
    /// <param name="isSame">Whether the existing key pair is the new one.</param>
    /// <param name="keys">Gives the keys.</param>
    private protected void AddStore(
        string what, Func<SshKeyPair, bool> isSame,
        Func<RepositoryId, CancellationToken, Task<(SshPrivateKey Private, SshPublicKey Public)>> keys) => AddChange(
        Errors.KeyPairNotTaken,
        (repository, client, existing) =>
        {
            string old = existing is null ? "" : $"({existing.KeyType} {existing.Fingerprint})";
            return existing is not null && isSame(existing)
                ? PlannedWrite.Unchanged("Keep SSH key pair", repository.ToString(), existing)
                : new PlannedWrite(
                    existing is null ? ItemAction.Create : ItemAction.Update,
                    existing is null ? $"Set {what}" : $"Replace SSH key pair {old} by {what}", repository.ToString(),
                    async token =>
                    {
                        (SshPrivateKey privateKey, SshPublicKey publicKey) = await keys(repository, token).ConfigureAwait(false);
                        return await SshKeyPairs.StoreAsync(client, repository, privateKey, publicKey, token).ConfigureAwait(false);
                    })
                {
                    Warning = existing is null ? null
                        : $"{repository} has an SSH key pair {old}. Its private key cannot be restored. Replace it?",
                };
        },
        checksRepository: false);

    /// <summary>How the changes are carried out.</summary>
    private protected BulkOptions BulkOptions => new("SSH key pair", ThrottleLimit);

    /// <summary>Carries out the changes of all records.</summary>
    private protected void ChangeAll(BulkOptions options) => ChangePlaces(_changes, options with { Force = Force });
}
