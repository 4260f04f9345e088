using System.Text;

namespace BitbucketPipelines;

/// <summary>Writes files whole or not at all.</summary>
internal static class TextFiles
{
    /// <summary>Writes beside the place first, then moves there.</summary>
    public static void Write(string path, string text, bool noClobber)
    {
        string beside = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            File.WriteAllText(beside, text, new UTF8Encoding(false));
            if (!noClobber && File.Exists(path))
            {
                File.Replace(beside, path, null);
            }
            else
            {
                File.Move(beside, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ItemFailedException(noClobber && File.Exists(path) ? ErrorRecords.FileExists(path) : ErrorRecords.CannotWrite(path, e));
        }
        finally
        {
            Remove(beside);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was not even made, or cannot be removed: the error that counts is told.
        }
    }
}
