namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Reads and writes files of variables. What is written reads back as it was: names (valid ones), values, order, and as much of
/// <see cref="VariableEntry.Secured"/> as the format can say.
/// </summary>
internal static class VariableFile
{
    /// <summary>
    /// Tells the format by the name of the file: <c>.csv</c>, <c>.json</c>, <c>.psd1</c>, or <c>.env</c> at its end or its
    /// beginning (<c>prod.env</c>, <c>.env</c>, <c>.env.production</c>). Case does not matter.
    /// </summary>
    /// <exception cref="ArgumentException">The name tells no format.</exception>
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
            $"The name '{name}' does not tell what is in the file: it must end in .env, .csv, .json or .psd1, or begin with '.env.'.",
            nameof(path));

        bool Ends(string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Reads the variables of a file, in its order.
    /// <para>.env: <c>NAME=value</c>, with comments, <c>export</c>, and values in single or double quotes; what readers of such files take
    /// in different ways is refused. A plain line says nothing about secured; the comment <c># secured: NAME</c> names a secured variable
    /// without its value.</para>
    /// <para>.csv: RFC 4180 with a header; comma, semicolon or tab; columns Name (or Key), Value and, optionally, Secured, and Workspace,
    /// Repository and Environment; others are ignored. A secured variable with an empty value has none.</para>
    /// <para>.json: <c>{"NAME": "value"}</c>, where the value can also be <c>{"value": …, "secured": …}</c>; or an array of objects with
    /// name (or key), value and secured, and the place as in a table; or Bitbucket's own list of variables. Comments and trailing commas do
    /// no harm.</para>
    /// </summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="format">What it is.</param>
    /// <param name="warnings">Takes what other readers would read in another way.</param>
    /// <exception cref="VariableFileException">Something is wrong: all of it is listed.</exception>
    /// <exception cref="NotSupportedException">A .psd1 file is for PowerShell's own parser.</exception>
    public static IReadOnlyList<VariableEntry> Read(string text, VariableFormat format, ICollection<VariableProblem>? warnings = null)
    {
        text = text.StartsWith("\uFEFF", StringComparison.Ordinal) ? text.Substring(1) : text;
        // No value may have a line break, so nothing is lost by making all line ends alike.
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
                throw new NotSupportedException($"A file of format {format} is not read here.");
        }

        IReadOnlyList<VariableEntry> entries = collector.Finish();
        foreach (VariableProblem warning in warnings is null ? [] : collector.Warnings)
        {
            warnings!.Add(warning);
        }

        return entries;
    }

    /// <summary>
    /// Writes variables, in the order given, with LF at each line's end.
    /// <para>.csv and .json say of which place a variable is, where the entries do; the others cannot.</para>
    /// <para>.env cannot say that a variable with a value is secured: its lines read back with nothing said. A variable without a value
    /// becomes the comment <c># secured: NAME</c>.</para>
    /// <para>.csv has one empty field for both: with secured true it reads back as no value, else as an empty one.</para>
    /// <para>.json keeps everything.</para>
    /// <para>.psd1 has a hashtable: <c>'NAME' = 'value'</c>, <c>'SECRET' = @{ Secured = $true }</c>.</para>
    /// </summary>
    /// <exception cref="VariableFileException">
    /// The format cannot hold it: places in .env or .psd1, values in .env that readers would take in different ways, names in .psd1 that
    /// differ in case only.
    /// </exception>
    public static string Write(IReadOnlyList<VariableEntry> entries, VariableFormat format)
    {
        if (!HoldsPlaces(format) && entries.Any(e => e.Place is not null))
        {
            throw new VariableFileException([new(0, "A file of this format cannot say of which place a variable is: use .csv or .json.")]);
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

    /// <summary>Whether a file of that format can say where a variable stands.</summary>
    public static bool HoldsPlaces(VariableFormat format) => format is VariableFormat.Csv or VariableFormat.Json;
}
