using System.Text.Json.Nodes;

namespace BitbucketEmulator;

internal static class JsonList
{
    public static JsonArray Of(IEnumerable<string> items)
    {
        var array = new JsonArray();
        foreach (string item in items)
        {
            array.Add((JsonNode?)JsonValue.Create(item));
        }

        return array;
    }

    public static JsonArray Of(IEnumerable<JsonNode> items)
    {
        var array = new JsonArray();
        foreach (JsonNode item in items)
        {
            array.Add(item);
        }

        return array;
    }
}
