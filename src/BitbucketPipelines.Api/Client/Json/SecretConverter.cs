using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Json;

/// <summary>Reads a secret, but writes null.</summary>
internal sealed class SecretConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        writer.WriteNullValue();
    }
}
