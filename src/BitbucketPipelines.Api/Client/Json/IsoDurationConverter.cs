using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace BitbucketPipelines.Api.Json;

/// <summary>An ISO 8601 duration, such as PT0.012S. Text that cannot be parsed becomes null.</summary>
internal sealed class IsoDurationConverter : JsonConverter<TimeSpan?>
{
    /// <inheritdoc/>
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Parse(reader.GetString());
            case JsonTokenType.Number:
                // A number is in seconds, as all other durations of the API.
                return reader.TryGetDouble(out double seconds) ? Seconds.ToTime(seconds) : null;
            default:
                reader.Skip();
                return null;
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options)
    {
        Throw.IfNull(writer);
        if (value is { } time)
        {
            writer.WriteStringValue(XmlConvert.ToString(time));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static TimeSpan? Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : XmlConvert.ToTimeSpan(text!);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
