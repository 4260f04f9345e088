using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Compares the variables of two scopes.</summary>
/// <remarks>
/// The left side is named by -Repository, -Environment, -WorkspaceScope as everywhere, the right side by -To.... Secured values cannot be
/// read: two secured variables of one name are Unknown. Equal ones are left out unless -IncludeEqual is given.
/// </remarks>
/// <example>
/// <code>Compare-BbVariable -Environment Staging -ToEnvironment Production</code>
/// <para>What differs between two environments.</para>
/// </example>
/// <example>
/// <code>Compare-BbVariable -Repository widgets -ToRepository acme-eu/widgets -ToSession $eu -IncludeEqual</code>
/// <para>Between two workspaces with two accounts, equal ones too.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "BbVariable")]
[OutputType(typeof(VariableDifference))]
public sealed class CompareVariableCommand : VariableCmdlet
{
    /// <summary>The repository on the right: slug or <c>workspace/slug</c>. By default the one on the left.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? ToRepository { get; set; }

    /// <summary>The environment on the right, by name or uuid.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? ToEnvironment { get; set; }

    /// <summary>The workspace is on the right.</summary>
    [Parameter]
    public SwitchParameter ToWorkspaceScope { get; set; }

    /// <summary>The workspace of the right side. By default that of -ToSession, else the left one's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ToWorkspace { get; set; }

    /// <summary>The session for the right side: another account.</summary>
    [Parameter]
    [ValidateNotNull]
    public BitbucketSession? ToSession { get; set; }

    /// <summary>The names. Takes wildcards. By default all.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Writes equal ones too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        VariableStore left = OpenStore();
        BitbucketClient client = ToSession is null ? Client : ClientOf(ToSession);
        VariableStore right = Finder.Store(client, RightScope(left.Scope, client));
        (IReadOnlyList<Variable> one, IReadOnlyList<Variable> other) = Await(async token =>
        {
            IReadOnlyList<Variable>[] both = await Task.WhenAll(left.ReadAsync(token), right.ReadAsync(token)).ConfigureAwait(false);
            return (both[0], both[1]);
        });
        foreach (VariableDifference difference in VariableDifference.Between(one, other))
        {
            if (NameFilter.Any(Name, difference.Name) && (IncludeEqual || difference.Difference != "Equal"))
            {
                WriteObject(difference);
            }
        }
    }

    private VariableScope RightScope(VariableScope left, BitbucketClient client)
    {
        TransferTargets rules = TargetsOf(left.Repository, left.Workspace, ToWorkspace, ToSession);
        if (ToWorkspaceScope)
        {
            return VariableScope.OfWorkspace(rules.RequireWorkspace());
        }

        if (ToRepository is null && (left.Repository is null || (ToEnvironment is null && ToWorkspace is null && ToSession is null)))
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.NoTarget, "There is nothing to compare with.", "Give -ToRepository, -ToEnvironment or -ToWorkspaceScope."),
                terminating: true);
        }

        RepositoryId[] found = ToRepository is null ? [rules.SameName()] : [.. rules.Of(ToRepository, isTyped: true)];
        RepositoryId repository = found.Length == 1 ? found[0] : throw new ErrorRecordException(ErrorRecords.InvalidArgument(
            ErrorId.NoTarget, $"'{ToRepository}' means {found.Length} repositories.", "Give the one to compare with.",
            ToRepository), terminating: true);
        return ToEnvironment is null
            ? VariableScope.OfRepository(repository)
            : Await(token => Finder.EnvironmentAsync(client, repository, ToEnvironment, token));
    }
}
