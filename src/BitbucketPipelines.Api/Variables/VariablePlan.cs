using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Plans the changes that give a scope the desired variables. Names are case-sensitive. A secured variable becomes readable only if this is
/// requested together with a new value.
/// </summary>
internal static class VariablePlan
{
    /// <summary>Plans the change of one variable.</summary>
    public static PlannedVariable Decide(VariableEntry wanted, Variable? existing)
    {
        if (wanted.Value is { } value)
        {
            // If not specified, the variable stays as it is, and a new one is not secured.
            bool secured = wanted.Secured ?? existing?.Secured ?? false;
            ItemAction action = existing is null ? ItemAction.Create
                : !secured && !existing.Secured && existing.Value == value ? ItemAction.Unchanged
                : ItemAction.Update;
            string? reason = existing is { Secured: true } && !secured ? "The variable is no longer secured." : null;
            return new PlannedVariable(wanted.Name, action, existing, value, secured, reason);
        }

        return existing switch
        {
            null => new PlannedVariable(wanted.Name, ItemAction.Skipped, null, null, wanted.Secured ?? false,
                wanted.Secured == true
                    ? "The variable is secured, and its value cannot be read. Specify a value."
                    : "No value was specified.", IsFailure: true),
            { Secured: true } when wanted.Secured == false => new PlannedVariable(wanted.Name, ItemAction.Skipped, existing, null, true,
                "A secured variable becomes readable only with a new value. Specify a value.", IsFailure: true),
            { Secured: true } =>
                new PlannedVariable(wanted.Name, ItemAction.Unchanged, existing, null, true, "The variable keeps its secured value."),
            _ when wanted.Secured == true =>
                new PlannedVariable(
                    wanted.Name, ItemAction.Update, existing, existing.Value ?? "", true,
                    "The variable is now secured and keeps its value."),
            _ => new PlannedVariable(wanted.Name, ItemAction.Unchanged, existing, null, false),
        };
    }

    /// <summary>
    /// Plans the change of a variable that was piped, such as a row of a table. If Secured is false in the piped object, a secured variable
    /// stays secured: only typed parameters make it readable.
    /// </summary>
    public static PlannedVariable DecidePiped(VariableEntry wanted, Variable? existing) =>
        wanted is { Value: not null, Secured: false } && existing is { Secured: true }
            ? Decide(wanted with { Secured = null }, existing)
            with { Reason = "The variable stays secured. Only a typed -Secured:$false makes it readable." }
            : Decide(wanted, existing);

    /// <summary>Plans the changes of a scope: the desired variables in their order, then the variables to remove, sorted by name.</summary>
    /// <param name="wanted">The desired variables.</param>
    /// <param name="existing">The existing variables.</param>
    /// <param name="prune">Whether other variables are removed.</param>
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

    /// <summary>Indexes variables by their case-sensitive names.</summary>
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
