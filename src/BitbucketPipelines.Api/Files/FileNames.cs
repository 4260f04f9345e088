using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>
/// Names of files, made of names that a server chose. Every such name passes here: what comes out is one name in whatever folder it is put
/// into, and never a path.
/// </summary>
internal static class FileNames
{
    /// <summary>Bytes in UTF-8. File systems take 255; what is added to the name, such as <c>.partial</c>, has to fit, too.</summary>
    private const int Longest = 160;

    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
            "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Without anything that a file system, of whatever system, could take amiss.</summary>
    /// <param name="name">The name, which may hold anything.</param>
    /// <param name="ending">What the name ends with, however long it is: an extension of ours, or what tells it apart.</param>
    public static string Safe(string name, string ending = "")
    {
        ending = Replace(ending);
        string stem = Cut(Replace(name), Longest - Encoding.UTF8.GetByteCount(ending));
        string safe = stem + ending;

        // Windows takes dots off the end, and takes some names for devices, whatever follows their first dot.
        safe = safe.TrimEnd('.').PadRight(safe.Length, '_');
        bool device = s_devices.Contains(safe.Split('.')[0]);
        return safe.Length == 0 || device || safe[0] is '.' or '-' or '~' ? "_" + safe : safe;
    }

    private static string Replace(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            // Half of a pair is no character.
            bool pair = char.IsSurrogatePair(text, i);
            if (pair)
            {
                result.Append(text[i]).Append(text[++i]);
            }
            else
            {
                result.Append(IsTaken(text[i]) ? '_' : text[i]);
            }
        }

        return result.ToString();
    }

    private static bool IsTaken(char c) =>
        c is '{' or '}' or ' ' or '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'
        || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator;

    private static string Cut(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        char[] chars = text.ToCharArray();
        int length = Math.Min(chars.Length, Math.Max(0, bytes));
        while (length > 0 && (Encoding.UTF8.GetByteCount(chars, 0, length) > bytes || char.IsHighSurrogate(chars[length - 1])))
        {
            length--;
        }

        return text.Substring(0, length);
    }
}
