using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on the variables of one scope: a repository unless told otherwise.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableCmdlet : RepositoryCmdlet
{
    private readonly OpenStores<LazyVariableStore> _places = new();
    private VariableScopeResolver? _finder;
    private bool _warned;

    /// <summary>The deployment environment, by name (case does not matter) or uuid: its variables, in place of the repository's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The variables of the workspace, in place of a repository's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter WorkspaceScope { get; set; }

    /// <summary>The variables of this team. Deprecated by Bitbucket: use -WorkspaceScope.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? Team { get; set; }

    /// <summary>The variables of this user, given by uuid. Deprecated by Bitbucket: use -WorkspaceScope.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public virtual string? User { get; set; }

    /// <summary>Finds scopes and keeps what was read of them. One for the whole call.</summary>
    private protected VariableScopeResolver Finder => _finder ??= new VariableScopeResolver();

    /// <summary>The variables that this record is about.</summary>
    private protected VariableStore OpenStore() => Finder.Store(Client, ResolveScope());

    /// <summary>Whether this record names a repository, an environment, the workspace, a team or a user.</summary>
    private protected bool HasPlace =>
        WorkspaceScope || new[] { Repository, Environment, Team, User }.Any(p => NotEmpty(p) is not null);

    /// <summary>The variables of a place that a file names; what the file does not say is as for any other record.</summary>
    private protected LazyVariableStore OpenPlace(VariablePlace place)
    {
        (string? workspace, string? repository, string? environment, SwitchParameter scope) = (
            Workspace, Repository, Environment, WorkspaceScope);
        try
        {
            Workspace = NotEmpty(workspace) ?? place.Workspace;
            Repository = place.Repository;
            Environment = place.Environment;
            WorkspaceScope = place.Repository is null && place.Environment is null;
            return OpenPlace();
        }
        finally
        {
            (Workspace, Repository, Environment, WorkspaceScope) = (workspace, repository, environment, scope);
        }
    }

    /// <summary>The scope that this record is about.</summary>
    private protected VariableScope ResolveScope()
    {
        (VariableScope scope, bool isFound) = GivenScope();
        return isFound ? scope : Await(token => Finder.EnvironmentAsync(Client, scope.Repository!, scope.Environment!, token));
    }

    /// <summary>The scope that this record is about, to be read later: what is wrong with one is no matter for the others.</summary>
    private protected LazyVariableStore OpenPlace()
    {
        (VariableScope scope, bool isFound) = GivenScope();
        return PlaceOf(Client, CurrentSession, scope, isFound);
    }

    /// <summary>A scope, to be read later; one for all records that name it in the same way.</summary>
    /// <param name="client">The client.</param>
    /// <param name="session">Whose credentials are used.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="isFound">Whether the uuid of an environment is known.</param>
    private protected LazyVariableStore PlaceOf(
        BitbucketClient client, BitbucketSession session, VariableScope scope, bool isFound = true) =>
        _places.Get(session, scope, () => new LazyVariableStore(Finder, client, session, scope, isFound));

    /// <summary>The scope as it is given; of an environment only the name or uuid is known.</summary>
    private (VariableScope Scope, bool IsFound) GivenScope()
    {
        (string? environment, string? team, string? user) = (NotEmpty(Environment), NotEmpty(Team), NotEmpty(User));
        if (new[] { environment is not null, WorkspaceScope.IsPresent, team is not null, user is not null }.Count(given => given) > 1)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.AmbiguousScope, "-Environment, -WorkspaceScope, -Team and -User cannot be used together.",
                "Specify one of them, or none for the repository."), terminating: true);
        }

        if (team is not null || user is not null)
        {
            CheckPiped(IsTyped(nameof(Team)) ? null : team, "-Team");
            if (!_warned)
            {
                _warned = true;
                WriteWarning("Bitbucket has deprecated the variables of teams and users; use -WorkspaceScope.");
            }

            return (team is not null ? VariableScope.OfTeam(team) : VariableScope.OfUser(user!), true);
        }

        if (WorkspaceScope)
        {
            return (VariableScope.OfWorkspace(ResolveWorkspace()), true);
        }

        RepositoryId repository = Target;
        return environment is null
            ? (VariableScope.OfRepository(repository), true)
            : (VariableScope.OfEnvironment(repository, environment, environment), false);
    }

    /// <summary>
    /// Checks that what is wanted keeps to the rules of Bitbucket. All that does not is told in one error, and nothing is written.
    /// </summary>
    private protected static void CheckLimits(
        VariableScope scope, IReadOnlyCollection<VariableEntry> wanted, IReadOnlyCollection<Variable> existing, bool prune)
    {
        var names = new HashSet<string>(wanted.Select(w => w.Name), StringComparer.Ordinal);
        IEnumerable<(string, int)> others = prune
            ? []
            : existing.Where(e => !names.Contains(e.Name ?? "")).Select(e => (e.Name ?? "", e.Value?.Length ?? 0));
        IReadOnlyList<VariableProblem> problems = VariableLimits.Check(wanted, others);
        if (problems.Count > 0)
        {
            throw new ErrorRecordException(ErrorRecords.VariableLimits(scope, problems));
        }
    }

    /// <summary>A change of one variable.</summary>
    private protected static BulkItem VariableItem(VariableStore store, PlannedVariable planned) => new(
        $"{store.Scope.Kind} {store.Scope}/{planned.Name}",
        planned.Action,
        $"{planned.Action} {(planned.Secured ? "secured " : "")}variable {planned.Name} in {store.Scope}",
        (status, reason) => [store.Row(planned, status, reason)],
        async token => [await store.ApplyAsync(planned, token).ConfigureAwait(false)])
    {
        Reason = planned.Reason,
        IsRefused = planned.IsFailure,
        PlannedRemoval = planned.Action == ItemAction.Remove
            ? new PlannedRemoval(planned.Name, store.Scope.ToString(), planned.Secured)
            : null,
    };
}
