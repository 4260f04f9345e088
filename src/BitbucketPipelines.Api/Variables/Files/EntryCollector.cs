namespace BitbucketPipelines.Api.Variables;

/// <summary>Gathers what a reader finds in a file, good and bad, so that all that is wrong is told at once.</summary>
internal sealed class EntryCollector
{
    private readonly List<VariableEntry> _entries = [];
    private readonly List<VariableProblem> _problems = [];
    private readonly List<VariableProblem> _warnings = [];

    /// <summary>What is read, but by other readers in another way.</summary>
    public IReadOnlyList<VariableProblem> Warnings => _warnings;

    /// <summary>A variable.</summary>
    public void Add(string name, string? value, bool? secured, int line, VariablePlace? place = null) =>
        _entries.Add(new VariableEntry(name, value, secured, line, place));

    /// <summary>Something to know of a line that is read all the same.</summary>
    public void Warn(int line, string message) => _warnings.Add(new VariableProblem(line, message));

    /// <summary>Something that keeps the file from being read.</summary>
    public void Problem(int line, string message) => _problems.Add(new VariableProblem(line, message));

    /// <summary>The entries, in the order of the file.</summary>
    /// <exception cref="VariableFileException">Something is wrong.</exception>
    public IReadOnlyList<VariableEntry> Finish()
    {
        _problems.AddRange(FindTwice(_entries, e => e.Place));

        if (_problems.Count == 0)
        {
            return _entries;
        }

        // The file must be mended anyway: say now what the check of the limits would say after that.
        _problems.AddRange(_entries.GroupBy(e => e.Place).SelectMany(place => VariableLimits.Check(place, [])));
        throw new VariableFileException([.. _problems.OrderBy(p => p.Line == 0 ? int.MaxValue : p.Line)]);
    }

    /// <summary>Names that are given twice for one place.</summary>
    public static IEnumerable<VariableProblem> FindTwice(IEnumerable<VariableEntry> entries, Func<VariableEntry, object?> place)
    {
        var lines = new Dictionary<(object?, string), int>();
        foreach (VariableEntry entry in entries)
        {
            (object?, string) key = (place(entry), entry.Name);
            if (lines.TryGetValue(key, out int line))
            {
                yield return new(
                    entry.Line, FormattableString.Invariant($"{VariableProblem.Show(entry.Name)} is given already on line {line}."));
            }
            else
            {
                lines.Add(key, entry.Line);
            }
        }
    }
}
