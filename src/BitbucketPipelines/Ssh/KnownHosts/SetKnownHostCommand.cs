using System.Management.Automation;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates or updates known hosts: the servers whose keys builds trust.</summary>
/// <remarks>
/// A host is found by its name, whatever its case. Bitbucket keeps one key for each host: of several that are piped in for one host, the
/// one of ed25519 is taken before ecdsa and rsa. A host that has the key already is not written. With -OldFingerprint only hosts are
/// changed that have that key, none are made, and one row an item is written, as bulk cmdlets do; without it nothing is written but with
/// -PassThru. Repositories are read and changed one at the heels of the other, -ThrottleLimit requests at a time.
/// </remarks>
/// <example>
/// <code>Set-BbKnownHost build.example.com 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'</code>
/// <para>One host, with the key of its administrator.</para>
/// </example>
/// <example>
/// <code>Get-BbHostKey git.example.com:7999 -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU | Set-BbKnownHost</code>
/// <para>A host that is asked for its key, which must have a fingerprint that is known.</para>
/// </example>
/// <example>
/// <code>$key = Get-Content ./new_host_key.pub -Raw
/// Get-BbRepository | Set-BbKnownHost build.example.com $key -OldFingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU</code>
/// <para>A host has a new key: replaces it in every repository that holds the old one.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class SetKnownHostCommand : KnownHostCmdlet
{
    private readonly List<(KnownHostStore Store, DesiredKnownHost Wanted)> _wanted = [];
    private string[]? _old;
    private bool _nameTyped;
    private bool _keyTyped;
    private bool _textTyped;
    private bool _typeTyped;

    /// <summary>
    /// The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. Stored as known_hosts has it: without the port when it is 22.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The key of the host: <c>ssh-ed25519 AAAA..</c>, as in its .pub file. What stands behind it is left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? PublicKey { get; set; }

    /// <summary>The type of -Key. The key tells it too: one that does not fit is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? KeyType { get; set; }

    /// <summary>The key in base64, in place of -PublicKey.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? Key { get; set; }

    /// <summary>A key from Get-BbHostKey, or a known host from Get-BbKnownHost.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public IHostKey? InputObject { get; set; }

    /// <summary>Changes the host only where its key has one of these fingerprints, and makes none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? OldFingerprint { get; set; }

    /// <summary>Writes what became of each host: Create, Update, Unchanged or Skipped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _nameTyped = MyInvocation.BoundParameters.ContainsKey(nameof(Name));
        _keyTyped = PublicKey is not null || Key is not null;
        _textTyped = PublicKey is not null;
        _typeTyped = KeyType is not null;
        _old = OldFingerprint is null ? null : SshKeyFiles.Fingerprints(OldFingerprint);
        if (PublicKey is not null && Key is not null)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousHostKey, "-PublicKey and -Key cannot be used together.", "Specify only one of them."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!_nameTyped && _keyTyped && InputObject is null)
        {
            // A repository has a name too, and nobody means that.
            throw new ErrorRecordException(ErrorRecords.HostNameRequired(Name), terminating: true);
        }

        SshHostName host = SshKeyFiles.Name(Name, _nameTyped);
        if (host.IsBuiltIn)
        {
            throw new ErrorRecordException(ErrorRecords.HostNotAllowed(host.ToString(), KnownHostPlan.BuiltIn), _nameTyped);
        }

        SshPublicKey key = FindKey();
        _wanted.Add((StoreOf(CurrentSession, Target), new DesiredKnownHost(host.ToString(), key, OldFingerprints: _old)));
    }

    /// <inheritdoc/>
    protected override void Finish() => ExecutePlan(_wanted, skipRefused: false, quiet: !PassThru && _old is null);

    /// <summary>What is typed comes before what is piped; of a piped object its key, whatever its type is called there.</summary>
    private SshPublicKey FindKey()
    {
        string? text = NotEmpty(PublicKey);
        string? key = NotEmpty(Key);
        string? type = NotEmpty(KeyType);
        return _keyTyped
            ? SshKeyFiles.Host(_textTyped ? text : null, _typeTyped ? type : null, _textTyped ? null : key, Name, terminating: true)
            : SshKeyFiles.Host(key is null ? text : null, type, key, Name, terminating: false);
    }
}
