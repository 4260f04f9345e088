using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>One place that a bulk cmdlet works on. It is read, then planned on the pipeline thread, then changed.</summary>
/// <param name="Name">The name for messages.</param>
/// <param name="Session">The session whose credentials are used.</param>
/// <param name="Read">Reads the items of the place.</param>
/// <param name="Plan">Plans the changes.</param>
/// <param name="NotDone">Creates the row, with the reason, of a place that could not be read; gives null when there is no such row.</param>
internal sealed record BulkTarget(
    string Name, BitbucketSession Session, Func<CancellationToken, Task> Read, Func<IReadOnlyList<BulkItem>> Plan,
    Func<string, BitbucketApiException?, ItemResult?> NotDone)
{
    private Lazy<IReadOnlyList<BulkItem>>? _items;

    /// <summary>
    /// Creates the rows of a place that could not be read, where it is known which items were to be changed: one for each. Null for the one
    /// row of <see cref="NotDone"/>.
    /// </summary>
    public Func<string, BitbucketApiException?, IReadOnlyList<ItemResult>>? NotDoneItems { get; init; }

    /// <summary>The rows of a place that could not be read.</summary>
    public IReadOnlyList<ItemResult> NotDoneRows(string reason, BitbucketApiException? failure) =>
        NotDoneItems is { } items ? items(reason, failure) : NotDone(reason, failure) is { } row ? [row] : [];

    /// <summary>Whether planning waits until all changes of the targets before this one are done.</summary>
    public bool WaitsForChanges { get; init; }

    /// <summary>
    /// Whether <see cref="Read"/> sends a request only with -WhatIf, to show what would be refused. The estimate of -WhatIf leaves it out.
    /// </summary>
    public bool IsReadForPlanOnly { get; init; }

    /// <summary>Whether the plan may remove something, which needs a question first.</summary>
    public bool MayRemove { get; init; }

    /// <summary>The plan, made at the first call; an exception of that call is thrown again. Call it after <see cref="Read"/>.</summary>
    public IReadOnlyList<BulkItem> Items => (_items ??= new Lazy<IReadOnlyList<BulkItem>>(Plan)).Value;
}
