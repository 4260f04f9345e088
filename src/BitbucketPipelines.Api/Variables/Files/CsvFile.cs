using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Variables as a table: Name, Value, Secured; of several places with Workspace, Repository and Environment before them.</summary>
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
                    $"There are {record.Fields.Count} columns where the header has {header.Fields.Count}: a value with ")
                    + "the delimiter in it needs quotes.");
            }
            else
            {
                Add(record, columns, collector);
            }
        }
    }

    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        bool placed = entries.Any(e => e.Place is not null);
        var text = new StringBuilder(placed ? "Workspace,Repository,Environment,Name,Value,Secured\n" : "Name,Value,Secured\n");
        foreach (VariableEntry entry in entries)
        {
            string secured = entry.Secured switch { true => "true", false => "false", null => "" };
            string[] place = placed ? [entry.Place?.Workspace ?? "", entry.Place?.Repository ?? "", entry.Place?.Environment ?? ""] : [];
            text.Append(string.Join(",", place.Concat([entry.Name, entry.Value ?? "", secured]).Select(Quote))).Append('\n');
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

        if (!YesNo.TryRead(secured, out bool? isSecured))
        {
            collector.Problem(record.Line, $"Secured of {VariableProblem.Show(name)} must be true, false, yes, no, 1, 0 or empty.");
        }

        if (VariableLimits.HasLineBreak(value))
        {
            collector.Problem(record.Line, VariableLimits.LineBreak(name));
            value = "";
        }

        collector.Add(name, isSecured == true && value.Length == 0 ? null : value, isSecured, record.Line, PlaceOf(record, columns));
    }

    private static VariablePlace? PlaceOf(CsvRecord record, CsvColumns columns)
    {
        return VariablePlace.From(Field(columns.Workspace), Field(columns.Repository), Field(columns.Environment));

        string? Field(int column) => column < 0 ? null : record.Fields[column];
    }

    /// <summary>Spaces at the ends are quoted too: some readers drop them otherwise.</summary>
    private static string Quote(string field) =>
        field.IndexOfAny([',', ';', '\t', '"', '\r', '\n']) >= 0 || field.Trim().Length < field.Length
            ? $"\"{field.Replace("\"", "\"\"")}\""
            : field;
}
