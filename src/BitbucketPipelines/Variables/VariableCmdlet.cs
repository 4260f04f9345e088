using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on the variables of one scope. The default scope is a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariableCmdlet : RepositoryCmdlet
{
    private readonly OpenStores<LazyVariableStore> _stores = new();
    private VariableScopeResolver? _resolver;
    private bool _warned;

    /// <summary>
    /// The deployment environment whose variables are meant, instead of those of the repository: its name (not case-sensitive) or uuid.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [OneName(nameof(Environment), Source = "Get-BbEnvironment", AllowsWildcards = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Works on the variables of the workspace instead of those of a repository.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNoTransformation]
    public SwitchParameter WorkspaceScope { get; set; }

    /// <summary>The team whose variables are meant. Bitbucket has deprecated these variables: use -WorkspaceScope.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    public virtual string? Team { get; set; }

    /// <summary>The uuid of the user whose variables are meant. Bitbucket has deprecated these variables: use -WorkspaceScope.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public virtual string? User { get; set; }

    /// <summary>Resolves scopes and caches what it reads, for the whole call.</summary>
    private protected VariableScopeResolver Resolver => _resolver ??= new VariableScopeResolver();

    /// <summary>The store of the scope of this record.</summary>
    private protected VariableStore OpenStore() => Resolver.Store(Client, ResolveScope());

    /// <summary>Whether this record specifies a repository, an environment, the workspace, a team or a user.</summary>
    private protected bool HasPlace =>
        WorkspaceScope || new[] { Repository, Environment, Team, User }.Any(p => NotEmpty(p) is not null);

    /// <summary>The store of a place that a file names. What the file does not say is resolved as for any other record.</summary>
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

    /// <summary>The scope of this record. Looks up the uuid of an environment.</summary>
    private protected VariableScope ResolveScope()
    {
        (VariableScope scope, bool isResolved) = SpecifiedScope();
        return isResolved ? scope : Await(token => Resolver.EnvironmentAsync(Client, scope.Repository!, scope.Environment!, token));
    }

    /// <summary>
    /// Captures the scope of this record. The function finds the uuid of its environment, if that is not known, on any thread.
    /// </summary>
    private protected Func<BitbucketClient, CancellationToken, Task<VariableScope>> CaptureScope()
    {
        (VariableScope scope, bool isResolved) = SpecifiedScope();
        VariableScopeResolver resolver = Resolver;
        return (client, token) => isResolved ? Task.FromResult(scope)
            : resolver.EnvironmentAsync(client, scope.Repository!, scope.Environment!, token);
    }

    /// <summary>
    /// The store of the scope of this record, which is read later: a scope that cannot be read then does not affect other records.
    /// </summary>
    private protected LazyVariableStore OpenPlace()
    {
        (VariableScope scope, bool isResolved) = SpecifiedScope();
        return OpenPlace(Client, CurrentSession, scope, isResolved);
    }

    /// <summary>The store of a scope, which is read later. Records that specify the same scope get the same store.</summary>
    /// <param name="client">The client.</param>
    /// <param name="session">The session whose credentials are used.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="isResolved">Whether the uuid of an environment is known.</param>
    private protected LazyVariableStore OpenPlace(
        BitbucketClient client, BitbucketSession session, VariableScope scope, bool isResolved = true) =>
        _stores.Get(session, scope, () => new LazyVariableStore(Resolver, client, session, scope, isResolved));

    /// <summary>The options of a bulk change of variables.</summary>
    private protected BulkOptions BulkOptionsOf(int throttleLimit) => new("variable", throttleLimit)
    {
        Failed = row => Errors.VariableFailed((VariableResult)row, CurrentSession),
    };

    /// <summary>The scope as it was specified. Of an environment, only the name or uuid is known.</summary>
    private (VariableScope Scope, bool IsResolved) SpecifiedScope()
    {
        (string? environment, string? team, string? user) = (
            NotEmpty(Environment), PlaceFinder.ReadWorkspace(Team, "-Team", CurrentSession), NotEmpty(User));
        if (new[] { environment is not null, WorkspaceScope.IsPresent, team is not null, user is not null }.Count(given => given) > 1)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
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

        RepositoryId repository = TargetRepository;
        return environment is null ? (VariableScope.OfRepository(repository), true)
            // A piped environment is not looked up, unless it lost its uuid in a file or is meant in another repository.
            : !IsTyped(nameof(Environment)) && PipelineInput.Current<DeploymentEnvironment>(this) is { Uuid.Length: > 0 } piped
                && RepositoryId.IsSame(repository, piped.Workspace, piped.Repository)
                ? (VariableScope.OfEnvironment(repository, piped.Uuid, piped.Name), true)
            : (VariableScope.OfEnvironment(repository, environment, environment), false);
    }
}
