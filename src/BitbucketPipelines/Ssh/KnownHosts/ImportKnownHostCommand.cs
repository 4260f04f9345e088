using System.Management.Automation;
using System.Text;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates known hosts from a known_hosts file of OpenSSH.</summary>
/// <remarks>
/// One row for each host of each line. Bitbucket keeps one key for each host: of several, the one of ed25519 is taken before ecdsa and
/// rsa, and the others have a row that says so. What cannot be taken over has a row with its line and the reason: hashed names,
/// @cert-authority, patterns, lines that cannot be read, and the hosts that builds know by themselves (bitbucket.org,
/// github.com, gitlab.com). A key that the file revokes (@revoked) is never taken over, whatever other line has it; where a repository
/// trusts such a key already, the row says so. A file of which nothing can be taken over is an error. -WhatIf shows what would be done.
/// Running it again does what is left to do, and nothing twice.
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
    private readonly Dictionary<string, IReadOnlyList<DesiredKnownHost>> _files = new(StringComparer.Ordinal);
    private readonly List<(KnownHostStore Store, DesiredKnownHost Wanted)> _wanted = [];

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

    /// <summary>
    /// The encoding of a file without a byte order mark. By default UTF-8. As in PowerShell: ansi, oem, latin1, unicode, the number of a
    /// code page such as 1252, and so on.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (!_files.TryGetValue(path, out IReadOnlyList<DesiredKnownHost>? hosts))
        {
            _files[path] = hosts = Read(path);
        }

        KnownHostStore store = StoreOf(CurrentSession, Target);
        _wanted.AddRange(hosts.Select(h => (store, h)));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        ExecutePlan(_wanted, skipRefused: true);
        foreach (KeyValuePair<string, IReadOnlyList<DesiredKnownHost>> file in _files.Where(
            f => f.Value.Count > 0 && f.Value.All(h => h.Key is null)))
        {
            WriteError(ErrorRecords.NothingToImport(file.Key, $"holds no key that can be taken over. {file.Value[0].Problem}"));
        }
    }

    private DesiredKnownHost[] Read(string path)
    {
        IReadOnlyList<KnownHostLine> lines = KnownHostsFile.Read(SshKeyFiles.Read(path, Encoding, hasParameter: true));
        string[] missing = [.. (Name ?? []).Where(n => !KnownHostResource.IsPattern(n) && !lines.Any(l => SshHostName.Same(l.Name, n)))];
        foreach (string name in lines.Count == 0 ? [] : missing)
        {
            WriteError(ErrorRecords.KnownHostNotInFile(name, path));
        }

        DesiredKnownHost[] wanted = [.. lines.Where(l => KnownHostResource.Any(Name, l.Name)).Select(l =>
            new DesiredKnownHost(l.Name, l.Key, l.Problem is null ? null : $"Line {l.Line}: {l.Problem}", l.Line, Revokes: l.Revokes))];
        if (wanted.Length == 0 && (missing.Length == 0 || lines.Count == 0))
        {
            WriteError(
                ErrorRecords.NothingToImport(
                    path, lines.Count == 0 ? "holds no known hosts." : $"holds no host of the name {string.Join(", ", Name ?? [])}."));
        }

        return wanted;
    }
}
