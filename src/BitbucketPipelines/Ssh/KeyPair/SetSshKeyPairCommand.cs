using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Stores an SSH key pair that builds use as their default identity.</summary>
/// <remarks>
/// Both keys are checked before anything is sent: the private one must be one (of OpenSSH, PEM or PKCS#8), without a passphrase, and the
/// public one must belong to it. Line ends are made as OpenSSH needs them. A pair that is there is replaced after a question, which
/// -Force answers; Bitbucket keeps one pair for a repository, and never gives a private key back.
/// </remarks>
/// <example>
/// <code>Set-BbSshKeyPair ./deploy_key</code>
/// <para>Stores the pair of two files, deploy_key and deploy_key.pub. Without the second one the public key is computed.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Set-BbSshKeyPair -PrivateKey (Get-Secret DeployKey) -Force -PassThru</code>
/// <para>Stores a pair whose private key is in a vault in many repositories, in place of what they have.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbSshKeyPair", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(SshKeyPair))]
public sealed class SetSshKeyPairCommand : SshKeyPairCmdlet
{
    private SshPrivateKey? _private;
    private SshPublicKey? _public;

    /// <summary>The file of the private key.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string PrivateKeyPath { get; set; } = "";

    /// <summary>The private key: the text of its file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Key")]
    [ValidateNotNull]
    public SecureString? PrivateKey { get; set; }

    /// <summary>
    /// The public key: <c>ssh-ed25519 AAAA.. comment</c>. By default that of the file beside the private key (.pub), else computed from
    /// the private key.
    /// </summary>
    [Parameter]
    [RefuseEmpty]
    public string? PublicKey { get; set; }

    /// <summary>The file of the public key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicKeyPath { get; set; }

    /// <summary>Writes the pair that was stored.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (PublicKey is not null && PublicKeyPath is not null)
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousPublicKey, "-PublicKey and -PublicKeyPath exclude one another.", "Give one of them, or none."),
                terminating: true);
        }

        string? path = PrivateKey is null ? SessionState.Path.GetUnresolvedProviderPathFromPSPath(PrivateKeyPath) : null;
        string source = path ?? "-PrivateKey";
        _private = SshKeyFiles.Private(path is null ? Secrets.Reveal(PrivateKey!) : SshKeyFiles.Read(path), source);
        SshPublicKey? own = _private.PublicKey ?? Derive(_private);
        (string? text, string from) = FindPublic(path);
        _public = text is not null ? SshKeyFiles.Public(text, from)
            : own ?? throw new ItemFailedException(ErrorRecords.PublicKeyRequired(source, _private.Form), terminating: true);
        if (own is null)
        {
            WriteWarning($"Whether the public key belongs to the private one could not be checked: a key of this form ({_private.Form}) "
                + "does not tell.");
        }
        else if (!own.Equals(_public))
        {
            throw new ItemFailedException(ErrorRecords.KeyPairMismatch(source, own, from, _public), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        if (IsApproved(repository, $"SSH key pair ({_public!.KeyType} {_public.Fingerprint})"))
        {
            SshKeyPair pair = Store(repository, _private!, _public);
            if (PassThru)
            {
                WriteObject(pair);
            }
        }
    }

    private (string? Text, string Source) FindPublic(string? privatePath)
    {
        if (PublicKey is not null)
        {
            return (PublicKey, "-PublicKey");
        }

        string? path = PublicKeyPath is not null ? SessionState.Path.GetUnresolvedProviderPathFromPSPath(PublicKeyPath)
            : privatePath is not null && File.Exists(privatePath + ".pub") ? privatePath + ".pub"
            : null;
        return path is null ? (null, "") : (SshKeyFiles.Read(path), path);
    }

    /// <summary>Few forms lack the public half; ssh-keygen, where it is there, can compute it.</summary>
    private SshPublicKey? Derive(SshPrivateKey key) =>
        OpenSsh.Keygen is { } keygen ? Await(token => OpenSsh.DeriveAsync(keygen, key, token)) : null;
}
