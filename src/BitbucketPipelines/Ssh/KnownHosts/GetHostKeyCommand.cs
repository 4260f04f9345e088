using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the SSH keys that hosts present.</summary>
/// <remarks>
/// The cmdlet runs ssh-keyscan. It does not contact Bitbucket and needs no session. Whether the answer comes from the right host is not
/// verified, unless -Fingerprint is specified: ask the administrator of the host for the fingerprint of its key. A key with another
/// fingerprint is never returned. The preferred key comes first: ed25519, ecdsa, rsa.
/// </remarks>
/// <example>
/// <code>Get-BbHostKey build.example.com, git.example.com:7999</code>
/// <para>Gets the keys of two hosts, to compare their fingerprints.</para>
/// </example>
/// <example>
/// <code>Get-BbHostKey build.example.com -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU | Set-BbKnownHost</code>
/// <para>Makes a host known to builds if its key has the expected fingerprint. Another key gives the error HostKeyMismatch.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbHostKey")]
[OutputType(typeof(HostKey))]
public sealed class GetHostKeyCommand : BitbucketCmdlet
{
    private const int MaxConcurrentScans = 8;

    private HostKeyFilter? _filter;
    private string _keyscan = "";

    /// <summary>The host: <c>host</c>, <c>host:port</c>, <c>[host]:port</c>, or an IP address.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("HostName", "ComputerName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The port of hosts that are specified without one. The default is 22.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Port { get; set; } = SshHostName.DefaultPort;

    /// <summary>Returns only keys of these types.</summary>
    [Parameter]
    [ValidateSet("ed25519", "ecdsa", "rsa", "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")]
    public string[]? KeyType { get; set; }

    /// <summary>
    /// The expected fingerprints: <c>SHA256:..</c> or <c>MD5:aa:bb:..</c>. Only keys with one of them are returned. If no key has one, the
    /// error is HostKeyMismatch.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Fingerprint { get; set; }

    /// <summary>
    /// How long to wait for the answer of a host, in seconds, or as a text such as <c>90s</c> or a TimeSpan. The default is 5.
    /// </summary>
    [Parameter]
    [SecondsTransformation]
    [ValidateRange(1, 300)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int TimeoutSec { get; set; } = 5;

    /// <inheritdoc/>
    private protected override bool NeedsSession => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _keyscan = OpenSsh.Keyscan ?? throw new ErrorRecordException(Errors.SshKeyscanMissing(), terminating: true);
        _filter = new HostKeyFilter(KeyType, SshKeyFiles.Fingerprints(Fingerprint ?? []), TimeoutSec);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var hosts = new List<SshHostName>();
        foreach (string name in Name)
        {
            Guard(() => hosts.Add(WithPort(SshKeyFiles.Name(name, terminating: false))), name);
        }

        int answered = 0;
        using IDisposable? progress = ShowProgress(() => WorkState.OfItems("host", answered, hosts.Count));
        Await(token => OrderedParallel.RunAsync(
            hosts, MaxConcurrentScans, h => h.ToString(),
            async (h, t) => (Host: h, Scan: await OpenSsh.ScanAsync(_keyscan, h, _filter!.ScanTypes, TimeoutSec, t).ConfigureAwait(false)),
            done => Post(() =>
            {
                answered++;
                WriteResult(done.Host, done.Scan);
            }), token));
    }

    private SshHostName WithPort(SshHostName host) => host.Port == SshHostName.DefaultPort ? host with { Port = Port } : host;

    private void WriteResult(SshHostName host, HostScan scan)
    {
        (IReadOnlyList<HostKey> keys, ErrorDescription? error) = _filter!.Apply(host, scan);
        if (error is not null)
        {
            WriteError(error);
        }
        else if (Fingerprint is null)
        {
            WriteVerbose($"The keys of {host} are not verified. Compare their fingerprints with those from its administrator, or specify "
                + "-Fingerprint.");
        }

        WriteObjects(keys);
    }
}
