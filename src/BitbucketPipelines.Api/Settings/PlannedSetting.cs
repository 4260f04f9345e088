using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>A planned change of one setting.</summary>
/// <param name="Kind">The kind of setting.</param>
/// <param name="Name">The name.</param>
/// <param name="Action">The change.</param>
/// <param name="Description">The change in words, for -WhatIf and -Confirm.</param>
/// <param name="Row">Creates the row, with a status and a reason, of a change that is not carried out.</param>
/// <param name="Apply">Carries the change out. Does not throw when the server refuses it: the row says so.</param>
internal sealed record PlannedSetting(
    SettingKind Kind, string Name, ItemAction Action, string Description, Func<string, string?, SettingResult> Row,
    Func<CancellationToken, Task<SettingResult>> Apply)
{
    /// <summary>The reason for the action; null when it is obvious.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a skipped change is a failure.</summary>
    public bool IsFailure { get; init; }

    /// <summary>How many requests the change takes if nothing fails.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>The question about a change that cannot be undone; null for another change.</summary>
    public string? Question { get; init; }

    /// <summary>Whether a variable is secured, so that it cannot be restored when it is removed.</summary>
    public bool IsSecured { get; init; }
}

/// <summary>How settings are planned.</summary>
/// <param name="Kinds">The kinds of settings.</param>
internal sealed record SettingPlanOptions(ICollection<SettingKind> Kinds)
{
    /// <summary>Whether settings that are not wanted are removed.</summary>
    public bool Prune { get; init; }

    /// <summary>Whether Pipelines is disabled where it should not be enabled.</summary>
    public bool Disables { get; init; }

    /// <summary>
    /// Plans the variables of a scope: adds the values of secured variables, and decides what is done without one.
    /// </summary>
    public Func<VariableScope, IReadOnlyList<VariableEntry>, IReadOnlyList<Models.Variable>, IReadOnlyList<PlannedVariable>> PlanVariables
    {
        get;
        init;
    } = (_, wanted, existing) => VariablePlan.Make(wanted, existing, prune: false);
}
