using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Reads <c>NAME=value</c> lines that end with LF.</summary>
internal sealed class EnvReader(string text, EntryCollector collector)
{
    /// <summary>The start of a comment that names a secured variable, whose value cannot be exported.</summary>
    public const string SecuredMark = "# secured: ";

    private const string Export = "export";

    private static readonly Regex s_yaml = new(@"^(export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*:(\s|$)", RegexOptions.CultureInvariant);

    private readonly string[] _lines = text.Split('\n');

    /// <summary>The index of the current line, from 0.</summary>
    private int _at;

    private int Line => _at + 1;

    public void Read()
    {
        for (; _at < _lines.Length; _at++)
        {
            string line = _lines[_at].Trim(' ', '\t');
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
        if (line.StartsWith(SecuredMark, StringComparison.Ordinal) && line.Substring(SecuredMark.Length).Trim() is var name
            && VariableName.IsValid(name))
        {
            collector.Add(name, null, true, Line);
        }
    }

    private void ReadVariable(string line)
    {
        int equals = line.IndexOf('=');
        if (s_yaml.IsMatch(line))
        {
            collector.AddProblem(Line, "Only some programs understand 'NAME: value': write NAME=value.");
            return;
        }

        if (equals < 0)
        {
            collector.AddProblem(Line, "The '=' is missing: write NAME=value, or # before a comment.");
            return;
        }

        int first = Line;
        string name = WithoutExport(line.Substring(0, equals).TrimEnd());
        string? value = ReadValue(line.Substring(equals + 1), VariableProblem.Show(name));
        if (name.Length == 0)
        {
            collector.AddProblem(first, "The name before '=' is missing.");
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

    /// <summary>Reads the value after '='; null when it has a problem, which is added to the collector.</summary>
    private string? ReadValue(string raw, string shownName)
    {
        EnvValue value = EnvValue.Read(raw);
        if (value.OpenQuote != '\0')
        {
            SkipToQuote(value.OpenQuote, shownName);
        }
        else if (value.Problem is { } problem)
        {
            collector.AddProblem(Line, $"The value of {shownName} {problem}");
        }
        else if (value.Warning is { } warning)
        {
            collector.AddWarning(Line, warning);
        }

        return value.Value;
    }

    /// <summary>Skips the rest of a multi-line value, so that its lines are not read as variables.</summary>
    private void SkipToQuote(char quote, string shownName)
    {
        int end = _at + 1;
        while (end < _lines.Length && EnvValue.FindQuote(_lines[end], 0, quote) < 0)
        {
            end++;
        }

        bool found = end < _lines.Length;
        string next = found ? FormattableString.Invariant($" (the next quote of this kind is on line {end + 1})") : "";
        collector.AddProblem(
            Line,
            $"The quote of {shownName} is not closed on its line{next}. " +
            "Bitbucket does not allow values with line breaks: encode the value, for example as base64.");
        _at = found ? end : _at;
    }
}
