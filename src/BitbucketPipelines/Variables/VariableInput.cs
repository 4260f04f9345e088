using System.Collections;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>One record of the input of Set-BbVariable.</summary>
/// <param name="Store">The scope to set the variable in.</param>
/// <param name="Entry">The variable.</param>
/// <param name="IsSecuredPiped">Whether the value of -Secured came from a piped object and was not typed.</param>
internal sealed record VariableInput(LazyVariableStore Store, VariableEntry Entry, bool IsSecuredPiped)
{
    /// <summary>The piped variable as it was read, if the record is one of this scope; otherwise null.</summary>
    public PipedVariable? Piped { get; init; }

    /// <summary>The value to set, without a line break at its end; null when there is none.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="value">The value of the record; null when it has none.</param>
    /// <param name="secured">Whether the record is secured. An empty value is none then: exported tables have no secured values.</param>
    /// <param name="warn">Writes a warning.</param>
    public static string? ReadValue(string name, string? value, bool secured, Action<string> warn)
    {
        if (value is not null && ValueText.TakeFinalLineBreak(ref value))
        {
            warn(ValueText.FinalLineBreakTaken(name));
            if (value.Length == 0 && secured)
            {
                throw new ErrorRecordException(Errors.ValueIsNull(name));
            }
        }

        return secured && value is { Length: 0 } ? null : value;
    }

    /// <summary>The variables of a hash table. Throws an error if one has no value.</summary>
    /// <param name="store">The scope to set the variables in.</param>
    /// <param name="table">Names and values.</param>
    /// <param name="secured">The value of -Secured; null if it is not specified.</param>
    /// <param name="warn">Writes a warning.</param>
    public static IReadOnlyList<VariableInput> ReadTable(LazyVariableStore store, IDictionary table, bool? secured, Action<string> warn) =>
    [
        .. RunVariables.ReadTable(table, warn).Select(variable => new VariableInput(
            store,
            new VariableEntry(
                variable.Key,
                ReadValue(variable.Key, variable.Value, (variable.Secured ?? secured) == true, warn)
                    ?? throw new ErrorRecordException(Errors.ValueIsNull(variable.Key), terminating: true),
                variable.Secured ?? secured),
            IsSecuredPiped: false)),
    ];

    /// <summary>
    /// The bulk targets of all records. Consecutive records of one scope share a target, so that the results have the order of the input.
    /// </summary>
    /// <param name="inputs">The records.</param>
    /// <param name="isPlan">Whether this is for -WhatIf.</param>
    public static IReadOnlyList<BulkTarget> ToBulkTargets(IReadOnlyList<VariableInput> inputs, bool isPlan)
    {
        ILookup<LazyVariableStore, VariableEntry> all = inputs.ToLookup(i => i.Store, i => i.Entry);
        foreach (IGrouping<LazyVariableStore, VariableInput> same in inputs.GroupBy(i => i.Store))
        {
            if (VariableLimits.IsSmall(same.Select(i => (i.Piped?.Variable.Value?.Length ?? 0, i.Entry.Value?.Length ?? 0))))
            {
                same.Key.UsePiped([.. same.Select(i => i.Suffices ? i.Piped : null)]);
            }
        }

        return [.. Consecutive.By(inputs, i => i.Store).Select(group => group[0].Store.ToBulkTarget(
            [.. group.Select(i => i.Entry.Name)], () => Plan(group, [.. all[group[0].Store]]), isPlan))];
    }

    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Entry.Name;

    private static BulkItem[] Plan(IReadOnlyList<VariableInput> group, VariableEntry[] all)
    {
        LazyVariableStore store = group[0].Store;
        store.CheckLimits([.. all.GroupBy(e => e.Name).Select(same => same.Last())], prune: false);
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. group.Select(input =>
        {
            PlannedVariable planned = input.Decide();
            // If the same name was set before, the action is decided when its turn comes.
            BulkItem item = store.ToBulkItem(names.Add(planned.Name) ? planned : planned with { Action = ItemAction.Update });
            return item with { Apply = input.ApplyAsync };
        })];
    }

    /// <summary>Whether the piped variable says all that is needed: it has the name to set, and would be changed.</summary>
    private bool Suffices => Piped is { } piped && piped.Variable.Name == Entry.Name && Decide(piped.Variable).Action == ItemAction.Update;

    private async Task<IReadOnlyList<ItemResult>> ApplyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ItemResult> rows = await Store.ApplyAsync(Decide(), Decide, cancellationToken).ConfigureAwait(false);
        if (Piped?.Variable.Name == Entry.Name && rows.All(row => row.Status == ItemResult.Succeeded))
        {
            Piped.Input.KnowAs(Store.Store.Find(Entry.Name));
        }

        return rows;
    }

    private PlannedVariable Decide() => Decide(Store.Store.Find(Entry.Name));

    private PlannedVariable Decide(Variable? existing) => IsSecuredPiped
        ? VariablePlan.DecidePiped(Entry, existing)
        : VariablePlan.Decide(Entry, existing);
}
