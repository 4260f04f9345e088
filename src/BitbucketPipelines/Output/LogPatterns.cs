using System.Text.RegularExpressions;

namespace BitbucketPipelines.Output;

/// <summary>
/// What <see cref="LogSanitizer"/> looks for. In a class of their own, because making them takes time, and most processes need none.
/// </summary>
internal static class LogPatterns
{
    private const string Color = "\u001b\\[[0-9;:]*m";

    /// <summary>The commands of GitHub Actions. It ignores other words.</summary>
    private const string GitHubCommands =
        "add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice|remove-matcher|save-state|set-env|set-output|stop-commands"
        + "|warning|(?:internal-)?set-repo-path";

    /// <summary>
    /// Both systems recognize <c>##[</c> (and Azure <c>##vso[</c>) anywhere in a line, and GitHub <c>::</c> after leading whitespace. Each
    /// match ends where an inserted space turns the command into plain text.
    /// </summary>
    public static readonly Regex Commands = CommandsOr("(?<=^[\\s\\p{Cc}\\p{Cf}]*:*):(?=:)");

    /// <summary>
    /// The same for text that may be wrapped, so that any word, or part of a long word, can start a line. Within a word only the known
    /// commands of GitHub match, so that <c>Namespace::Class</c> is unchanged.
    /// </summary>
    public static readonly Regex CommandsAtWords =
        CommandsOr($"(?<=(?:^|\\s)[\\s\\p{{Cc}}\\p{{Cf}}]*:*):(?=:)|:(?=:(?:{GitHubCommands}))");

    public static readonly Regex Colors = new(Color, RegexOptions.CultureInvariant);

    /// <summary>
    /// Colors; line and paragraph separators; CSI sequences; OSC and similar sequences up to BEL, ESC \ or the end of the line; other
    /// escape sequences; control characters except tabs and line ends; bidirectional control characters.
    /// </summary>
    public static readonly Regex Controls = new(
        $"(?<color>{Color})"
        + "|(?<break>[\u2028\u2029])"
        + "|(?:\u001b\\[|\u009b)[\u0020-\u003f]*[\u0040-\u007e]?"
        + "|(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n]*?(?:\u0007|\u001b\\\\|\u009c|(?=\n)|\\z)"
        + "|\u001b[\u0020-\u002f]*[\u0030-\u007e]?"
        + "|[\\p{Cc}-[\t\n\r]]"
        + "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]",
        RegexOptions.CultureInvariant);

    private static Regex CommandsOr(string ofGitHub) =>
        new($@"##(?=(?:vso)?\[)|{ofGitHub}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
