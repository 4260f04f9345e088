using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>A planned change of one variable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Action">The change.</param>
/// <param name="Existing">The existing variable; null when there is none.</param>
/// <param name="Value">The value to write, for Create and Update.</param>
/// <param name="Secured">Whether the variable is secured after the change.</param>
/// <param name="Reason">The reason, if it is not obvious.</param>
/// <param name="IsFailure">Whether a skipped change is a failure.</param>
internal sealed record PlannedVariable(
    string Name, ItemAction Action, Variable? Existing, string? Value, bool Secured, string? Reason = null, bool IsFailure = false)
{
    /// <summary>The action and the name, but never the value.</summary>
    public override string ToString() => $"{Action} {Name}";
}
