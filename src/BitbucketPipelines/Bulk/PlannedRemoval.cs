using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>An item that is to be removed.</summary>
/// <param name="Name">The name of the item.</param>
/// <param name="Place">The name of its place, for the question.</param>
/// <param name="IsSecured">Whether it is a secured variable, which cannot be restored because its value cannot be read.</param>
internal sealed record PlannedRemoval(string Name, string Place, bool IsSecured = false)
{
    private const int MostNames = 5;

    /// <summary>The question about all removals: how many items, their names, and which of them cannot be restored.</summary>
    /// <param name="all">The items to be removed, at least one.</param>
    /// <param name="kind">The kind of item, such as <c>variable</c>.</param>
    public static string Question(IReadOnlyList<PlannedRemoval> all, string kind)
    {
        string[] places = [.. all.Select(d => d.Place).Distinct()];
        string what = Counted.Of(all.Count, kind);
        string where = places.Length == 1 ? places[0] : $"{Counted.Of(places.Length, "place")} ({Names(places)})";
        PlannedRemoval[] secured = [.. all.Where(d => d.IsSecured)];
        string lost = secured.Length == 0 ? ""
            : all.Count == 1 ? " It is secured: its value cannot be brought back."
            : $" {secured.Length} of them {(secured.Length == 1 ? "is" : "are")} secured, and cannot be brought back: "
                + $"{Names(secured.Select(d => d.Name))}.";
        return $"Remove {what} from {where}: {Names(all.Select(d => d.Name))}?{lost}";
    }

    /// <summary>The first few distinct names, and the number of the others.</summary>
    public static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal)];
        return string.Join(", ", all.Take(MostNames)) + (all.Length > MostNames ? $" and {all.Length - MostNames} more" : "");
    }
}
