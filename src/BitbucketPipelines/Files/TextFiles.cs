using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Reads texts strictly and writes them whole or not at all, with errors that name the file.</summary>
internal static class TextFiles
{
    /// <summary>UTF-8 without a byte order mark.</summary>
    public static readonly Encoding Utf8 = new UTF8Encoding(false);

    /// <summary>The text of a file, which must be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">What -Encoding says.</param>
    /// <param name="hasParameter">Whether the cmdlet has -Encoding.</param>
    /// <param name="terminating">Whether nothing can be done without it.</param>
    public static string Read(string path, Encoding? encoding, bool hasParameter, bool terminating)
    {
        try
        {
            return FileText.Read(path, encoding);
        }
        catch (FileTextException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidEncoding(path, e, hasParameter), terminating);
        }
    }

    /// <summary>Writes beside the place first, then moves there.</summary>
    public static void Write(string path, string text, Encoding encoding, bool noClobber)
    {
        try
        {
            AtomicFile.Write(path, text, encoding, noClobber);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ItemFailedException(
                noClobber && File.Exists(path) ? ErrorRecords.FileExists(path) : ErrorRecords.CannotWrite(path, e));
        }
    }
}
