using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// What has to be done so that a scope holds what is wanted. Pure. Names are compared to the letter: two that differ in case are two
/// variables. A secured variable never becomes readable unless that is said, with a new value.
/// </summary>
internal static class VariablePlan
{
    /// <summary>The plan for one variable.</summary>
    public static PlannedVariable Decide(VariableEntry wanted, Variable? existing)
    {
        if (wanted.Value is { } value)
        {
            // Not said: as it is; a new one is plain.
            bool secured = wanted.Secured ?? existing?.Secured ?? false;
            ItemAction action = existing is null ? ItemAction.Create
                : !secured && !existing.Secured && existing.Value == value ? ItemAction.Unchanged
                : ItemAction.Update;
            string? reason = existing is { Secured: true } && !secured ? "It is no longer secured." : null;
            return new PlannedVariable(wanted.Name, action, existing, value, secured, reason);
        }

        return existing switch
        {
            null => new PlannedVariable(wanted.Name, ItemAction.Skipped, null, null, wanted.Secured ?? false,
                wanted.Secured == true ? "It is secured, and its value cannot be read; give one." : "No value is given.", IsFailure: true),
            { Secured: true } when wanted.Secured == false => new PlannedVariable(wanted.Name, ItemAction.Skipped, existing, null, true,
                "A secured variable becomes readable only with a new value; give one.", IsFailure: true),
            { Secured: true } => new PlannedVariable(wanted.Name, ItemAction.Unchanged, existing, null, true, "Its secured value is kept."),
            _ when wanted.Secured == true =>
                new PlannedVariable(
                    wanted.Name, ItemAction.Update, existing, existing.Value ?? "", true, "It is secured, with the value it has."),
            _ => new PlannedVariable(wanted.Name, ItemAction.Unchanged, existing, null, false),
        };
    }

    /// <summary>
    /// The plan for one variable that came as an object, such as a row of a table: that it says "not secured" does not make a secured
    /// variable readable, since nobody typed it.
    /// </summary>
    public static PlannedVariable DecidePiped(VariableEntry wanted, Variable? existing) =>
        wanted is { Value: not null, Secured: false } && existing is { Secured: true }
            ? Decide(wanted with { Secured = null }, existing) with { Reason = "It stays secured; only -Secured:$false makes it readable." }
            : Decide(wanted, existing);

    /// <summary>The plan for a scope: the wanted ones in their order, then what is to be removed, by name.</summary>
    /// <param name="wanted">What it should hold.</param>
    /// <param name="existing">What it holds.</param>
    /// <param name="prune">Whether what is not wanted is removed.</param>
    public static IReadOnlyList<PlannedVariable> Make(IReadOnlyList<VariableEntry> wanted, IReadOnlyList<Variable> existing, bool prune)
    {
        Dictionary<string, Variable> byName = Index(existing);
        var plan = new List<PlannedVariable>();
        foreach (VariableEntry entry in wanted)
        {
            plan.Add(Decide(entry, byName.TryGetValue(entry.Name, out Variable? found) ? found : null));
        }

        if (prune)
        {
            var keep = new HashSet<string>(wanted.Select(w => w.Name), StringComparer.Ordinal);
            plan.AddRange(existing
                .Where(e => e.Name is not null && !keep.Contains(e.Name))
                .OrderBy(e => e.Name, StringComparer.Ordinal)
                .Select(e => new PlannedVariable(e.Name!, ItemAction.Remove, e, null, e.Secured)));
        }

        return plan;
    }

    /// <summary>Variables by their exact names.</summary>
    public static Dictionary<string, Variable> Index(IEnumerable<Variable> variables)
    {
        var index = new Dictionary<string, Variable>(StringComparer.Ordinal);
        foreach (Variable variable in variables)
        {
            index[variable.Name ?? ""] = variable;
        }

        return index;
    }
}
