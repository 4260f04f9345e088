using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Commands;

/// <summary>Removes the SSH key pair of a repository.</summary>
/// <remarks>Asks first, since Bitbucket never gives a private key back; -Force answers. Builds have no SSH identity afterwards.</remarks>
/// <example>
/// <code>Remove-BbSshKeyPair</code>
/// <para>Removes the pair of the session's repository, after a question.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'old-*' | Remove-BbSshKeyPair -Force -ErrorAction SilentlyContinue</code>
/// <para>Removes those of many repositories; some have none.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbSshKeyPair", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveSshKeyPairCommand : RepositoryCmdlet
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        SshKeyPair pair = Await(
            token => SshKeyPairs.FindAsync(Client, repository, token), e => ErrorRecords.KeyPairNeverEnabled(e, repository))
            ?? throw new ItemFailedException(ErrorRecords.KeyPairNotFound(repository));
        if (IsApproved(repository.ToString(), $"Remove SSH key pair ({pair.KeyType} {pair.Fingerprint})", Force))
        {
            Await(token => Client.SendAsync(KeyPairs.Delete(repository), token));
        }
    }
}
