using System.Text;

namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Reads and writes CSV files with the columns Name, Value and Secured, and for several places also Workspace, Repository and Environment.
/// </summary>
internal static class CsvFile
{
    public static void Read(string text, EntryCollector collector)
    {
        var reader = new CsvReader(text);
        if (reader.Read() is not { } header)
        {
            collector.AddProblem(1, "The file is empty: its first line must name the columns, such as Name,Value,Secured.");
            return;
        }

        if (header.Problem is { } problem)
        {
            collector.AddProblem(header.Line, problem);
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
                collector.AddProblem(record.Line, record.Problem);
            }
            else if (record.Fields.Count != header.Fields.Count)
            {
                collector.AddProblem(record.Line, FormattableString.Invariant(
                    $"The line has {Counted.Of(record.Fields.Count, "column")}, but the header has {header.Fields.Count}: a value that ")
                    + "contains the delimiter needs quotes.");
            }
            else
            {
                Add(record, columns, collector);
            }
        }
    }

    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        bool hasPlaces = entries.Any(e => e.Place is not null);
        var text = new StringBuilder(hasPlaces ? "Workspace,Repository,Environment,Name,Value,Secured\n" : "Name,Value,Secured\n");
        foreach (VariableEntry entry in entries)
        {
            string secured = entry.Secured switch { true => "true", false => "false", null => "" };
            string[] place = hasPlaces ? [entry.Place?.Workspace ?? "", entry.Place?.Repository ?? "", entry.Place?.Environment ?? ""] : [];
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
            collector.AddProblem(record.Line, "The name is missing.");
            return;
        }

        if (!YesNo.TryRead(secured, out bool? isSecured))
        {
            collector.AddProblem(record.Line, $"Secured of {VariableProblem.Show(name)} must be true, false, yes, no, 1, 0 or empty.");
        }

        if (VariableLimits.HasLineBreak(VariableLimits.WithoutFinalLineBreak(value)))
        {
            collector.AddProblem(record.Line, VariableLimits.LineBreak(name));
            value = "";
        }

        collector.Add(name, isSecured == true && value.Length == 0 ? null : value, isSecured, record.Line, PlaceOf(record, columns));
    }

    private static VariablePlace? PlaceOf(CsvRecord record, CsvColumns columns)
    {
        return VariablePlace.From(Field(columns.Workspace), Field(columns.Repository), Field(columns.Environment));

        string? Field(int column) => column < 0 ? null : record.Fields[column];
    }

    /// <summary>Quotes a field if necessary. Also quotes leading and trailing spaces, which some programs would remove.</summary>
    private static string Quote(string field) =>
        field.IndexOfAny([',', ';', '\t', '"', '\r', '\n']) >= 0 || field.Trim().Length < field.Length
            ? $"\"{field.Replace("\"", "\"\"")}\""
            : field;
}
