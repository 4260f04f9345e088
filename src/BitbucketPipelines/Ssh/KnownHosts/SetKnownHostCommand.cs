using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates or updates known hosts: the servers whose keys builds trust.</summary>
/// <remarks>
/// The names of hosts are not case-sensitive. Bitbucket stores one key for each host: if several keys are piped for one host, an ed25519
/// key is preferred to ecdsa and rsa. A host that already has the key is not written. With -OldFingerprint, only existing hosts with that
/// key are changed, and a result for each host is returned. Without it, results are returned only with -PassThru.
/// </remarks>
/// <example>
/// <code>Set-BbKnownHost build.example.com 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'</code>
/// <para>Adds a host with the key that its administrator published.</para>
/// </example>
/// <example>
/// <code>Get-BbHostKey git.example.com:7999 -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU | Set-BbKnownHost</code>
/// <para>Adds a host with the key that it presents, if the key has the expected fingerprint.</para>
/// </example>
/// <example>
/// <code>$key = Get-Content ./new_host_key.pub -Raw
/// Get-BbRepository | Set-BbKnownHost build.example.com $key -OldFingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU</code>
/// <para>Replaces the key of a host in every repository that has the old key.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class SetKnownHostCommand : KnownHostCmdlet
{
    private readonly List<(KnownHostStore Store, DesiredKnownHost Host, PipedHost? Piped)> _desired = [];
    private string[]? _oldFingerprints;

    /// <summary>
    /// The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. It is stored in known_hosts format: port 22 is omitted.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The public key of the host, as in its .pub file: <c>ssh-ed25519 AAAA..</c>. A comment after the key is ignored.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? PublicKey { get; set; }

    /// <summary>The type of -Key. It can be omitted, because the key contains it; a type that differs is an error.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(KeyTypeCompleter))]
    public string? KeyType { get; set; }

    /// <summary>The key in base64, instead of -PublicKey.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Key { get; set; }

    /// <summary>A key from Get-BbHostKey, or a known host from Get-BbKnownHost.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IHostKey? InputObject { get; set; }

    /// <summary>Changes a host only if its current key has one of these fingerprints, and does not create hosts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? OldFingerprint { get; set; }

    /// <summary>Returns a result for each host: Create, Update, Unchanged or Skipped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Name;

    private bool IsKeyTyped => IsTyped(nameof(PublicKey)) || IsTyped(nameof(Key));

    /// <inheritdoc/>
    protected override void Begin()
    {
        _oldFingerprints = OldFingerprint is null ? null : SshKeyFiles.Fingerprints(OldFingerprint);
        if (PublicKey is not null && Key is not null)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousHostKey, "-PublicKey and -Key cannot be used together.", "Specify only one of them."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool isNameTyped = IsTyped(nameof(Name));
        if (!isNameTyped && IsKeyTyped && InputObject is null)
        {
            // A piped repository also has a name, which is not the name of a host.
            throw new ErrorRecordException(Errors.HostNameRequired(Name), terminating: true);
        }

        SshHostName host = SshKeyFiles.Name(Name, isNameTyped);
        if (host.IsBuiltIn)
        {
            throw new ErrorRecordException(Errors.HostNotAllowed(host.ToString(), KnownHostPlan.BuiltIn), isNameTyped);
        }

        KnownHostStore store = StoreOf(CurrentSession, TargetRepository);
        _desired.Add((
            store, new DesiredKnownHost(host.ToString(), ReadKey(), OldFingerprints: _oldFingerprints),
            Piped(store, InputObject as KnownHost)));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // -OldFingerprint is about the key that a host has now, so the list is read.
        foreach (var same in _desired.GroupBy(d => d.Store).Where(same => _oldFingerprints is null && same.All(d => d.Piped is not null)))
        {
            KnownHost[] piped = [.. same.Select(d => d.Piped!.Read)];
            if (KnownHostPlan.Make([.. same.Select(d => d.Host)], piped).All(planned => planned.Action == ItemAction.Update))
            {
                same.Key.Assume(piped);
            }
        }

        ForgetRead(_desired.Select(d => d.Piped?.Input));
        ExecutePlan(
            [.. _desired.Select(d => (d.Store, d.Host))], skipRefused: false, quiet: !PassThru && _oldFingerprints is null);
    }

    /// <summary>Typed parameters override the key of a piped object. If the key is typed, the type of a piped object is ignored.</summary>
    private SshPublicKey ReadKey()
    {
        (string? text, string? key, string? type) = (NotEmpty(PublicKey), NotEmpty(Key), NotEmpty(KeyType));
        return !IsKeyTyped ? SshKeyFiles.Host(key is null ? text : null, type, key, Name, terminating: false)
            : SshKeyFiles.Host(
                IsTyped(nameof(PublicKey)) ? text : null, IsTyped(nameof(KeyType)) ? type : null, IsTyped(nameof(Key)) ? key : null, Name,
                terminating: true);
    }
}
