namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Reads and writes variable files. A written file is read back unchanged: valid names, values, their order, and as much of
/// <see cref="VariableEntry.Secured"/> as the format can contain.
/// </summary>
internal static class VariableFile
{
    /// <summary>
    /// Determines the format by the file name: <c>.csv</c>, <c>.json</c>, <c>.psd1</c>, or <c>.env</c> at its end or beginning
    /// (<c>prod.env</c>, <c>.env</c>, <c>.env.production</c>). Not case-sensitive.
    /// </summary>
    /// <exception cref="ArgumentException">The format cannot be determined.</exception>
    public static VariableFormat FormatOf(string path)
    {
        string name = Path.GetFileName(path);
        if (Ends(".csv"))
        {
            return VariableFormat.Csv;
        }

        if (Ends(".json"))
        {
            return VariableFormat.Json;
        }

        if (Ends(".psd1"))
        {
            return VariableFormat.Psd1;
        }

        if (Ends(".env") || name.StartsWith(".env.", StringComparison.OrdinalIgnoreCase))
        {
            return VariableFormat.Env;
        }

        throw new ArgumentException(
            $"The format of '{name}' is unknown: the name must end in .env, .csv, .json or .psd1, or begin with '.env.'.",
            nameof(path));

        bool Ends(string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Reads the variables of a file, in the order of the file.
    /// <para>.env: <c>NAME=value</c>, with comments, <c>export</c>, and values in single or double quotes. Values that programs read in
    /// different ways are rejected. A line does not specify whether the variable is secured; the comment <c># secured: NAME</c> stands for
    /// a secured variable without its value.</para>
    /// <para>.csv: RFC 4180 with a header; comma, semicolon or tab; columns Name (or Key) and Value, and optionally Secured, Workspace,
    /// Repository and Environment. Other columns are ignored. An empty value of a secured variable means no value.</para>
    /// <para>.json: <c>{"NAME": "value"}</c>, where the value can also be <c>{"value": …, "secured": …}</c>; or an array of objects with
    /// name (or key), value, secured, and the place as in a table; or a list of variables from Bitbucket. Comments and trailing commas are
    /// allowed.</para>
    /// </summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="format">The format of the file.</param>
    /// <param name="warnings">Receives the lines that other programs read in a different way.</param>
    /// <exception cref="VariableFileException">The file has errors; the exception lists all of them.</exception>
    /// <exception cref="NotSupportedException">The format is .psd1, which needs the parser of PowerShell.</exception>
    public static IReadOnlyList<VariableEntry> Read(string text, VariableFormat format, ICollection<VariableProblem>? warnings = null)
    {
        text = text.StartsWith("\uFEFF", StringComparison.Ordinal) ? text.Substring(1) : text;
        // Values cannot contain line breaks, so normalizing the line ends loses nothing.
        text = text.Replace("\r\n", "\n").Replace('\r', '\n');
        var collector = new EntryCollector();
        switch (format)
        {
            case VariableFormat.Env:
                new EnvReader(text, collector).Read();
                break;
            case VariableFormat.Csv:
                CsvFile.Read(text, collector);
                break;
            case VariableFormat.Json:
                new JsonFileReader(text, collector).Read();
                break;
            default:
                throw new NotSupportedException($"The format {format} cannot be read here.");
        }

        IReadOnlyList<VariableEntry> entries = collector.Finish();
        foreach (VariableProblem warning in warnings is null ? [] : collector.Warnings)
        {
            warnings!.Add(warning);
        }

        return entries;
    }

    /// <summary>
    /// Writes variables in the specified order, with LF line ends.
    /// <para>.csv and .json files contain the places of the variables, if the entries have places; other formats cannot.</para>
    /// <para>.env: cannot contain whether a variable with a value is secured, so this is unspecified when the file is read. A variable
    /// without a value is written as the comment <c># secured: NAME</c>.</para>
    /// <para>.csv: a missing and an empty value are both written as an empty field. It is read as a missing value if the variable is
    /// secured, otherwise as an empty value.</para>
    /// <para>.json: contains everything.</para>
    /// <para>.psd1: a hashtable: <c>'NAME' = 'value'</c>, <c>'SECRET' = @{ Secured = $true }</c>.</para>
    /// </summary>
    /// <exception cref="VariableFileException"> The format cannot contain the variables: places in .env or .psd1, values in .env that
    /// programs would read in different ways, or names in .psd1 that differ only in case. </exception>
    public static string Write(IReadOnlyList<VariableEntry> entries, VariableFormat format)
    {
        if (!SupportsPlaces(format) && entries.Any(e => e.Place is not null))
        {
            throw new VariableFileException([new(0, "A file of this format cannot contain the places of variables: use .csv or .json.")]);
        }

        return format switch
        {
            VariableFormat.Env => EnvWriter.Write(entries),
            VariableFormat.Csv => CsvFile.Write(entries),
            VariableFormat.Json => JsonFileWriter.Write(entries),
            VariableFormat.Psd1 => Psd1Writer.Write(entries),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>Whether a file of the format can contain the places of variables.</summary>
    public static bool SupportsPlaces(VariableFormat format) => format is VariableFormat.Csv or VariableFormat.Json;
}
