using System.Text.RegularExpressions;

namespace BitbucketPipelines.Output;

/// <summary>
/// Makes text from outside fit to be shown: names, logs, messages. A build system reads commands from the lines that are printed
/// (<c>##vso[..]</c>, <c>::set-env::</c>), a terminal from escape sequences, and marks of direction change the order in which a person
/// reads a line; nothing that a server, a log or a file says may be taken for any of these.
/// </summary>
internal static class LogText
{
    private const string Colour = "\u001b\\[[0-9;:]*m";

    /// <summary>The commands of GitHub Actions. A word that is none of these does nothing there.</summary>
    private const string GitHubCommands =
        "add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands"
        + "|warning|(?:internal-)?set-repo-path";

    /// <summary>
    /// Both systems look for <c>##[</c> (and Azure for <c>##vso[</c>) anywhere in a line, GitHub for <c>::</c> behind leading blanks.
    /// The matches end where a blank makes plain text of them, that a person still reads.
    /// </summary>
    private static readonly Regex s_commands = Commands("(?<=^[\\s\\p{Cc}\\p{Cf}]*:*):(?=:)");

    /// <summary>
    /// The same where any word may come to begin a line; and, where a long word is cut, any part of it. There only the words that GitHub
    /// knows count, so that <c>Namespace::Class</c> stays.
    /// </summary>
    private static readonly Regex s_commandsAtWords =
        Commands($"(?<=(?:^|\\s)[\\s\\p{{Cc}}\\p{{Cf}}]*:*):(?=:)|:(?=:(?:{GitHubCommands}))");

    private static readonly Regex s_colours = new(Colour, RegexOptions.CultureInvariant);

    /// <summary>
    /// Colours; separators of lines and paragraphs; CSI with parameters and a letter; OSC and the like until BEL or ESC \, or to the end of
    /// the line when neither comes; other escape sequences; control characters but tabs and line ends, and marks of direction.
    /// </summary>
    private static readonly Regex s_controls = new(
        $"(?<colour>{Colour})"
        + "|(?<break>[\u2028\u2029])"
        + "|(?:\u001b\\[|\u009b)[\u0020-\u003f]*[\u0040-\u007e]?"
        + "|(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n]*?(?:\u0007|\u001b\\\\|\u009c|(?=\n)|\\z)"
        + "|\u001b[\u0020-\u002f]*[\u0030-\u007e]?"
        + "|[\\p{Cc}-[\t\n\r]]"
        + "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]",
        RegexOptions.CultureInvariant);

    /// <summary>The build system of this process.</summary>
    public static CiHost Host => Detect(Environment.GetEnvironmentVariable);

    public static CiHost Detect(Func<string, string?> variable) =>
        IsTrue(variable("TF_BUILD")) ? CiHost.AzureDevOps
        : IsTrue(variable("GITHUB_ACTIONS")) ? CiHost.GitHubActions
        : !string.IsNullOrEmpty(variable("BITBUCKET_BUILD_NUMBER")) ? CiHost.Bitbucket
        : IsTrue(variable("CI")) ? CiHost.Other
        : CiHost.None;

    /// <summary>
    /// A line of a log without anything that a terminal or <paramref name="host"/> could take for a command. Colours stay.
    /// </summary>
    public static string Safe(string text, CiHost host) => Safe(text, host, s_commands);

    /// <summary>
    /// The same for text that PowerShell may wrap, as it does with errors: a line can then begin at any word. No line is written over
    /// another.
    /// </summary>
    public static string SafeWrapped(string text, CiHost host) =>
        Safe(OneLineEnd(text), host, host == CiHost.GitHubActions ? s_commandsAtWords : s_commands);

    /// <summary>Text that is no log, such as a name or a table's cell: without colours, too. Lines stay lines.</summary>
    public static string Plain(string text, CiHost host) => s_colours.Replace(SafeWrapped(text, host), "");

    /// <summary>The same for this process.</summary>
    public static string Plain(string text) => IsPlain(text) ? text : Plain(text, Host);

    /// <summary>The same, on one line.</summary>
    public static string Message(string text) => Plain(OneLine(text));

    /// <summary>On one line.</summary>
    public static string OneLine(string text) => text.IndexOfAny(['\r', '\n']) < 0
        ? text
        : string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string OneLineEnd(string text) => text.IndexOf('\r') < 0 ? text : text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Whether there is nothing that any of these could change.</summary>
    private static bool IsPlain(string text) =>
        !HasControl(text) && text.IndexOf('\r') < 0 && !Has(text, "##") && !Has(text, "::");

    private static string Safe(string text, CiHost host, Regex commands)
    {
        string clean = HasControl(text)
            ? s_controls.Replace(text, m => m.Groups["break"].Success ? " " : m.Groups["colour"].Value)
            : text;
        if (host is not (CiHost.AzureDevOps or CiHost.GitHubActions))
        {
            return clean;
        }

        // A carriage return ends a line for them.
        return string.Join("\n", clean.Replace("\r\n", "\n").Split('\n', '\r').Select(line => Separate(line, commands)));
    }

    /// <summary>Every line of every log passes here.</summary>
    private static bool HasControl(string text)
    {
        foreach (char c in text)
        {
            if (IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a terminal may do something about it: control characters but tabs and line ends, separators, marks of direction.
    /// </summary>
    private static bool IsControl(char c) => c < '\u007f'
        ? c < ' ' && c is not ('\t' or '\n' or '\r')
        : c is <= '\u009f' or '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u206f');

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.Ordinal) >= 0;

    /// <summary>Puts a blank into each command. Colours do not count: PowerShell takes them out of what it writes to a pipe.</summary>
    private static string Separate(string line, Regex commands)
    {
        string plain = line.IndexOf('\u001b') < 0 ? line : s_colours.Replace(line, "");
        if (!Has(plain, "##") && !Has(plain, "::"))
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

    private static Regex Commands(string ofGitHub) =>
        new($@"##(?=(?:vso)?\[)|{ofGitHub}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
}
