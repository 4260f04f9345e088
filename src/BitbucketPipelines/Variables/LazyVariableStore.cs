using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>A scope of variables that is yet to be read: of an environment only the name may be known.</summary>
/// <param name="finder">Keeps what was read, for the whole call.</param>
/// <param name="client">The client.</param>
/// <param name="session">Whose credentials are used.</param>
/// <param name="scope">The scope; of an environment, with its name or uuid as it was given.</param>
/// <param name="isFound">Whether the uuid of the environment is known.</param>
internal sealed class LazyVariableStore(
    VariableScopeResolver finder, BitbucketClient client, BitbucketSession session, VariableScope scope, bool isFound)
{
    private VariableStore? _store;

    /// <summary>Whose credentials are used.</summary>
    public BitbucketSession Session { get; } = session;

    /// <summary>The scope; of an environment, with its name or uuid as it was given.</summary>
    public VariableScope Scope { get; } = scope;

    /// <summary>The variables of the scope. After <see cref="ReadAsync"/>.</summary>
    public VariableStore Store => _store ?? throw new InvalidOperationException("The variables were not read.");

    /// <summary>What the scope held when it was read.</summary>
    public IReadOnlyList<Variable> Existing { get; private set; } = [];

    /// <summary>Finds the environment, and reads the variables.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        VariableScope found = isFound ? Scope
            : await finder.EnvironmentAsync(client, Scope.Repository!, Scope.Environment!, cancellationToken).ConfigureAwait(false);
        VariableStore store = finder.Store(client, found);
        Existing = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        _store = store;
    }

    /// <summary>The row of a scope that could not be read.</summary>
    /// <param name="names">What was to be done there.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="failure">What the server said, if it was asked.</param>
    public VariableResult NotDone(IReadOnlyList<string> names, string reason, BitbucketApiException? failure) =>
        new(names.Count == 1 ? names[0] : "*", Scope, ItemAction.Skipped, ItemResult.Failed,
            reason) { Failure = ItemFailure.From(failure) };
}
