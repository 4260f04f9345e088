using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads one log by byte ranges: all of it, its end, or what was added since the last time. A broken connection is resumed where it
/// broke. While a step runs its log is answered with 200 and grows; 416 means nothing new; once the step has ended, each read is
/// redirected to storage anew, since such an address soon expires.
/// </summary>
public sealed class StepLogReader
{
    private const int BufferSize = 64 * 1024;
    private const int MostBreaks = 6;
    private const int FirstTail = 64 * 1024;

    private readonly BitbucketClient _client;
    private readonly ApiRequest _request;

    /// <summary>Creates a reader; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The log of a step or of a container.</param>
    /// <param name="position">How many bytes are there already, from an earlier read.</param>
    public StepLogReader(BitbucketClient client, ApiRequest request, long position = 0)
    {
        _client = client;
        _request = request;
        Position = position;
    }

    /// <summary>How many bytes of the log have been given so far.</summary>
    public long Position { get; private set; }

    /// <summary>The size of the log in bytes, when the server told it.</summary>
    public long? Length { get; private set; }

    /// <summary>Reads from <see cref="Position"/> to the end of what is there, or until <paramref name="bytes"/> says that it is enough.</summary>
    /// <param name="bytes">Takes buffer, offset and count; gives false to end reading.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>Whether there is a log: false before the step has begun, and for a step that never ran.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public async Task<bool> ReadAsync(Func<byte[], int, int, bool> bytes, CancellationToken cancellationToken)
    {
        Throw.IfNull(bytes);
        int breaks = 0;
        while (true)
        {
            long before = Position;
            try
            {
                using ApiDownload download = await _client.OpenAsync(Request(), cancellationToken).ConfigureAwait(false);
                await CopyAsync(download, bytes, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return true;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.NotFound && Position == 0)
            {
                return false;
            }
            catch (BitbucketApiException e) when (e.Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout)
            {
                breaks = Position > before ? 0 : breaks + 1;
                if (breaks >= MostBreaks)
                {
                    throw;
                }

                await PauseAsync(breaks, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the last lines, without reading the whole log. Reading goes on after them.</summary>
    /// <param name="count">How many lines.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <param name="growing">Whether the log still grows: a last line without an end is then left to be read when it is whole.</param>
    /// <returns>The lines, or null when there is no log.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public async Task<IReadOnlyList<string>?> TailAsync(int count, CancellationToken cancellationToken, bool growing = false)
    {
        int breaks = 0;
        long size = Math.Max(FirstTail, count * 200L);
        while (true)
        {
            try
            {
                if (await ReadTailAsync(size, count, growing, cancellationToken).ConfigureAwait(false) is { } lines)
                {
                    return lines;
                }

                size *= 4;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return [];
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.NotFound)
            {
                return null;
            }
            catch (BitbucketApiException e) when (e.Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout && ++breaks < MostBreaks)
            {
                await PauseAsync(breaks, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The last lines of the last <paramref name="size"/> bytes; null when these hold too few.</summary>
    private async Task<IReadOnlyList<string>?> ReadTailAsync(long size, int count, bool growing, CancellationToken cancellationToken)
    {
        var last = new Queue<string>(Math.Min(count, 1024));
        var splitter = new LineSplitter();
        bool first = true;
        using ApiDownload download = await _client
            .OpenAsync(_request with { Range = new RangeHeaderValue(null, size) }, cancellationToken).ConfigureAwait(false);
        bool whole = download.Start == 0;
        long end = Position = download.Start;
        await CopyAsync(download, Split, cancellationToken).ConfigureAwait(false);
        if (growing)
        {
            Position = end;
        }
        else
        {
            splitter.Finish(Keep);
        }

        return whole || last.Count >= count ? [.. last] : null;

        bool Split(byte[] buffer, int offset, int length)
        {
            int feed = Array.LastIndexOf(buffer, (byte)'\n', offset + length - 1, length);
            end = feed < 0 ? end : Position - length + (feed - offset) + 1;
            return splitter.Add(buffer, offset, length, Keep);
        }

        void Keep(string line)
        {
            // The first line of a part begins somewhere in its middle.
            if (first && !whole)
            {
                first = false;
                return;
            }

            if (last.Count == count)
            {
                last.Dequeue();
            }

            if (count > 0)
            {
                last.Enqueue(line);
            }
        }
    }

    private Task PauseAsync(int breaks, CancellationToken cancellationToken) =>
        _client.Clock.DelayAsync(TimeSpan.FromSeconds(Math.Pow(2, breaks) * (0.5 + (0.5 * Jitter.Next()))), cancellationToken);

    private ApiRequest Request() => Position == 0 ? _request : _request with { Range = new RangeHeaderValue(Position, null) };

    private async Task CopyAsync(ApiDownload download, Func<byte[], int, int, bool> bytes, CancellationToken cancellationToken)
    {
        Length = download.TotalLength ?? Length;
        // A server that ignores the range sends all again: what was given already is passed over.
        long skip = Position - download.Start;
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = await download.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            int offset = (int)Math.Min(Math.Max(skip, 0), count);
            skip -= offset;
            if (count > offset)
            {
                Position += count - offset;
                if (!bytes(buffer, offset, count - offset))
                {
                    return;
                }
            }
        }
    }
}
