using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Writes the settings of repositories to a JSON file.</summary>
/// <remarks>
/// <para>The file contains variables, deployment environments with their variables, known hosts, schedules, whether Pipelines is enabled,
/// the number of the next run and the public SSH key of each repository. Everything is sorted, so that two exports of the same settings are
/// equal, and a version control system shows what has changed. Import-BbRepositorySetting and Compare-BbRepositorySetting read
/// it.</para>
/// <para>Values of secured variables cannot be read, and are never written. With -SecretName and -Vault, the file refers to the secret of a
/// vault that contains the value; Import-BbRepositorySetting -SecuredPolicy FromVault reads it from there.</para>
/// <para>The file is written once, after everything was read, and completely or not at all. A repository that cannot be read gives an error
/// and is not in the file. With -WhatIf nothing is read, and no file is written.</para>
/// </remarks>
/// <example>
/// <code>Export-BbRepositorySetting ./widgets.json -Repository widgets</code>
/// <para>Exports the settings of one repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Export-BbRepositorySetting ./acme.json -SecretName '{Repository}/{Environment}/{Name}' -Vault Pipelines</code>
/// <para>Exports the settings of all repositories of the workspace, with references to the secrets of a vault.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbRepositorySetting", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRepositorySettingCommand : SettingCmdlet
{
    private readonly OpenStores<SettingSource> _opened = new();
    private readonly List<SettingSource> _sources = [];
    private readonly List<RepositorySettings> _settings = [];
    private string? _path;

    /// <summary>The path of the file. An existing file is replaced.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// The name of the secret that the file refers to for each secured variable. {Workspace}, {Repository}, {Environment} and {Name} are
    /// replaced by its place and name. If a place has no such part, it is removed together with the separator after it. By default the file
    /// contains no references.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault that the file refers to. The default is the default vault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Vault { get; set; }

    /// <inheritdoc cref="ExportVariableCommand.NoClobber"/>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc cref="ExportVariableCommand.PassThru"/>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool IsWriter => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        string path = TextFiles.CheckWritable(FilePath(Path), NoClobber, terminating: true);
        _path = ShouldWriteFile(path, "settings") ? path : null;
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        SettingSource source = _opened.Get(
            CurrentSession, repository.ToString(), () => new SettingSource(Client, repository, Kinds, needsNames: true));
        if (!_sources.Contains(source))
        {
            _sources.Add(source);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_path is null)
        {
            return;
        }

        var read = new Dictionary<SettingSource, (RepositorySettings Settings, SecretPlace Place)>();
        ReadPlaces(
            _sources, ThrottleLimit, s => s.Repository.ToString(), _opened.SessionOf,
            async (source, token) =>
            {
                (RepositorySettings, SecretPlace) both = await source.ReadAsync(token).ConfigureAwait(false);
                lock (read)
                {
                    read[source] = both;
                }
            },
            source => Add(read[source].Settings, read[source].Place));
        // If no repository could be read, an empty file would look like a result.
        if (_settings.Count > 0)
        {
            TextFiles.Write(_path, SettingFileWriter.Write(_settings), TextFiles.Utf8, NoClobber);
            if (PassThru)
            {
                WriteFile(_path);
            }
        }
    }

    private void Add(RepositorySettings settings, SecretPlace place)
    {
        if (settings.EnabledFailure is { } e)
        {
            DeferError(ErrorDescription.From(e, CurrentSession, settings.ToString()));
        }

        _settings.Add(settings with
        {
            Workspace = place.Workspace,
            Repository = place.Repository,
            Variables = WithReferences(settings.Variables, place),
            Environments = settings.Environments?
                .Select(e => e with { Variables = WithReferences(e.Variables, place with { Environment = e.Name }) }).ToArray(),
        });
    }

    private VariableEntry[]? WithReferences(IReadOnlyList<VariableEntry>? variables, SecretPlace place) => variables?
        .Select(v => v.Secured == true && SecretName is not null
            ? v with { Reference = new SecretReference(place.Expand(SecretName, v.Name), Vault) } : v)
        .ToArray();
}
