using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary><c>q=</c> and <c>sort=</c> of the core's lists: <c>name ~ "x" AND slug = "y"</c>. The pipelines ignore <c>q</c>.</summary>
internal static partial class ListParameters
{
    public static List<T> Apply<T>(EmulatorRequest request, IEnumerable<T> items, IReadOnlyDictionary<string, Func<T, string>> fields)
    {
        if (request.Query.First("q") is { Length: > 0 } query)
        {
            foreach (string condition in Conjunction().Split(query))
            {
                items = Filter(items, condition, fields);
            }
        }

        if (request.Query.First("sort") is { Length: > 0 } sort && fields.TryGetValue(sort.TrimStart('-'), out Func<T, string>? key))
        {
            items = sort[0] == '-' ? items.OrderByDescending(key, StringComparer.Ordinal) : items.OrderBy(key, StringComparer.Ordinal);
        }

        return [.. items];
    }

    private static IEnumerable<T> Filter<T>(IEnumerable<T> items, string condition, IReadOnlyDictionary<string, Func<T, string>> fields)
    {
        Match match = Condition().Match(condition);
        if (!match.Success || !fields.TryGetValue(match.Groups["field"].Value, out Func<T, string>? field))
        {
            throw ApiErrors.Core(400, "Invalid query", $"Could not parse: {condition}");
        }

        string value = match.Groups["value"].Value.Replace("\\\"", "\"", StringComparison.Ordinal);
        return match.Groups["operator"].Value switch
        {
            "=" => items.Where(item => field(item) == value),
            "!=" => items.Where(item => field(item) != value),
            "~" => items.Where(item => field(item).Contains(value, StringComparison.OrdinalIgnoreCase)),
            _ => items.Where(item => !field(item).Contains(value, StringComparison.OrdinalIgnoreCase)),
        };
    }

    [GeneratedRegex("""^\s*(?<field>[a-z_.]+)\s*(?<operator>!?[=~])\s*"(?<value>(\\"|[^"])*)"\s*$""")]
    private static partial Regex Condition();

    [GeneratedRegex("\\s+AND\\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Conjunction();
}
