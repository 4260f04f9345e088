using System.Text.RegularExpressions;

namespace BitbucketPipelines.Output;

/// <summary>
/// Sanitizes text from servers, logs and files before it is shown. Build systems execute commands found in the output (<c>##vso[..]</c>,
/// <c>::set-env::</c>), terminals execute escape sequences, and bidirectional control characters change the order in which a line is read.
/// </summary>
internal static class LogSanitizer
{
    /// <summary>The build system that a cmdlet of this thread writes for because a parameter says so.</summary>
    [ThreadStatic]
    private static CiHost t_chosen;

    /// <summary>The build system of this process.</summary>
    public static CiHost Detected => Detect(Environment.GetEnvironmentVariable);

    /// <summary>
    /// The build system whose commands text must not contain: that of this process, or the one that the current cmdlet writes for. If both
    /// are known, the one for which more is changed.
    /// </summary>
    public static CiHost Host => Stricter(Detected, t_chosen);

    /// <summary>The one of two build systems for which more text is changed. What is changed for it is harmless to the other.</summary>
    public static CiHost Stricter(CiHost one, CiHost other) =>
        one == CiHost.GitHubActions || other == CiHost.GitHubActions ? CiHost.GitHubActions
        : one == CiHost.AzureDevOps || other == CiHost.AzureDevOps ? CiHost.AzureDevOps
        : one == CiHost.None ? other : one;

    /// <summary>Runs something on this thread whose text has to be safe for this build system as well.</summary>
    public static void For(CiHost chosen, Action body)
    {
        CiHost before = t_chosen;
        t_chosen = Stricter(before, chosen);
        try
        {
            body();
        }
        finally
        {
            t_chosen = before;
        }
    }

    public static CiHost Detect(Func<string, string?> variable) =>
        IsTrue(variable("TF_BUILD")) ? CiHost.AzureDevOps
        : IsTrue(variable("GITHUB_ACTIONS")) ? CiHost.GitHubActions
        : !string.IsNullOrEmpty(variable("BITBUCKET_BUILD_NUMBER")) ? CiHost.Bitbucket
        : IsTrue(variable("CI")) ? CiHost.Other
        : CiHost.None;

    /// <summary>A log line without anything that a terminal or <paramref name="host"/> would execute. Colors are kept.</summary>
    public static string Safe(string text, CiHost host) => Safe(text, host, wrapped: false);

    /// <summary>
    /// The same for text that PowerShell may wrap, such as errors, where any word can start a line. Carriage returns become line ends.
    /// </summary>
    public static string SafeWrapped(string text, CiHost host) =>
        Safe(OneLineEnd(text), host, wrapped: host == CiHost.GitHubActions);

    /// <summary>Text other than logs, such as names and table cells: colors are removed too. Line ends are kept.</summary>
    public static string Plain(string text, CiHost host) => WithoutColors(SafeWrapped(text, host));

    /// <summary>The same, for the build system of this process.</summary>
    public static string Plain(string text) => IsPlain(text) ? text : Plain(text, Host);

    /// <summary>The same, on one line.</summary>
    public static string Message(string text) => Plain(OneLine(text));

    public static string OneLine(string text) => text.IndexOfAny(['\r', '\n']) < 0
        ? text
        : string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string OneLineEnd(string text) => text.IndexOf('\r') < 0 ? text : text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Whether the text needs no change, whatever the build system.</summary>
    private static bool IsPlain(string text) =>
        !HasControl(text) && text.IndexOf('\r') < 0 && !Has(text, "##") && !Has(text, "::");

    private static string WithoutColors(string text) => text.IndexOf('\u001b') < 0 ? text : LogPatterns.Colors.Replace(text, "");

    private static string Safe(string text, CiHost host, bool wrapped)
    {
        string clean = HasControl(text)
            ? LogPatterns.Controls.Replace(text, m => m.Groups["break"].Success ? " " : m.Groups["color"].Value)
            : text;
        if (host is not (CiHost.AzureDevOps or CiHost.GitHubActions))
        {
            return clean;
        }

        Regex commands = wrapped ? LogPatterns.CommandsAtWords : LogPatterns.Commands;
        // These build systems treat a carriage return as the end of a line.
        return string.Join("\n", clean.Replace("\r\n", "\n").Split('\n', '\r').Select(line => Separate(line, commands)));
    }

    /// <summary>A loop, because it runs for every line of every log.</summary>
    private static bool HasControl(string text)
    {
        int start = 0;
#if !NETSTANDARD2_0
        // Most lines have nothing but the printable characters of ASCII, which the processor checks many at a time.
        start = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (start < 0)
        {
            return false;
        }

#endif
        for (int i = start; i < text.Length; i++)
        {
            if (IsControl(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a terminal may act on a character: control characters except tabs and line ends, separators, bidirectional control
    /// characters.
    /// </summary>
    private static bool IsControl(char c) => c < '\u007f'
        ? c < ' ' && c is not ('\t' or '\n' or '\r')
        : c is <= '\u009f' or '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u206f');

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.Ordinal) >= 0;

    /// <summary>Inserts a space into each command. Colors are ignored, because PowerShell removes them when it writes to a pipe.</summary>
    private static string Separate(string line, Regex commands)
    {
        string plain = WithoutColors(line);
        if (!Has(plain, "##") && !Has(plain, "::"))
        {
            return line;
        }

        MatchCollection found = commands.Matches(plain);
        for (int i = found.Count - 1; i >= 0; i--)
        {
            line = line.Insert(IndexWithColors(line, found[i].Index + found[i].Length), " ");
        }

        return line;
    }

    /// <summary>Converts an index into the line without colors to an index into the line with colors.</summary>
    private static int IndexWithColors(string line, int plain)
    {
        int i = 0;
        for (; plain > 0; plain--)
        {
            while (line[i] == '\u001b')
            {
                i = line.IndexOf('m', i) + 1;
            }

            i++;
        }

        return i;
    }

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
}
