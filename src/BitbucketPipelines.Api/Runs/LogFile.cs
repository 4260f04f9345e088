namespace BitbucketPipelines.Api.Runs;

/// <summary>Saves logs to a file.</summary>
public static class LogFile
{
    /// <summary>
    /// Saves logs one after the other. They arrive beside the file, which is made, or replaced, once all of them are whole: a file with
    /// half a log never looks like a whole one.
    /// </summary>
    /// <returns>The size in bytes.</returns>
    /// <exception cref="BitbucketApiException">A log cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<long> SaveAsync(IEnumerable<StepLogReader> logs, string path, CancellationToken cancellationToken)
    {
        Throw.IfNull(logs);
        string partial = path + ".partial";
        long size;
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read))
            {
                foreach (StepLogReader log in logs)
                {
                    await log.ReadAsync(
                        (buffer, offset, count) =>
                        {
                            file.Write(buffer, offset, count);
                            return true;
                        },
                        cancellationToken).ConfigureAwait(false);
                }

                size = file.Length;
            }

            if (File.Exists(path))
            {
                File.Delete(path);
            }

            File.Move(partial, path);
            return size;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
