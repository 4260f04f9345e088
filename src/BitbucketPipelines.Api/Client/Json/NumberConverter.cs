using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>Reads a required integer. Accepts null and strings, so that one such item does not make a whole list unreadable.</summary>
internal sealed class NumberConverter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => 0,
        JsonTokenType.String =>
            long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : throw new JsonException(),
        _ => reader.GetInt64(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        writer.WriteNumberValue(value);
    }
}
