using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>
/// A JSON object of an order, read with a good deal of tolerance: unknown properties are left alone, null means absent, numbers and
/// flags may be text. What cannot be read is named with its path.
/// </summary>
internal sealed class JsonInput(JsonObject json, string path = "")
{
    public static JsonInput FromBody(EmulatorRequest request)
    {
        JsonNode? node;
        try
        {
            node = request.ReadJson();
        }
        catch (JsonException error)
        {
            throw new ControlException($"the body is not JSON: {error.Message}");
        }

        return node switch
        {
            null => new JsonInput([]),
            JsonObject json => new JsonInput(json),
            _ => throw new ControlException("the body must be a JSON object"),
        };
    }

    public IEnumerable<string> Names => json.Select(item => item.Key);

    public bool Has(string name) => json[name] is not null;

    public JsonNode? Node(string name) => json[name];

    public string? Text(string name) => json[name] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => throw Wrong(name, "a text"),
    };

    public string Text(string name, string fallback) => Text(name) ?? fallback;

    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw Wrong(name, "given");

    public double? OptionalNumber(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1e10
            ? number
            : throw Wrong(name, "a number, 0 or more");
    }

    public double Number(string name, double fallback) => OptionalNumber(name) ?? fallback;

    public int? OptionalInteger(string name) => OptionalNumber(name) switch
    {
        null => null,
        { } number when number == Math.Floor(number) && number <= int.MaxValue => (int)number,
        _ => throw Wrong(name, "a whole number"),
    };

    public int Integer(string name, int fallback) => OptionalInteger(name) ?? fallback;

    public bool Flag(string name, bool fallback = false) => Text(name)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A word of an enumeration; case does not matter.</summary>
    public T Word<T>(string name, T fallback)
        where T : struct, Enum => Text(name) switch
        {
            null => fallback,
            { } text when char.IsAsciiLetter(text.FirstOrDefault()) && Enum.TryParse(text, ignoreCase: true, out T value) => value,
            _ => throw Wrong(name, "one of " + string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()),
        };

    public JsonObject? Object(string name) => json[name] switch
    {
        null => null,
        JsonObject inner => inner,
        _ => throw Wrong(name, "an object"),
    };

    public JsonInput Nest(JsonObject inner, string name) => new(inner, $"{path}{name}.");

    public JsonInput? Input(string name) => Object(name) is { } inner ? Nest(inner, name) : null;

    public IEnumerable<JsonInput> Inputs(string name)
    {
        JsonArray items = Array(name);
        for (int i = 0; i < items.Count; i++)
        {
            string item = string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
            yield return Nest(items[i] as JsonObject ?? throw Wrong(item, "an object"), item);
        }
    }

    public IReadOnlyList<string>? Texts(string name) => json[name] is null ? null : [.. Array(name).Select(item => item?.ToString() ?? "")];

    public JsonArray Array(string name) => json[name] switch
    {
        null => [],
        JsonArray items => items,
        _ => throw Wrong(name, "a list"),
    };

    public ControlException Wrong(string name, string wanted) => new($"'{path}{name}' must be {wanted}");
}
