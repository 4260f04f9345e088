using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>One place that a bulk cmdlet works on: read first, then planned on the pipeline thread, then changed.</summary>
/// <param name="Name">In words.</param>
/// <param name="Session">Whose credentials are used.</param>
/// <param name="Read">Reads what the place has.</param>
/// <param name="Plan">Decides what is to be done.</param>
/// <param name="NotDone">The row of a place that could not be read, and why; null when it has none.</param>
internal sealed record BulkTarget(
    string Name, BitbucketSession Session, Func<CancellationToken, Task> Read, Func<IReadOnlyList<BulkItem>> Plan,
    Func<string, BitbucketApiException?, ItemResult?> NotDone)
{
    private Lazy<IReadOnlyList<BulkItem>>? _items;

    /// <summary>Whether it is planned only when all changes of the targets before it are done.</summary>
    public bool WaitsForChanges { get; init; }

    /// <summary>Whether the plan may remove something, about which is asked first.</summary>
    public bool MayRemove { get; init; }

    /// <summary>The plan, made at the first call, or the exception of that call. After <see cref="Read"/>.</summary>
    public IReadOnlyList<BulkItem> Items => (_items ??= new Lazy<IReadOnlyList<BulkItem>>(Plan)).Value;
}
