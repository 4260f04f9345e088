using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;

namespace BitbucketPipelines;

/// <summary>Between JSON and the objects of PowerShell. Texts stay texts: what was read can be sent again unchanged.</summary>
internal static class JsonObjects
{
    /// <summary>Something deeper refers to itself, or is no data.</summary>
    private const int Deepest = 64;

    /// <summary>A whole number with more digits than this is no number that anyone counts with.</summary>
    private const int LongestNumber = 1000;

    /// <summary>The bytes of a body: JSON of whatever object, or a text or bytes as they are where another media type is given.</summary>
    public static byte[]? WriteBody(object? body, string contentType)
    {
        if (body is null)
        {
            return null;
        }

        return contentType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0 ? Write(body) : Bare(body) switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            byte[] bytes => bytes,
            _ => throw new ErrorRecordException(
                ErrorRecords.InvalidBody($"A body of the type {contentType} has to be a text or bytes.")),
        };
    }

    /// <summary>The body of a request.</summary>
    /// <param name="body">A text that is JSON already, or what is to become JSON.</param>
    public static byte[] Write(object? body)
    {
        if (Bare(body) is string text)
        {
            return Check(text);
        }

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, body, "the body", 0);
        }

        return json.ToArray();
    }

    /// <summary>
    /// What an element is in PowerShell: an object with properties, an array, a text, a number, a truth value or nothing.
    /// </summary>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt32(out int small))
        {
            return small;
        }

        if (element.TryGetInt64(out long number))
        {
            return number;
        }

        string text = element.GetRawText();
        return text.Length <= LongestNumber && text.All(c => c is '-' or (>= '0' and <= '9'))
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger big)
            ? big : element.TryGetDouble(out double real) ? real : text;
    }

    private static object ReadObject(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        JsonProperty[] properties = [.. element.EnumerateObject()];
        // Names of properties are told apart without their case, and are not empty; keys of a table have neither rule.
        if (!properties.All(p => p.Name.Length > 0 && names.Add(p.Name)))
        {
            var table = new OrderedDictionary(StringComparer.Ordinal);
            foreach (JsonProperty property in properties)
            {
                table[property.Name] = Read(property.Value);
            }

            return table;
        }

        var result = new PSObject();
        foreach (JsonProperty property in properties)
        {
            result.Properties.Add(new PSNoteProperty(property.Name, Read(property.Value)));
        }

        return result;
    }

    /// <summary>The text of a body. What is wrong with it is told by its place: it may hold a secret.</summary>
    private static byte[] Check(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\ufeff'));
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return bytes;
        }
        catch (JsonException e)
        {
            throw Invalid($"The body is no JSON: something is wrong in line {(e.LineNumber ?? 0) + 1}, at byte "
                + $"{(e.BytePositionInLine ?? 0) + 1}.");
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value, string place, int depth)
    {
        if (depth > Deepest)
        {
            throw Invalid($"{Capital(place)} is nested more than {Deepest} levels deep, or refers to itself.");
        }

        object? bare = Bare(value);
        switch (bare)
        {
            case null:
                writer.WriteNullValue();
                break;
            case SecureString or PSCredential:
                throw Invalid($"{Capital(place)} is a secret ({bare.GetType().Name}), and is not sent as it is. Bodies are built of plain "
                    + "values: reveal it where you build the body, and keep that out of logs.");
            case ScriptBlock or Delegate or Type:
                throw Invalid($"{Capital(place)} is a {bare.GetType().Name}, which is no data.");
            case string or char or Guid or Uri or Version or TimeSpan or DateTime or DateTimeOffset or Enum:
                writer.WriteStringValue(Text(bare));
                break;
            case bool yes:
                writer.WriteBooleanValue(yes);
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
                WriteReal(writer, Convert.ToDouble(bare, CultureInfo.InvariantCulture), place);
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
                writer.WriteNumberValue(Convert.ToInt64(bare, CultureInfo.InvariantCulture));
                break;
            case IDictionary table:
                WriteProperties(writer, table.Keys.Cast<object>().Select(key => (Text(Bare(key)!), (object?)table[key])), place, depth);
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
            throw Invalid($"{Capital(place)} is no number that JSON has.");
        }

        writer.WriteNumberValue(number);
    }

    /// <summary>A value as a text, the same in every culture.</summary>
    public static string Text(object value) => value switch
    {
        bool yes => yes ? "true" : "false",
        SwitchParameter given => given.IsPresent ? "true" : "false",
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        Enum word => word.ToString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>What a PSObject wraps; one with properties of its own only is left as it is.</summary>
    public static object? Bare(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    private static string Capital(string place) => place == "the body" ? "The body" : $"'{place}' in the body";

    private static ErrorRecordException Invalid(string message) => new(ErrorRecords.InvalidBody(message));

    /// <summary>Query parameters; a list gives one several times, and nothing gives none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary? query)
    {
        foreach (object key in query?.Keys ?? Array.Empty<object>())
        {
            object? value = Bare(query![key]);
            foreach (object? item in value is IEnumerable several and not string ? several : new[] { value })
            {
                if (Bare(item) is { } one)
                {
                    yield return one is SecureString or PSCredential
                        ? throw new ErrorRecordException(
                            ErrorRecords.InvalidArgument(ErrorId.SecretInQuery,
                            $"'{key}' in -Query is a secret; addresses are written into logs on their way.", "Leave it out."))
                        : new KeyValuePair<string, string>(Text(key), Text(one));
                }
            }
        }
    }
}
