using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// The base class of cmdlets that copy the variables of one scope to others. Piped objects are targets; the source is specified by the
/// usual parameters on the command line.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableTransferCmdlet : VariableBulkCmdlet
{
    private readonly List<LazyVariableStore> _targets = [];
    private readonly HashSet<LazyVariableStore> _targetsInSource = [];
    private VariableStore? _source;
    private TransferTargets? _resolver;

    /// <summary>
    /// The target repositories: slugs or <c>workspace/slug</c>. Repositories from Get-BbRepository and objects with the properties
    /// Workspace and Repository can be piped. Wildcards match repositories of the workspace, except the source: <c>*</c> means all others.
    /// The default is the repository of the source.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [RepositoryNameTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[]? ToRepository { get; set; }

    /// <summary>The target environments in each target repository: names or uuids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? ToEnvironment { get; set; }

    /// <summary>Copies to the variables of the workspace.</summary>
    [Parameter]
    public SwitchParameter ToWorkspaceScope { get; set; }

    /// <summary>
    /// The workspace of the targets, even of repositories that are piped from another workspace. The default is the workspace of
    /// -ToSession, otherwise that of the piped object, otherwise that of the source.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [OneName(nameof(ToWorkspace))]
    public string? ToWorkspace { get; set; }

    /// <summary>The session for the targets, if they need another account.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BitbucketSession? ToSession { get; set; }

    /// <summary>The names of the variables to copy. Wildcards are allowed. The default is all variables.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The names of variables that are not copied. Wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Exclude { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        // Only the command line is bound now. Piped objects are targets, so they must not change the source.
        _source = OpenStore();
        _resolver = NewTransferTargets(_source.Scope.Repository, _source.Scope.Workspace, ToWorkspace, ToSession);
        if (Prune && (Name is not null || Exclude is not null))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.PruneNeedsAll,
                "-Prune cannot be used together with -Name or -Exclude: variables that are not copied would be removed.",
                "Omit -Name and -Exclude, or omit -Prune."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Process()
    {
        if (ToRepository is null && ToEnvironment is null && !ToWorkspaceScope)
        {
            throw new ErrorRecordException(
                Errors.NoTarget("Specify -ToRepository, -ToEnvironment or -ToWorkspaceScope."), terminating: true);
        }

        if (ToWorkspaceScope)
        {
            AddTarget(VariableScope.OfWorkspace(_resolver!.RequireWorkspace()));
        }

        foreach (string text in ToRepository ?? [])
        {
            GuardDeferred(() => AddTargets(_resolver!.Resolve(text, IsTyped(nameof(ToRepository)))), text);
        }

        if (ToRepository is null && ToEnvironment is not null)
        {
            AddTargets([_resolver!.SameName()]);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Finish()
    {
        IReadOnlyList<Variable> existing = Await(token => _source!.ReadAsync(token));
        SecretPlace place = SecretPlaceOf(_source!.Scope);
        string source = place.Describe(_source.Scope.ToString());
        SecretValues.AddSource(place, existing.Select(VariableEntry.Of));
        Resource<Variable> resource = VariableResource.Of(_source.Scope, Client.SiteUri);
        VariableEntry[] entries = [.. NameFilter.Select(resource, existing, Name, null, DeferError)
            .Where(v => Exclude is null || !NameFilter.Any(Exclude, v.Name))
            .Select(v => WithSecret(VariableEntry.Of(v), place, source))];
        SecretValues.WriteUnusedKeys(_targets.Select(t => SecretPlace.Of(t.Scope)));
        if (Prune && entries.Length == 0)
        {
            throw new ErrorRecordException(Errors.NothingToKeep($"{source} has"));
        }

        string[] names = [.. entries.Select(e => e.Name)];
        // A target that is specified in two ways, such as by name and by uuid, is changed once.
        var done = new HashSet<VariableStore>();
        ExecutePlan([.. _targets.Distinct().Select(target => BulkTargetOf(target, names, () =>
        {
            if (IsSource(target))
            {
                DeferError(Errors.SameScope(target.Store.Scope.ToString()));
                return null;
            }

            return done.Add(target.Store) ? entries : null;
        }))]);
    }

    /// <inheritdoc/>
    private protected sealed override string PlaceOfKeys => "source";

    /// <inheritdoc/>
    private protected sealed override bool KeepsSecured => false;

    private void AddTargets(IEnumerable<RepositoryId> repositories)
    {
        foreach (RepositoryId repository in repositories)
        {
            if (ToEnvironment is null)
            {
                AddTarget(VariableScope.OfRepository(repository));
            }

            foreach (string environment in ToEnvironment ?? [])
            {
                AddTarget(VariableScope.OfEnvironment(repository, environment, environment), isResolved: false);
            }
        }
    }

    private void AddTarget(VariableScope scope, bool isResolved = true)
    {
        LazyVariableStore target = OpenPlace(
            ToSession is null ? Client : ClientOf(ToSession), ToSession ?? CurrentSession, scope, isResolved);
        _targets.Add(target);
        bool isSameSite = ToSession is null || ToSession.ApiUri == CurrentSession.ApiUri;
        if (scope.Repository is { } repository ? _resolver!.IsSource(repository) : isSameSite && scope == _source!.Scope)
        {
            _targetsInSource.Add(target);
        }
    }

    /// <summary>Whether a target that was read is the source itself.</summary>
    private bool IsSource(LazyVariableStore target) => _targetsInSource.Contains(target)
        && target.Store.Scope.Kind == _source!.Scope.Kind && target.Store.Scope.EnvironmentUuid == _source.Scope.EnvironmentUuid;
}
