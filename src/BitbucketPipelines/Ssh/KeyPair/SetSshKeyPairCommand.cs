using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Stores the SSH key pair that builds use as their default identity.</summary>
/// <remarks>
/// Both keys are checked before anything is sent. The private key must be in OpenSSH, PEM or PKCS#8 format, without a passphrase, and the
/// public key must belong to it. Line ends are converted for OpenSSH. A repository has one key pair, and Bitbucket never returns the
/// private key. The cmdlet asks for confirmation before it replaces an existing key pair, unless -Force is specified. A repository that has
/// the key pair already is not changed.
/// </remarks>
/// <example>
/// <code>Set-BbSshKeyPair ./deploy_key</code>
/// <para>Stores the key pair in the files deploy_key and deploy_key.pub. Without the second file, the public key is computed.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Set-BbSshKeyPair -PrivateKey (Get-Secret DeployKey) -Force -PassThru</code>
/// <para>Stores a private key from a vault in several repositories, replacing their key pairs.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbSshKeyPair", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(SshKeyPair))]
public sealed class SetSshKeyPairCommand : SshKeyPairCmdlet
{
    private SshKeyPairInput? _pair;

    /// <summary>The path of the private key file.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path")]
    [MustSpecify]
    [ValidateNotNullOrEmpty]
    public string PrivateKeyPath { get; set; } = "";

    /// <summary>The private key, as the text of its file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Key")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? PrivateKey { get; set; }

    /// <summary>
    /// The public key: <c>ssh-ed25519 AAAA.. comment</c>. The default is the .pub file next to the private key, otherwise the public key is
    /// computed from the private key.
    /// </summary>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? PublicKey { get; set; }

    /// <summary>The path of the public key file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicKeyPath { get; set; }

    /// <summary>Returns the stored key pair, without the private key; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (PublicKey is not null && PublicKeyPath is not null)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousPublicKey, "-PublicKey and -PublicKeyPath cannot be used together.", "Specify one of them, or neither."),
                terminating: true);
        }

        string? path = PrivateKey is null ? FilePath(PrivateKeyPath) : null;
        string? publicPath = PublicKeyPath is null ? null : FilePath(PublicKeyPath);
        _pair = SshKeyPairInput.Read(
            path, PrivateKey, publicPath, PublicKey,
            key => OpenSsh.Keygen is { } keygen ? Await(token => OpenSsh.DeriveAsync(keygen, key, token)) : null);
        if (!_pair.IsVerified)
        {
            WriteWarning("Whether the public key belongs to the private key could not be checked: a private key in this format "
                + $"({_pair.Private.Form}) does not contain the public key.");
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        SshKeyPairInput pair = _pair!;
        AddStore(
            $"SSH key pair ({pair.Public.KeyType} {pair.Public.Fingerprint})",
            existing => pair.IsVerified && existing.PublicKey == pair.Public.ToString(),
            (_, _) => Task.FromResult((pair.Private, pair.Public)));
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangeAll(BulkOptions with { SuppressRows = !PassThru, WritesItem = true });
}
