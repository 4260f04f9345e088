using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Decides what a bulk cmdlet does with a secured variable, whose value Bitbucket never returns.</summary>
/// <param name="Policy">The value of -SecuredPolicy.</param>
/// <param name="KeepsSecured">Whether a secured variable of the target is the desired result, although no value is specified for
/// it.</param>
internal sealed record SecuredPlan(SecuredPolicy Policy, bool KeepsSecured)
{
    /// <summary>The change of a secured variable.</summary>
    /// <param name="planned">The change that would be made to a variable that is not secured.</param>
    /// <param name="entry">The desired variable, with its value if there is one.</param>
    /// <param name="refusal">The error message of the vault for this variable; null when there was none.</param>
    public PlannedVariable Decide(PlannedVariable planned, VariableEntry entry, string? refusal)
    {
        if (Policy == SecuredPolicy.IfMissing && planned.Existing is not null)
        {
            return planned with
            {
                Action = ItemAction.Unchanged,
                Value = null,
                Reason = "The variable already exists in the target.",
                IsFailure = false,
            };
        }

        bool canStay = planned.Existing is { Secured: true } && refusal is null;
        if (entry.Value is not null || (canStay && KeepsSecured))
        {
            return planned with { IsFailure = false };
        }

        if (canStay)
        {
            // Whether the two values are equal is unknown, so this is not a success.
            return planned with
            {
                Action = ItemAction.Skipped,
                Value = null,
                Reason =
                    "The target keeps its value, because the value of a secured variable cannot be read. Specify it with -SecureValue or "
                    + "-SecuredPolicy.",
                IsFailure = false,
            };
        }

        // A value that the vault should have returned is a failure even if the target has a value. A variable that is not secured in the
        // target is never secured with its current value, because nobody said that this value is the right one.
        return planned with
        {
            Action = ItemAction.Skipped,
            Value = null,
            Reason = refusal is not null
                ? $"The variable is secured, and the vault did not return its value: {refusal}"
                : "The variable is secured, and its value cannot be read. Specify it with -SecureValue or -SecuredPolicy.",
            IsFailure = Policy != SecuredPolicy.Skip,
        };
    }
}
