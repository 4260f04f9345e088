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
    private readonly List<VariableStore> _targets = [];
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
        _source = FindStore();
        _rules = TargetsOf(_source.Scope.Repository, _source.Scope.Workspace, ToWorkspace, ToSession);
        if (Prune && (Name is not null || Exclude is not null))
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "PruneNeedsAll", "-Prune goes with neither -Name nor -Exclude: what is left out would be removed.", "Leave them out, or leave -Prune out."), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Process()
    {
        if (ToRepository is null && ToEnvironment is null && !ToWorkspaceScope)
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "NoTarget", "There is no target.", "Give -ToRepository, -ToEnvironment or -ToWorkspaceScope."), terminating: true);
        }

        if (ToWorkspaceScope)
        {
            Add(VariableScope.OfWorkspace(_rules!.RequireWorkspace()));
        }

        foreach (string text in ToRepository ?? [])
        {
            Guard(() => Add(_rules!.Of(text, IsTyped(nameof(ToRepository)))), text);
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
        TellMissing(Name, from, _source!.Scope);
        VariableEntry[] wanted = [.. from
            .Where(v => NamePattern.Any(Name, v.Name) && (Exclude is null || !NamePattern.Any(Exclude, v.Name)))
            .Select(v => WithSecret(new VariableEntry(v.Name ?? "", v.Secured ? null : v.Value ?? "", v.Secured)))];
        if (Prune && wanted.Length == 0)
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                "NothingToKeep", $"{_source!.Scope} holds no variables: -Prune would remove all that the targets have.", "Use Remove-BbVariable * for that."));
        }

        var plan = new List<(VariableStore, PlannedVariable)>();
        foreach (VariableStore target in _targets.Distinct())
        {
            Guard(() =>
            {
                IReadOnlyList<Variable> existing = Await(token => target.ReadAsync(token));
                CheckLimits(target, wanted, existing, Prune);
                plan.AddRange(Plan(wanted, existing).Select(p => (target, p)));
            }, target.Scope.ToString());
        }

        Carry(plan);
    }

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
                Guard(() => Add(Await(token => Finder.EnvironmentAsync(TargetClient, repository, environment, token))), $"{repository} ({environment})");
            }
        }
    }

    private void Add(VariableScope scope)
    {
        if (IsSource(scope))
        {
            WriteError(ErrorRecords.InvalidArgument("SameScope", $"{scope} is the source: it cannot be the target too.", "Name another target.", scope.ToString()));
            return;
        }

        _targets.Add(Finder.Store(TargetClient, scope));
    }

    private bool IsSource(VariableScope scope) => scope.Repository is null
        ? scope == _source!.Scope && (ToSession is null || ToSession.ApiUri == CurrentSession.ApiUri)
        : scope.Kind == _source!.Scope.Kind && scope.EnvironmentUuid == _source.Scope.EnvironmentUuid && _rules!.IsSource(scope.Repository);
}
