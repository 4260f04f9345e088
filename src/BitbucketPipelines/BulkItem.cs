using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>One change that a bulk cmdlet plans.</summary>
/// <param name="Key">What must not be changed twice at the same time: repository and name, for instance.</param>
/// <param name="Action">What is done. Nothing is asked before Unchanged and Skipped.</param>
/// <param name="Description">In words, for -WhatIf and -Confirm: <c>Update variable A in acme/widgets</c>.</param>
/// <param name="Preview">The row that says what would be done.</param>
/// <param name="Decline">The row that says that the user did not want it.</param>
/// <param name="Apply">Does it, and does not throw for what the server refuses.</param>
internal sealed record BulkItem(
    string Key, ItemAction Action, string Description, Func<ItemResult> Preview, Func<ItemResult> Decline, Func<CancellationToken, Task<ItemResult>> Apply)
{
    /// <summary>Asked once for all items that have the same one, before what cannot be undone; or null.</summary>
    public string? Question { get; init; }

    /// <summary>Answers <see cref="Question"/> with yes.</summary>
    public bool Force { get; init; }
}
