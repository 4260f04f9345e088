using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Which requests remove the caches that are meant. All versions of a name are removed with one request; some of them, each by its uuid.
/// What is meant twice is removed once. Sends nothing.
/// </summary>
internal sealed class CacheRemovalPlan
{
    private readonly HashSet<string?> _planned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Removes what a name, which may be a pattern, means.</summary>
    /// <param name="name">The name.</param>
    /// <param name="found">The versions that it means.</param>
    /// <param name="filter">Age and size.</param>
    public IReadOnlyList<CacheRemoval> ByName(string name, IReadOnlyList<Cache> found, CacheFilter filter)
    {
        // A pattern may mean what was made only a moment ago, too: nothing is removed but what was read.
        if (!filter.IsEmpty || found.Any(c => !string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            return Each(found, filter);
        }

        return [.. found.GroupBy(c => c.Name ?? "", StringComparer.Ordinal)
            .Select(versions => new CacheRemoval([.. versions.Where(c => _planned.Add(c.Uuid))], versions.Key))
            .Where(removal => removal.Caches.Count > 0)];
    }

    /// <summary>Removes versions one by one.</summary>
    public IReadOnlyList<CacheRemoval> Each(IReadOnlyList<Cache> found, CacheFilter filter) =>
        [.. found.Where(filter.Matches).Where(c => _planned.Add(c.Uuid)).Select(c => new CacheRemoval([c], null))];
}
