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
    /// <param name="found">The versions that match it: all versions of each name.</param>
    /// <param name="filter">The filter by age and size.</param>
    public IReadOnlyList<CacheRemoval> ByName(string name, IReadOnlyList<Cache> found, CacheFilter filter)
    {
        // A request by name also removes versions that were created after the list was read, which a filter might not select.
        if (!filter.IsEmpty)
        {
            return Each(found, filter);
        }

        return [.. found.GroupBy(c => c.Name ?? "", StringComparer.Ordinal).SelectMany(versions =>
        {
            Cache[] left = [.. versions.Where(c => _planned.Add(c.Uuid))];
            // One version that a pattern matches is removed by its uuid: that takes one request too, and is exact.
            bool isByName = versions.Key.Length > 0
                && (left.Length > 1 || string.Equals(versions.Key, name, StringComparison.OrdinalIgnoreCase));
            return left.Length == 0 ? [] : isByName ? [new CacheRemoval(left, versions.Key)]
                : left.Select(version => new CacheRemoval([version], null));
        })];
    }

    /// <summary>Plans the removal of versions one by one.</summary>
    public IReadOnlyList<CacheRemoval> Each(IReadOnlyList<Cache> found, CacheFilter filter) =>
        [.. found.Where(filter.Matches).Where(c => _planned.Add(c.Uuid)).Select(c => new CacheRemoval([c], null))];
}
