using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Generates an SSH key pair, stores it in the repository, and returns the public key.</summary>
/// <remarks>
/// ssh-keygen generates the key pair in a folder that only the current user can read, in memory if the system has such a folder. The folder
/// is removed before the key pair is sent, so only Bitbucket has the private key afterwards. It is never written to a stream of PowerShell.
/// Each piped repository gets its own key pair. The cmdlet asks for confirmation before it replaces an existing key pair, unless -Force is
/// specified.
/// </remarks>
/// <example>
/// <code>New-BbSshKeyPair | ForEach-Object PublicKey | ssh deploy@www.example.com 'cat >> .ssh/authorized_keys'</code>
/// <para>Generates an ed25519 key pair, and gives builds access to a server.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | New-BbSshKeyPair -KeyType rsa -Comment pipelines@example.com -Force</code>
/// <para>Replaces the key pairs of several repositories by RSA key pairs of 4096 bits.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbSshKeyPair", SupportsShouldProcess = true)]
[OutputType(typeof(SshKeyPair))]
public sealed class NewSshKeyPairCommand : SshKeyPairCmdlet
{
    private string _keygen = "";

    /// <summary>The key type: ed25519, or rsa with 4096 bits.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("ed25519", "rsa")]
    public string KeyType { get; set; } = "ed25519";

    /// <summary>The comment of the public key. The default is bitbucket-pipelines:workspace/repository.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidatePattern("^[^\r\n]*$")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get; set; }

    /// <inheritdoc/>
    protected override void Begin() =>
        _keygen = OpenSsh.Keygen ?? throw new ErrorRecordException(Errors.SshKeygenMissing(), terminating: true);

    /// <inheritdoc/>
    protected override void Process()
    {
        string type = KeyType.ToLowerInvariant();
        AddStore(
            $"new SSH key pair ({type})", _ => false,
            (repository, token) => OpenSsh.GenerateAsync(_keygen, type, Comment ?? $"bitbucket-pipelines:{repository}", token));
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangeAll(BulkOptions with { WritesItemOnly = true });
}
