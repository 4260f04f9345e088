using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Makes an SSH key pair, stores it, and writes its public half.</summary>
/// <remarks>
/// ssh-keygen makes it, in a folder that nobody else can read, in memory where the system has such a place; the folder is removed before
/// the pair is sent. The private key is nowhere but at Bitbucket then, and no stream of PowerShell ever held it. Each repository that is
/// piped in gets a pair of its own. A pair that is there is replaced after a question, which -Force answers.
/// </remarks>
/// <example>
/// <code>New-BbSshKeyPair | ForEach-Object PublicKey | ssh deploy@www.example.com 'cat >> .ssh/authorized_keys'</code>
/// <para>Makes an ed25519 pair, and lets builds into a server.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | New-BbSshKeyPair -KeyType rsa -Comment pipelines@example.com -Force</code>
/// <para>Gives some repositories RSA pairs of 4096 bits, in place of what they have.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbSshKeyPair", SupportsShouldProcess = true)]
[OutputType(typeof(SshKeyPair))]
public sealed class NewSshKeyPairCommand : SshKeyPairCmdlet
{
    private string _keygen = "";

    /// <summary>The type: ed25519, or rsa of 4096 bits.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("ed25519", "rsa")]
    public string KeyType { get; set; } = "ed25519";

    /// <summary>What stands behind the public key. By default bitbucket-pipelines:workspace/repository.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidatePattern("^[^\r\n]*$")]
    public string? Comment { get; set; }

    /// <inheritdoc/>
    protected override void Begin() =>
        _keygen = OpenSsh.Keygen ?? throw new ItemFailedException(ErrorRecords.SshKeygenMissing(), terminating: true);

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        string type = KeyType.ToLowerInvariant();
        if (IsApproved(repository, $"new SSH key pair ({type})"))
        {
            (SshPrivateKey own, SshPublicKey shown) = Await(
                token => OpenSsh.MakeAsync(_keygen, type, Comment ?? $"bitbucket-pipelines:{repository}", token));
            WriteObject(Store(repository, own, shown));
        }
    }
}
