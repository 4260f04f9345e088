using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Compares the settings of repositories with those of other repositories, or with a file.</summary>
/// <remarks>
/// <para>-Repository or the pipeline specifies the left side, and -Path, -ToRepository, -ToWorkspace or -ToSession the right side. A file
/// that contains one repository is a template for all; of a file with several, each repository is compared with the settings of its
/// name.</para>
/// <para>Returns a row for each setting that differs. Values of secured variables cannot be read: two secured variables of the same name
/// are Unknown. Parts that the file does not contain are not compared. BuildNumber and SshKeyPair, which normally differ between
/// repositories, are compared only if -Include names them.</para>
/// </remarks>
/// <example>
/// <code>Get-BbRepository | Compare-BbRepositorySetting -Path ./acme.json -FailOnDrift -ErrorAction Stop</code>
/// <para>Ends a build with an error if a setting of a repository is not as in the file.</para>
/// </example>
/// <example>
/// <code>Compare-BbRepositorySetting -Repository widgets -ToWorkspace acme-eu -IncludeEqual</code>
/// <para>Compares a repository with that of the same name in another workspace. Returns equal settings too.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "BbRepositorySetting", DefaultParameterSetName = "Repository")]
[OutputType(typeof(SettingDifference))]
public sealed class CompareRepositorySettingCommand : SettingCmdlet
{
    private readonly OpenStores<SettingSource> _sources = new();
    private readonly List<(SettingSource Left, Func<CancellationToken, Task<RepositorySettings>> Right)> _pairs = [];
    private SettingFile? _file;
    private int _drifts;

    /// <summary>The setting file of the right side.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "File")]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// The repository of the right side: slug or <c>workspace/slug</c>. The default is the repository with the name of the left side.
    /// </summary>
    [Parameter(ParameterSetName = "Repository")]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(ToRepository), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? ToRepository { get; set; }

    /// <inheritdoc cref="CompareVariableCommand.ToWorkspace"/>
    [Parameter(ParameterSetName = "Repository")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [OneName(nameof(ToWorkspace))]
    public string? ToWorkspace { get; set; }

    /// <inheritdoc cref="CompareVariableCommand.ToSession"/>
    [Parameter(ParameterSetName = "Repository")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BitbucketSession? ToSession { get; set; }

    /// <summary>Returns equal settings too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>
    /// Ends with the error SettingsDiffer if a setting differs, after all rows. With -ErrorAction Stop, the error ends the script, and
    /// <c>pwsh -File</c> has the exit code 1.
    /// </summary>
    [Parameter]
    public SwitchParameter FailOnDrift { get; set; }

    /// <inheritdoc/>
    private protected override bool IsOptional(SettingKind kind) => kind is SettingKind.BuildNumber or SettingKind.SshKeyPair;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        if (Path is not null)
        {
            _file = SettingFile.Read(FilePath(Path));
        }
        else if (ToRepository is null && ToWorkspace is null && ToSession is null)
        {
            throw new ErrorRecordException(
                Errors.NoTarget("Specify -Path, -ToRepository, -ToWorkspace or -ToSession."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        SettingSource left = SourceOf(CurrentSession, repository);
        if (_pairs.Exists(p => p.Left == left))
        {
            // The same repository was specified twice.
            return;
        }

        if (_file is { } file)
        {
            RepositorySettings settings = file.For(repository).Only(Kinds);
            _pairs.Add((left, _ => Task.FromResult(settings)));
            return;
        }

        TransferTargets targets = NewTransferTargets(repository, null, ToWorkspace, ToSession);
        RepositoryId other = ToRepository is null ? targets.SameName() : targets.Single(ToRepository);
        if (targets.IsSource(other))
        {
            throw new ErrorRecordException(Errors.SameScope(other.ToString()));
        }

        SettingSource right = SourceOf(targets.Session, other);
        _pairs.Add((left, async token => (await right.ReadAsync(token).ConfigureAwait(false)).Settings));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        var sides = new Dictionary<SettingSource, (RepositorySettings Left, RepositorySettings Right)>();
        ReadPlaces(
            _pairs, ThrottleLimit, p => p.Left.Repository.ToString(), p => _sources.SessionOf(p.Left),
            async (pair, token) =>
            {
                RepositorySettings left = (await pair.Left.ReadAsync(token).ConfigureAwait(false)).Settings;
                RepositorySettings right = await pair.Right(token).ConfigureAwait(false);
                lock (sides)
                {
                    sides[pair.Left] = (left, right);
                }
            },
            pair => WriteDifferences(sides[pair.Left].Left, sides[pair.Left].Right));
        if (FailOnDrift && _drifts > 0)
        {
            DeferError(Errors.SettingsDiffer(_drifts));
        }
    }

    private void WriteDifferences(RepositorySettings left, RepositorySettings right)
    {
        foreach (SettingDifference row in SettingDifference.Between(left, right))
        {
            _drifts += row.IsDrift ? 1 : 0;
            if (IncludeEqual || row.Difference != "Equal")
            {
                WriteObject(_file is null ? row : row with { ComparedWith = _file.Path });
            }
        }
    }

    private SettingSource SourceOf(BitbucketSession session, RepositoryId repository) =>
        _sources.Get(session, repository.ToString(), () => new SettingSource(ClientFor(session), repository, Kinds));
}
