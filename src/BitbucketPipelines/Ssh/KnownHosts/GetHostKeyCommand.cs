using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Asks hosts for their SSH keys.</summary>
/// <remarks>
/// ssh-keyscan asks; Bitbucket has nothing to do with it, and no session is needed. Whoever answers is believed, unless -Fingerprint says
/// what the key must be: give it whenever its administrator can tell. What does not have the fingerprint is never written. The preferred
/// key comes first: ed25519, ecdsa, rsa.
/// </remarks>
/// <example>
/// <code>Get-BbHostKey build.example.com, git.example.com:7999</code>
/// <para>Shows the keys of two hosts, to compare their fingerprints.</para>
/// </example>
/// <example>
/// <code>Get-BbHostKey build.example.com -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU | Set-BbKnownHost</code>
/// <para>Has builds trust a host, whose key has the fingerprint that was told. Another key gives the error HostKeyMismatch.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbHostKey")]
[OutputType(typeof(HostKey))]
public sealed class GetHostKeyCommand : BitbucketCmdlet
{
    private const int AtOnce = 8;

    private string[] _fingerprints = [];
    private string _keyscan = "";

    /// <summary>The host: <c>host</c>, <c>host:port</c>, <c>[host]:port</c>, or an address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The port of hosts that are given without one. By default 22.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = SshHostName.DefaultPort;

    /// <summary>Keys of these types only.</summary>
    [Parameter]
    [ValidateSet("ed25519", "ecdsa", "rsa", "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")]
    public string[]? KeyType { get; set; }

    /// <summary>
    /// Fingerprints, of which a key must have one: <c>SHA256:..</c>, or <c>MD5:aa:bb:..</c>. Other keys are left out; when none is left,
    /// that is the error HostKeyMismatch.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Fingerprint { get; set; }

    /// <summary>How many seconds a host has to answer.</summary>
    [Parameter]
    [ValidateRange(1, 300)]
    public int TimeoutSec { get; set; } = 5;

    /// <inheritdoc/>
    private protected override bool NeedsSession => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _keyscan = OpenSsh.Keyscan ?? throw new ErrorRecordException(ErrorRecords.SshKeyscanMissing(), terminating: true);
        _fingerprints = SshKeyFiles.Fingerprints(Fingerprint ?? []);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var hosts = new List<SshHostName>();
        foreach (string name in Name)
        {
            Guard(() => hosts.Add(At(SshKeyFiles.Name(name, terminating: false))), name);
        }

        string[] types = [.. (KeyType ?? ["ed25519", "ecdsa", "rsa"])
            .Select(t => t.StartsWith("ecdsa", StringComparison.OrdinalIgnoreCase) ? "ecdsa" : t.ToLowerInvariant().Replace("ssh-", ""))
            .Distinct()];
        Await(token => OrderedParallel.RunAsync(
            hosts, AtOnce, h => h.ToString(),
            async (h, t) => (Host: h, Scan: await OpenSsh.ScanAsync(_keyscan, h, types, TimeoutSec, t).ConfigureAwait(false)),
            done => Post(() => Tell(done.Host, done.Scan)), token));
    }

    private SshHostName At(SshHostName host) => host.Port == SshHostName.DefaultPort ? host with { Port = Port } : host;

    private void Tell(SshHostName host, HostScan scan)
    {
        SshPublicKey[] keys = [.. scan.Keys.Where(k => KeyType is null || KeyType.Any(t => IsType(k.KeyType, t)))];
        if (keys.Length == 0)
        {
            WriteError(
                scan.Reached
                ? ErrorRecords.HostKeyNotFound(host, KeyType ?? ["ed25519", "ecdsa", "rsa"])
                : ErrorRecords.HostUnreachable(host, TimeoutSec, scan.Said));
            return;
        }

        SshPublicKey[] trusted = [.. keys.Where(k => _fingerprints.Length == 0 || _fingerprints.Any(f => SshFingerprint.Matches(k, f)))];
        if (trusted.Length == 0)
        {
            WriteError(ErrorRecords.HostKeyMismatch(host, _fingerprints, keys));
            return;
        }

        if (_fingerprints.Length == 0)
        {
            WriteVerbose($"Nobody vouches for the keys of {host} but the network. Compare the fingerprints with those of its "
                + "administrator, or give -Fingerprint.");
        }

        foreach (SshPublicKey key in trusted)
        {
            WriteObject(new HostKey(host, key, _fingerprints.Length > 0));
        }
    }

    private static bool IsType(string own, string wanted) =>
        own.Equals(wanted, StringComparison.OrdinalIgnoreCase) || own.Equals("ssh-" + wanted, StringComparison.OrdinalIgnoreCase)
        || (wanted.Equals("ecdsa", StringComparison.OrdinalIgnoreCase) && own.StartsWith("ecdsa-", StringComparison.Ordinal));
}
