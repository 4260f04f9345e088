using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary>
/// A trigger with <c>Content-Type: application/yaml</c>: the body is YAML, everything else is in the query, as paths like
/// <c>target.selector.type</c> and <c>variables[0].key</c>.
/// </summary>
internal static partial class OnDemandYaml
{
    public static JsonObject ToBody(QueryParameters query)
    {
        var body = new JsonObject();
        var variables = new SortedDictionary<int, JsonObject>();
        foreach ((string name, string value) in query.Items)
        {
            Match match = Variable().Match(name);
            if (match.Success)
            {
                int index = int.Parse(match.Groups["index"].ValueSpan, provider: null);
                variables.TryAdd(index, []);
                variables[index][match.Groups["field"].Value] = match.Groups["field"].Value == "secured" ? value == "true" : value;
            }
            else if (name.StartsWith("target.", StringComparison.Ordinal))
            {
                Set(body, name.Split('.'), value);
            }
        }

        body["variables"] = JsonList.Of(variables.Values);
        return body;
    }

    private static void Set(JsonObject json, string[] path, string value)
    {
        foreach (string name in path[..^1])
        {
            if (json[name] is not JsonObject inner)
            {
                json[name] = inner = [];
            }

            json = inner;
        }

        json[path[^1]] = value;
    }

    [GeneratedRegex(@"^variables\[(?<index>\d{1,4})\]\.(?<field>key|value|secured)$")]
    private static partial Regex Variable();
}
