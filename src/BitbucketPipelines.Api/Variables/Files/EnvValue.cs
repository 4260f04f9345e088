using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// The value of a line of a .env file: the text after <c>=</c>. Docker Compose, dotenv (Node.js), python-dotenv and shells have different
/// rules. A value that all of them read in the same way is accepted. If one of them differs, there is a warning. If several differ, the
/// value is rejected instead of guessing.
/// </summary>
/// <param name="Value">The value; null when there is a problem.</param>
/// <param name="Problem">The problem, as the rest of the sentence "The value of 'NAME' .."; null when there is none.</param>
/// <param name="Warning">The program that reads the value in a different way; null when there is none.</param>
/// <param name="OpenQuote">The quote that is not closed on the line; otherwise the NUL character.</param>
internal sealed record EnvValue(string? Value, string? Problem = null, string? Warning = null, char OpenQuote = '\0')
{
    /// <summary>The warning for a value that shells read in a different way.</summary>
    public const string ShellDiffers =
        "a shell would read this value in a different way, because it contains a quote, backslash or other special character without being "
        + "in quotes; it was read literally, as Docker and dotenv do.";

    /// <summary>The warning for a value that docker run reads in a different way.</summary>
    public const string DockerRunDiffers =
        "docker run --env-file would include the comment in the value; it was removed, as Docker Compose, dotenv and shells do.";

    /// <summary>The warning for a value that python-dotenv reads in a different way.</summary>
    public const string PythonDiffers =
        "python-dotenv would replace ${..}, and \\\\ by \\, even in single quotes; the value was read literally, as Docker, dotenv and "
        + "shells do.";

    /// <summary>The warning for a value that Docker Compose reads in a different way.</summary>
    public const string ComposeDiffers =
        "Docker Compose would not end the value at a quote after a backslash; here the quote ends it, as in dotenv and shells.";

    /// <summary>The warning for a value that dotenv reads in a different way.</summary>
    public const string NodeDiffers =
        "dotenv for Node.js would keep the backslash before a quote, a backslash or a $ in double quotes (and python-dotenv the one "
        + "before a $); it was removed, as Docker and shells do.";

    private const string InSingleQuotes = "put it in single quotes, or use a .csv or .json file if it contains a single quote.";

    /// <summary>Characters that some programs treat as an escape sequence after a backslash in double quotes.</summary>
    private const string Escapes = "abcefnrtuvxU0123456789'`";

    /// <summary>Characters that a shell interprets in a value without quotes.</summary>
    private const string ShellSigns = "\"'\\;&|<>";

    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>Reads the text after <c>=</c>, up to the end of the line.</summary>
    public static EnvValue Read(string raw)
    {
        string text = raw.Trim(s_blanks);
        return text.Length == 0 ? new EnvValue("") : text[0] switch
        {
            '\'' => ReadSingle(text),
            '"' => ReadDouble(text),
            '`' => Refused("begins with a backtick, which only some programs treat as a quote: use single quotes."),
            _ => ReadPlain(text),
        };
    }

    /// <summary>The index of the closing quote; -1 when there is none. In double quotes, a backslash escapes the next character.</summary>
    public static int FindQuote(string line, int start, char quote)
    {
        for (int i = start; i < line.Length; i++)
        {
            if (line[i] == quote)
            {
                return i;
            }

            i += quote == '"' && line[i] == '\\' ? 1 : 0;
        }

        return -1;
    }

    private static EnvValue ReadSingle(string text)
    {
        int end = FindQuote(text, 1, '\'');
        if (end < 0)
        {
            return new EnvValue(null, OpenQuote: '\'');
        }

        string inner = text.Substring(1, end - 1);
        bool python = inner.IndexOf("${", StringComparison.Ordinal) >= 0 || inner.IndexOf("\\\\", StringComparison.Ordinal) >= 0;
        return After(text, end)
            ?? new EnvValue(
                inner, Warning: python ? PythonDiffers : inner.EndsWith("\\", StringComparison.Ordinal) ? ComposeDiffers : null);
    }

    private static EnvValue ReadDouble(string text)
    {
        int end = FindQuote(text, 1, '"');
        if (end < 0)
        {
            return new EnvValue(null, OpenQuote: '"');
        }

        string inner = text.Substring(1, end - 1);
        var value = new StringBuilder(inner.Length);
        string? warning = null;
        for (int i = 0; i < inner.Length; i++)
        {
            char next = inner[i] == '\\' && i + 1 < inner.Length ? inner[i + 1] : '\0';
            if (next is 'n' or 'r')
            {
                return Refused(@"contains \n or \r in double quotes. Most programs read it as a line break, which Bitbucket does not "
                    + "allow: encode the value, for example as base64. If the backslash is literal, " + InSingleQuotes);
            }

            if (next != '\0' && Escapes.IndexOf(next) >= 0)
            {
                return Refused($@"contains \{next} in double quotes, which programs read in different ways: {InSingleQuotes}");
            }

            if (next is '"' or '\\' or '$')
            {
                value.Append(next);
                warning = NodeDiffers;
                i++;
            }
            else if (Substitution(inner[i]) is { } problem)
            {
                return problem;
            }
            else
            {
                value.Append(inner[i]);
            }
        }

        return After(text, end) ?? new EnvValue(value.ToString(), Warning: warning);
    }

    private static EnvValue ReadPlain(string text)
    {
        string value = text;
        bool comment = false;
        int hash = text.IndexOf('#');
        if (hash >= 0)
        {
            if (hash == 0 || text[hash - 1] != ' ')
            {
                return Refused("contains a # that some programs read as the start of a comment, and others as part of the value: "
                    + $"{InSingleQuotes} A comment begins with a space and #.");
            }

            value = text.Substring(0, hash).TrimEnd(s_blanks);
            comment = true;
        }

        if (value != value.Trim() || value[0] == '\uFEFF' || value[value.Length - 1] == '\uFEFF')
        {
            return Refused($"begins or ends with a non-ASCII space, which some programs remove: {InSingleQuotes}");
        }

        bool shell = value.Any(c => ShellSigns.IndexOf(c) >= 0) || value[0] == '~';
        return value.Select(Substitution).FirstOrDefault(problem => problem is not null)
            ?? new EnvValue(value, Warning: shell ? ShellDiffers : comment ? DockerRunDiffers : null);
    }

    /// <summary>
    /// The problem of a character that a shell, Docker Compose or python-dotenv replaces, but dotenv and docker run do not.
    /// </summary>
    private static EnvValue? Substitution(char c) => c switch
    {
        '$' => Refused("contains a $, which some programs replace by the value of another variable. If the $ is literal, "
            + $"{InSingleQuotes} Otherwise write the full value."),
        '`' => Refused($"contains a backtick, which a shell runs as a command. If the backtick is literal, {InSingleQuotes}"),
        _ => null,
    };

    /// <summary>The problem with the text after the closing quote; null when there is only a comment or nothing.</summary>
    private static EnvValue? After(string text, int end)
    {
        string rest = text.Substring(end + 1);
        return rest.Length == 0 || (rest[0] is ' ' or '\t' && rest.TrimStart(s_blanks)[0] == '#')
            ? null
            : Refused("is followed by text after its closing quote: a value with both kinds of quotes needs a .csv or .json file, and a "
                + "comment begins with a space and #.");
    }

    private static EnvValue Refused(string problem) => new(null, problem);
}
