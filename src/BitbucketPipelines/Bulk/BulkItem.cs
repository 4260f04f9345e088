using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>One change that a bulk cmdlet plans.</summary>
/// <param name="Key">What must not be changed twice at the same time: repository and name, for instance.</param>
/// <param name="Action">What is done. Nothing is asked before Unchanged and Skipped.</param>
/// <param name="Description">In words, for -WhatIf and -Confirm: <c>Update variable A in acme/widgets</c>.</param>
/// <param name="Rows">The rows of a status and a reason, when it is not carried out. Mostly one.</param>
/// <param name="Apply">Does it, and does not throw for what the server refuses.</param>
internal sealed record BulkItem(
    string Key, ItemAction Action, string Description, Func<string, string?, IReadOnlyList<ItemResult>> Rows,
    Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Apply)
{
    /// <summary>What is done, where the engine's own sentence is shown, in place of the description: <c>Remove runner</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>What it is done to, in that sentence: <c>linux-1 (ONLINE) in acme/widgets</c>.</summary>
    public string? Target { get; init; }

    /// <summary>The sentence that is shown before it is done.</summary>
    public string Sentence => Operation is null ? Description : $"Performing the operation \"{Operation}\" on target \"{Target}\".";

    /// <summary>The question about it; null for the engine's own.</summary>
    public string? Question => Operation is null ? Description + "?" : null;

    /// <summary>Why it is done or not, for the rows of the plan.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it cannot be done, which is known without asking the server: -WhatIf says so too.</summary>
    public bool IsRefused { get; init; }

    /// <summary>What is destroyed, which is asked about; null where nothing is.</summary>
    public PlannedRemoval? PlannedRemoval { get; init; }
}
