using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Compares the variables of two scopes.</summary>
/// <remarks>
/// -Repository, -Environment and -WorkspaceScope specify the left side, as with other cmdlets. The parameters that begin with -To specify
/// the right side. Values of secured variables cannot be read: two secured variables of the same name are Unknown. Equal variables are not
/// returned unless -IncludeEqual is specified.
/// </remarks>
/// <example>
/// <code>Compare-BbVariable -Environment Staging -ToEnvironment Production</code>
/// <para>Shows the differences between two environments.</para>
/// </example>
/// <example>
/// <code>Compare-BbVariable -Repository widgets -ToRepository acme-eu/widgets -ToSession $eu -IncludeEqual</code>
/// <para>Compares two workspaces with different accounts. Returns equal variables too.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "BbVariable")]
[OutputType(typeof(VariableDifference))]
public sealed class CompareVariableCommand : VariableCmdlet
{
    /// <summary>The repository of the right side: slug or <c>workspace/slug</c>. The default is the repository of the left side.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(ToRepository), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? ToRepository { get; set; }

    /// <summary>The environment of the right side: its name or uuid.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(ToEnvironment), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? ToEnvironment { get; set; }

    /// <summary>Uses the variables of the workspace as the right side.</summary>
    [Parameter]
    public SwitchParameter ToWorkspaceScope { get; set; }

    /// <summary>
    /// The workspace of the right side. The default is the workspace of -ToSession, otherwise the workspace of the left side.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [OneName(nameof(ToWorkspace))]
    public string? ToWorkspace { get; set; }

    /// <summary>The session for the right side, if it needs another account.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BitbucketSession? ToSession { get; set; }

    /// <summary>The names. Wildcards are allowed. The default is all variables.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Returns equal variables too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        // A side that is the same for several records is read once.
        LazyVariableStore left = OpenPlace();
        BitbucketClient client = ToSession is null ? Client : ClientOf(ToSession);
        (VariableScope scope, bool isResolved) = RightScope(left.Scope);
        LazyVariableStore right = OpenPlace(client, ToSession?.Original ?? CurrentSession, scope, isResolved);
        Start(
            async (record, token) =>
            {
                await Task.WhenAll(
                    record.Gate.RunAsync(() => left.ReadAsync(token), token),
                    record.Gate.RunAsync(() => right.ReadAsync(token), token)).ConfigureAwait(false);
                return () => WriteDifferences(left, right);
            });
    }

    private void WriteDifferences(LazyVariableStore left, LazyVariableStore right)
    {
        (IReadOnlyList<Variable> one, IReadOnlyList<Variable> other) = (left.Existing, right.Existing);
        foreach (string name in (Name ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)))
        {
            if (!one.Concat(other).Any(v => v.Name == name))
            {
                WriteAsWarning(Errors.VariableNotFound(name, $"{left.Scope} and {right.Scope}", [.. one, .. other]));
            }
        }

        foreach (VariableDifference difference in VariableDifference.Between(one, other))
        {
            if (NameFilter.Any(Name, difference.Name) && (IncludeEqual || difference.Difference != "Equal"))
            {
                WriteObject(difference);
            }
        }
    }

    /// <summary>The scope of the right side. Of an environment, only the name or uuid is known.</summary>
    private (VariableScope Scope, bool IsResolved) RightScope(VariableScope left)
    {
        TransferTargets targets = NewTransferTargets(left.Repository, left.Workspace, ToWorkspace, ToSession);
        if (ToWorkspaceScope)
        {
            return (VariableScope.OfWorkspace(targets.RequireWorkspace()), true);
        }

        if (ToRepository is null && (left.Repository is null || (ToEnvironment is null && ToWorkspace is null && ToSession is null)))
        {
            throw new ErrorRecordException(Errors.NothingToCompare(), terminating: true);
        }

        RepositoryId repository = ToRepository is null ? targets.SameName() : targets.Single(ToRepository);
        return ToEnvironment is null ? (VariableScope.OfRepository(repository), true)
            : (VariableScope.OfEnvironment(repository, ToEnvironment, ToEnvironment), false);
    }
}
