using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Reads <c>NAME=value</c> lines that end with LF.</summary>
internal sealed class EnvReader(string text, EntryCollector collector)
{
    /// <summary>Begins the comment that names a secured variable, whose value cannot be exported.</summary>
    public const string SecuredMark = "# secured: ";

    private const string Export = "export";

    private readonly string[] _lines = text.Split('\n');

    /// <summary>The index of the line that is being read; its number is one more.</summary>
    private int _at;

    private int Line => _at + 1;

    public void Read()
    {
        for (; _at < _lines.Length; _at++)
        {
            string line = _lines[_at].Trim();
            if (line.StartsWith("#", StringComparison.Ordinal))
            {
                ReadComment(line);
            }
            else if (line.Length > 0)
            {
                ReadVariable(line);
            }
        }
    }

    private void ReadComment(string line)
    {
        if (line.StartsWith(SecuredMark, StringComparison.Ordinal) && line.Substring(SecuredMark.Length).Trim() is var name && VariableName.IsValid(name))
        {
            collector.Add(name, null, true, Line);
        }
    }

    private void ReadVariable(string line)
    {
        int equals = line.IndexOf('=');
        if (equals < 0)
        {
            collector.Problem(Line, "There is no '=': write NAME=value, or # before a comment.");
            return;
        }

        int first = Line;
        string name = WithoutExport(line.Substring(0, equals).TrimEnd());
        string? value = ReadValue(line.Substring(equals + 1), VariableProblem.Show(name));
        if (name.Length == 0)
        {
            collector.Problem(first, "There is no name before '='.");
        }
        else
        {
            collector.Add(name, value, null, first);
        }
    }

    private static string WithoutExport(string name) =>
        name.StartsWith(Export, StringComparison.Ordinal) && name.Length > Export.Length && char.IsWhiteSpace(name[Export.Length])
            ? name.Substring(Export.Length).TrimStart()
            : name;

    /// <summary>Reads what stands after '='. Null when something is wrong with it, which is told.</summary>
    private string? ReadValue(string raw, string shownName)
    {
        string value = raw.TrimStart();
        if (value.Length == 0 || value[0] is not ('"' or '\''))
        {
            return WithoutComment(raw).Trim();
        }

        char quote = value[0];
        int end = FindQuote(value, 1, quote);
        if (end < 0)
        {
            SkipToQuote(quote, shownName);
            return null;
        }

        string rest = value.Substring(end + 1).TrimStart();
        if (rest.Length > 0 && rest[0] != '#')
        {
            collector.Problem(
                Line, $"There is text after the closing quote of {shownName}: within double quotes, write \\\" for a quote; begin a comment with #.");
            return null;
        }

        string inner = value.Substring(1, end - 1);
        return quote == '\'' ? inner : Unescape(inner, shownName);
    }

    /// <summary>A # begins a comment when white space stands before it.</summary>
    private static string WithoutComment(string raw)
    {
        int hash = raw.IndexOf('#');
        while (hash >= 0 && !(hash > 0 && char.IsWhiteSpace(raw[hash - 1])))
        {
            hash = raw.IndexOf('#', hash + 1);
        }

        return hash < 0 ? raw : raw.Substring(0, hash);
    }

    private static int FindQuote(string line, int start, char quote)
    {
        for (int i = start; i < line.Length; i++)
        {
            if (line[i] == quote)
            {
                return i;
            }

            // In double quotes, a backslash takes the next character along.
            i += quote == '"' && line[i] == '\\' ? 1 : 0;
        }

        return -1;
    }

    /// <summary>Goes on behind a value of several lines, so that its other lines are not taken for variables.</summary>
    private void SkipToQuote(char quote, string shownName)
    {
        int end = _at + 1;
        while (end < _lines.Length && FindQuote(_lines[end], 0, quote) < 0)
        {
            end++;
        }

        bool found = end < _lines.Length;
        string next = found ? FormattableString.Invariant($" (the next such quote is on line {end + 1})") : "";
        collector.Problem(
            Line,
            $"The quote of {shownName} is not closed on its line{next}. " +
            "A value of several lines is not possible, since Bitbucket takes no line breaks: encode it, for instance as base64.");
        _at = found ? end : _at;
    }

    private string? Unescape(string inner, string shownName)
    {
        var value = new StringBuilder(inner.Length);
        bool lineBreak = false;
        for (int i = 0; i < inner.Length; i++)
        {
            char next = inner[i] == '\\' && i + 1 < inner.Length ? inner[i + 1] : '\0';
            lineBreak |= next is 'n' or 'r';
            if (next is '"' or '\\' or '$' or '`' or 't')
            {
                value.Append(next == 't' ? '\t' : next);
                i++;
            }
            else
            {
                // Any other backslash stands for itself, as in a shell.
                value.Append(inner[i]);
            }
        }

        if (lineBreak)
        {
            collector.Problem(
                Line,
                $"The value of {shownName} has a line break (\\n or \\r in double quotes), which Bitbucket does not take: " +
                "encode it, for instance as base64. If the backslash means itself, write \\\\ or use single quotes.");
            return null;
        }

        return value.ToString();
    }
}
