using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Collects the variables of one or several places for one file.</summary>
/// <param name="path">The full path of the file.</param>
/// <param name="format">The format of the file.</param>
internal sealed class VariableExport(string path, VariableFormat format)
{
    private readonly List<LazyVariableStore> _sources = [];
    private readonly List<VariableStore> _read = [];
    private readonly List<VariableEntry> _entries = [];

    /// <summary>The full path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether at least one place was read.</summary>
    public bool HasRead => _read.Count > 0;

    /// <summary>
    /// Adds a place, and returns whether it is a new one. Throws a terminating error if the file cannot contain the variables of all
    /// places.
    /// </summary>
    public bool AddSource(LazyVariableStore source)
    {
        if (_sources.Contains(source))
        {
            return false;
        }

        _sources.Add(source);
        if (_sources.Count > 1 && !VariableFile.SupportsPlaces(format))
        {
            throw new ErrorRecordException(Errors.SeveralPlaces(Path, format, _sources.Select(s => s.Scope)), terminating: true);
        }

        if (_sources.Count > 1 && _sources.Find(s => VariablePlace.Of(s.Scope) is null) is { } unnamed)
        {
            throw new ErrorRecordException(Errors.NoPlaceInFile(Path, unnamed.Scope), terminating: true);
        }

        return true;
    }

    /// <summary>Adds variables of a place that was read.</summary>
    public void AddVariables(VariableStore source, IEnumerable<Variable> variables)
    {
        if (_read.Contains(source))
        {
            // An environment was specified by its name and by its uuid.
            return;
        }

        _read.Add(source);
        _entries.AddRange(variables.OrderBy(v => v.Name, StringComparer.Ordinal)
            .Select(v => VariableEntry.Of(v) with { Place = VariablePlace.Of(source.Scope) }));
    }

    /// <summary>Writes the file.</summary>
    /// <param name="noClobber">Whether an existing file is an error.</param>
    /// <param name="warn">Writes a warning.</param>
    public void Write(bool noClobber, Action<string> warn)
    {
        // Only now it is known whether there are several places: the first was perhaps read before the second was piped in.
        bool hasPlaces = _sources.Count > 1;
        VariableFiles.Write(Path, hasPlaces ? _entries : [.. _entries.Select(e => e with { Place = null })], format, noClobber, warn);
        int secured = _entries.Count(e => e.Secured == true);
        if (secured > 0)
        {
            string where = _read.Count == 1 ? _read[0].Scope.ToString() : Counted.Of(_read.Count, "place");
            warn(secured == 1
                ? $"1 secured variable of {where} was written without its value, because it cannot be read."
                : $"{secured} secured variables of {where} were written without their values, because these cannot be read.");
        }
    }
}
