namespace BitbucketPipelines.Api.Runs;

/// <summary>Saves logs to a file.</summary>
internal static class LogFile
{
    /// <summary>
    /// Saves logs one after the other. They arrive beside the file, which is made, or replaced, once all of them are whole: a file with
    /// half a log never looks like a whole one.
    /// </summary>
    /// <returns>Those that have no log; where none has, no file is made.</returns>
    /// <exception cref="BitbucketApiException">A log cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<IReadOnlyList<StepLogReader>> SaveAsync(
        IReadOnlyCollection<StepLogReader> logs, string path, CancellationToken cancellationToken)
    {
        var missing = new List<StepLogReader>();
        using AtomicFile file = AtomicFile.Create(path);
        foreach (StepLogReader log in logs)
        {
            bool exists = await log.ReadAsync(
                (buffer, offset, count) =>
                {
                    file.Stream.Write(buffer, offset, count);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            if (!exists)
            {
                missing.Add(log);
            }
        }

        if (missing.Count < logs.Count)
        {
            file.Commit();
        }

        return missing;
    }
}
