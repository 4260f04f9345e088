using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Reads text files, rejecting invalid bytes, and writes them atomically, with errors that name the file.</summary>
internal static class TextFiles
{
    /// <summary>UTF-8 without a byte order mark.</summary>
    public static readonly Encoding Utf8 = new UTF8Encoding(false);

    /// <summary>Reads a file, which must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">The value of -Encoding.</param>
    /// <param name="hasParameter">Whether the cmdlet has -Encoding.</param>
    /// <param name="terminating">Whether an error ends the cmdlet.</param>
    public static string Read(string path, Encoding? encoding, bool hasParameter, bool terminating)
    {
        try
        {
            return FileText.Read(path, encoding);
        }
        catch (FileTextException e)
        {
            throw new ErrorRecordException(Errors.InvalidEncoding(path, e, hasParameter), terminating);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErrorRecordException(Errors.CannotRead(path, e), terminating);
        }
    }

    /// <summary>Reads a file, which must exist, as bytes.</summary>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErrorRecordException(Errors.CannotRead(path, e));
        }
    }

    /// <summary>The bytes of a file, or so many that it is known to be longer than it may be.</summary>
    public static byte[] ReadStart(string path, long most)
    {
        using FileStream file = File.OpenRead(path);
        using var read = new MemoryStream();
        byte[] buffer = new byte[81_920];
        int count;
        while (read.Length <= most && (count = file.Read(buffer, 0, buffer.Length)) > 0)
        {
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    /// <summary>
    /// Throws an error if the file cannot be written, before the work that gives its content: if -NoClobber is specified and it exists, if
    /// its folder does not exist, and if it is read-only. Otherwise returns the path.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="noClobber">Whether -NoClobber is specified.</param>
    /// <param name="terminating">Whether it ends the cmdlet that the file exists.</param>
    public static string CheckWritable(string path, bool noClobber, bool terminating)
    {
        if (noClobber && File.Exists(path))
        {
            throw new ErrorRecordException(Errors.FileExists(path), terminating);
        }

        try
        {
            AtomicFile.CheckWritable(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErrorRecordException(Errors.CannotWrite(path, e));
        }

        return path;
    }

    /// <summary>Writes a temporary file in the same folder, then replaces the file.</summary>
    public static void Write(string path, string text, Encoding encoding, bool noClobber)
    {
        try
        {
            AtomicFile.Write(path, text, encoding, noClobber);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ErrorRecordException(
                noClobber && File.Exists(path) ? Errors.FileExists(path) : Errors.CannotWrite(path, e));
        }
    }
}
