using System.Text;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Output;

/// <summary>
/// Makes text from a server fit to be shown. A build system reads commands from the lines that are printed (<c>##vso[..]</c>,
/// <c>::set-env::</c>), a terminal from escape sequences; nothing that a log holds may be taken for one.
/// </summary>
internal static class LogText
{
    private static readonly Regex s_commandWord = new(@"(^|\s)::", RegexOptions.CultureInvariant);

    /// <summary>The build system of this process.</summary>
    public static CiHost Host => Detect(Environment.GetEnvironmentVariable);

    public static CiHost Detect(Func<string, string?> variable) =>
        IsTrue(variable("TF_BUILD")) ? CiHost.AzureDevOps
        : IsTrue(variable("GITHUB_ACTIONS")) ? CiHost.GitHubActions
        : !string.IsNullOrEmpty(variable("BITBUCKET_BUILD_NUMBER")) ? CiHost.Bitbucket
        : IsTrue(variable("CI")) ? CiHost.Other
        : CiHost.None;

    /// <summary>Without anything that the terminal or the build system of this process could take for a command.</summary>
    public static string Safe(string text) => Safe(text, Host);

    /// <summary>Without anything that a terminal or <paramref name="host"/> could take for a command. Colours stay.</summary>
    public static string Safe(string text, CiHost host)
    {
        string clean = WithoutControls(text);
        return host is CiHost.AzureDevOps or CiHost.GitHubActions ? WithoutCommands(clean) : clean;
    }

    /// <summary>
    /// The same for text that PowerShell may wrap, as it does with errors: a line can then begin at any word.
    /// </summary>
    public static string SafeWrapped(string text, CiHost host)
    {
        string safe = Safe(text, host);
        return host == CiHost.GitHubActions ? s_commandWord.Replace(safe, "$1: :") : safe;
    }

    /// <summary>On one line.</summary>
    public static string OneLine(string text) => string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Both systems look for <c>##[</c> (and Azure for <c>##vso[</c>) anywhere in a line, GitHub for <c>::</c> behind leading blanks. A
    /// carriage return ends a line for them. A blank in between makes it plain text that a person still reads.
    /// </summary>
    private static string WithoutCommands(string text)
    {
        string[] lines = text.Replace("\r\n", "\n").Split('\n', '\r');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.IndexOf("##", StringComparison.Ordinal) >= 0)
            {
                line = Separate(Separate(line, "##vso["), "##[");
            }

            int command = ColonsAfterEscapes(line);
            lines[i] = command >= 0 ? line.Insert(command + 1, " ") : line;
        }

        return string.Join("\n", lines);
    }

    /// <summary>Where <c>::</c> stands with nothing before it but blanks and colour sequences, else -1.</summary>
    private static int ColonsAfterEscapes(string line)
    {
        int i = 0;
        while (i < line.Length)
        {
            if (char.IsWhiteSpace(line[i]) || char.IsControl(line[i]) && line[i] != '\u001b' || line[i] is '\u200b' or '\ufeff')
            {
                i++;
            }
            else if (line[i] == '\u001b')
            {
                int end = line.IndexOf('m', i);
                i = end < 0 ? line.Length : end + 1;
            }
            else
            {
                break;
            }
        }

        return i + 1 < line.Length && line[i] == ':' && line[i + 1] == ':' ? i : -1;
    }

    private static string Separate(string line, string command)
    {
        int at;
        int from = 0;
        while ((at = line.IndexOf(command, from, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            line = line.Insert(at + 2, " ");
            from = at + command.Length;
        }

        return line;
    }

    /// <summary>Colours (ESC [ .. m), tabs and line ends stay; every other control character and escape sequence goes.</summary>
    private static string WithoutControls(string text)
    {
        int first = 0;
        while (first < text.Length && (!char.IsControl(text[first]) || text[first] is '\t' or '\n' or '\r'))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var clean = new StringBuilder(text, 0, first, text.Length);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\u001b' or '\u009b')
            {
                int end = EndOfEscape(text, i);
                if (end > i && text[end] == 'm' && text[i + 1] == '[')
                {
                    clean.Append(text, i, end - i + 1);
                }

                i = end;
            }
            else if (!char.IsControl(c) || c is '\t' or '\n' or '\r')
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    /// <summary>The place of the last character of the escape sequence that begins at <paramref name="start"/>.</summary>
    private static int EndOfEscape(string text, int start)
    {
        int i = start + 1;
        if (text[start] == '\u009b' || (i < text.Length && text[i] == '['))
        {
            // CSI: parameters, then one letter.
            i = text[start] == '\u009b' ? start + 1 : start + 2;
            while (i < text.Length && text[i] is >= '\u0020' and <= '\u003f')
            {
                i++;
            }

            return Math.Min(i, text.Length - 1);
        }

        if (i < text.Length && text[i] is ']' or 'P' or 'X' or '^' or '_')
        {
            // OSC and the like: until BEL or ESC \, or to the end of the line when neither comes.
            while (i < text.Length && text[i] is not ('\u0007' or '\n'))
            {
                if (text[i] == '\u001b' && i + 1 < text.Length && text[i + 1] == '\\')
                {
                    return i + 1;
                }

                i++;
            }

            return i < text.Length && text[i] == '\u0007' ? i : i - 1;
        }

        return Math.Min(i, text.Length - 1);
    }

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
}
