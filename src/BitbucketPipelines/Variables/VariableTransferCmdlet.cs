using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// A cmdlet that takes the variables of one scope (the usual parameters) to others. What is piped in are targets: the source is what the
/// command line says.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableTransferCmdlet : VariableBulkCmdlet
{
    private readonly List<LazyVariableStore> _targets = [];
    private readonly HashSet<LazyVariableStore> _inSource = [];
    private VariableStore? _source;
    private TransferTargets? _rules;

    /// <summary>
    /// Target repositories: slugs, <c>workspace/slug</c>, or piped from Get-BbRepository, or as rows with Workspace and Repository. Takes
    /// wildcards, which mean repositories of the workspace and never the source: <c>*</c> is all others. By default the source's.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [RepositoryNameTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? ToRepository { get; set; }

    /// <summary>Target environments, by name or uuid, in each target repository.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? ToEnvironment { get; set; }

    /// <summary>The target is the workspace.</summary>
    [Parameter]
    public SwitchParameter ToWorkspaceScope { get; set; }

    /// <summary>
    /// The workspace of the targets, also of those that are piped in from another one. By default that of -ToSession, else the piped
    /// object's, else the source's.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ToWorkspace { get; set; }

    /// <summary>The session for the targets: another account.</summary>
    [Parameter]
    [ValidateNotNull]
    public BitbucketSession? ToSession { get; set; }

    /// <summary>The names of what is taken. Takes wildcards. By default all.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The names of what is left out. Takes wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    private BitbucketClient TargetClient => ToSession is null ? Client : ClientOf(ToSession);

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        // Now, while only the command line has been bound.
        _source = OpenStore();
        _rules = TargetsOf(_source.Scope.Repository, _source.Scope.Workspace, ToWorkspace, ToSession);
        if (Prune && (Name is not null || Exclude is not null))
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.PruneNeedsAll, "-Prune goes with neither -Name nor -Exclude: what is left out would be removed.",
                "Leave them out, or leave -Prune out."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Process()
    {
        if (ToRepository is null && ToEnvironment is null && !ToWorkspaceScope)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.NoTarget, "There is no target.", "Give -ToRepository, -ToEnvironment or -ToWorkspaceScope."), terminating: true);
        }

        if (ToWorkspaceScope)
        {
            Add(VariableScope.OfWorkspace(_rules!.RequireWorkspace()));
        }

        foreach (string text in ToRepository ?? [])
        {
            GuardLater(() => Add(_rules!.Of(text, IsTyped(nameof(ToRepository)))), text);
        }

        if (ToRepository is null && ToEnvironment is not null)
        {
            Add([_rules!.SameName()]);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Finish()
    {
        IReadOnlyList<Variable> from = Await(token => _source!.ReadAsync(token));
        SecretPlace place = SecretPlace.Of(_source!.Scope);
        string source = _source.Scope.ToString();
        NoteSource(place, from.Select(VariableEntry.Of));
        VariableEntry[] wanted = [.. NameFilter.Select(VariableResource.Of(_source.Scope), from, Name, null, WriteErrorLater)
            .Where(v => Exclude is null || !NameFilter.Any(Exclude, v.Name))
            .Select(v => WithSecret(VariableEntry.Of(v), place, source))];
        WriteUnusedKeys(_targets.Select(t => SecretPlace.Of(t.Scope)));
        if (Prune && wanted.Length == 0)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.NothingToKeep, $"{_source!.Scope} holds no variables: -Prune would remove all that the targets have.",
                "Use Remove-BbVariable * for that."));
        }

        string[] names = [.. wanted.Select(w => w.Name)];
        // A target that was named in two ways is done once.
        var taken = new HashSet<VariableStore>();
        ExecutePlan([.. _targets.Distinct().Select(target => BulkTargetOf(target, names, () =>
        {
            if (IsSource(target))
            {
                WriteErrorLater(ErrorRecords.SameScope(target.Store.Scope.ToString()));
                return null;
            }

            return taken.Add(target.Store) ? wanted : null;
        }))]);
    }

    /// <inheritdoc/>
    private protected sealed override string PlaceOfKeys => "place that is copied from";

    /// <inheritdoc/>
    private protected sealed override bool IsKeptAsWanted => false;

    private void Add(IEnumerable<RepositoryId> repositories)
    {
        foreach (RepositoryId repository in repositories)
        {
            if (ToEnvironment is null)
            {
                Add(VariableScope.OfRepository(repository));
            }

            foreach (string environment in ToEnvironment ?? [])
            {
                Add(VariableScope.OfEnvironment(repository, environment, environment), isFound: false);
            }
        }
    }

    private void Add(VariableScope scope, bool isFound = true)
    {
        LazyVariableStore place = PlaceOf(TargetClient, ToSession ?? CurrentSession, scope, isFound);
        _targets.Add(place);
        bool isSameSite = ToSession is null || ToSession.ApiUri == CurrentSession.ApiUri;
        if (scope.Repository is { } repository ? _rules!.IsSource(repository) : isSameSite && scope == _source!.Scope)
        {
            _inSource.Add(place);
        }
    }

    /// <summary>Whether a target that has been read is the source.</summary>
    private bool IsSource(LazyVariableStore place) => _inSource.Contains(place)
        && place.Store.Scope.Kind == _source!.Scope.Kind && place.Store.Scope.EnvironmentUuid == _source.Scope.EnvironmentUuid;
}
