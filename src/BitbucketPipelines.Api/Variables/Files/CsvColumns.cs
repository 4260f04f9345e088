namespace BitbucketPipelines.Api.Variables;

/// <summary>The columns of a CSV file.</summary>
/// <param name="Name">The index of column Name, or Key where there is no Name.</param>
/// <param name="Value">The index of column Value.</param>
/// <param name="Secured">The index of column Secured, or -1.</param>
/// <param name="Workspace">The index of column Workspace, or -1.</param>
/// <param name="Repository">The index of column Repository, or -1.</param>
/// <param name="Environment">The index of column Environment, or -1.</param>
internal sealed record CsvColumns(int Name, int Value, int Secured, int Workspace, int Repository, int Environment)
{
    /// <summary>Finds the columns in the header; null when the header has errors, which are added to the collector.</summary>
    public static CsvColumns? Find(CsvRecord header, EntryCollector collector)
    {
        int name = IndexOf("Name") is >= 0 and var index ? index : IndexOf("Key");
        int value = IndexOf("Value");
        int secured = IndexOf("Secured");
        int[] place = [IndexOf("Workspace"), IndexOf("Repository"), IndexOf("Environment")];
        bool hasDuplicates = false;
        foreach (int column in new[] { name, value, secured }.Concat(place)
            .Where(c => c >= 0 && IndexOf(header.Fields[c].Trim(), c + 1) >= 0))
        {
            collector.AddProblem(header.Line, $"The column {header.Fields[column].Trim()} occurs twice.");
            hasDuplicates = true;
        }

        if (name < 0)
        {
            collector.AddProblem(header.Line, "There is no column Name (or Key).");
        }

        if (value < 0)
        {
            collector.AddProblem(header.Line, "There is no column Value.");
        }

        return name < 0 || value < 0 || hasDuplicates ? null : new CsvColumns(name, value, secured, place[0], place[1], place[2]);

        int IndexOf(string title, int start = 0)
        {
            int at = start;
            while (at < header.Fields.Count && !string.Equals(header.Fields[at].Trim(), title, StringComparison.OrdinalIgnoreCase))
            {
                at++;
            }

            return at < header.Fields.Count ? at : -1;
        }
    }
}
