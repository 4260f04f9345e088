using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;

namespace BitbucketPipelines;

/// <summary>
/// Converts JSON to PowerShell objects. Strings stay strings, even if they hold a time, so that they can be sent back unchanged.
/// </summary>
internal static class JsonObjects
{
    /// <summary>The maximum number of digits of an integer. A longer one becomes a floating-point number or a string.</summary>
    private const int MaxDigits = 1000;

    /// <summary>
    /// Converts an element to an object with properties, an array, a string, a number, a Boolean or null. An object whose property names
    /// PowerShell cannot tell apart becomes a dictionary.
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
        return text.Length <= MaxDigits && text.All(c => c is '-' or (>= '0' and <= '9'))
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger big)
            ? big : element.TryGetDouble(out double real) ? real : text;
    }

    private static object ReadObject(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        JsonProperty[] properties = [.. element.EnumerateObject()];
        // PowerShell ignores the case of property names and does not allow empty ones. Neither applies to the keys of a dictionary.
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
}
