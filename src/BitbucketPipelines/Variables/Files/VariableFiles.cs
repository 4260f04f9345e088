using System.Text;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Reads and writes variable files, with errors that name the file.</summary>
internal static class VariableFiles
{
    /// <summary>Reads the variables of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format; null to determine it by the file name.</param>
    /// <param name="encoding">The value of -Encoding.</param>
    /// <param name="warn">Writes a warning.</param>
    public static IReadOnlyList<VariableEntry> Read(string path, VariableFormat? format, Encoding? encoding, Action<string> warn)
    {
        try
        {
            VariableFormat kind = format ?? VariableFile.FormatOf(path);
            string text = TextFiles.Read(path, encoding, hasParameter: true, terminating: false);
            var warnings = new List<VariableProblem>();
            IReadOnlyList<VariableEntry> entries = kind == VariableFormat.Psd1
                ? Psd1Reader.Read(text)
                : VariableFile.Read(text, kind, warnings);
            WriteWarnings(path, warnings, warn);
            foreach (VariableEntry lost in entries.Where(e => e.Value?.IndexOf('\uFFFD') >= 0))
            {
                warn($"{path}, line {lost.Line}: the value of {lost.Name} contains the replacement character U+FFFD. A character was lost "
                    + "when the file was saved in another encoding.");
            }

            return entries;
        }
        catch (ErrorRecordException e) when (e.Error.Cause is IOException or UnauthorizedAccessException)
        {
            throw new ErrorRecordException(Errors.InvalidFile(path, e.Error.Cause));
        }
        catch (Exception e) when (e is VariableFileException or ArgumentException or NotSupportedException)
        {
            throw new ErrorRecordException(Errors.InvalidFile(path, e));
        }
    }

    /// <summary>Writes a file completely or not at all.</summary>
    public static void Write(string path, IReadOnlyList<VariableEntry> entries, VariableFormat format, bool noClobber, Action<string> warn)
    {
        try
        {
            string text = VariableFile.Write(entries, format);
            // Without a byte order mark, Windows PowerShell and Excel read a file in the code page of the machine.
            bool marked = format == VariableFormat.Psd1 || (format == VariableFormat.Csv && text.Any(c => c > '\u007F'));
            TextFiles.Write(path, text, new UTF8Encoding(marked), noClobber);
            if (format == VariableFormat.Env)
            {
                var warnings = new List<VariableProblem>();
                VariableFile.Read(text, format, warnings);
                WriteWarnings(path, warnings, warn);
            }
        }
        catch (Exception e) when (e is VariableFileException or ArgumentException)
        {
            throw new ErrorRecordException(Errors.CannotWrite(path, e));
        }
    }

    /// <summary>Determines the format by the file name.</summary>
    public static VariableFormat FormatOf(string path)
    {
        try
        {
            return VariableFile.FormatOf(path);
        }
        catch (ArgumentException e)
        {
            throw new ErrorRecordException(Errors.InvalidFile(path, e), terminating: true);
        }
    }

    private static void WriteWarnings(string path, IEnumerable<VariableProblem> warnings, Action<string> warn)
    {
        foreach (IGrouping<string, VariableProblem> same in warnings.GroupBy(w => w.Message))
        {
            warn($"{path}, {(same.Count() == 1 ? "line" : "lines")} {string.Join(", ", same.Select(w => w.Line))}: {same.Key}");
        }
    }
}
