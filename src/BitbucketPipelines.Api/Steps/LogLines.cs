using System.Text;

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

    /// <summary>Reads a log as one string, line ends included.</summary>
    /// <param name="reader">The log.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>Whether there is a log, and its text; null when it is larger than that.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public static async Task<(bool Exists, string? Text)> ReadRawAsync(
        StepLogReader reader, long most, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        bool exists = await reader.ReadAsync(
            (buffer, offset, count) =>
            {
                text.Write(buffer, offset, count);
                return text.Length <= most;
            },
            cancellationToken).ConfigureAwait(false);
        return (exists, text.Length > most ? null : Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }
}
