using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Output;

/// <summary>
/// Text in the columns of a terminal: how many it takes, and how it is cut to fit. Characters of East Asian scripts and emoji take two
/// columns, accents that are characters of their own take none.
/// </summary>
internal static class TextCells
{
    /// <summary>The number of columns that a text takes.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach ((_, int cells) in Elements(text))
        {
            width += cells;
        }

        return width;
    }

    /// <summary>Cuts a text in its middle if it takes more columns than there are: the end of a name often says most.</summary>
    public static string Cut(string text, int width, string dots)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        int room = width - dots.Length;
        if (room <= 0)
        {
            return dots.Substring(0, Math.Max(0, width));
        }

        (string Text, int Cells)[] elements = [.. Elements(text)];
        int atEnd = room / 2;
        var head = new StringBuilder();
        var tail = new List<string>();
        int used = 0;
        for (int i = elements.Length - 1; i >= 0 && used + elements[i].Cells <= atEnd; i--)
        {
            used += elements[i].Cells;
            tail.Insert(0, elements[i].Text);
        }

        foreach ((string element, int cells) in elements)
        {
            if (used + cells > room)
            {
                break;
            }

            used += cells;
            head.Append(element);
        }

        return head + dots + string.Concat(tail);
    }

    /// <summary>A text that takes exactly this many columns: cut, or with spaces behind it.</summary>
    public static string Fit(string text, int width, string dots)
    {
        string cut = Cut(text, width, dots);
        return cut + new string(' ', Math.Max(0, width - Width(cut)));
    }

    /// <summary>Lines that end at words where they can, each of at most this many columns.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        int used = 0;
        foreach (string word in text.Split(' '))
        {
            int length = Width(word);
            if (used > 0 && used + 1 + length > width)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? " " : "");
            used += used > 0 ? 1 : 0;
            foreach ((string element, int cells) in Elements(word))
            {
                if (used + cells > width)
                {
                    yield return line.ToString();
                    line.Clear();
                    used = 0;
                }

                line.Append(element);
                used += cells;
            }
        }

        if (used > 0)
        {
            yield return line.ToString();
        }
    }

    /// <summary>The characters as a person sees them, and the number of columns that each takes.</summary>
    private static IEnumerable<(string Text, int Cells)> Elements(string text)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            yield return (element, CellsOf(element));
        }
    }

    /// <summary>The sum of its parts: not every terminal joins them, and a line must fit in all.</summary>
    private static int CellsOf(string element)
    {
        int cells = 0;
        for (int i = 0; i < element.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(element[i]) && i + 1 < element.Length && char.IsLowSurrogate(element[i + 1]);
            int code = isPair ? char.ConvertToUtf32(element[i], element[i + 1]) : element[i];
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(element, i);
            // A variation selector asks for the form of an emoji, which is wide.
            cells += code == 0xfe0f ? 1
                : category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
                : IsWide(code) ? 2 : 1;
            i += isPair ? 1 : 0;
        }

        return cells;
    }

    /// <summary>Roughly, and rather too many: a line that is a column short looks better than one that does not fit.</summary>
    private static bool IsWide(int code) => code is (>= 0x1100 and <= 0x115f) or 0x231a or 0x231b or (>= 0x23e9 and <= 0x23f3)
        or 0x26a1 or 0x26d4 or 0x2705 or 0x2728 or 0x274c or 0x274e or (>= 0x2753 and <= 0x2757) or (>= 0x2795 and <= 0x2797) or 0x2b50
        or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0xa4cf) or (>= 0xa960 and <= 0xa97f) or (>= 0xac00 and <= 0xd7a3)
        or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
        or (>= 0x16fe0 and <= 0x1b2ff) or (>= 0x1f18e and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f7e0 and <= 0x1f7eb)
        or (>= 0x1f900 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd);
}
