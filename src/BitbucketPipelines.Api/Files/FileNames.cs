using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>Makes file names from names that a server chose. The result is a single file name, never a path.</summary>
internal static class FileNames
{
    /// <summary>
    /// The maximum length in UTF-8 bytes. File systems allow 255; this leaves room for additions such as <c>.partial</c>.
    /// </summary>
    private const int Longest = 160;

    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
            "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Replaces everything that a file system of any operating system does not allow.</summary>
    /// <param name="name">The name, with any characters.</param>
    /// <param name="ending">The end of the name, which is never cut off: an extension, or a part that makes the name unique.</param>
    public static string Safe(string name, string ending = "")
    {
        ending = Replace(ending);
        string stem = Cut(Replace(name), Longest - Encoding.UTF8.GetByteCount(ending));
        string safe = stem + ending;

        // Windows removes trailing dots, and treats some names as devices whatever follows their first dot.
        safe = safe.TrimEnd('.').PadRight(safe.Length, '_');
        bool device = s_devices.Contains(safe.Split('.')[0]);
        return safe.Length == 0 || device || safe[0] is '.' or '-' or '~' ? "_" + safe : safe;
    }

    private static string Replace(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            // A lone surrogate is not a character.
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
