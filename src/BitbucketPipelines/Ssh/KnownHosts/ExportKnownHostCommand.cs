using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Writes known hosts to a known_hosts file of OpenSSH.</summary>
/// <remarks>
/// The hosts are sorted by name, so that exports can be compared. A key that several piped repositories have is written once. The file is
/// written completely or not at all. Importing the file with Import-BbKnownHost changes nothing. With -WhatIf nothing is read, and no file
/// is written.
/// </remarks>
/// <example>
/// <code>Export-BbKnownHost ./known_hosts</code>
/// <para>Exports the known hosts of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Export-BbKnownHost ./known_hosts -Name *.example.com -PassThru</code>
/// <para>Exports the hosts of one domain from all repositories of the workspace, and returns the file.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbKnownHost", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportKnownHostCommand : KnownHostCmdlet
{
    private readonly HashSet<KnownHostStore> _sources = [];
    private readonly List<(string Name, SshPublicKey Key)> _hosts = [];
    private string? _path;
    private bool _isRead;

    /// <summary>The path of the file. An existing file is replaced.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The hosts. Wildcards are allowed. The default is all hosts.</summary>
    [Parameter]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Does not replace an existing file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    private protected override bool IsWriter => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        string path = TextFiles.CheckWritable(FilePath(Path), NoClobber, terminating: true);
        _path = ShouldWriteFile(path, "known hosts") ? path : null;
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        KnownHostStore store = StoreOf(CurrentSession, TargetRepository);
        if (_path is not null && _sources.Add(store))
        {
            Start(
                async (_, token) =>
                {
                    await store.ReadAsync(token).ConfigureAwait(false);
                    return store;
                },
                Collect, store.Repository.ToString(), defersError: true);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // If no repository could be read, an empty file would look like a result.
        if (_isRead && _path is not null)
        {
            TextFiles.Write(_path, KnownHostsFile.Write(_hosts), TextFiles.Utf8, NoClobber);
            if (PassThru)
            {
                WriteFile(_path);
            }
        }
    }

    private void Collect(KnownHostStore source)
    {
        _isRead = true;
        Resource<KnownHost> resource = KnownHostResource.Of(source.Repository, Client.SiteUri);
        foreach (KnownHost host in NameFilter.Select(resource, source.Hosts, Name, null, DeferError))
        {
            if (KnownHostsFile.TryGetEntry(host) is { } entry)
            {
                _hosts.Add(entry);
            }
            else
            {
                WriteWarning($"{host.Name} of {source.Repository} was not exported: OpenSSH cannot read its name or its key.");
            }
        }
    }
}
