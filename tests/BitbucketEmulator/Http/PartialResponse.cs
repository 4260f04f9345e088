using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>
/// <c>fields=</c>: a list of dotted paths keeps only those, and so strips <c>next</c> and <c>size</c> unless they are asked for
///; <c>-path</c> removes; <c>+path</c> changes nothing here, since every field is given anyway.
/// </summary>
internal static class PartialResponse
{
    public static JsonNode Apply(JsonNode node, string fields)
    {
        string[] items = fields.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[][] wanted = [.. items.Where(item => item[0] is not ('-' or '+' or ' ')).Select(Split)];
        JsonNode result = wanted.Length == 0 ? node.DeepClone() : Keep(node, wanted);
        foreach (string item in items.Where(item => item[0] == '-'))
        {
            Remove(result, Split(item[1..]));
        }

        return result;
    }

    private static string[] Split(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static JsonNode Keep(JsonNode node, string[][] paths)
    {
        if (node is JsonArray array)
        {
            return JsonList.Of(array.OfType<JsonNode>().Select(item => Keep(item, paths)));
        }

        if (node is not JsonObject source || paths.Any(path => path.Length == 0))
        {
            return node.DeepClone();
        }

        var result = new JsonObject();
        foreach ((string name, JsonNode? value) in source)
        {
            string[][] inner = [.. paths.Where(path => path[0] == name || path[0] == "*").Select(path => path[1..])];
            if (inner.Length > 0)
            {
                result[name] = value is null ? null : Keep(value, inner);
            }
        }

        return result;
    }

    private static void Remove(JsonNode? node, string[] path)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
            {
                Remove(item, path);
            }
        }
        else if (node is JsonObject source && path.Length == 1)
        {
            source.Remove(path[0]);
        }
        else if (node is JsonObject parent && path.Length > 1)
        {
            Remove(parent[path[0]], path[1..]);
        }
    }
}
