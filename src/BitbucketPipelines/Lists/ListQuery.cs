namespace BitbucketPipelines;

/// <summary>Which items of a list a cmdlet writes.</summary>
internal sealed record ListQuery<T>
{
    /// <summary>Names, which may have wildcards. Null means all items.</summary>
    public string[]? Names { get; init; }

    /// <summary>Uuids, with or without braces.</summary>
    public string[]? Uuids { get; init; }

    /// <summary>Selects items, where the server cannot filter them. Null means all items.</summary>
    public Func<T, bool>? Filter { get; init; }

    /// <summary>Whether the list can end before this item, because neither it nor the later items are wanted.</summary>
    public Func<T, bool>? EndsAt { get; init; }

    /// <summary>
    /// Whether an item, and all items before it, are not wanted. Pages that have only such items are skipped without reading them.
    /// </summary>
    public Func<T, bool>? IsBefore { get; init; }

    /// <summary>
    /// Estimates the number of items before the end that <see cref="EndsAt"/> finds, from the first item, the last that was read, and
    /// the number of items that were read. So many are read in advance.
    /// </summary>
    public Func<T, T, long, long>? EstimateLength { get; init; }

    /// <summary>
    /// Processes all selected items before they are written, such as keeping the latest ones. The complete list is read then.
    /// </summary>
    public Func<IReadOnlyList<T>, IReadOnlyList<T>>? Reduce { get; init; }
}
