using System.Management.Automation;
using System.Text;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates variables from a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// Everything is checked before anything is written: syntax, names, line breaks, size. All that is wrong is told in one error. -WhatIf
/// shows what would be done. Running it again does what is left to do, and nothing twice.
/// <para>A .csv or .json file can say for each variable where it stands: columns or fields Workspace, Repository and Environment, as
/// Export-BbVariable writes them for several places. Each variable then goes there, or with -Workspace to the same place of another
/// workspace. Where such a file names one place only, -Repository, -Environment or -WorkspaceScope can give another.</para>
/// <para>The file is UTF-8, or what its byte order mark says; anything else is refused, unless -Encoding says what it is. A .csv file has
/// a header, and commas, semicolons or tabs. Of a .env file, lines that Docker, dotenv and shells read in different ways are refused; so
/// is a value in a .psd1 file that is no constant. about_BitbucketPipelines_Files has the rules.</para>
/// </remarks>
/// <example>
/// <code>Import-BbVariable ./production.env -Environment Production -SecuredName '*_TOKEN', '*_PASSWORD'</code>
/// <para>Variables of a deployment environment; some of them secured.</para>
/// </example>
/// <example>
/// <code>Import-BbVariable ./variables.csv -WhatIf | Format-Table Name, Action, Reason</code>
/// <para>Shows what would be done.</para>
/// </example>
/// <example>
/// <code>Import-BbVariable ./all.csv -Workspace acme-eu</code>
/// <para>The variables of many repositories, from a table that Export-BbVariable wrote, to repositories of the same names in another
/// workspace.</para>
/// </example>
[Cmdlet(VerbsData.Import, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class ImportVariableCommand : VariableBulkCmdlet
{
    // Longer than most: a file says for each variable where it goes, and all of a file is checked before the first list is read.
    private readonly List<BulkTarget> _targets = [];
    private readonly HashSet<LazyVariableStore> _sent = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What the file holds, when its name does not tell: Env, Csv, Json or Psd1.</summary>
    [Parameter]
    public VariableFormat? Format { get; set; }

    /// <summary>
    /// The encoding of a file without a byte order mark. By default UTF-8. As in PowerShell: ansi, oem, latin1, unicode, the number of a
    /// code page such as 1252, and so on.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Variables of these names are secured. Takes wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? SecuredName { get; set; }

    /// <summary>The variables of this user, given by uuid. Deprecated by Bitbucket: use -WorkspaceScope.</summary>
    /// <remarks>Not from the pipe: on Linux and macOS every file of Get-ChildItem has a property User, its owner.</remarks>
    [Parameter]
    [RefuseEmpty]
    public override string? User { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        VariableEntry[] wanted = [.. VariableFiles.Read(path, Format, Encoding, WriteWarning)
            .Select(e => SecuredName is not null && NameFilter.Any(SecuredName, e.Name) ? e with { Secured = true } : e)];
        if (wanted.Length == 0)
        {
            throw new ErrorRecordException(Prune
                ? ErrorRecords.InvalidArgument(ErrorId.NothingToKeep, $"{path} holds no variables: -Prune would remove all that there are.",
                "Use Remove-BbVariable * for that.")
                : ErrorRecords.NothingToImport(path, "holds no variables."));
        }

        (LazyVariableStore Place, VariableEntry[] Wanted)[] targets = FindTargets(path, wanted);
        // All of the file, before the first list is read.
        foreach ((LazyVariableStore place, VariableEntry[] own) in targets)
        {
            CheckLimits(place.Scope, own, [], prune: true);
        }

        if (targets.Any(t => _sent.Contains(t.Place)))
        {
            // Another file for the same place comes after what the first one wrote.
            CarryAll();
        }

        foreach ((LazyVariableStore place, VariableEntry[] own) in targets)
        {
            _sent.Add(place);
            var secrets = SecretPlace.Of(place.Scope);
            NoteSource(secrets, own);
            _targets.Add(
                BulkTargetOf(
                    place, [.. own.Select(w => w.Name)], () => [.. own.Select(w => WithSecret(w, secrets, w.Place?.ToString() ?? path))]));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        WriteUnusedKeys([]);
        CarryAll();
    }

    /// <inheritdoc/>
    private protected override string PlaceOfKeys => "place that the variables go to";

    /// <inheritdoc/>
    /// <remarks>The file asks for a secured variable and says nothing of its value.</remarks>
    private protected override bool IsKeptAsWanted => true;

    private void CarryAll()
    {
        BulkTarget[] targets = [.. _targets];
        _targets.Clear();
        _sent.Clear();
        ExecutePlan(targets);
    }

    /// <summary>Where each variable goes: to the place that the file says, unless one is given for all of them.</summary>
    private (LazyVariableStore Place, VariableEntry[] Wanted)[] FindTargets(string path, VariableEntry[] wanted)
    {
        IGrouping<VariablePlace?, VariableEntry>[] places = [.. wanted.GroupBy(w => w.Place)];
        if (HasPlace)
        {
            return places.Length == 1 ? [(OpenPlace(), wanted)]
                : throw new ErrorRecordException(
                    ErrorRecords.SeveralSources(path, [.. places.Select(p => p.Key?.ToString() ?? "no place")]));
        }

        if (NotEmpty(Workspace) is null && CurrentSession.Workspace is { } own
            && Array.Find(wanted, w => w.Place?.Workspace is { } other && !IsSameWorkspace(own, other)) is { } strange)
        {
            throw new ErrorRecordException(ErrorRecords.FileOfOtherWorkspace(path, strange.Place!.Workspace!, own));
        }

        var targets = new List<(LazyVariableStore Place, VariableEntry Entry)>();
        foreach (IGrouping<VariablePlace?, VariableEntry> place in places)
        {
            GuardLater(() =>
            {
                LazyVariableStore store = place.Key is null ? OpenPlace() : OpenPlace(place.Key);
                targets.AddRange(place.Select(entry => (store, entry)));
            }, place.Key?.ToString());
        }

        Dictionary<VariableEntry, object> keys = targets.ToDictionary(t => t.Entry, t => (object)t.Place);
        VariableProblem[] twice = [.. EntryCollector.FindTwice(targets.Select(t => t.Entry), e => keys[e])];
        return twice.Length == 0
            ? [.. targets.GroupBy(t => t.Place).Select(g => (g.Key, g.Select(t => t.Entry).ToArray()))]
            : throw new ErrorRecordException(ErrorRecords.InvalidFile(path, new VariableFileException(twice)));
    }
}
