using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Variables as a table: Name, Value, Secured.</summary>
internal static class CsvFile
{
    public static void Read(string text, EntryCollector collector)
    {
        var reader = new CsvReader(text);
        if (reader.Read() is not { } header)
        {
            collector.Problem(1, "The file is empty: its first line must name the columns, such as Name,Value,Secured.");
            return;
        }

        if (header.Problem is { } problem)
        {
            collector.Problem(header.Line, problem);
            return;
        }

        if (CsvColumns.Find(header, collector) is not { } columns)
        {
            return;
        }

        while (reader.Read() is { } record)
        {
            if (record.Problem is not null)
            {
                collector.Problem(record.Line, record.Problem);
            }
            else if (record.Fields.Count != header.Fields.Count)
            {
                collector.Problem(record.Line, FormattableString.Invariant(
                    $"There are {record.Fields.Count} columns where the header has {header.Fields.Count}: a value with the delimiter in it needs quotes."));
            }
            else
            {
                Add(record, columns, collector);
            }
        }
    }

    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        var text = new StringBuilder("Name,Value,Secured\n");
        foreach (VariableEntry entry in entries)
        {
            string secured = entry.Secured switch { true => "true", false => "false", null => "" };
            text.Append(Quote(entry.Name)).Append(',').Append(Quote(entry.Value ?? "")).Append(',').Append(secured).Append('\n');
        }

        return text.ToString();
    }

    private static void Add(CsvRecord record, CsvColumns columns, EntryCollector collector)
    {
        string name = record.Fields[columns.Name].Trim();
        string value = record.Fields[columns.Value];
        string secured = columns.Secured < 0 ? "" : record.Fields[columns.Secured];
        if (name.Length == 0)
        {
            collector.Problem(record.Line, "There is no name.");
            return;
        }

        bool readable = TryReadSecured(secured, out bool? isSecured);
        if (!readable)
        {
            collector.Problem(record.Line, $"Secured of {VariableProblem.Show(name)} must be true, false, yes, no, 1, 0 or empty.");
        }

        if (VariableLimits.HasLineBreak(value))
        {
            collector.Problem(record.Line, VariableLimits.LineBreak(name));
            value = "";
        }

        collector.Add(name, isSecured == true && value.Length == 0 ? null : value, isSecured, record.Line);
    }

    private static bool TryReadSecured(string text, out bool? secured)
    {
        string word = text.Trim().ToUpperInvariant();
        secured = word switch
        {
            "TRUE" or "YES" or "1" => true,
            "FALSE" or "NO" or "0" => false,
            _ => null,
        };
        return secured is not null || word.Length == 0;
    }

    /// <summary>Spaces at the ends are quoted too: some readers drop them otherwise.</summary>
    private static string Quote(string field) =>
        field.IndexOfAny([',', ';', '"', '\r', '\n']) >= 0 || field.Trim().Length < field.Length ? $"\"{field.Replace("\"", "\"\"")}\"" : field;
}
