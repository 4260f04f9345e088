using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Decides which requests remove the selected caches. All versions of a name are removed with one request, single versions by their uuid. A
/// version that is selected twice is removed once. Sends nothing.
/// </summary>
internal sealed class CacheRemovalPlan
{
    private readonly HashSet<string?> _planned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Plans the removal of the versions that a name or a wildcard pattern matches.</summary>
    /// <param name="name">The name or pattern.</param>
    /// <param name="found">The versions that match it.</param>
    /// <param name="filter">The filter by age and size.</param>
    public IReadOnlyList<CacheRemoval> ByName(string name, IReadOnlyList<Cache> found, CacheFilter filter)
    {
        // A request by name also removes versions that were created after the list was read. For a pattern or a filter, remove only the
        // versions in the list.
        if (!filter.IsEmpty || found.Any(c => !string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            return Each(found, filter);
        }

        return [.. found.GroupBy(c => c.Name ?? "", StringComparer.Ordinal)
            .Select(versions => new CacheRemoval([.. versions.Where(c => _planned.Add(c.Uuid))], versions.Key))
            .Where(removal => removal.Caches.Count > 0)];
    }

    /// <summary>Plans the removal of versions one by one.</summary>
    public IReadOnlyList<CacheRemoval> Each(IReadOnlyList<Cache> found, CacheFilter filter) =>
        [.. found.Where(filter.Matches).Where(c => _planned.Add(c.Uuid)).Select(c => new CacheRemoval([c], null))];
}
