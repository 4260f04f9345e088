using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>
/// Lists of strings. Labels are documented as strings, but objects with a name have been seen. Anything else in a list is ignored.
/// </summary>
internal sealed class StringListConverter : JsonConverter<StringList>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override StringList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind != JsonValueKind.Array ? StringList.None : new StringList(
            document.RootElement.EnumerateArray()
                .Select(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("name", out JsonElement name) ? name : e)
                .Where(e => e.ValueKind == JsonValueKind.String)
                .Select(e => e.GetString()!));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StringList value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        writer.WriteStartArray();
        foreach (string text in value ?? StringList.None)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
