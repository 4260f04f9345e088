using System.Text;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Reads and writes files of variables, with errors that name the file.</summary>
internal static class VariableFiles
{
    /// <summary>The variables of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What it holds; null when its name tells.</param>
    /// <param name="encoding">What -Encoding says.</param>
    /// <param name="warn">Takes what the user is to know of it.</param>
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
            Tell(path, warnings, warn);
            foreach (VariableEntry lost in entries.Where(e => e.Value?.IndexOf('\uFFFD') >= 0))
            {
                warn($"{path}, line {lost.Line}: the value of {lost.Name} has the character U+FFFD, which stands for one that was lost "
                    + "when the file was saved in another encoding.");
            }

            return entries;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or VariableFileException or ArgumentException or NotSupportedException)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidFile(path, e));
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<VariableEntry> entries, VariableFormat format, bool noClobber, Action<string> warn)
    {
        try
        {
            string text = VariableFile.Write(entries, format);
            // Windows PowerShell reads a data file, and Excel a table, without a byte order mark in the code page of the machine.
            bool marked = format == VariableFormat.Psd1 || (format == VariableFormat.Csv && text.Any(c => c > '\u007F'));
            TextFiles.Write(path, text, new UTF8Encoding(marked), noClobber);
            if (format == VariableFormat.Env)
            {
                var warnings = new List<VariableProblem>();
                VariableFile.Read(text, format, warnings);
                Tell(path, warnings, warn);
            }
        }
        catch (Exception e) when (e is VariableFileException or ArgumentException)
        {
            throw new ErrorRecordException(ErrorRecords.CannotWrite(path, e));
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
            throw new ErrorRecordException(ErrorRecords.InvalidFile(path, e), terminating: true);
        }
    }

    private static void Tell(string path, IEnumerable<VariableProblem> warnings, Action<string> warn)
    {
        foreach (IGrouping<string, VariableProblem> same in warnings.GroupBy(w => w.Message))
        {
            warn($"{path}, {(same.Count() == 1 ? "line" : "lines")} {string.Join(", ", same.Select(w => w.Line))}: {same.Key}");
        }
    }
}
