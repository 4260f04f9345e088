using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Commands;

/// <summary>Writes variables to a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// In the order of their names. Secured ones are written as names without a value, and a warning counts them. Import-BbVariable of the
/// file changes nothing.
/// </remarks>
/// <example>
/// <code>Export-BbVariable ./variables.csv</code>
/// <para>The variables of the session's repository as a table.</para>
/// </example>
/// <example>
/// <code>Export-BbVariable ./production.env -Environment Production -Name 'APP_*'</code>
/// <para>Some of those of a deployment environment.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbVariable")]
[OutputType(typeof(FileInfo))]
public sealed class ExportVariableCommand : VariableCmdlet
{
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

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        VariableFormat format = Format ?? VariableFiles.FormatOf(path);
        if (NoClobber && File.Exists(path))
        {
            throw new ItemFailedException(ErrorRecords.FileExists(path));
        }

        VariableStore store = FindStore();
        IReadOnlyList<Variable> all = Await(token => store.ReadAsync(token));
        TellMissing(Name, all, store.Scope, WriteError);
        VariableEntry[] entries = [.. all
            .Where(v => NamePattern.Any(Name, v.Name))
            .OrderBy(v => v.Name, StringComparer.Ordinal)
            .Select(v => new VariableEntry(v.Name ?? "", v.Secured ? null : v.Value ?? "", v.Secured))];
        VariableFiles.Write(path, entries, format);
        int secured = entries.Count(e => e.Secured == true);
        if (secured > 0)
        {
            WriteWarning($"{secured} secured variables of {store.Scope} are written without their values, which cannot be read.");
        }

        if (PassThru)
        {
            WriteFile(path);
        }
    }
}
