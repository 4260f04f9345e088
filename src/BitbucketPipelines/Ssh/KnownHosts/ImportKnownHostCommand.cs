using System.Management.Automation;
using System.Text;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates known hosts from a known_hosts file of OpenSSH.</summary>
/// <remarks>
/// Returns a result for each host of each line. Bitbucket stores one key for each host: of several keys, an ed25519 key is preferred to
/// ecdsa and rsa, and the others are Skipped. Hosts that cannot be imported are Skipped too, with the line and the reason: hashed names,
/// @cert-authority lines, patterns, invalid lines, and the hosts whose keys builds know already (bitbucket.org, github.com and gitlab.com).
/// A key that the file revokes (@revoked) is never imported from any line; if a repository already trusts such a key, the row says so. A
/// file from which nothing can be imported is an error. -WhatIf shows what would be done. If the cmdlet was interrupted, run it again: it
/// does only what is left to do.
/// </remarks>
/// <example>
/// <code>Import-BbKnownHost ~/.ssh/known_hosts -Name '*.example.com' -WhatIf | Format-Table Name, Action, Reason</code>
/// <para>Shows what an import of the hosts of one domain would do.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Import-BbKnownHost ./known_hosts</code>
/// <para>Imports the hosts of a file into several repositories.</para>
/// </example>
[Cmdlet(VerbsData.Import, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(KnownHostResult))]
public sealed class ImportKnownHostCommand : KnownHostCmdlet
{
    private readonly Dictionary<string, IReadOnlyList<DesiredKnownHost>> _files = new(StringComparer.Ordinal);
    private readonly List<(KnownHostStore Store, DesiredKnownHost Host)> _desired = [];

    /// <summary>The path of the file.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The hosts to import. Wildcards are allowed. The default is all hosts.</summary>
    [Parameter]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// The encoding of a file without a byte order mark, as in PowerShell: ansi, oem, latin1, unicode, the number of a code page such as
    /// 1252, and so on. The default is UTF-8.
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
        string path = FilePath(Path);
        if (!_files.TryGetValue(path, out IReadOnlyList<DesiredKnownHost>? hosts))
        {
            _files[path] = hosts = Read(path);
        }

        KnownHostStore store = StoreOf(CurrentSession, TargetRepository);
        _desired.AddRange(hosts.Select(h => (store, h)));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        ExecutePlan(_desired, skipRefused: true);
        foreach (KeyValuePair<string, IReadOnlyList<DesiredKnownHost>> file in _files.Where(
            f => f.Value.Count > 0 && f.Value.All(h => h.Key is null || KnownHostPlan.IsBuiltIn(h.Name))))
        {
            string why = file.Value[0].Problem ?? KnownHostPlan.BuiltIn;
            WriteError(Errors.NothingToImport(file.Key, $"contains no key that can be imported. {why}"));
        }
    }

    private DesiredKnownHost[] Read(string path)
    {
        IReadOnlyList<KnownHostLine> lines = KnownHostsFile.Read(SshKeyFiles.Read(path, Encoding, hasParameter: true));
        string[] missing = lines.Count == 0 ? []
            : [.. (Name ?? []).Where(n => !KnownHostResource.IsPattern(n) && !lines.Any(l => SshHostName.Same(l.Name, n)))];
        Array.ForEach(missing, name => WriteError(Errors.KnownHostNotInFile(name, path)));
        DesiredKnownHost[] desired = [.. lines.Where(l => KnownHostResource.Any(Name, l.Name)).Select(DesiredKnownHost.From)];
        if (desired.Length == 0 && missing.Length == 0)
        {
            WriteError(Errors.NothingToImport(
                path, lines.Count == 0 ? "contains no known hosts." : $"contains no host that matches {string.Join(", ", Name ?? [])}."));
        }

        return desired;
    }
}
