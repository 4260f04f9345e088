using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>How a bulk cmdlet carries out its plan.</summary>
/// <param name="Kind">What the items are: <c>variable</c>.</param>
/// <param name="AtOnce">Requests in flight at most.</param>
internal sealed record BulkOptions(string Kind, int AtOnce)
{
    /// <summary>The error of a row that failed.</summary>
    public Func<ItemResult, ErrorDescription> Failed { get; init; } = row =>
        throw new InvalidOperationException($"No error is made of {row}.");

    /// <summary>Whether no rows are written: errors alone tell then.</summary>
    public bool Quiet { get; init; }

    /// <summary>
    /// What is written of a row, or null for nothing; by default the row itself. A cmdlet whose output is the changed thing writes no row
    /// where nothing was changed: the next cmdlet in the pipeline would bind the name and uuid of the row, and work on it.
    /// </summary>
    public Func<ItemResult, object?> Write { get; init; } = row => row;

    /// <summary>Whether nothing is asked before something is removed.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether everything that the cmdlet does is of high impact: then ShouldProcess asks about each thing, unless forced.
    /// </summary>
    public bool IsHigh { get; init; }
}
