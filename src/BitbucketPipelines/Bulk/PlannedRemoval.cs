namespace BitbucketPipelines;

/// <summary>Something that is to be removed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is, in words.</param>
/// <param name="IsSecured">Whether nobody can bring it back: the value of a secured variable cannot be read.</param>
internal sealed record PlannedRemoval(string Name, string Place, bool IsSecured = false)
{
    private const int MostNames = 5;

    /// <summary>The question about all that is to be removed: counts and names it, and says what cannot be brought back.</summary>
    /// <param name="all">What is to be removed, at least one thing.</param>
    /// <param name="kind">The kind of thing: <c>variable</c>.</param>
    public static string Question(IReadOnlyList<PlannedRemoval> all, string kind)
    {
        string[] places = [.. all.Select(d => d.Place).Distinct()];
        string what = all.Count == 1 ? $"1 {kind}" : $"{all.Count} {kind}s";
        string where = places.Length == 1 ? places[0] : $"{places.Length} places ({Names(places)})";
        PlannedRemoval[] secured = [.. all.Where(d => d.IsSecured)];
        string lost = secured.Length == 0 ? ""
            : all.Count == 1 ? " It is secured: its value cannot be brought back."
            : $" {secured.Length} of them {(secured.Length == 1 ? "is" : "are")} secured, and cannot be brought back: "
                + $"{Names(secured.Select(d => d.Name))}.";
        return $"Remove {what} from {where}: {Names(all.Select(d => d.Name))}?{lost}";
    }

    /// <summary>The first few different names, and how many more there are.</summary>
    public static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal)];
        return string.Join(", ", all.Take(MostNames)) + (all.Length > MostNames ? $" and {all.Length - MostNames} more" : "");
    }
}
