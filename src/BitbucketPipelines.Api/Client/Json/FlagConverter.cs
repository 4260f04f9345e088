using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>Reads a required boolean. Accepts null and strings, so that one such item does not make a whole list unreadable.</summary>
internal sealed class FlagConverter : JsonConverter<bool>
{
    /// <inheritdoc/>
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => false,
        JsonTokenType.String => bool.TryParse(reader.GetString(), out bool flag) ? flag : throw new JsonException(),
        _ => reader.GetBoolean(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        writer.WriteBooleanValue(value);
    }
}
