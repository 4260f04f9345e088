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
    /// Processes all selected items before they are written, such as keeping the latest ones. The complete list is read then.
    /// </summary>
    public Func<IReadOnlyList<T>, IReadOnlyList<T>>? Reduce { get; init; }
}
