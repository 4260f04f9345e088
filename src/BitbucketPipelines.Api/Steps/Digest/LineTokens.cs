namespace BitbucketPipelines.Api.Runs;

/// <summary>The words of a log that differ from run to run: numbers with units, durations, uuids, hashes and random names.</summary>
internal static class LineTokens
{
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

    /// <summary>Whether a character belongs to a word.</summary>
    public static bool IsWord(char c) => char.IsLetterOrDigit(c);

    /// <summary>Whether a character is a hexadecimal digit.</summary>
    public static bool IsHex(char c) => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    /// <summary>Whether everything from a start to an index is a part of a uuid, so that a hyphen belongs to it.</summary>
    public static bool IsGuidPart(string text, int start, int end)
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

    /// <summary>Whether a word is a duration, such as 1h2m3s.</summary>
    public static bool IsDuration(string text, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (!char.IsDigit(text[i]) && !(text[i] is 'd' or 'h' or 'm' or 's' && char.IsDigit(text[i - 1])))
            {
                return false;
            }
        }

        return text[end - 1] is 'd' or 'h' or 'm' or 's';
    }

    /// <summary>The end of the name of a Kubernetes pod, of which the hash of its template was read.</summary>
    public static int EndOfPodName(string text, int end)
    {
        int last = end + 6;
        if (last > text.Length || text[end] != '-' || (last < text.Length && (IsWord(text[last]) || text[last] == '-')))
        {
            return end;
        }

        for (int i = end + 1; i < last; i++)
        {
            if (!char.IsDigit(text[i]) && text[i] is not (>= 'a' and <= 'z'))
            {
                return end;
            }
        }

        return last;
    }

    /// <summary>Whether a word is the name of a month or a day, or stands for a half of the day.</summary>
    public static bool IsCalendar(string word) => s_calendar.Contains(word);

    /// <summary>Whether a word is a unit, which changes with the size of its number.</summary>
    public static bool IsUnit(string word) => s_units.Contains(word);

    /// <summary>Whether a word without digits is made of random letters.</summary>
    public static bool IsRandom(string word) => word.Length >= 24 && word.Any(char.IsLower) && word.Any(char.IsUpper)
        && !word.EndsWith("Exception", StringComparison.Ordinal) && !word.EndsWith("Error", StringComparison.Ordinal)
        && SwitchesCase(word) * 3 > word.Length;

    /// <summary>The end of a number with separators, and of the unit behind it.</summary>
    public static int EndOfNumber(string text, int end)
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
    public static int EndOfUnit(string text, int end) =>
        end + 1 < text.Length && text[end] == '/' && text[end + 1] is 's' or 'S' && (end + 2 == text.Length || !IsWord(text[end + 2]))
            ? end + 2
            : end;

    private static int SwitchesCase(string word)
    {
        int switches = 0;
        for (int i = 1; i < word.Length; i++)
        {
            switches += char.IsUpper(word[i]) != char.IsUpper(word[i - 1]) ? 1 : 0;
        }

        return switches;
    }
}
