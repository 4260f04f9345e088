using System.Text;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Reads a log as text: line by line as it arrives, or as one string.</summary>
internal static class LogLines
{
    /// <summary>Reads at most <paramref name="count"/> lines. The lines that arrive together are passed on together.</summary>
    /// <param name="reader">The reader of the log.</param>
    /// <param name="count">The maximum number of lines.</param>
    /// <param name="receive">Receives the lines.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="ahead">Limits what is read before the turn of this log; null when it is read at once.</param>
    /// <returns>Whether there is a log.</returns>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    public static async Task<bool> ReadAsync(
        StepLogReader reader, int count, Action<IReadOnlyList<string>> receive, CancellationToken cancellationToken,
        LogReadAhead? ahead = null)
    {
        var splitter = new LineSplitter(() => reader.OnLineSplit?.Invoke());
        int remaining = count;
        var batch = new List<string>();
        int pieces = 0;
        bool isPaused = false;
        bool exists = await ReadAsync().ConfigureAwait(false);
        if (isPaused)
        {
            await ahead!.WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
            exists = await ReadAsync().ConfigureAwait(false);
        }

        splitter.Finish(Add);
        Flush();
        return exists;

        Task<bool> ReadAsync() => ahead is null ? CopyAsync() : ahead.RunAsync(CopyAsync, cancellationToken);

        Task<bool> CopyAsync() => reader.ReadAsync(
            (buffer, offset, length) =>
            {
                splitter.Add(buffer, offset, length, Add);
                Flush();
                pieces++;
                isPaused = remaining > 0 && ahead?.Waits(reader.Position, pieces) == true;
                return remaining > 0 && !isPaused;
            },
            cancellationToken);

        void Add(string line)
        {
            if (remaining > 0)
            {
                remaining--;
                batch.Add(line);
            }
        }

        void Flush()
        {
            if (batch.Count > 0)
            {
                receive(batch);
                batch = [];
            }
        }
    }

    /// <summary>
    /// Reads a log as one string, line ends included. Of a log that is too large, no more is read than it takes to know that: nearly
    /// nothing if the server states the size.
    /// </summary>
    /// <param name="reader">The reader of the log.</param>
    /// <param name="maxLength">The maximum size of the log in bytes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Whether there is a log, and its text; the text is null when the log is larger than the maximum.</returns>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    public static async Task<(bool Exists, string? Text)> ReadRawAsync(
        StepLogReader reader, long maxLength, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        bool isTooLarge = false;
        bool exists = await reader.ReadAsync(
            (buffer, offset, count) =>
            {
                isTooLarge = reader.Length > maxLength || text.Length + count > maxLength;
                if (!isTooLarge)
                {
                    text.Write(buffer, offset, count);
                }

                return !isTooLarge;
            },
            cancellationToken).ConfigureAwait(false);
        return (exists, isTooLarge ? null : Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }
}
