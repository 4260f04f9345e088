using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>
/// Reads texts. Short ones that came a moment ago are the same object again: in a list of runs, most texts are those of the run before.
/// </summary>
internal sealed class SharedTextConverter : JsonConverter<string>
{
    private const int Longest = 64;

    [ThreadStatic]
    private static string?[]? t_recent;

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueIsEscaped
            || reader.ValueSpan.Length is 0 or > Longest)
        {
            return reader.GetString();
        }

        ReadOnlySpan<byte> bytes = reader.ValueSpan;
        int length = bytes.Length;
        string?[] recent = t_recent ??= new string?[256];
        int slot = (bytes[0] + 7 * bytes[length / 2] + 31 * bytes[length - 1] + 17 * bytes[Math.Min(length - 1, 9)] + 5 * length) & 255;
        if (recent[slot] is { } text && reader.ValueTextEquals(text))
        {
            return text;
        }

        return recent[slot] = reader.GetString();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
