using System.Text;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Prepares texts for a report: without control characters, and within the lengths that Bitbucket accepts.</summary>
internal static class ReportText
{
    /// <summary>The longest summary of an annotation.</summary>
    public const int LongestSummary = 450;

    /// <summary>The longest details of a report or an annotation.</summary>
    public const int LongestDetails = 2000;

    /// <summary>The longest title of a report, and the longest path.</summary>
    public const int LongestTitle = 200;

    /// <summary>Escape sequences of terminals, which test runners write for colors.</summary>
    private static readonly Regex s_escapes = new(
        "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[@-Z\\\\-_])", RegexOptions.CultureInvariant);

    /// <summary>Control characters except tabs and line breaks, and marks that change the direction of text.</summary>
    private static readonly Regex s_controls = new(
        "[\\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f-[\t\n\r]]+", RegexOptions.CultureInvariant);

    private static readonly Regex s_space = new("\\s+", RegexOptions.CultureInvariant);

    /// <summary>The text on one line.</summary>
    public static string Line(string text, int longest) => Cut(s_space.Replace(Clean(text), " ").Trim(), longest);

    /// <summary>The text with its lines.</summary>
    public static string Lines(string text, int longest) => Cut(Clean(text).Replace("\r\n", "\n").Replace('\r', '\n').Trim(), longest);

    private static string Clean(string text)
    {
        // Much longer than what is kept: the work does not grow with the text.
        string start = text.Length > 20_000 ? text.Substring(0, 20_000) : text;
        return WithoutHalves(s_controls.Replace(s_escapes.Replace(start, ""), " "));
    }

    /// <summary>Cuts at the end of a word, if one ends near the longest length.</summary>
    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = text.LastIndexOfAny([' ', '\n', '\t'], longest - 1, Math.Min(longest / 4, longest - 1));
        end = end > 0 ? end : longest - 1;
        end -= char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        return text.Substring(0, end).TrimEnd() + "\u2026";
    }

    /// <summary>Replaces halves of surrogate pairs, which no encoding can hold.</summary>
    private static string WithoutHalves(string text)
    {
        StringBuilder? changed = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                changed ??= new StringBuilder(text);
                changed[i] = '\uFFFD';
            }
        }

        return changed?.ToString() ?? text;
    }
}
