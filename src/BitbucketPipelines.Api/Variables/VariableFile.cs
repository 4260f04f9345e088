namespace BitbucketPipelines.Api.Variables;

/// <summary>
/// Reads and writes files of variables. What is written reads back as it was: names (valid ones), values, order, and as much of
/// <see cref="VariableEntry.Secured"/> as the format can say.
/// </summary>
public static class VariableFile
{
    /// <summary>
    /// Tells the format by the name of the file: <c>.csv</c>, <c>.json</c>, <c>.psd1</c>, or <c>.env</c> at its end or its
    /// beginning (<c>prod.env</c>, <c>.env</c>, <c>.env.production</c>). Case does not matter.
    /// </summary>
    /// <exception cref="ArgumentException">The name tells no format.</exception>
    public static VariableFormat FormatOf(string path)
    {
        Throw.IfNull(path);
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
            $"The name '{name}' does not tell what is in the file: it must end in .env, .csv, .json or .psd1, or begin with '.env.'.", nameof(path));

        bool Ends(string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Reads the variables of a file, in its order.
    /// <para>.env: <c>NAME=value</c>, with comments, <c>export</c>, 'literal' and "escaped" values; <c>$NAME</c> is not replaced. A plain line
    /// says nothing about secured; the comment <c># secured: NAME</c> names a secured variable without its value.</para>
    /// <para>.csv: RFC 4180 with a header, comma or semicolon; columns Name (or Key), Value and, optionally, Secured; others are ignored.
    /// A secured variable with an empty value has none.</para>
    /// <para>.json: <c>{"NAME": "value"}</c>, where the value can also be <c>{"value": …, "secured": …}</c>; or an array of objects with
    /// name (or key), value and secured; or Bitbucket's own list of variables. Comments and trailing commas do no harm.</para>
    /// </summary>
    /// <exception cref="VariableFileException">Something is wrong: all of it is listed.</exception>
    /// <exception cref="NotSupportedException">A .psd1 file is for PowerShell's own parser.</exception>
    public static IReadOnlyList<VariableEntry> Read(string text, VariableFormat format)
    {
        Throw.IfNull(text);
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

        return collector.Finish();
    }

    /// <summary>
    /// Writes variables, in the order given, with LF at each line's end.
    /// <para>.env cannot say that a variable with a value is secured: its lines read back with nothing said. A variable without a value becomes the
    /// comment <c># secured: NAME</c>.</para>
    /// <para>.csv has one empty field for both: with secured true it reads back as no value, else as an empty one.</para>
    /// <para>.json keeps everything.</para>
    /// <para>.psd1 has a hashtable: <c>'NAME' = 'value'</c>, <c>'SECRET' = @{ Secured = $true }</c>.</para>
    /// </summary>
    /// <exception cref="VariableFileException">Names differ in case only, and the format is .psd1: PowerShell's hashtables know no difference.</exception>
    public static string Write(IReadOnlyList<VariableEntry> entries, VariableFormat format)
    {
        Throw.IfNull(entries);
        return format switch
        {
            VariableFormat.Env => EnvWriter.Write(entries),
            VariableFormat.Csv => CsvFile.Write(entries),
            VariableFormat.Json => JsonFileWriter.Write(entries),
            VariableFormat.Psd1 => Psd1Writer.Write(entries),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }
}
