using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>What is to be done to one variable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Action">What.</param>
/// <param name="Existing">The variable that stands there, or null.</param>
/// <param name="Value">The value to write, for Create and Update.</param>
/// <param name="Secured">Whether it is written hidden.</param>
/// <param name="Reason">Why, where it is not plain.</param>
/// <param name="IsFailure">Whether not being able to do it is a failure.</param>
internal sealed record PlannedVariable(
    string Name, ItemAction Action, Variable? Existing, string? Value, bool Secured, string? Reason = null, bool IsFailure = false)
{
    /// <summary>Name and action. Never the value.</summary>
    public override string ToString() => $"{Action} {Name}";
}
