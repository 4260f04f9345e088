namespace BitbucketPipelines.Api.Runs;

/// <summary>Saves logs to a file.</summary>
internal static class LogFile
{
    /// <summary>
    /// Saves logs one after the other. They are written to a temporary file, which replaces the target only when all logs are complete, so
    /// that an incomplete file never looks like a complete one.
    /// </summary>
    /// <returns>The readers of logs that do not exist. If none of the logs exists, no file is created.</returns>
    /// <exception cref="BitbucketApiException">A log could not be read.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
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
            file.Commit(isRepeatable: true);
        }

        return missing;
    }
}
