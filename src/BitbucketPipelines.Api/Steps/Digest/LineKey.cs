using System.Text;
using static BitbucketPipelines.Api.Runs.LineTokens;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What two lines of logs have in common although times, durations, numbers, sizes, hashes, temporary paths, random names, colors and
/// progress bars differ.
/// </summary>
internal static class LineKey
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

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
        if (RitualLine.KeyOf(clean) is { } ritual)
        {
            return ritual;
        }

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

    private static void AppendWord(StringBuilder key, string text, int start, ref int end)
    {
        int digits = 0;
        bool isHex = true;
        for (int i = start; i < end; i++)
        {
            char c = text[i];
            digits += char.IsDigit(c) ? 1 : 0;
            isHex &= IsHex(c) || c == '-';
        }

        int length = end - start;
        if (digits == 0)
        {
            string word = text.Substring(start, length);
            key.Append(IsRandom(word) ? "#" : IsCalendar(word) ? "@" : word);
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
            if (rest.Length > 0 && IsDuration(text, start, end))
            {
                Append(key, '#');
                return;
            }

            if (rest.Length == 0)
            {
                end = EndOfNumber(text, end);
                Append(key, '#');
                return;
            }

            if (IsUnit(rest) || rest is "T" or "Z")
            {
                end = EndOfUnit(text, end);
                Append(key, '#');
                return;
            }
        }

        if ((isHex && length >= 7) || (digits >= 2 && length >= 6))
        {
            end = EndOfPodName(text, end);
            Append(key, '#');
            return;
        }

        for (int i = start; i < end; i++)
        {
            Append(key, char.IsDigit(text[i]) ? '#' : text[i]);
        }
    }

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
        if (c == '#' && key.Length > 1 && key[key.Length - 1] == ' ' && key[key.Length - 2] is '#' or '[' or '(' or '|')
        {
            // A number that is shorter, or a duration that has fewer parts.
            key.Length--;
        }

        if (c is '#' or ' ' or '~' && key.Length > 0 && key[key.Length - 1] == c)
        {
            return;
        }

        key.Append(c);
    }
}
