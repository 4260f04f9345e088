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
    /// Whether the changed thing is written in place of the row. Where nothing was changed, nothing is written, so that the next cmdlet in
    /// the pipeline does not work on it; with -WhatIf the row is the plan, which cmdlets that change something refuse.
    /// </summary>
    public bool WritesItem { get; init; }

    /// <summary>Whether nothing is asked before something is removed.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether everything that the cmdlet does is of high impact: then ShouldProcess asks about each thing, unless forced.
    /// </summary>
    public bool IsHigh { get; init; }
}
