using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>
/// The variables of a scope, read when they are needed. For a deployment environment, only its name may be known at first.
/// </summary>
/// <param name="resolver">Looks up the environment and caches the lists of the call.</param>
/// <param name="client">The client.</param>
/// <param name="session">The session whose credentials are used.</param>
/// <param name="scope">The scope, with the name or uuid of the environment as the user specified it.</param>
/// <param name="isResolved">Whether the uuid of the environment is already known.</param>
internal sealed class LazyVariableStore(
    VariableScopeResolver resolver, BitbucketClient client, BitbucketSession session, VariableScope scope, bool isResolved)
{
    private VariableStore? _store;

    /// <summary>The session whose credentials are used.</summary>
    public BitbucketSession Session { get; } = session;

    /// <summary>The scope, with the name or uuid of the environment as the user specified it.</summary>
    public VariableScope Scope { get; } = scope;

    /// <summary>The store of the resolved scope, after <see cref="ReadAsync"/>.</summary>
    public VariableStore Store => _store ?? throw new InvalidOperationException("The variables were not read.");

    /// <summary>The variables that the scope had when it was read.</summary>
    public IReadOnlyList<Variable> Existing { get; private set; } = [];

    /// <summary>Looks up the environment, if necessary, and reads the variables.</summary>
    public async Task<VariableStore> ReadAsync(CancellationToken cancellationToken)
    {
        VariableScope resolved = isResolved ? Scope
            : await resolver.EnvironmentAsync(client, Scope.Repository!, Scope.Environment!, cancellationToken).ConfigureAwait(false);
        VariableStore store = resolver.Store(client, resolved);
        Existing = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        return _store = store;
    }

    /// <summary>Throws one error that lists every violation of Bitbucket's rules for names, values and sizes.</summary>
    /// <param name="entries">The variables to write.</param>
    /// <param name="prune">Whether all other variables of the scope are removed, so that they do not count.</param>
    public void CheckLimits(IReadOnlyCollection<VariableEntry> entries, bool prune) =>
        CheckLimits(_store?.Scope ?? Scope, entries, Existing, prune);

    /// <inheritdoc cref="CheckLimits(IReadOnlyCollection{VariableEntry}, bool)"/>
    public static void CheckLimits(
        VariableScope scope, IReadOnlyCollection<VariableEntry> entries, IReadOnlyList<Variable> existing, bool prune)
    {
        IReadOnlyList<VariableProblem> problems = FindProblems(entries, existing, prune);
        if (problems.Count > 0)
        {
            throw new ErrorRecordException(Errors.VariableLimits(scope, problems));
        }
    }

    /// <summary>Finds every violation of Bitbucket's rules for names, values and sizes.</summary>
    public static IReadOnlyList<VariableProblem> FindProblems(
        IReadOnlyCollection<VariableEntry> entries, IReadOnlyList<Variable> existing, bool prune)
    {
        var names = new HashSet<string>(entries.Select(e => e.Name), StringComparer.Ordinal);
        IEnumerable<(string, int)> others = prune
            ? []
            : existing.Where(v => !names.Contains(v.Name ?? "")).Select(v => (v.Name ?? "", v.Value?.Length ?? 0));
        return VariableLimits.Check(entries, others);
    }

    /// <summary>This scope as a target of a bulk change.</summary>
    /// <param name="names">The names of the variables to change, for the row that reports a scope that cannot be read.</param>
    /// <param name="plan">Plans the changes, after <see cref="ReadAsync"/>.</param>
    public BulkTarget ToBulkTarget(IReadOnlyList<string> names, Func<IReadOnlyList<BulkItem>> plan) => new(
        Scope.ToString(), Session, ReadAsync, plan, (reason, e) => NotDone("*", reason, e))
    {
        NotDoneItems = names.Count == 0 ? null : (reason, e) => [.. names.Distinct().Select(name => NotDone(name, reason, e))],
    };

    private VariableResult NotDone(string name, string reason, BitbucketApiException? e) =>
        new(name, Scope, ItemAction.Skipped, ItemResult.Failed, reason) { Failure = ItemFailure.From(e) };

    /// <summary>The planned change of one variable, as an item of a bulk change.</summary>
    public BulkItem ToBulkItem(PlannedVariable planned) => new(
        $"{Store.Scope.Kind} {Store.Scope}/{planned.Name}",
        planned.Action,
        $"{planned.Action} {(planned.Secured ? "secured " : "")}variable {planned.Name} in {Store.Scope}",
        (status, reason) => [Store.Row(planned, status, reason)],
        async token => [await Store.ApplyAsync(planned, token).ConfigureAwait(false)])
    {
        Reason = planned.Reason,
        IsRefused = planned.IsFailure,
        PlannedRemoval = planned.Action == ItemAction.Remove
            ? new PlannedRemoval(planned.Name, Store.Scope.ToString(), planned.Secured)
            : null,
    };
}
