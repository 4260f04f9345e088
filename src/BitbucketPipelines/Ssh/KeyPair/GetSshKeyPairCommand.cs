using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the SSH key pair of a repository, without the private key.</summary>
/// <remarks>
/// Builds use the private key as their default SSH identity. Bitbucket never returns it. Type, fingerprint and comment are read from the
/// public key. If the repository has no key pair, the error is KeyPairNotFound.
/// </remarks>
/// <example>
/// <code>(Get-BbSshKeyPair).PublicKey</code>
/// <para>Gets the line for authorized_keys of a server, or for the access keys of another repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbSshKeyPair -ErrorAction SilentlyContinue | Where-Object KeyType -eq ssh-rsa</code>
/// <para>Finds the repositories with an RSA key.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbSshKeyPair")]
[OutputType(typeof(SshKeyPair))]
public sealed class GetSshKeyPairCommand : RepositoryCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        Start(
            (client, token) => SshKeyPairs.FindAsync(client, repository, token), e => Errors.KeyPairNeverEnabled(e, repository),
            pair => WriteObject(pair ?? throw new ErrorRecordException(Errors.KeyPairNotFound(repository))));
    }
}
