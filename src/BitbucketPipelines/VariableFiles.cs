using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Reads and writes files of variables, with errors that name the file.</summary>
internal static class VariableFiles
{
    public static IReadOnlyList<VariableEntry> Read(string path, VariableFormat? format)
    {
        try
        {
            VariableFormat kind = format ?? VariableFile.FormatOf(path);
            string text = File.ReadAllText(path, Encoding.UTF8);
            return kind == VariableFormat.Psd1 ? ReadData(text) : VariableFile.Read(text, kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VariableFileException or ArgumentException or NotSupportedException)
        {
            throw new ItemFailedException(ErrorRecords.InvalidFile(path, e));
        }
    }

    /// <summary>Windows PowerShell reads a data file without a byte order mark in the code page of the machine.</summary>
    public static void Write(string path, IReadOnlyList<VariableEntry> entries, VariableFormat format)
    {
        try
        {
            File.WriteAllText(path, VariableFile.Write(entries, format), new UTF8Encoding(format == VariableFormat.Psd1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VariableFileException or ArgumentException)
        {
            throw new ItemFailedException(ErrorRecords.CannotWrite(path, e));
        }
    }

    public static VariableFormat FormatOf(string path)
    {
        try
        {
            return VariableFile.FormatOf(path);
        }
        catch (ArgumentException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidFile(path, e), terminating: true);
        }
    }

    /// <summary>Reads <c>@{ NAME = 'value'; SECRET = @{ Value = '..'; Secured = $true } }</c> with PowerShell's own parser. Nothing is run.</summary>
    private static List<VariableEntry> ReadData(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out Token[] _, out ParseError[] errors);
        var problems = errors.Select(e => new VariableProblem(e.Extent.StartLineNumber, e.Message)).ToList();
        var entries = new List<VariableEntry>();
        if (problems.Count == 0 && script.Find(a => a is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table)
        {
            foreach (Tuple<ExpressionAst, StatementAst> pair in table.KeyValuePairs)
            {
                int line = pair.Item1.Extent.StartLineNumber;
                try
                {
                    entries.Add(Entry(Text(pair.Item1.SafeGetValue()) ?? "", Value(pair.Item2), line));
                }
                catch (Exception e) when (e is InvalidOperationException or ArgumentException)
                {
                    problems.Add(new VariableProblem(line, "Only constants can stand here: texts, numbers, $true, $false and @{ Value = ..; Secured = .. }."));
                }
            }
        }
        else if (problems.Count == 0)
        {
            problems.Add(new VariableProblem(1, "The file holds no hashtable: @{ NAME = 'value' }."));
        }

        return problems.Count == 0 ? entries : throw new VariableFileException(problems);
    }

    private static object? Value(StatementAst statement) =>
        ((statement as PipelineAst)?.GetPureExpression() ?? throw new InvalidOperationException("not an expression")).SafeGetValue();

    private static VariableEntry Entry(string name, object? value, int line)
    {
        if (value is not System.Collections.IDictionary more)
        {
            return new VariableEntry(name, Text(value), null, line);
        }

        object? secured = more["Secured"];
        return new VariableEntry(name, Text(more["Value"]), secured is null ? null : LanguagePrimitives.IsTrue(secured), line);
    }

    private static string? Text(object? value) => value is null ? null : LanguagePrimitives.ConvertTo<string>(value);
}
