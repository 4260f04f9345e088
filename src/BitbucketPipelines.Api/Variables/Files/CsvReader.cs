using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Parses CSV text (RFC 4180) whose lines end with LF. The delimiter is the first comma, semicolon or tab of the header, unless a line
/// before the header specifies it, such as <c>sep=;</c> (an extension of Excel).
/// </summary>
internal sealed class CsvReader
{
    private readonly string _text;
    private readonly char _delimiter;
    private int _at;
    private int _line = 1;

    public CsvReader(string text)
    {
        _text = text;
        SkipPreamble();
        _delimiter = TakeSeparatorLine() ?? FindDelimiter();
    }

    private bool AtEnd => _at == _text.Length;

    private bool AtLineEnd => AtEnd || _text[_at] == '\n';

    /// <summary>
    /// Reads the next record; null at the end. Skips empty lines and records with only empty fields, which spreadsheet programs write.
    /// </summary>
    public CsvRecord? Read()
    {
        while (!AtEnd)
        {
            CsvRecord record = ReadRecord();
            if (record.Problem is not null || record.Fields.Any(f => f.Trim().Length > 0))
            {
                return record;
            }
        }

        return null;
    }

    private CsvRecord ReadRecord()
    {
        int line = _line;
        var fields = new List<string>();
        string? problem = null;
        do
        {
            fields.Add(!AtEnd && _text[_at] == '"' ? ReadQuoted(ref problem) : ReadPlain(ref problem));
        }
        while (problem is null && TakeDelimiter());

        SkipLine();
        return new CsvRecord(line, fields, problem);
    }

    private string ReadPlain(ref string? problem)
    {
        int start = _at;
        while (!AtLineEnd && _text[_at] != _delimiter)
        {
            if (_text[_at] == '"')
            {
                problem =
                    "A field contains a quote but does not begin with one: put the field in quotes, and double the quotes within it.";
            }

            _at++;
        }

        return _text.Substring(start, _at - start);
    }

    private string ReadQuoted(ref string? problem)
    {
        var field = new StringBuilder();
        _at++;
        while (!AtEnd)
        {
            if (_text[_at] != '"')
            {
                _line += _text[_at] == '\n' ? 1 : 0;
                field.Append(_text[_at++]);
            }
            else if (_at + 1 < _text.Length && _text[_at + 1] == '"')
            {
                field.Append('"');
                _at += 2;
            }
            else
            {
                _at++;
                if (!AtLineEnd && _text[_at] != _delimiter)
                {
                    problem = "There is text after the closing quote of a field: double the quotes within the field.";
                }

                return field.ToString();
            }
        }

        problem = "A closing quote is missing.";
        return field.ToString();
    }

    private bool TakeDelimiter()
    {
        if (AtEnd || _text[_at] != _delimiter)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipLine()
    {
        while (!AtLineEnd)
        {
            _at++;
        }

        if (!AtEnd)
        {
            _at++;
            _line++;
        }
    }

    /// <summary>Skips empty lines and the #TYPE line that Export-Csv of Windows PowerShell writes before the header.</summary>
    private void SkipPreamble()
    {
        while (!AtEnd && (AtLineEnd || string.CompareOrdinal(_text, _at, "#TYPE ", 0, 6) == 0))
        {
            SkipLine();
        }
    }

    /// <summary>Skips a line such as <c>sep=;</c> and returns its delimiter; null when there is no such line.</summary>
    private char? TakeSeparatorLine()
    {
        int end = _text.IndexOf('\n', _at);
        string line = _text.Substring(_at, (end < 0 ? _text.Length : end) - _at).Trim('"');
        if (line.Length != 5 || !line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        SkipLine();
        SkipPreamble();
        return line[4];
    }

    private char FindDelimiter()
    {
        bool quoted = false;
        for (int i = _at; i < _text.Length && (quoted || _text[i] != '\n'); i++)
        {
            quoted ^= _text[i] == '"';
            if (!quoted && _text[i] is ',' or ';' or '\t')
            {
                return _text[i];
            }
        }

        return ',';
    }
}
