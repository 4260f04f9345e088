using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>One change that a bulk cmdlet plans.</summary>
/// <param name="Key">Identifies what is changed, such as repository and name. Changes of the same key are not made at the same
/// time.</param>
/// <param name="Action">What is done. Unchanged and Skipped need no confirmation.</param>
/// <param name="Description">The text for -WhatIf and -Confirm: <c>Update variable A in acme/widgets</c>.</param>
/// <param name="Rows">Creates the rows, with a status and a reason, of a change that is not carried out. Usually one row.</param>
/// <param name="Apply">Carries the change out. Does not throw when the server refuses it: the row says so.</param>
internal sealed record BulkItem(
    string Key, ItemAction Action, string Description, Func<string, string?, IReadOnlyList<ItemResult>> Rows,
    Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Apply)
{
    /// <summary>
    /// The action of ShouldProcess, such as <c>Remove runner</c>. Used instead of the description, with <see cref="Target"/>.
    /// </summary>
    public string? Operation { get; init; }

    /// <summary>The target of ShouldProcess: <c>linux-1 (ONLINE) in acme/widgets</c>.</summary>
    public string? Target { get; init; }

    /// <summary>The description that ShouldProcess shows.</summary>
    public string Sentence => Operation is null ? Description : $"Performing the operation \"{Operation}\" on target \"{Target}\".";

    /// <summary>The question of ShouldProcess; null for that of the engine.</summary>
    public string? Question => Operation is null ? Description + "?" : null;

    /// <summary>The reason for the action, for the rows of the plan.</summary>
    public string? Reason { get; init; }

    /// <summary>How many requests the change takes if nothing fails, for the estimate of -WhatIf.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>
    /// How many requests it takes to learn that there is nothing to change, if only -WhatIf knows it from what it read.
    /// </summary>
    public int RequestsToKeep { get; init; }

    /// <summary>
    /// The question about a change that cannot be undone, for a cmdlet whose other changes need none. It is not asked with -Force.
    /// </summary>
    public string? Warning { get; init; }

    /// <summary>
    /// The reason of the row, where the question of <see cref="Warning"/> is necessary and cannot be asked, as in a build: the item is
    /// skipped, and the others are done. Null where that ends the call.
    /// </summary>
    public string? NotAsked { get; init; }

    /// <summary>Whether the change is known to be impossible without asking the server. -WhatIf reports that as well.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether something is created, changed or removed.</summary>
    public bool IsChange => Action is not (ItemAction.Unchanged or ItemAction.Skipped);

    /// <summary>What is removed, for the question about it; null when nothing is removed.</summary>
    public PlannedRemoval? PlannedRemoval { get; init; }
}
