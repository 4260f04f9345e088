namespace BitbucketPipelines.Api.Variables;

/// <summary>What an object of a JSON file says about a variable. What is wrong with it is told once its name is known.</summary>
internal sealed class JsonFields
{
    private readonly List<(int Line, Func<string, string> Message)> _problems = [];
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    public string? Name { get; set; }

    public string? Key { get; set; }

    public string? Value { get; set; }

    public bool? Secured { get; set; }

    public string? Workspace { get; set; }

    public string? Repository { get; set; }

    public string? Environment { get; set; }

    /// <summary>Whether it has a field of that name, in lower case.</summary>
    public bool Has(string field) => _given.Contains(field);

    /// <summary>Notes a field. Given twice it is a problem: nothing tells which of the two is meant.</summary>
    public void Give(string field, int line)
    {
        if (!_given.Add(field))
        {
            Problem(line, name => $"'{field}' of {name} is given twice.");
        }
    }

    public void Problem(int line, Func<string, string> message) => _problems.Add((line, message));

    public void Tell(string? name, EntryCollector collector)
    {
        string shown = name is null ? "a variable without a name" : VariableProblem.Show(name);
        foreach ((int line, Func<string, string> message) in _problems)
        {
            collector.Problem(line, message(shown));
        }
    }
}
