using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>
/// Converts a value from the user to the text that Bitbucket stores. The result does not depend on the culture: true and false in lower
/// case, numbers with a decimal point, dates in ISO 8601.
/// </summary>
internal static class ValueText
{
    /// <summary>The allowed types, for messages: "must be ..".</summary>
    public const string Allowed = "a string, a number or a Boolean";

    /// <summary>Converts a value to text; null stays null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="text">The text.</param>
    /// <returns>False for a list, a hashtable, an object or a secret, which have no text.</returns>
    public static bool TryConvert(object? value, out string? text)
    {
        object? data = Unwrap(value);
        text = data switch
        {
            null or DBNull => null,
            string plain => plain,
            bool or SwitchParameter => LanguagePrimitives.IsTrue(data) ? "true" : "false",
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            // A wrapped number (below) keeps the way in which it was typed, such as 1.10 or 007.
            double or float or decimal when value is not PSObject => ((IFormattable)data).ToString(null, CultureInfo.InvariantCulture),
            IDictionary or SecureString or PSCredential or ScriptBlock or PSCustomObject => "",
            IEnumerable => "",
            _ => LanguagePrimitives.ConvertTo<string>(value),
        };
        return data is null or string
            || !(data is IDictionary or SecureString or PSCredential or ScriptBlock or PSCustomObject or IEnumerable);
    }

    /// <summary>The value without its PSObject wrapper.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The entries of any dictionary. Cast would return KeyValuePairs for a generic dictionary.</summary>
    public static IEnumerable<DictionaryEntry> Entries(IDictionary table)
    {
        IDictionaryEnumerator entries = table.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    /// <summary>
    /// Removes a line break at the end of a text, as read from a file, because Bitbucket does not allow it. Other line breaks are kept, and
    /// rejected later.
    /// </summary>
    /// <returns>Whether a line break was removed.</returns>
    public static bool TakeFinalLineBreak(ref string text)
    {
        string shorter = VariableLimits.WithoutFinalLineBreak(text);
        if (shorter.Length == text.Length)
        {
            return false;
        }

        text = shorter;
        return true;
    }

    /// <summary>The warning for a removed line break.</summary>
    public static string FinalLineBreakTaken(string name) =>
        $"The line break at the end of the value of '{name}' was removed: Bitbucket does not allow line breaks. (Get-Content without "
            + "-Raw returns lines without them.)";
}
