using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Commands;

/// <summary>Removes the SSH key pair of a repository.</summary>
/// <remarks>Builds have no SSH identity afterwards. Asks for confirmation, because the private key cannot be restored, unless -Force is
/// specified.</remarks>
/// <example>
/// <code>Remove-BbSshKeyPair</code>
/// <para>Removes the key pair of the session's repository, after confirmation.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Remove-BbSshKeyPair -Force -ErrorAction SilentlyContinue</code>
/// <para>Removes the key pairs of several repositories, and ignores repositories without one.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbSshKeyPair", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveSshKeyPairCommand : RepositoryCmdlet
{
    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        Start(
            (client, token) => SshKeyPairs.FindAsync(client, repository, token), e => Errors.KeyPairNeverEnabled(e, repository),
            pair => Remove(repository, pair ?? throw new ErrorRecordException(Errors.KeyPairNotFound(repository))));
    }

    private void Remove(RepositoryId repository, SshKeyPair pair)
    {
        if (ShouldProcessOrForce(repository.ToString(), $"Remove SSH key pair ({pair.KeyType} {pair.Fingerprint})", Force))
        {
            Await(token => Client.SendAsync(KeyPairs.Delete(repository), token));
        }
    }
}
