using System.Text.RegularExpressions;

namespace BitbucketPipelines.Output;

/// <summary>
/// Makes text from a server fit to be shown. A build system reads commands from the lines that are printed (<c>##vso[..]</c>,
/// <c>::set-env::</c>), a terminal from escape sequences; nothing that a log holds may be taken for one.
/// </summary>
internal static class LogText
{
    private const string Colour = "\u001b\\[[0-9;:]*m";

    /// <summary>
    /// Both systems look for <c>##[</c> (and Azure for <c>##vso[</c>) anywhere in a line, GitHub for <c>::</c> behind leading blanks.
    /// The matches end where a blank makes plain text of them, that a person still reads.
    /// </summary>
    private static readonly Regex s_commands = Commands("^");

    /// <summary>The same where any word may come to begin a line.</summary>
    private static readonly Regex s_commandsAtWords = Commands("(?:^|\\s)");

    private static readonly Regex s_colours = new(Colour, RegexOptions.CultureInvariant);

    /// <summary>
    /// Colours; CSI with parameters and a letter; OSC and the like until BEL or ESC \, or to the end of the line when neither comes; other
    /// escape sequences; control characters but tabs and line ends.
    /// </summary>
    private static readonly Regex s_controls = new(
        $"(?<colour>{Colour})"
        + "|(?:\u001b\\[|\u009b)[\u0020-\u003f]*[\u0040-\u007e]?"
        + "|(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n]*?(?:\u0007|\u001b\\\\|\u009c|(?=\n)|\\z)"
        + "|\u001b[\u0020-\u002f]*[\u0030-\u007e]?"
        + "|[\\p{Cc}-[\t\n\r]]",
        RegexOptions.CultureInvariant);

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
    public static string Safe(string text, CiHost host) => Safe(text, host, s_commands);

    /// <summary>
    /// The same for text that PowerShell may wrap, as it does with errors: a line can then begin at any word.
    /// </summary>
    public static string SafeWrapped(string text, CiHost host) => Safe(text, host, host == CiHost.GitHubActions ? s_commandsAtWords : s_commands);

    /// <summary>On one line.</summary>
    public static string OneLine(string text) => string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string Safe(string text, CiHost host, Regex commands)
    {
        string clean = text.Any(char.IsControl) ? s_controls.Replace(text, m => m.Groups["colour"].Value) : text;
        if (host is not (CiHost.AzureDevOps or CiHost.GitHubActions))
        {
            return clean;
        }

        // A carriage return ends a line for them.
        return string.Join("\n", clean.Replace("\r\n", "\n").Split('\n', '\r').Select(line => Separate(line, commands)));
    }

    /// <summary>Puts a blank into each command. Colours do not count: PowerShell takes them out of what it writes to a pipe.</summary>
    private static string Separate(string line, Regex commands)
    {
        string plain = line.IndexOf('\u001b') < 0 ? line : s_colours.Replace(line, "");
        if (plain.IndexOf("##", StringComparison.Ordinal) < 0 && plain.IndexOf("::", StringComparison.Ordinal) < 0)
        {
            return line;
        }

        MatchCollection found = commands.Matches(plain);
        for (int i = found.Count - 1; i >= 0; i--)
        {
            line = line.Insert(Place(line, found[i].Index + found[i].Length), " ");
        }

        return line;
    }

    /// <summary>The place in a line with colours, of a place in it without them.</summary>
    private static int Place(string line, int plain)
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

    private static Regex Commands(string start) => new(
        $@"##(?=(?:vso)?\[)|(?<={start}[\s\p{{Cc}}\p{{Cf}}]*:*):(?=:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
}
