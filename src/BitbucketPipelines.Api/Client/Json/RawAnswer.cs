using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Json;

/// <summary>Turns what the server answered into dictionaries, arrays and plain values.</summary>
internal static class RawAnswer
{
    /// <summary>All properties of the answer that an object was read from.</summary>
    public static IDictionary Of(BitbucketObject item) =>
        Of(JsonSerializer.SerializeToElement(item, WireContext.Default.GetTypeInfo(item.GetType())!).EnumerateObject()
            .Select(p => new KeyValuePair<string, JsonElement>(p.Name, p.Value)));

    /// <summary>A dictionary that ignores case, as PowerShell does; of names that differ only in case the last counts.</summary>
    public static IDictionary Of(IEnumerable<KeyValuePair<string, JsonElement>> properties)
    {
        var all = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonElement> property in properties)
        {
            all[property.Key] = Of(property.Value);
        }

        return all;
    }

    private static object? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Of(value.EnumerateObject().Select(p => new KeyValuePair<string, JsonElement>(p.Name, p.Value))),
        JsonValueKind.Array => value.EnumerateArray().Select(Of).ToArray(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
