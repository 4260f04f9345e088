namespace BitbucketEmulator;

/// <summary>
/// The variables of all scopes from the inside: <c>state.Variables.Set("repository/acme/widgets", "KEY", "value")</c>. Scopes are
/// written as in the control API. What is done here is not in <see cref="Writes"/>, and no rule of the API is asked.
/// </summary>
public sealed class VariableAccess
{
    private readonly EmulatorState _state;

    internal VariableAccess(EmulatorState state) => _state = state;

    /// <summary>What clients wrote, or tried to.</summary>
    public IReadOnlyList<EmulatedVariableWrite> Writes => _state.Locked(() => Book.Writes);

    private VariableBook Book => _state.World.Variables;

    public void ClearWrites() => _state.Locked(() => Book.ClearWrites());

    /// <summary>All variables as they are, whatever lists show, with the secured values.</summary>
    public IReadOnlyList<EmulatedVariable> Get(string scope) => _state.Locked(() => Book.Get(scope).All);

    /// <summary>Adds a variable, or changes the one with this very key; returns its uuid.</summary>
    public string Set(string scope, string key, string value, bool secured = false) => _state.Locked(() =>
    {
        EmulatedVariableStore store = Book.Get(scope);
        EmulatedVariable? old = store.FindKey(key);
        var variable = new EmulatedVariable(key, value, secured) { Uuid = old?.Uuid ?? _state.World.Uuids.Next() };
        if (old is null)
        {
            store.Add(variable, _state.Behavior, _state.Now);
        }
        else
        {
            store.Update(variable, _state.Behavior, _state.Now);
        }

        return variable.Uuid;
    });

    /// <summary>Exactly these from now on.</summary>
    public void Replace(string scope, IEnumerable<EmulatedVariable> variables) => _state.Locked(() =>
    {
        Book.Get(scope).Clear();
        foreach (EmulatedVariable variable in variables)
        {
            Set(scope, variable.Key, variable.Value, variable.Secured);
        }
    });

    /// <summary>False: there was no variable with this key.</summary>
    public bool Remove(string scope, string key) => _state.Locked(() =>
    {
        EmulatedVariableStore store = Book.Get(scope);
        EmulatedVariable? variable = store.FindKey(key);
        store.Remove(variable?.Uuid ?? "");
        return variable is not null;
    });
}
