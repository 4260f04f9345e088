using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Writes known hosts to a file of OpenSSH.</summary>
/// <remarks>
/// In the order of their names, so that two exports can be compared; each key once, though several repositories that are piped in have it.
/// The file is written whole or not at all. Import-BbKnownHost of it changes nothing.
/// </remarks>
/// <example>
/// <code>Export-BbKnownHost ./known_hosts</code>
/// <para>The known hosts of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Export-BbKnownHost ./known_hosts -Name *.example.com -PassThru</code>
/// <para>Those of one domain in all repositories of the workspace, and the file that was made.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbKnownHost")]
[OutputType(typeof(FileInfo))]
public sealed class ExportKnownHostCommand : KnownHostCmdlet
{
    private readonly List<KnownHostStore> _sources = [];
    private string _path = "";

    /// <summary>The file. It is replaced if it is there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The hosts. Takes wildcards. By default all.</summary>
    [Parameter]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Does not replace a file that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (NoClobber && File.Exists(_path))
        {
            throw new ErrorRecordException(ErrorRecords.FileExists(_path), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process() => _sources.Add(StoreOf(CurrentSession, Target));

    /// <inheritdoc/>
    protected override void Finish()
    {
        bool isRead = false;
        var hosts = new List<(string, SshPublicKey)>();
        ReadPlaces(
            _sources.Distinct(), ThrottleLimit, s => s.Repository.ToString(), SessionOf, (s, token) => s.ReadAsync(token), source =>
            {
                isRead = true;
                hosts.AddRange(Select(source));
            });
        if (!isRead)
        {
            // An empty file would pass for an answer.
            return;
        }

        TextFiles.Write(_path, KnownHostsFile.Write(hosts), TextFiles.Utf8, NoClobber);
        if (PassThru)
        {
            WriteObject(new FileInfo(_path));
        }
    }

    private IEnumerable<(string Name, SshPublicKey Key)> Select(KnownHostStore source)
    {
        Resource<KnownHost> resource = KnownHostResource.Of(source.Repository, Client.SiteUri);
        foreach (KnownHost host in NameFilter.Select(resource, source.Hosts, Name, null, WriteErrorLater))
        {
            if (SshPublicKey.TryFrom(null, host.Key) is { } key && KnownHostsFile.CanWrite(host.Name ?? ""))
            {
                yield return (host.Name!, key);
            }
            else
            {
                WriteWarning($"{host.Name} of {source.Repository} is left out: its name or its key is none that OpenSSH can read.");
            }
        }
    }
}
