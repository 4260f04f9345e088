using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>How a bulk cmdlet carries out its plan.</summary>
/// <param name="Kind">The kind of item, such as <c>variable</c>.</param>
/// <param name="ThrottleLimit">The maximum number of concurrent requests.</param>
internal sealed record BulkOptions(string Kind, int ThrottleLimit)
{
    /// <summary>Creates the error for a row that failed.</summary>
    public Func<ItemResult, ErrorDescription> Failed { get; init; } = row =>
        throw new InvalidOperationException($"No error is made of {row}.");

    /// <summary>Whether no rows are written, only errors.</summary>
    public bool SuppressRows { get; init; }

    /// <summary>
    /// Whether the changed item is written instead of the row. Nothing is written for an item that was not changed, so that the next cmdlet
    /// in the pipeline does not work on it. With -WhatIf the row is written; cmdlets that change something do not accept it as input.
    /// </summary>
    public bool WritesItem { get; init; }

    /// <summary>
    /// Whether nothing but items is written, also with -WhatIf: no plan, but the items that are as requested already. For cmdlets that
    /// always return what they create.
    /// </summary>
    public bool WritesItemOnly { get; init; }

    /// <summary>Whether there is a row for each item, also for one that was not done.</summary>
    public bool WritesRows => !SuppressRows && !WritesItem && !WritesItemOnly;

    /// <summary>Whether items are removed without a question.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether there is one error for all items of a repository that are refused because the credentials lack a permission. There must be
    /// rows, which say it of each item.
    /// </summary>
    public bool HasOneErrorForRefusals { get; init; }

    /// <summary>Whether there are several places, so that the same question may be asked about each.</summary>
    public bool HasManyPlaces { get; init; }

    /// <summary>
    /// Whether everything that the cmdlet does has high impact: ShouldProcess asks about each item, unless <see cref="Force"/> is set.
    /// </summary>
    public bool IsHighImpact { get; init; }
}
