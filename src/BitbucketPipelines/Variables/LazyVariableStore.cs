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
    private IReadOnlyList<Variable>? _piped;
    private VariableScope? _pipedScope;
    private VariableStore? _store;

    /// <summary>The session whose credentials are used.</summary>
    public BitbucketSession Session { get; } = session;

    /// <summary>The scope, with the name or uuid of the environment as the user specified it.</summary>
    public VariableScope Scope { get; } = scope;

    /// <summary>The store of the resolved scope, after <see cref="ReadAsync(CancellationToken)"/>.</summary>
    public VariableStore Store => _store ?? throw new InvalidOperationException("The variables were not read.");

    /// <summary>The variables that the scope had when it was read.</summary>
    public IReadOnlyList<Variable> Existing { get; private set; } = [];

    /// <summary>Whether piped variables say all that is needed, so that nothing is read.</summary>
    public bool IsPiped => _piped is not null;

    /// <summary>A piped variable as it was read, if it was read from this scope; otherwise null.</summary>
    public PipedVariable? Piped(Variable? variable) =>
        variable?.AsReadFrom(client.SiteUri, Scope) is ({ Uuid.Length: > 0 } read, { } own) && read.Uuid == variable.Uuid
            ? new PipedVariable(read, variable, own) : null;

    /// <summary>
    /// Takes piped variables instead of reading the scope, if there is one for each record. If one of them turns out to be gone, the scope
    /// is read after all.
    /// </summary>
    /// <param name="piped">What each record says.</param>
    public void UsePiped(IReadOnlyList<PipedVariable?> piped)
    {
        if (piped.All(p => p is not null) && piped.Select(p => p!.Scope.EnvironmentUuid).Distinct().Count() == 1)
        {
            (_piped, _pipedScope) = ([.. piped.Select(p => p!.Variable)], piped[0]!.Scope);
        }
    }

    /// <summary>Looks up the environment and reads the variables, unless piped variables make both unnecessary.</summary>
    /// <param name="isPlan">Whether this is for -WhatIf, which shows what is there now.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public Task<VariableStore> ReadAsync(bool isPlan, CancellationToken cancellationToken)
    {
        if (_piped is not { } piped || isPlan)
        {
            return ReadAsync(cancellationToken);
        }

        VariableStore store = resolver.Store(client, _pipedScope!);
        store.Assume(piped);
        Existing = piped;
        return Task.FromResult(_store = store);
    }

    /// <summary>Looks up the environment, if necessary, and reads the variables.</summary>
    public async Task<VariableStore> ReadAsync(CancellationToken cancellationToken)
    {
        VariableScope resolved = isResolved ? Scope
            : await resolver.EnvironmentAsync(client, Scope.Repository!, Scope.Environment!, cancellationToken).ConfigureAwait(false);
        VariableStore store = resolver.Store(client, resolved);
        Existing = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        return _store = store;
    }

    /// <summary>
    /// Applies a planned change. If it was planned with a piped variable that does not exist any more, the scope is read, and the change is
    /// planned again.
    /// </summary>
    /// <param name="planned">The planned change.</param>
    /// <param name="again">Plans the change again; null when there is nothing to change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<IReadOnlyList<ItemResult>> ApplyAsync(
        PlannedVariable planned, Func<PlannedVariable?> again, CancellationToken cancellationToken)
    {
        VariableResult row = await Store.ApplyAsync(planned, cancellationToken, isAssumed: IsPiped).ConfigureAwait(false);
        if (!IsPiped || row.Failure is not { StatusCode: 404 })
        {
            return [row];
        }

        try
        {
            VariableStore store = await ReadAsync(cancellationToken).ConfigureAwait(false);
            return again() is { } now ? [await store.ApplyAsync(now, cancellationToken).ConfigureAwait(false)] : [];
        }
        catch (Exception e) when (e is BitbucketApiException or ErrorRecordException)
        {
            return [NotDone(planned.Name, e.Message, e)];
        }
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
    /// <param name="plan">Plans the changes, after the scope was read.</param>
    /// <param name="isPlan">Whether this is for -WhatIf.</param>
    public BulkTarget ToBulkTarget(IReadOnlyList<string> names, Func<IReadOnlyList<BulkItem>> plan, bool isPlan = false) => new(
        Scope.ToString(), Session, token => ReadAsync(isPlan, token), plan, (reason, e) => NotDone("*", reason, e))
    {
        IsReadForPlanOnly = IsPiped,
        NotDoneItems = names.Count == 0 ? null : (reason, e) => [.. names.Distinct().Select(name => NotDone(name, reason, e))],
    };

    private VariableResult NotDone(string name, string reason, Exception? e) =>
        new(name, Scope, ItemAction.Skipped, ItemResult.Failed, reason)
        {
            Failure = ItemFailure.From(e as BitbucketApiException),
            Cause = e,
        };

    /// <summary>The planned change of one variable, as an item of a bulk change.</summary>
    public BulkItem ToBulkItem(PlannedVariable planned) => new(
        $"{Store.Scope.Kind} {Store.Scope}/{planned.Name}",
        planned.Action,
        $"{planned.Action} {(planned.Secured ? "secured " : "")}variable {planned.Name} in {Store.Scope}",
        (status, reason) => [Store.Row(planned, status, reason)],
        token => ApplyAsync(planned, () => planned, token))
    {
        Reason = planned.Reason,
        IsRefused = planned.IsFailure,
        PlannedRemoval = planned.Action == ItemAction.Remove
            ? new PlannedRemoval(planned.Name, Store.Scope.ToString(), planned.Secured)
            : null,
    };
}
