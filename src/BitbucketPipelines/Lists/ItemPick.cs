using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Picks items of a list by name (with wildcards, case does not matter) and by uuid.</summary>
internal static class ItemPick
{
    /// <summary>The items that are meant, each once, in the order of the list; all of them when nothing is asked for.</summary>
    /// <param name="all">The list.</param>
    /// <param name="names">Names, or null.</param>
    /// <param name="uuids">Uuids, with or without braces, or null.</param>
    /// <param name="nameOf">The name of an item.</param>
    /// <param name="uuidOf">The uuid of an item.</param>
    /// <param name="missing">Told of each that means no item. Wildcards may mean none.</param>
    public static IReadOnlyList<T> From<T>(
        IReadOnlyList<T> all, string[]? names, string[]? uuids, Func<T, string?> nameOf, Func<T, string?> uuidOf, Action<string> missing)
    {
        if (names is null && uuids is null)
        {
            return all;
        }

        var found = new HashSet<int>();
        foreach (string name in names ?? [])
        {
            // A name may look like a pattern: [git.example.com]:7999.
            // What differs in nothing but the case is told apart by who gives the exact name.
            if (!Add(item => nameOf(item) == name) && !Add(item => string.Equals(nameOf(item), name, StringComparison.OrdinalIgnoreCase))
                && !(WildcardPattern.ContainsWildcardCharacters(name) && AddMatching(name)))
            {
                missing(name);
            }
        }

        foreach (string uuid in uuids ?? [])
        {
            string wanted = RepositoryId.Braced(Uri.UnescapeDataString(uuid));
            if (!Add(item => string.Equals(RepositoryId.Braced(uuidOf(item) ?? ""), wanted, StringComparison.OrdinalIgnoreCase)))
            {
                missing(uuid);
            }
        }

        return [.. all.Where((_, i) => found.Contains(i))];

        bool Add(Func<T, bool> match)
        {
            int[] hits = [.. Enumerable.Range(0, all.Count).Where(i => match(all[i]))];
            found.UnionWith(hits);
            return hits.Length > 0;
        }

        bool AddMatching(string name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            _ = Add(item => pattern.IsMatch(nameOf(item) ?? ""));
            return true;
        }
    }

    /// <summary>
    /// The items that a change means: as <see cref="From"/> picks them, yet a name without wildcards that several bear means none. Where
    /// names differ in letter case only, the one that is given to the letter is meant.
    /// </summary>
    /// <param name="all">The list.</param>
    /// <param name="names">Names, or null.</param>
    /// <param name="uuids">Uuids, with or without braces, or null.</param>
    /// <param name="patterns">Whether names may be patterns: those from the pipeline are none, since nobody typed them.</param>
    /// <param name="nameOf">The name of an item.</param>
    /// <param name="uuidOf">The uuid of an item.</param>
    /// <param name="missing">Told of each that means no item. Wildcards may mean none.</param>
    /// <param name="ambiguous">Told of each name that means several items.</param>
    public static IReadOnlyList<T> ForChange<T>(
        IReadOnlyList<T> all, string[]? names, string[]? uuids, bool patterns, Func<T, string?> nameOf, Func<T, string?> uuidOf,
        Action<string> missing, Action<string, IReadOnlyList<T>> ambiguous)
    {
        if (uuids is not null)
        {
            return From(all, null, uuids, nameOf, uuidOf, missing);
        }

        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names ?? [])
        {
            T[] same = [.. all.Where(item => string.Equals(nameOf(item), name, StringComparison.OrdinalIgnoreCase))];
            T[] exact = [.. same.Where(item => nameOf(item) == name)];
            T[] hits = exact.Length > 0 ? exact : same;
            if (hits.Length > 1)
            {
                ambiguous(name, hits);
            }
            else if (hits.Length == 1 || !patterns)
            {
                if (hits.Length == 0)
                {
                    missing(name);
                }

                found.UnionWith(hits.Select(item => uuidOf(item) ?? ""));
            }
            else
            {
                found.UnionWith(From(all, [name], null, nameOf, uuidOf, missing).Select(item => uuidOf(item) ?? ""));
            }
        }

        return [.. all.Where(item => found.Contains(uuidOf(item) ?? ""))];
    }
}
