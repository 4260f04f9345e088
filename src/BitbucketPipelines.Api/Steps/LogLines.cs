namespace BitbucketPipelines.Api.Runs;

/// <summary>The lines of one log, as they arrive.</summary>
internal static class LogLines
{
    /// <summary>Reads at most <paramref name="most"/> lines and gives those of each piece together.</summary>
    /// <returns>Whether there is a log.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public static async Task<bool> ReadAsync(
        StepLogReader reader, int most, Action<IReadOnlyList<string>> lines, CancellationToken cancellationToken)
    {
        var splitter = new LineSplitter(() => reader.CutLine?.Invoke());
        int left = most;
        var batch = new List<string>();
        bool exists = await reader.ReadAsync(
            (buffer, offset, count) =>
            {
                splitter.Add(buffer, offset, count, Take);
                Give();
                return left > 0;
            },
            cancellationToken).ConfigureAwait(false);
        splitter.Finish(Take);
        Give();
        return exists;

        void Take(string line)
        {
            if (left > 0)
            {
                left--;
                batch.Add(line);
            }
        }

        void Give()
        {
            if (batch.Count > 0)
            {
                lines(batch);
                batch = [];
            }
        }
    }
}
