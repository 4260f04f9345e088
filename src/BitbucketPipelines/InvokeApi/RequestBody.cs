using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;

namespace BitbucketPipelines;

/// <summary>Converts the value of -Body to the bytes of the request.</summary>
internal static class RequestBody
{
    /// <summary>The maximum depth of nesting. A deeper value usually refers to itself.</summary>
    private const int MaxDepth = 64;

    /// <summary>
    /// The bytes of the body; null when there is none. For a JSON media type any object is converted to JSON, and a string must be JSON
    /// already. For other media types only a string or bytes are allowed, and sent unchanged.
    /// </summary>
    public static byte[]? Write(object? body, string contentType)
    {
        if (body is null)
        {
            return null;
        }

        return contentType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0 ? WriteJson(body) : Unwrap(body) switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            byte[] bytes => bytes,
            _ => throw new ErrorRecordException(
                Errors.InvalidBody($"A body of the media type {contentType} must be a string or bytes.")),
        };
    }

    private static byte[] WriteJson(object? body)
    {
        if (Unwrap(body) is string text)
        {
            return Validated(text);
        }

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, body, "the body", 0);
        }

        return json.ToArray();
    }

    /// <summary>
    /// The bytes of a string that is valid JSON. Error messages contain the position, but not the string: it may hold a secret.
    /// </summary>
    private static byte[] Validated(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\ufeff'));
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return bytes;
        }
        catch (JsonException e)
        {
            throw Invalid($"The body is not valid JSON: there is an error in line {(e.LineNumber ?? 0) + 1}, at byte "
                + $"{(e.BytePositionInLine ?? 0) + 1}.");
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value, string place, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Invalid($"{Named(place)} is nested more than {MaxDepth} levels deep, or refers to itself.");
        }

        object? data = Unwrap(value);
        switch (data)
        {
            case null:
                writer.WriteNullValue();
                break;
            case SecureString or PSCredential:
                throw Invalid($"{Named(place)} is a secret ({data.GetType().Name}). Secrets are not converted. Convert it to plain "
                    + "text where you build the body, and keep the plain text out of logs.");
            case ScriptBlock or Delegate or Type:
                throw Invalid($"{Named(place)} is a {data.GetType().Name}, which cannot be converted to JSON.");
            case string or char or Guid or Uri or Version or TimeSpan or DateTime or DateTimeOffset or Enum:
                writer.WriteStringValue(ToText(data));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter given:
                writer.WriteBooleanValue(given.IsPresent);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case double or float:
                WriteReal(writer, Convert.ToDouble(data, CultureInfo.InvariantCulture), place);
                break;
            case decimal exact:
                writer.WriteNumberValue(exact);
                break;
            case BigInteger big:
                writer.WriteRawValue(big.ToString(CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(data, CultureInfo.InvariantCulture));
                break;
            case IDictionary table:
                WriteProperties(writer, table.Keys.Cast<object>().Select(key => (ToText(Unwrap(key)!), (object?)table[key])), place, depth);
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                int index = 0;
                foreach (object? item in list)
                {
                    Write(writer, item, $"{place}[{index++}]", depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteProperties(
                    writer, PSObject.AsPSObject(value).Properties.Where(p => p.IsGettable).Select(p => (p.Name, (object?)p.Value)), place,
                    depth);
                break;
        }
    }

    private static void WriteProperties(
        Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> properties, string place, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth == 0 ? name : $"{place}.{name}", depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteReal(Utf8JsonWriter writer, double number, string place)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            throw Invalid($"{Named(place)} is not a number that JSON can express.");
        }

        writer.WriteNumberValue(number);
    }

    /// <summary>The value as text, the same in every culture.</summary>
    public static string ToText(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        SwitchParameter given => given.IsPresent ? "true" : "false",
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        Enum word => word.ToString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The value without its PSObject wrapper. A custom object is returned unchanged.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    /// <summary>The place at the beginning of a sentence.</summary>
    private static string Named(string place) => place == "the body" ? "The body" : $"'{place}' in the body";

    private static ErrorRecordException Invalid(string message) => new(Errors.InvalidBody(message));
}
