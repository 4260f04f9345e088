namespace BitbucketPipelines;

/// <summary>What a list cmdlet is asked for.</summary>
internal sealed record ListQuery<T>
{
    /// <summary>Names, which may have wildcards. By default all.</summary>
    public string[]? Names { get; init; }

    /// <summary>Uuids, with or without braces.</summary>
    public string[]? Uuids { get; init; }

    /// <summary>Which items are wanted, where the server does not tell them apart. By default all.</summary>
    public Func<T, bool>? Filter { get; init; }

    /// <summary>Whether nothing that is wanted comes from this item on.</summary>
    public Func<T, bool>? EndsAt { get; init; }

    /// <summary>What is made of all items that are wanted, where the list has to be read to its end first.</summary>
    public Func<IReadOnlyList<T>, IReadOnlyList<T>>? Reduce { get; init; }
}
