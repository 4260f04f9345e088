using System.Management.Automation;
using System.Text;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates and updates variables from a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// Syntax, names, line breaks and sizes are checked before anything is written, and one error lists all problems. -WhatIf shows what would
/// be done. If the cmdlet was interrupted, run it again: it does only what is left to do.
/// <para>A .csv or .json file can contain the place of each variable: columns or fields Workspace, Repository and Environment, as
/// Export-BbVariable writes them for several places. Each variable is then written to its place, or with -Workspace to the same place in
/// another workspace. If such a file contains only one place, -Repository, -Environment or -WorkspaceScope can specify another one.</para>
/// <para>The encoding is UTF-8 or that of the byte order mark. A file in another encoding is an error, unless -Encoding specifies it. A
/// .csv file has a header, and commas, semicolons or tabs as delimiters. In a .env file, lines that Docker, dotenv and shells read in
/// different ways are errors. In a .psd1 file, values must be constants. See about_BitbucketPipelines_Files for the rules.</para>
/// </remarks>
/// <example>
/// <code>Import-BbVariable ./production.env -Environment Production -SecuredName '*_TOKEN', '*_PASSWORD'</code>
/// <para>Imports the variables of a deployment environment, and makes some of them secured.</para>
/// </example>
/// <example>
/// <code>Import-BbVariable ./variables.csv -WhatIf | Format-Table Name, Action, Reason</code>
/// <para>Shows what an import would do.</para>
/// </example>
/// <example>
/// <code>Import-BbVariable ./all.csv -Workspace acme-eu</code>
/// <para>Imports a table that Export-BbVariable wrote for many repositories, into repositories of the same names in another
/// workspace.</para>
/// </example>
// Long because files that are piped for the same place have to be imported one after the other.
[Cmdlet(VerbsData.Import, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(VariableResult))]
public sealed class ImportVariableCommand : VariableBulkCmdlet
{
    private readonly List<(LazyVariableStore Store, BulkTarget Target)> _pending = [];
    private readonly List<IReadOnlyList<PlannedVariable>> _plans = [];
    private readonly List<string> _paths = [];

    /// <summary>The path of the file.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format of the file: Env, Csv, Json or Psd1. The default is determined by the file name.</summary>
    [Parameter]
    public VariableFormat? Format { get; set; }

    /// <summary>
    /// The encoding of a file without a byte order mark, as in PowerShell: ansi, oem, latin1, unicode, the number of a code page such as
    /// 1252, and so on. The default is UTF-8.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Makes the variables of these names secured. Wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? SecuredName { get; set; }

    /// <summary>The uuid of the user whose variables are meant. Bitbucket has deprecated these variables: use -WorkspaceScope.</summary>
    /// <remarks>Cannot be piped, because on Linux and macOS the files of Get-ChildItem have a property User, their owner.</remarks>
    [Parameter]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public override string? User { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        VariableImport import = VariableImport.Read(
            FilePath(Path), Format, Encoding, SecuredName, Prune, WriteWarning);
        IReadOnlyList<VariableImportTarget> targets = FindTargets(import);
        if (targets.Any(t => _pending.Exists(p => p.Store == t.Store)))
        {
            // Another file for the same place must see what the first one wrote.
            Apply();
        }

        _paths.Add(import.Path);
        foreach ((LazyVariableStore store, VariableEntry[] entries) in targets)
        {
            SecretPlace specified = SpecifiedSecretPlace(store.Scope);
            SecretValues.AddSource(specified, entries);
            _pending.Add((store, BulkTargetOf(
                store, [.. entries.Select(e => e.Name)],
                // After the target was read, the name of an environment is known.
                () => WithSecrets(specified with { Environment = store.Store.Scope.Environment }, store.Scope, entries))));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        SecretValues.WriteUnusedKeys([]);
        Apply();
    }

    /// <inheritdoc/>
    private protected override string PlaceOfKeys => "target";

    /// <inheritdoc/>
    /// <remarks>The file requires a secured variable and does not contain its value.</remarks>
    private protected override bool KeepsSecured => true;

    private VariableEntry[] WithSecrets(SecretPlace place, VariableScope scope, VariableEntry[] entries)
    {
        string source = place.Describe(scope.ToString());
        return [.. entries.Select(e => WithSecret(e, place, source))];
    }

    private void Apply()
    {
        BulkTarget[] targets = [.. _pending.Select(p => p.Target)];
        _pending.Clear();
        _plans.Clear();
        ExecutePlan(targets);
        if (_plans.Count == targets.Length && VariableImport.FindNothingImported(_paths, _plans) is { } error)
        {
            WriteError(error);
        }

        _paths.Clear();
    }

    /// <inheritdoc/>
    private protected override void NotePlan(IReadOnlyList<PlannedVariable> planned) => _plans.Add(planned);

    /// <summary>The target of each variable: the place in the file, unless the parameters specify one for all variables.</summary>
    private IReadOnlyList<VariableImportTarget> FindTargets(VariableImport import) => HasPlace
        ? import.ToOneTarget(OpenPlace)
        : import.ToTargets(NotEmpty(Workspace) is null ? CurrentSession.Workspace : null, IsSameWorkspace,
            place => place is null ? OpenPlace() : OpenPlace(place), GuardDeferred);
}
