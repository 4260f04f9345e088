namespace BitbucketPipelines;

/// <summary>Groups consecutive items.</summary>
internal static class Consecutive
{
    /// <summary>Puts consecutive items of the same key into one group. Keeps the order.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> By<T, TKey>(IEnumerable<T> items, Func<T, TKey> key)
    {
        var groups = new List<IReadOnlyList<T>>();
        var group = new List<T>();
        foreach (T item in items)
        {
            if (group.Count > 0 && !EqualityComparer<TKey>.Default.Equals(key(group[0]), key(item)))
            {
                groups.Add(group);
                group = [];
            }

            group.Add(item);
        }

        if (group.Count > 0)
        {
            groups.Add(group);
        }

        return groups;
    }
}
