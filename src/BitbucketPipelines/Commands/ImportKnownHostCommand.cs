using System.Management.Automation;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates known hosts from a known_hosts file of OpenSSH.</summary>
/// <remarks>
/// One row for each host of each line. Bitbucket keeps one key for each host: of several, the one of ed25519 is taken before ecdsa and
/// rsa, and the others have a row that says so. What cannot be taken over has a row with its line and the reason: hashed names,
/// @cert-authority and @revoked, patterns, lines that cannot be read, and the hosts that builds know by themselves (bitbucket.org,
/// github.com, gitlab.com). -WhatIf shows what would be done. Running it again does what is left to do, and nothing twice.
/// </remarks>
/// <example>
/// <code>Import-BbKnownHost ~/.ssh/known_hosts -Name '*.example.com' -WhatIf | Format-Table Name, Action, Reason</code>
/// <para>Shows what would be done with the hosts of one domain.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Import-BbKnownHost ./known_hosts</code>
/// <para>Gives some repositories the hosts of a file.</para>
/// </example>
[Cmdlet(VerbsData.Import, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class ImportKnownHostCommand : KnownHostCmdlet
{
    private readonly Dictionary<string, IReadOnlyList<WantedHost>> _files = new(StringComparer.Ordinal);
    private readonly List<(KnownHostStore Store, WantedHost Wanted)> _wanted = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The hosts that are taken. Takes wildcards. By default all.</summary>
    [Parameter]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (!_files.TryGetValue(path, out IReadOnlyList<WantedHost>? hosts))
        {
            _files[path] = hosts = Read(path);
        }

        KnownHostStore store = StoreOf(CurrentSession, Target);
        _wanted.AddRange(hosts.Select(h => (store, h)));
    }

    /// <inheritdoc/>
    protected override void Finish() => Carry(_wanted, skipRefused: true);

    private WantedHost[] Read(string path)
    {
        IReadOnlyList<KnownHostLine> lines = KnownHostsFile.Read(SshKeyFiles.Read(path));
        if (lines.Count == 0)
        {
            WriteWarning($"{path} holds no known hosts.");
        }

        foreach (string name in (Name ?? []).Where(n => !KnownHostPick.IsPattern(n) && !lines.Any(l => SshHostName.Same(l.Name, n))))
        {
            WriteError(ErrorRecords.KnownHostNotInFile(name, path));
        }

        return [.. lines.Where(l => KnownHostPick.Any(Name, l.Name)).Select(l => new WantedHost(l.Name, l.Key, l.Problem is null ? null : $"Line {l.Line}: {l.Problem}", l.Line))];
    }
}
