namespace BitbucketPipelines.Api.Variables;

/// <summary>Gathers what a reader finds in a file, good and bad, so that all that is wrong is told at once.</summary>
internal sealed class EntryCollector
{
    private readonly List<VariableEntry> _entries = [];
    private readonly List<VariableProblem> _problems = [];

    public void Add(string name, string? value, bool? secured, int line) => _entries.Add(new VariableEntry(name, value, secured, line));

    public void Problem(int line, string message) => _problems.Add(new VariableProblem(line, message));

    /// <summary>The entries, in the order of the file.</summary>
    /// <exception cref="VariableFileException">Something is wrong.</exception>
    public IReadOnlyList<VariableEntry> Finish()
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (VariableEntry entry in _entries)
        {
            if (lines.TryGetValue(entry.Name, out int line))
            {
                Problem(entry.Line, FormattableString.Invariant($"{VariableProblem.Show(entry.Name)} is given already on line {line}."));
            }
            else
            {
                lines.Add(entry.Name, entry.Line);
            }
        }

        if (_problems.Count == 0)
        {
            return _entries;
        }

        // The file must be mended anyway: say now what the check of the limits would say after that.
        _problems.AddRange(VariableLimits.Check(_entries, []));
        throw new VariableFileException([.. _problems.OrderBy(p => p.Line == 0 ? int.MaxValue : p.Line)]);
    }
}
