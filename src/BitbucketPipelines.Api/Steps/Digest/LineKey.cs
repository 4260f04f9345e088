using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What two lines of logs have in common although times, durations, numbers, sizes, hashes, temporary paths, random names, colors and
/// progress bars differ.
/// </summary>
internal static class LineKey
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The units after a number. They change with its size.</summary>
    private static readonly HashSet<string> s_units = new(StringComparer.OrdinalIgnoreCase)
    {
        "ns", "us", "µs", "μs", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hour",
        "hours", "d", "b", "byte", "bytes", "k", "kb", "kib", "mb", "mib", "gb", "gib", "kbit", "bps", "kbps", "mbps",
    };

    private static readonly HashSet<string> s_calendar = new(StringComparer.Ordinal)
    {
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        "AM", "PM",
    };

    /// <summary>The key of a clean line as a number.</summary>
    public static ulong HashOf(string clean)
    {
        ulong hash = Offset;
        foreach (char c in Of(clean))
        {
            hash = (hash ^ c) * Prime;
        }

        return hash;
    }

    /// <summary>The key of a clean line.</summary>
    public static string Of(string clean)
    {
        var key = new StringBuilder(clean.Length);
        int i = 0;
        while (i < clean.Length)
        {
            char c = clean[i];
            int end = i;
            if (IsWord(c))
            {
                while (end < clean.Length && (IsWord(clean[end]) || (clean[end] == '-' && IsGuidPart(clean, i, end))))
                {
                    end++;
                }

                AppendWord(key, clean, i, ref end);
            }
            else if (c == '?' && i > 0 && IsAddress(clean, i))
            {
                end = EndOfToken(clean, i);
            }
            else if (c is '/' or '\\' && IsTemporary(clean, i, out int after))
            {
                key.Append("/tmp/*");
                end = after;
            }
            else
            {
                end = AppendOther(key, clean, i);
            }

            i = end;
        }

        return key.ToString().Trim();
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c);

    private static bool IsHex(char c) => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    /// <summary>Whether everything from a start to an index is a part of a uuid, so that a hyphen belongs to it.</summary>
    private static bool IsGuidPart(string text, int start, int end)
    {
        if (end - start is not (8 or 13 or 18 or 23) || end + 1 >= text.Length || !IsHex(text[end + 1]))
        {
            return false;
        }

        for (int i = start; i < end; i++)
        {
            if (!IsHex(text[i]) && text[i] != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static void AppendWord(StringBuilder key, string text, int start, ref int end)
    {
        int digits = 0;
        bool isHex = true;
        bool hasLower = false;
        bool hasUpper = false;
        for (int i = start; i < end; i++)
        {
            char c = text[i];
            digits += char.IsDigit(c) ? 1 : 0;
            isHex &= IsHex(c) || c == '-';
            hasLower |= char.IsLower(c);
            hasUpper |= char.IsUpper(c);
        }

        int length = end - start;
        if (digits == 0)
        {
            string word = text.Substring(start, length);
            bool isRandom = length >= 24 && hasLower && hasUpper && !word.EndsWith("Exception", StringComparison.Ordinal)
                && !word.EndsWith("Error", StringComparison.Ordinal) && SwitchesCase(word) * 3 > length;
            key.Append(isRandom ? "#" : s_calendar.Contains(word) ? "@" : word);
            return;
        }

        if (digits == length || char.IsDigit(text[start]))
        {
            int number = start;
            while (number < end && char.IsDigit(text[number]))
            {
                number++;
            }

            string rest = text.Substring(number, end - number);
            if (rest.Length == 0)
            {
                end = EndOfNumber(text, end);
                Append(key, '#');
                return;
            }

            if (s_units.Contains(rest) || rest is "T" or "Z")
            {
                end = EndOfUnit(text, end);
                Append(key, '#');
                return;
            }
        }

        if ((isHex && length >= 7) || (digits >= 2 && length >= 6))
        {
            Append(key, '#');
            return;
        }

        for (int i = start; i < end; i++)
        {
            Append(key, char.IsDigit(text[i]) ? '#' : text[i]);
        }
    }

    private static int SwitchesCase(string word)
    {
        int switches = 0;
        for (int i = 1; i < word.Length; i++)
        {
            switches += char.IsUpper(word[i]) != char.IsUpper(word[i - 1]) ? 1 : 0;
        }

        return switches;
    }

    /// <summary>The end of a number with separators, and of the unit behind it.</summary>
    private static int EndOfNumber(string text, int end)
    {
        while (end + 1 < text.Length && text[end] is '.' or ',' or ':' or '/' or '-' && char.IsDigit(text[end + 1]))
        {
            end++;
            while (end < text.Length && char.IsDigit(text[end]))
            {
                end++;
            }
        }

        int word = end < text.Length && text[end] == ' ' ? end + 1 : end;
        int after = word;
        while (after < text.Length && char.IsLetter(text[after]))
        {
            after++;
        }

        return after > word && s_units.Contains(text.Substring(word, after - word)) ? EndOfUnit(text, after)
            : end < text.Length && text[end] == '%' ? end + 1
            : end;
    }

    /// <summary>The end of a rate, such as MB/s.</summary>
    private static int EndOfUnit(string text, int end) =>
        end + 1 < text.Length && text[end] == '/' && text[end + 1] is 's' or 'S' && (end + 2 == text.Length || !IsWord(text[end + 2]))
            ? end + 2
            : end;

    private static bool IsAddress(string text, int index)
    {
        int start = index;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return text.IndexOf("://", start, index - start, StringComparison.Ordinal) >= 0;
    }

    private static int EndOfToken(string text, int index)
    {
        while (index < text.Length && !char.IsWhiteSpace(text[index]) && text[index] is not ('"' or '\'' or ')' or '>'))
        {
            index++;
        }

        return index;
    }

    /// <summary>Whether a path of temporary files begins at an index. The part below the folder has a random name.</summary>
    private static bool IsTemporary(string text, int index, out int end)
    {
        foreach (string folder in (string[])["/tmp/", "/var/tmp/", "/var/folders/", "\\Temp\\", "/.tmp/"])
        {
            if (string.CompareOrdinal(text, index, folder, 0, folder.Length) == 0)
            {
                end = index + folder.Length;
                while (end < text.Length && !char.IsWhiteSpace(text[end])
                    && text[end] is not ('/' or '\\' or ':' or '"' or '\'' or ')' or ','))
                {
                    end++;
                }

                return true;
            }
        }

        end = index;
        return false;
    }

    private static int AppendOther(StringBuilder key, string text, int start)
    {
        char c = text[start];
        int end = start + 1;
        while (end < text.Length && !IsWord(text[end]) && (text[end] == c || IsBar(text[end]) || char.IsWhiteSpace(text[end])) && IsBar(c))
        {
            end++;
        }

        if (IsBar(c) && end - start >= 3)
        {
            // A progress bar, or a line across.
            Append(key, '~');
            return end;
        }

        if (char.IsWhiteSpace(c))
        {
            Append(key, ' ');
        }
        else
        {
            key.Append(c);
        }

        return start + 1;
    }

    private static bool IsBar(char c) => c is '=' or '#' or '-' or '>' or '.' or '*' or '_' or (>= '\u2500' and <= '\u259f')
        or (>= '\u2800' and <= '\u28ff');

    /// <summary>Appends a mark, unless it is there already.</summary>
    private static void Append(StringBuilder key, char c)
    {
        if (c is '#' or ' ' or '~' && key.Length > 0 && key[key.Length - 1] == c)
        {
            return;
        }

        key.Append(c);
    }
}
