using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// The variables of one scope: reads them once, then applies planned changes and keeps its copy up to date. It uses the responses to its
/// changes, because the list of the server can lag behind.
/// </summary>
internal sealed class VariableStore
{
    private readonly BitbucketClient _client;
    private readonly object _gate = new();
    private Task<List<Variable>>? _listing;
    private Dictionary<string, Variable>? _variables;
    private bool _isWhole;

    /// <summary>Creates a store; reads nothing yet.</summary>
    public VariableStore(BitbucketClient client, VariableScope scope)
    {
        _client = client;
        Scope = scope;
    }

    /// <summary>The store of a scope that was just created, or that is about to be: it has no variables, and they are not read.</summary>
    public static VariableStore OfNew(BitbucketClient client, VariableScope scope) =>
        new(client, scope) { _listing = Task.FromResult(new List<Variable>()), _variables = [], _isWhole = true };

    /// <summary>The scope.</summary>
    public VariableScope Scope { get; }

    private string Place => VariableOperations.List(Scope).Path;

    /// <summary>Reads the variables at the first call, in the order of the server; later calls return the current copy.</summary>
    /// <exception cref="BitbucketApiException">The variables cannot be read.</exception>
    public async Task<IReadOnlyList<Variable>> ReadAsync(CancellationToken cancellationToken)
    {
        Task<List<Variable>> listing;
        lock (_gate)
        {
            listing = _listing ??= ListAsync(cancellationToken);
        }

        List<Variable> list = await listing.ConfigureAwait(false);
        lock (_gate)
        {
            if (!_isWhole)
            {
                (_variables, _isWhole) = (VariablePlan.Index(list), true);
            }

            return [.. _variables!.Values];
        }
    }

    /// <summary>
    /// Takes variables as they are known, instead of reading the list, of which they may be a part only. If one of them turns out to be
    /// gone, the list must be read.
    /// </summary>
    public void Assume(IEnumerable<Variable> known)
    {
        lock (_gate)
        {
            _variables ??= VariablePlan.Index([]);
            foreach (Variable variable in _isWhole ? [] : known)
            {
                if (!_variables.ContainsKey(variable.Name ?? ""))
                {
                    _variables[variable.Name ?? ""] = variable;
                }
            }
        }
    }

    /// <summary>The variables, in the order of the server, after <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<Variable> Variables
    {
        get
        {
            lock (_gate)
            {
                return [.. (_variables ?? throw new InvalidOperationException("The variables were not read.")).Values];
            }
        }
    }

    /// <summary>Finds a variable by its case-sensitive name, after <see cref="ReadAsync"/>; null when there is none.</summary>
    public Variable? Find(string name)
    {
        lock (_gate)
        {
            return (_variables ?? throw new InvalidOperationException("The variables were not read."))
                .TryGetValue(name, out Variable? found) ? found : null;
        }
    }

    /// <summary>Applies a planned change. Returns server errors in the row, because they must not affect other changes.</summary>
    /// <param name="planned">The planned change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <param name="isAssumed">Whether the variable may not exist any more: then the row says so.</param>
    public async Task<VariableResult> ApplyAsync(
        PlannedVariable planned, CancellationToken cancellationToken, bool isAssumed = false)
    {
        if (planned.Action is ItemAction.Unchanged or ItemAction.Skipped)
        {
            return Row(planned, StatusOf(planned), planned.Reason);
        }

        try
        {
            PlannedVariable done = await WriteAsync(planned, isAssumed, cancellationToken).ConfigureAwait(false);
            return Row(done, ItemResult.Succeeded, done.Reason);
        }
        catch (BitbucketApiException e)
        {
            return new VariableResult(
                planned.Name, Scope, planned.Action, VariableResult.Failed, e.Message) { Failure = new ItemFailure(e) };
        }
    }

    /// <summary>The row of a change that was not applied. A declined change is skipped.</summary>
    public VariableResult Row(PlannedVariable planned, string status, string? reason)
    {
        return new(planned.Name, Scope, status == ItemResult.Skipped ? ItemAction.Skipped : planned.Action, status, reason);
    }

    private static string StatusOf(PlannedVariable planned) =>
        planned.IsFailure ? ItemResult.Failed : planned.Action == ItemAction.Skipped ? ItemResult.Skipped : ItemResult.Succeeded;

    private async Task<PlannedVariable> WriteAsync(PlannedVariable planned, bool isAssumed, CancellationToken cancellationToken)
    {
        if (planned.Action == ItemAction.Remove)
        {
            await RemoveAsync(planned, isAssumed, cancellationToken).ConfigureAwait(false);
            _client.Written.NoteRemoved(Place, planned.Existing!.Uuid);
            Forget(planned.Name);
            return planned;
        }

        var body = new VariableBody { Key = planned.Name, Value = planned.Value ?? "", Secured = planned.Secured };
        if (planned.Action == ItemAction.Update
            && await TryUpdateAsync(planned, body, isAssumed, cancellationToken).ConfigureAwait(false))
        {
            return planned;
        }

        // The variable may have been created in the meantime, the list may lag behind, and the response can be lost. The name identifies a
        // variable.
        (Variable? created, Variable? existing, bool isOwn) = await LostAnswer.CreateAsync(
            _client, () => _client.SendAsync(VariableOperations.Create(Scope, body), cancellationToken),
            async () => (await ListAsync(cancellationToken).ConfigureAwait(false)).Find(v => v.Name == planned.Name), cancellationToken)
            .ConfigureAwait(false);
        if (created is not null)
        {
            Remember(created, body, null);
            return planned;
        }

        PlannedVariable done = await UpdateExistingAsync(planned, existing!, body, cancellationToken).ConfigureAwait(false);
        return isOwn && existing!.Secured == body.Secured ? planned : done;
    }

    /// <summary>Updates a variable; returns false when only this session remembered it and it no longer exists.</summary>
    private async Task<bool> TryUpdateAsync(
        PlannedVariable planned, VariableBody body, bool isAssumed, CancellationToken cancellationToken)
    {
        string uuid = planned.Existing!.Uuid ?? "";
        try
        {
            Remember(await _client.SendAsync(VariableOperations.Update(Scope, uuid, body), cancellationToken).ConfigureAwait(false), body,
                uuid);
            return true;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404 && _client.Written.Forget(Place, uuid) && !isAssumed)
        {
            return false;
        }
    }

    /// <summary>Updates a variable that turned out to exist, unless it already has the desired value.</summary>
    private async Task<PlannedVariable> UpdateExistingAsync(
        PlannedVariable planned, Variable existing, VariableBody body, CancellationToken cancellationToken)
    {
        if (!existing.Secured && !body.Secured && existing.Value == body.Value)
        {
            Remember(existing, body, existing.Uuid);
            return planned;
        }

        // A secured variable stays secured: the caller did not know about it, so did not ask to make it readable.
        bool stays = existing.Secured && !body.Secured;
        var desired = new VariableBody { Key = body.Key, Value = body.Value, Secured = body.Secured || existing.Secured };
        Remember(await _client.SendAsync(VariableOperations.Update(Scope, Uuid(existing), desired), cancellationToken)
            .ConfigureAwait(false), desired, existing.Uuid);
        return planned with
        {
            Action = ItemAction.Update,
            Secured = desired.Secured,
            Reason = "The variable already existed, although the list did not contain it." + (stays ? " It stays secured." : ""),
        };
    }

    private async Task RemoveAsync(PlannedVariable planned, bool isAssumed, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendAsync(VariableOperations.Delete(Scope, Uuid(planned.Existing!)), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.IsGone && !isAssumed)
        {
            // Removed since the list was read.
        }
    }

    private static string Uuid(Variable variable) => Required.Uuid(variable.Uuid, $"variable '{variable.Name}'");

    private void Remember(Variable written, VariableBody body, string? uuid)
    {
        // Some responses are incomplete; use the values that were sent.
        written.Name ??= body.Key;
        written.Uuid ??= uuid;
        written.Secured = body.Secured;
        written.Value = body.Secured ? null : body.Value;
        written.SetLocation(Scope, _client.SiteUri);
        lock (_gate)
        {
            // An environment's variable cannot be read by itself, so it must be known what an old list shows.
            Variable? before = Scope.Kind == VariableScopeKind.Environment && _variables!.TryGetValue(body.Key, out Variable? old)
                ? old : null;
            _client.Written.Note(Place, written.Uuid, written, before);
            _variables![body.Key] = written;
        }
    }

    private void Forget(string name)
    {
        lock (_gate)
        {
            _variables!.Remove(name);
        }
    }

    private async Task<List<Variable>> ListAsync(CancellationToken cancellationToken)
    {
        List<Variable> list = await _client.ReadCurrentAsync(
            VariableOperations.List(Scope), v => v.Uuid,
            Scope.Kind == VariableScopeKind.Environment ? null : uuid => VariableOperations.Get(Scope, uuid), cancellationToken)
            .ConfigureAwait(false);
        list.ForEach(v => v.SetLocation(Scope, _client.SiteUri));
        return list;
    }
}
