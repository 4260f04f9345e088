using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Finds the items of a list by names, with or without wildcards, and by uuids.</summary>
internal static class NameFilter
{
    /// <summary>The matching items, each once, in the order of the list. All items when there are neither names nor uuids.</summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="all">The list.</param>
    /// <param name="names">Names, or null.</param>
    /// <param name="uuids">Uuids, with or without braces, or null.</param>
    /// <param name="missing">Called for each uuid, and each name without wildcards, that no item has.</param>
    public static IReadOnlyList<T> Select<T>(
        Resource<T> resource, IReadOnlyList<T> all, string[]? names, string[]? uuids, Action<ErrorDescription> missing)
        where T : class
    {
        if (names is null && uuids is null)
        {
            return all;
        }

        var found = new HashSet<T>();
        foreach (string name in names ?? [])
        {
            // A literal name can look like a pattern: [git.example.com]:7999.
            T[] meant = Named(resource, all, name);
            bool isPattern = meant.Length == 0 && resource.IsPattern(name);
            Add(isPattern ? Matching(resource, all, name) : meant, name, isPattern);
        }

        foreach (string uuid in uuids ?? [])
        {
            Add(WithUuid(resource, all, uuid), uuid, isPattern: false);
        }

        return [.. all.Where(found.Contains)];

        void Add(IReadOnlyList<T> items, string given, bool isPattern)
        {
            found.UnionWith(items);
            if (items.Count == 0 && !isPattern)
            {
                missing(resource.NotFound(given, all));
            }
        }
    }

    /// <summary>
    /// The items to be changed. Unlike <see cref="Select"/>, a name without wildcards that several items have selects none of them.
    /// </summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="all">The list.</param>
    /// <param name="names">Names, or null.</param>
    /// <param name="uuids">Uuids, with or without braces, or null. They take precedence over the names.</param>
    /// <param name="patterns">Whether names may be wildcard patterns. Names from the pipeline are taken literally.</param>
    /// <param name="error">Called for each name or uuid that no item has, and for each ambiguous name.</param>
    public static IReadOnlyList<T> SelectForChange<T>(
        Resource<T> resource, IReadOnlyList<T> all, string[]? names, string[]? uuids, bool patterns, Action<ErrorDescription> error)
        where T : class
    {
        if (uuids is not null)
        {
            return Select(resource, all, null, uuids, error);
        }

        var found = new HashSet<T>();
        foreach (string name in names ?? [])
        {
            T[] meant = Named(resource, all, name);
            if (meant.Length > 1 && resource.Ambiguous is not null)
            {
                error(resource.Ambiguous(name, meant));
            }
            else if (meant.Length > 0)
            {
                found.UnionWith(meant);
            }
            else if (patterns && resource.IsPattern(name))
            {
                found.UnionWith(Matching(resource, all, name));
            }
            else
            {
                error(resource.NotFound(name, all));
            }
        }

        return [.. all.Where(found.Contains)];
    }

    /// <summary>
    /// Whether a text matches one of the names or patterns. Names are case-sensitive, patterns are not. Null matches every text.
    /// </summary>
    public static bool Any(string[]? names, string? word) => names is null || names.Any(name =>
        WildcardPattern.ContainsWildcardCharacters(name) ? IsMatch(name, word) : name == (word ?? ""));

    private static T[] Named<T>(Resource<T> resource, IReadOnlyList<T> all, string name)
        where T : class =>
        resource.NameRules.Select(rule => all.Where(item => rule(name, item)).ToArray()).FirstOrDefault(items => items.Length > 0) ?? [];

    private static T[] Matching<T>(Resource<T> resource, IReadOnlyList<T> all, string name)
        where T : class =>
        Wildcard.Parse(name) is var pattern ? [.. all.Where(item => pattern.IsMatch(resource.NameOf(item) ?? ""))] : [];

    /// <summary>The items that have a uuid, with or without braces.</summary>
    public static IReadOnlyList<T> WithUuid<T>(Resource<T> resource, IReadOnlyList<T> all, string uuid)
        where T : class
    {
        string wanted = RepositoryId.Braced(Uri.UnescapeDataString(uuid));
        return [.. all.Where(
            i => string.Equals(RepositoryId.Braced(resource.UuidOf(i) ?? ""), wanted, StringComparison.OrdinalIgnoreCase))];
    }

    private static bool IsMatch(string pattern, string? word) =>
        Wildcard.IsMatch(pattern, word);
}
