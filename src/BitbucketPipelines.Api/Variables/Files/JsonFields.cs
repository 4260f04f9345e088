namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// The fields of a variable in a JSON file. Its problems are collected here, because their messages contain the name, which may come later.
/// </summary>
internal sealed class JsonFields
{
    private readonly List<(int Line, Func<string, string> Message)> _problems = [];
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    public string? Name { get; set; }

    public string? Key { get; set; }

    public string? Value { get; set; }

    public bool? Secured { get; set; }

    public string? Workspace { get; set; }

    public string? Repository { get; set; }

    public string? Environment { get; set; }

    /// <summary>Whether the object has a field. The name must be in lower case.</summary>
    public bool Has(string field) => _fields.Contains(field);

    /// <summary>Adds a field. A field that occurs twice is a problem, because it is unclear which one is meant.</summary>
    public void AddField(string field, int line)
    {
        if (!_fields.Add(field))
        {
            AddProblem(line, name => $"'{field}' of {name} occurs twice.");
        }
    }

    /// <summary>Adds a problem. The message is made from the name of the variable.</summary>
    public void AddProblem(int line, Func<string, string> message) => _problems.Add((line, message));

    /// <summary>Adds the problems to the collector, with the name of the variable.</summary>
    public void ReportProblems(string? name, EntryCollector collector)
    {
        string shown = name is null ? "a variable without a name" : VariableProblem.Show(name);
        foreach ((int line, Func<string, string> message) in _problems)
        {
            collector.AddProblem(line, message(shown));
        }
    }
}
