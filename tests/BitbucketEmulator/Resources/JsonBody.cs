using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Reads a JSON body as the pipelines services do: a wrong shape is "an invalid field" (sections 2.3 and 2.10).</summary>
internal static class JsonBody
{
    public static JsonObject Read(EmulatorRequest request)
    {
        try
        {
            return request.ReadJson() as JsonObject ?? throw ApiErrors.InvalidField();
        }
        catch (JsonException)
        {
            throw ApiErrors.InvalidField();
        }
    }

    /// <summary>A text property; null when it is absent or null, 400 when it is anything else.</summary>
    public static string? Text(JsonObject json, string name) => json[name] switch
    {
        null => null,
        { } node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        _ => throw ApiErrors.InvalidField(),
    };

    /// <summary>A text property that must be there, and not empty.</summary>
    public static string Required(JsonObject json, string name) =>
        Text(json, name) is { Length: > 0 } text ? text : throw ApiErrors.InvalidProperties();

    /// <summary>The discriminator that some bodies need (sections 2.11 and 2.12).</summary>
    public static void RequireType(JsonObject json, string type)
    {
        if (Text(json, "type") != type)
        {
            throw ApiErrors.InvalidField();
        }
    }

    /// <summary>True, false, or null when it is absent or null; 400 when it is anything else.</summary>
    public static bool? Flag(JsonObject json, string name) => json[name]?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw ApiErrors.InvalidField(),
    };

    /// <summary>An object, or null when it is absent or null; 400 when it is anything else.</summary>
    public static JsonObject? Object(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonObject inner => inner,
        _ => throw ApiErrors.InvalidField(),
    };
}
