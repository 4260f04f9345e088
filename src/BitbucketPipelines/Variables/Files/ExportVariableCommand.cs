using System.Management.Automation;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Writes variables to a file: .env, .csv, .json or .psd1.</summary>
/// <remarks>
/// The variables are sorted by name. Secured variables are written without their values, and a warning counts them. Importing the file with
/// Import-BbVariable changes nothing.
/// <para>The file is written once, after everything was read, and completely or not at all. Variables of several places, such as piped
/// repositories, are written to one .csv or .json file, which contains the place of each variable. Files of the formats .env and .psd1
/// cannot contain places, so they are an error then. A place that cannot be read gives an error and is not in the file. With -WhatIf
/// nothing is read, and no file is written.</para>
/// <para>A value that programs would read in different ways from a .env file is an error. A .csv file with characters outside ASCII begins
/// with a byte order mark, so that Excel reads it correctly.</para>
/// </remarks>
/// <example>
/// <code>Export-BbVariable ./variables.csv</code>
/// <para>Exports the variables of the session's repository as a table.</para>
/// </example>
/// <example>
/// <code>Export-BbVariable ./production.env -Environment Production -Name 'APP_*'</code>
/// <para>Exports the variables of a deployment environment whose names start with APP_.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Export-BbVariable ./all.csv</code>
/// <para>Exports the variables of many repositories as one table, which contains the place of each variable.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BbVariable", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportVariableCommand : VariableCmdlet
{
    private VariableExport? _export;

    /// <summary>The path of the file. An existing file is replaced.</summary>
    [Parameter(Position = 0)]
    [MustSpecify]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format of the file: Env, Csv, Json or Psd1. The default is determined by the file name.</summary>
    [Parameter]
    public VariableFormat? Format { get; set; }

    /// <summary>The names. Wildcards are allowed. The default is all variables.</summary>
    [Parameter]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Does not replace an existing file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Path;

    /// <inheritdoc/>
    private protected override bool IsWriter => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        string path = FilePath(Path);
        VariableFormat format = Format ?? VariableFiles.FormatOf(path);
        if (ShouldWriteFile(TextFiles.CheckWritable(path, NoClobber, terminating: false), "variables"))
        {
            _export = new VariableExport(path, format);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        LazyVariableStore place = OpenPlace();
        if (_export?.AddSource(place) == true)
        {
            Start((_, token) => place.ReadAsync(token), Collect, place.Scope.ToString(), defersError: true);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_export is null)
        {
            return;
        }

        // If no place could be read, an empty file would look like a result.
        if (_export.HasRead)
        {
            _export.Write(NoClobber, WriteWarning);
            if (PassThru)
            {
                WriteFile(_export.Path);
            }
        }
    }

    private void Collect(VariableStore source) => _export!.AddVariables(
        source, NameFilter.Select(VariableResource.Of(source.Scope, Client.SiteUri), source.Variables, Name, null, DeferError));
}
