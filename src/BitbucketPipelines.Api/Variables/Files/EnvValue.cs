using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// The value of a line of a .env file: what stands after <c>=</c>. Docker Compose, dotenv (Node.js), python-dotenv and shells have
/// different rules. What all read alike is taken; what one reads otherwise is taken with a warning; where they are divided, the line is
/// refused, and nothing is guessed.
/// </summary>
/// <param name="Value">The value, or null with a problem.</param>
/// <param name="Problem">What is wrong, to stand after "The value of 'NAME' ..."; null when nothing is.</param>
/// <param name="Warning">Who reads it in another way, though most read it so; null when nobody does.</param>
/// <param name="OpenQuote">The quote that is not closed on the line, else the zero character.</param>
internal sealed record EnvValue(string? Value, string? Problem = null, string? Warning = null, char OpenQuote = '\0')
{
    /// <summary>Shells read it otherwise.</summary>
    public const string ShellDiffers =
        "a shell would read this otherwise, because of a quote, backslash or sign in a value without quotes; it was taken as it stands, as "
        + "Docker and dotenv do.";

    /// <summary>docker run reads it otherwise.</summary>
    public const string DockerRunDiffers =
        "docker run --env-file would take the comment for a part of the value; it was left out, as Docker Compose, dotenv and shells do.";

    /// <summary>python-dotenv reads it otherwise.</summary>
    public const string PythonDiffers =
        "python-dotenv would replace ${..}, and take \\\\ for \\, even within single quotes; it was taken as it stands, as Docker, "
        + "dotenv and shells do.";

    /// <summary>Docker Compose reads it otherwise.</summary>
    public const string ComposeDiffers =
        "Docker Compose would not take a quote after a backslash for the end of the value; it was taken for that, as dotenv and shells do.";

    /// <summary>dotenv reads it otherwise.</summary>
    public const string NodeDiffers =
        "dotenv for Node.js would keep the backslash before a quote, a backslash or a $ in double quotes (python-dotenv, that before a "
            + "$); it "
        + "was taken off, as Docker and shells do.";

    private const string InSingleQuotes = "put it in single quotes, or use a .csv or .json file where it has a single quote itself.";

    /// <summary>What some reader takes for an escape after a backslash within double quotes.</summary>
    private const string Escapes = "abcefnrtuvxU0123456789'`";

    /// <summary>Characters that a shell acts upon in a value without quotes, without saying so.</summary>
    private const string ShellSigns = "\"'\\;&|<>";

    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>Reads what stands after <c>=</c>, up to the end of the line.</summary>
    public static EnvValue Read(string raw)
    {
        string text = raw.Trim(s_blanks);
        return text.Length == 0 ? new EnvValue("") : text[0] switch
        {
            '\'' => ReadSingle(text),
            '"' => ReadDouble(text),
            '`' => Refused("begins with a backtick, which only some readers take for a quote: use single quotes."),
            _ => ReadPlain(text),
        };
    }

    /// <summary>The index of the quote that ends a value, or -1. In double quotes a backslash takes the next character along.</summary>
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
                return Refused(@"has \n or \r in double quotes: for most readers a line break, which Bitbucket does not take. Encode it, "
                    + "for instance as base64. If the backslash means itself, " + InSingleQuotes);
            }

            if (next != '\0' && Escapes.IndexOf(next) >= 0)
            {
                return Refused($@"has \{next} in double quotes, which readers take in different ways: {InSingleQuotes}");
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
                return Refused("has a # that some readers take for the beginning of a comment, and others for a part of the value: "
                    + $"{InSingleQuotes} A comment begins with a space and #.");
            }

            value = text.Substring(0, hash).TrimEnd(s_blanks);
            comment = true;
        }

        if (value != value.Trim() || value[0] == '\uFEFF' || value[value.Length - 1] == '\uFEFF')
        {
            return Refused($"begins or ends with a blank that is none of ASCII, which some readers take off: {InSingleQuotes}");
        }

        bool shell = value.Any(c => ShellSigns.IndexOf(c) >= 0) || value[0] == '~';
        return value.Select(Substitution).FirstOrDefault(problem => problem is not null)
            ?? new EnvValue(value, Warning: shell ? ShellDiffers : comment ? DockerRunDiffers : null);
    }

    /// <summary>What a shell, Docker Compose or python-dotenv replaces, and dotenv and docker run do not.</summary>
    private static EnvValue? Substitution(char c) => c switch
    {
        '$' => Refused("has a $, for which some readers put in the value of another variable. If it stands for itself, "
            + $"{InSingleQuotes} Else write the value out."),
        '`' => Refused($"has a backtick, which a shell takes for a command. If it stands for itself, {InSingleQuotes}"),
        _ => null,
    };

    /// <summary>What may stand after the closing quote: nothing, or a comment.</summary>
    private static EnvValue? After(string text, int end)
    {
        string rest = text.Substring(end + 1);
        return rest.Length == 0 || (rest[0] is ' ' or '\t' && rest.TrimStart(s_blanks)[0] == '#')
            ? null
            : Refused("has text after its closing quote: a value with quotes of both kinds needs a .csv or .json file; a comment begins "
                + "with a space and #.");
    }

    private static EnvValue Refused(string problem) => new(null, problem);
}
