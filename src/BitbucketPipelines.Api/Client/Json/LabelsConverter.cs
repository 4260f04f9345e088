using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>Labels: documented as strings, but objects with a name have been seen. Anything else is ignored.</summary>
internal sealed class LabelsConverter : JsonConverter<string[]>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind != JsonValueKind.Array ? [] :
        [
            .. document.RootElement.EnumerateArray()
                .Select(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("name", out JsonElement name) ? name : e)
                .Where(e => e.ValueKind == JsonValueKind.String)
                .Select(e => e.GetString()!),
        ];
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        writer.WriteStartArray();
        foreach (string label in value ?? [])
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
    }
}
