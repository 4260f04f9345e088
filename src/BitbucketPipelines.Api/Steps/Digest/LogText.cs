using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A line of a log as a person reads it: without escape sequences, and not longer than a few rows of a terminal.</summary>
internal static class LogText
{
    /// <summary>The number of characters that are kept of a long line at most.</summary>
    public const int LongestLine = 400;

    private const int KeptAtEnd = 80;
    private const char Escape = '\u001b';
    private const char Csi = '\u009b';
    private const char Bell = '\u0007';

    /// <summary>
    /// The line without escape sequences, control characters and blanks at its end. Of parts that overwrite each other, as those of a
    /// progress bar, the last one is kept, unless an earlier one looks more like an error. Of a long line, the middle is left out.
    /// </summary>
    public static string Clean(string line)
    {
        bool isLong = line.Length > LongestLine;
        if (!isLong && !HasControl(line))
        {
            return line.TrimEnd();
        }

        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c is Escape or Csi)
            {
                i = EndOfSequence(line, i);
            }
            else if (c == '\r')
            {
                Keep();
            }
            else if (c == '\b')
            {
                part.Length = Math.Max(0, part.Length - 1);
            }
            else if (c == '\t' || !char.IsControl(c))
            {
                part.Append(c);
            }
        }

        Keep();
        return parts.Count == 0 ? "" : parts.Count == 1 ? parts[0] : MostTelling(parts);

        void Keep()
        {
            string text = part.ToString().TrimEnd();
            part.Clear();
            if (text.Length > 0)
            {
                parts.Add(Cut(text));
            }

            if (parts.Count > 20)
            {
                string kept = MostTelling(parts);
                parts.Clear();
                parts.Add(kept);
            }
        }
    }

    private static string MostTelling(List<string> parts)
    {
        string best = parts[parts.Count - 1];
        int most = ErrorScore.Of(best);
        foreach (string part in parts)
        {
            int score = ErrorScore.Of(part);
            if (score > most)
            {
                (best, most) = (part, score);
            }
        }

        return best;
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestLine)
        {
            return text;
        }

        int start = LongestLine - KeptAtEnd - 40;
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        int end = text.Length - KeptAtEnd;
        end += char.IsLowSurrogate(text[end]) ? 1 : 0;
        string count = (end - start).ToString("N0", CultureInfo.InvariantCulture);
        return $"{text.Substring(0, start)} [.. {count} characters ..] {text.Substring(end)}";
    }

    private static bool HasControl(string line)
    {
        foreach (char c in line)
        {
            if ((c < ' ' && c != '\t') || c is >= '\u007f' and <= '\u009f')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The index of the last character of the escape sequence that begins at an index.</summary>
    private static int EndOfSequence(string line, int start)
    {
        int i = start;
        if (line[i] == Escape)
        {
            if (++i >= line.Length)
            {
                return i;
            }

            if (line[i] is ']' or 'P' or 'X' or '^' or '_')
            {
                // Up to BEL or ESC \.
                while (++i < line.Length && line[i] != Bell && line[i] != '\u009c')
                {
                    if (line[i] == Escape)
                    {
                        return Math.Min(i + 1, line.Length - 1);
                    }
                }

                return i;
            }

            if (line[i] != '[')
            {
                while (i < line.Length - 1 && line[i] is >= ' ' and <= '/')
                {
                    i++;
                }

                return i;
            }
        }

        while (++i < line.Length && line[i] is >= ' ' and <= '?')
        {
        }

        return i;
    }
}
