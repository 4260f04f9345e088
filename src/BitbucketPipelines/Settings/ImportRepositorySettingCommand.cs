using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Commands;

/// <summary>Gives repositories the settings of a file that Export-BbRepositorySetting wrote.</summary>
/// <remarks>
/// <para>Without -Repository and without piped repositories, each repository in the file gets its own settings, with -Workspace in another
/// workspace. With them, the settings of the only repository in the file are a template for all of them; if the file contains several
/// repositories, each one gets the settings of its name.</para>
/// <para>The whole file is checked before anything is changed. Parts that it does not contain stay as they are. With -Prune, settings that
/// the repository has and the file does not have are removed, if the file contains that part. The number of the next run is only ever
/// raised, after a confirmation or with -Force.</para>
/// <para>A secured variable has no value in the file. If the repository has it, it is Unchanged; otherwise it needs a value: from
/// -SecureValue, or with -SecuredPolicy FromVault from the secret that the file refers to.</para>
/// </remarks>
/// <example>
/// <code>Import-BbRepositorySetting ./widgets.json -Repository gadgets -WhatIf</code>
/// <para>Shows what it takes to give a repository the settings of another one.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Import-BbRepositorySetting ./template.json -Prune</code>
/// <para>Gives several repositories the settings of a file, and removes others after one confirmation.</para>
/// </example>
[Cmdlet(VerbsData.Import, "BbRepositorySetting", SupportsShouldProcess = true)]
[OutputType(typeof(SettingResult))]
public sealed class ImportRepositorySettingCommand : SettingWriteCmdlet
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<BulkTarget> _targets = [];
    private SettingFile? _file;

    /// <summary>The path of the file.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// Removes variables, environments, known hosts and schedules that the file does not have. Asks for confirmation unless -Force is
    /// specified.
    /// </summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <inheritdoc/>
    private protected override string PlaceOfKeys => "target";

    /// <inheritdoc/>
    private protected override bool IsDefinition => true;

    /// <inheritdoc/>
    private protected override bool Prunes => Prune;

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        _file = SettingFile.Read(FilePath(Path));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (NotEmpty(Repository) is not null)
        {
            RepositoryId target = TargetRepository;
            AddTarget(target, () => _file!.For(target));
            return;
        }

        string? workspace = NotEmpty(Workspace) is null ? CurrentSession.Workspace : null;
        foreach (RepositorySettings settings in _file!.Repositories)
        {
            if (workspace is not null && settings.Workspace is { } other && !IsSameWorkspace(workspace, other))
            {
                throw new ErrorRecordException(Errors.FileOfOtherWorkspace(_file.Path, other, workspace), terminating: true);
            }
        }

        foreach (RepositorySettings settings in _file.Repositories)
        {
            GuardDeferred(() => AddTarget(
                settings.Repository is null ? TargetRepository
                    : new RepositoryId(NotEmpty(Workspace) ?? settings.Workspace ?? ResolveWorkspace(), settings.Repository),
                () => settings), settings.ToString());
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        ExecutePlan(_targets);
        SecretValues.WriteUnusedKeys([]);
    }

    private void AddTarget(RepositoryId target, Func<RepositorySettings> settings)
    {
        bool isFirst = _known.Add($"{CurrentSession.ApiUri} {target}");
        if (!isFirst && NotEmpty(Repository) is not null)
        {
            // The same repository was specified twice.
            return;
        }

        bool needsNames = SecretValues.NeedsNames;
        BitbucketClient client = Client;
        _targets.Add(BulkTargetOf(CurrentSession, target, async token =>
        {
            RepositorySettings wanted = isFirst ? settings().Only(Kinds)
                : throw new ErrorRecordException(Errors.RepositoryTwiceInFile(_file!.Path, target));
            var place = new SecretPlace(target.Workspace, target.Slug, null);
            return (wanted, needsNames ? await place.NamedAsync(client, token).ConfigureAwait(false) : place);
        }));
    }
}
