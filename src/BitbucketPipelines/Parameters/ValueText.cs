using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;

namespace BitbucketPipelines;

/// <summary>
/// The text of a value: the one way in which what a user gives becomes what Bitbucket stores. The same everywhere, whatever the culture:
/// true and false in lower case, numbers with a point, dates as in ISO 8601.
/// </summary>
internal static class ValueText
{
    /// <summary>What a value may be, to stand after "must be".</summary>
    public const string Allowed = "a text, a number or a Boolean";

    /// <summary>The text; null for null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has one: a list, a table, an object or a secret has none.</returns>
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
            // With the object around it: a number that was typed keeps the way in which it was written, 1.10 or 007.
            double or float or decimal when value is not PSObject => ((IFormattable)data).ToString(null, CultureInfo.InvariantCulture),
            IDictionary or SecureString or PSCredential or ScriptBlock or PSCustomObject => "",
            IEnumerable => "",
            _ => LanguagePrimitives.ConvertTo<string>(value),
        };
        return data is null or string
            || !(data is IDictionary or SecureString or PSCredential or ScriptBlock or PSCustomObject or IEnumerable);
    }

    /// <summary>What is within the object that PowerShell puts around a value.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The entries of a table of whatever kind: of a generic dictionary, Cast gives others.</summary>
    public static IEnumerable<DictionaryEntry> Entries(IDictionary table)
    {
        IDictionaryEnumerator entries = table.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    /// <summary>Takes the line break off that ends a text, as a file has it: Bitbucket takes none. Others stay, and are refused.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool TakeFinalLineBreak(ref string text)
    {
        int length = text.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : text.Length > 0 && text[text.Length - 1] is '\n' or '\r' ? 1 : 0;
        // Of a text that has others too, it is not for us to say which one counts.
        if (length == 0 || text.IndexOfAny(['\n', '\r']) < text.Length - length)
        {
            return false;
        }

        text = text.Substring(0, text.Length - length);
        return true;
    }

    /// <summary>What is said when it was taken off.</summary>
    public static string FinalLineBreakTaken(string name) =>
        $"The line break at the end of the value of '{name}' was taken off: Bitbucket takes none. (Get-Content without -Raw gives a line "
            + "without it.)";
}
