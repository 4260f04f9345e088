namespace BitbucketPipelines.Api.Variables;

/// <summary>Collects the variables and problems of a file, so that one error can list all problems.</summary>
internal sealed class EntryCollector
{
    private readonly List<VariableEntry> _entries = [];
    private readonly List<VariableProblem> _problems = [];
    private readonly List<VariableProblem> _warnings = [];

    /// <summary>Lines that other programs read in a different way.</summary>
    public IReadOnlyList<VariableProblem> Warnings => _warnings;

    /// <summary>Adds a variable.</summary>
    public void Add(string name, string? value, bool? secured, int line, VariablePlace? place = null) =>
        _entries.Add(new VariableEntry(name, value, secured, line, place));

    /// <summary>Adds a warning about a line that can be read.</summary>
    public void AddWarning(int line, string message) => _warnings.Add(new VariableProblem(line, message));

    /// <summary>Adds a problem, because of which the file cannot be used.</summary>
    public void AddProblem(int line, string message) => _problems.Add(new VariableProblem(line, message));

    /// <summary>Gets the variables, in the order of the file.</summary>
    /// <exception cref="VariableFileException">There are problems.</exception>
    public IReadOnlyList<VariableEntry> Finish()
    {
        _problems.AddRange(FindDuplicates(_entries, e => e.Place));

        if (_problems.Count == 0)
        {
            return _entries;
        }

        // The file must be corrected anyway, so also list what the later check of the limits would find.
        _problems.AddRange(_entries.GroupBy(e => e.Place).SelectMany(place => VariableLimits.Check(place, [])));
        throw new VariableFileException([.. _problems.OrderBy(p => p.Line == 0 ? int.MaxValue : p.Line)]);
    }

    /// <summary>Finds names that occur twice in one place.</summary>
    public static IEnumerable<VariableProblem> FindDuplicates(IEnumerable<VariableEntry> entries, Func<VariableEntry, object?> place)
    {
        var lines = new Dictionary<(object?, string), int>();
        foreach (VariableEntry entry in entries)
        {
            (object?, string) key = (place(entry), entry.Name);
            if (lines.TryGetValue(key, out int line))
            {
                yield return new(
                    entry.Line, FormattableString.Invariant($"{VariableProblem.Show(entry.Name)} already occurs on line {line}."));
            }
            else
            {
                lines.Add(key, entry.Line);
            }
        }
    }
}
