using System.Text.Json;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>
/// Reads a JSON Schema. A keyword that is not known says nothing, as the standard has it; so a newer schema may be checked less strictly.
/// </summary>
internal sealed class SchemaReader
{
    private static readonly string[] s_limits =
    [
        "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum",
    ];

    private static readonly TimeSpan s_patternTime = TimeSpan.FromMilliseconds(200);

    private static readonly Lazy<Schema> s_facts = new(ReadFacts);

    private readonly Dictionary<string, Schema> _named = new(StringComparer.Ordinal);
    private readonly JsonElement _root;

    private SchemaReader(JsonElement root) => _root = root;

    /// <summary>The facts that the module carries: pipeline-facts.json.</summary>
    public static Schema Facts => s_facts.Value;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="JsonException">It is no JSON, or no JSON Schema.</exception>
    public static Schema Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="JsonException">It is no JSON Schema.</exception>
    public static Schema Read(JsonElement root) => root.ValueKind == JsonValueKind.Object
        ? new SchemaReader(root).Make(root)
        : throw new JsonException("This is not a JSON Schema.");

    private static Schema ReadFacts()
    {
        using Stream facts = typeof(SchemaReader).Assembly.GetManifestResourceStream("pipeline-facts.json")!;
        using JsonDocument document = JsonDocument.Parse(facts);
        return Read(document.RootElement);
    }

    private Schema Make(JsonElement json)
    {
        var schema = new Schema();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return schema;
        }

        foreach (JsonProperty keyword in json.EnumerateObject())
        {
            Read(schema, keyword.Name, keyword.Value);
        }

        return schema;
    }

    private void Read(Schema schema, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$ref" when value.ValueKind == JsonValueKind.String:
                schema.Reference = Find(value.GetString()!);
                break;
            case "type":
                schema.Types = Texts(value);
                break;
            case "enum":
                schema.Values = Texts(value);
                break;
            case "const":
                schema.Values = Texts(value);
                break;
            case "required":
                schema.Required = Texts(value);
                break;
            case "pattern" when value.ValueKind == JsonValueKind.String:
                schema.Pattern = PatternOf(value.GetString()!);
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    schema.Properties[property.Name] = Make(property.Value);
                }

                break;
            case "additionalProperties":
                schema.IsClosed = value.ValueKind == JsonValueKind.False;
                schema.IsOpen = !schema.IsClosed;
                schema.Others = value.ValueKind == JsonValueKind.Object ? Make(value) : null;
                break;
            case "items" when value.ValueKind == JsonValueKind.Object:
                schema.Items = Make(value);
                break;
            case "oneOf" or "anyOf" when value.ValueKind == JsonValueKind.Array:
                schema.Choices.AddRange(value.EnumerateArray().Select(Make));
                break;
            case "allOf" when value.ValueKind == JsonValueKind.Array:
                schema.Parts.AddRange(value.EnumerateArray().Select(Make));
                break;
            case "not":
                schema.Not = Make(value);
                break;
            default:
                if (value.ValueKind == JsonValueKind.Number && Array.IndexOf(s_limits, keyword) >= 0)
                {
                    schema.Limits[keyword] = value.GetDouble();
                }

                break;
        }
    }

    /// <summary>The schema at a place of the document. One that refers to itself, or to nothing, says nothing.</summary>
    private Schema Find(string reference)
    {
        if (_named.TryGetValue(reference, out Schema? known))
        {
            return known;
        }

        // Entered first, for a schema that contains itself.
        var schema = _named[reference] = new Schema();
        JsonElement place = _root;
        foreach (string part in reference.TrimStart('#').Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out place))
            {
                return schema;
            }
        }

        foreach (JsonProperty keyword in place.ValueKind == JsonValueKind.Object ? place.EnumerateObject() : default)
        {
            Read(schema, keyword.Name, keyword.Value);
        }

        return schema;
    }

    private static List<string> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(v => v.ToString())]
        : [value.ToString()];

    private static Regex? PatternOf(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_patternTime);
        }
        catch (ArgumentException)
        {
            // A pattern in another dialect.
            return null;
        }
    }
}
