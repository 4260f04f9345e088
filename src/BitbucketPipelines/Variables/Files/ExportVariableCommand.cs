using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Writes variables to a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// In the order of their names. Secured ones are written as names without a value, and a warning counts them. Import-BbVariable of the
/// file changes nothing.
/// <para>The file is written once, when all is read, and whole or not at all. The variables of several places, such as repositories that
/// are piped in, go into one .csv or .json file, which says for each where it stands; .env and .psd1 files cannot say that and are
/// refused. A place that cannot be read has an error, and is not in the file.</para>
/// <para>A value that readers of .env files would take in different ways is refused there. A .csv file with letters beyond ASCII begins
/// with a byte order mark, so that Excel reads it.</para>
/// </remarks>
/// <example>
/// <code>Export-BbVariable ./variables.csv</code>
/// <para>The variables of the session's repository as a table.</para>
/// </example>
/// <example>
/// <code>Export-BbVariable ./production.env -Environment Production -Name 'APP_*'</code>
/// <para>Some of those of a deployment environment.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Export-BbVariable ./all.csv</code>
/// <para>Those of many repositories as one table, which says of each variable where it stands.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbVariable")]
[OutputType(typeof(FileInfo))]
public sealed class ExportVariableCommand : VariableCmdlet
{
    // Longer than most: which places one file can hold is refused before anything is read.
    private readonly HashSet<VariableStore> _asked = [];
    private readonly Dictionary<VariableStore, BitbucketSession> _sessions = [];
    private string _path = "";
    private VariableFormat _format;
    private bool _refused;

    /// <summary>The file. It is replaced if it is there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>How to write the file, when its name does not tell: Env, Csv, Json or Psd1.</summary>
    [Parameter]
    public VariableFormat? Format { get; set; }

    /// <summary>The names. Takes wildcards. By default all.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Does not replace a file that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        _format = Format ?? VariableFiles.FormatOf(_path);
        _refused = NoClobber && File.Exists(_path);
        if (_refused)
        {
            throw new ErrorRecordException(ErrorRecords.FileExists(_path));
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_refused)
        {
            return;
        }

        VariableStore store = OpenStore();
        if (!_asked.Add(store))
        {
            return;
        }

        _sessions[store] = CurrentSession;
        if (_asked.Count > 1 && !VariableFile.HoldsPlaces(_format))
        {
            throw new ErrorRecordException(ErrorRecords.SeveralPlaces(_path, _format, _asked.Select(s => s.Scope)), terminating: true);
        }

        if (_asked.Count > 1 && _asked.FirstOrDefault(s => VariablePlace.Of(s.Scope) is null) is { } nowhere)
        {
            throw new ErrorRecordException(ErrorRecords.NoPlaceInFile(_path, nowhere.Scope), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        var sources = new List<VariableStore>();
        var entries = new List<VariableEntry>();
        ReadPlaces(
            _asked, ThrottleLimit, s => s.Scope.ToString(), s => _sessions[s], (s, token) => s.ReadAsync(token), source =>
            {
                sources.Add(source);
                entries.AddRange(Select(source));
            });
        if (sources.Count == 0)
        {
            // An empty file would pass for an answer.
            return;
        }

        VariableFiles.Write(_path, entries, _format, NoClobber, WriteWarning);
        int secured = entries.Count(e => e.Secured == true);
        if (secured > 0)
        {
            string where = sources.Count == 1 ? sources[0].Scope.ToString() : $"{sources.Count} places";
            WriteWarning($"{secured} secured variables of {where} are written without their values, which cannot be read.");
        }

        if (PassThru)
        {
            WriteFile(_path);
        }
    }

    private IEnumerable<VariableEntry> Select(VariableStore source) =>
        NameFilter.Select(VariableResource.Of(source.Scope), source.Variables, Name, null, WriteErrorLater)
            .OrderBy(v => v.Name, StringComparer.Ordinal)
            .Select(v => VariableEntry.Of(v) with { Place = _asked.Count > 1 ? VariablePlace.Of(source.Scope) : null });
}
