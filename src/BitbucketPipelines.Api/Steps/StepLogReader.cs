using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads one log by byte ranges: the whole log, its end, or what was added since the last read. After a broken connection, reading resumes
/// at the byte where it broke. While a step runs, the server answers with 200 and the log grows; 416 means that there is nothing new. Once
/// the step has ended, each read starts at the API again, because the storage URL that it redirects to soon expires. Content that may not
/// belong to the log is refused: a web page, another range than the requested one, or bytes that do not fit to those read before.
/// </summary>
internal sealed class StepLogReader
{
    /// <summary>The smallest number of bytes that is requested for the last lines.</summary>
    private const int MinTailLength = 64 * 1024;

    /// <summary>The average length of a line in bytes that is assumed for the first request.</summary>
    private const long AssumedLineLength = 200;

    /// <summary>After this many requests that returned too few lines, the whole log is read.</summary>
    private const int MaxTailRequests = 4;

    private readonly BitbucketClient _client;
    private readonly ApiRequest _request;
    private readonly ByteTail _lastBytes = new();
    private bool _readWhole;

    /// <summary>Creates a reader. It sends no request yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The request for the log of a step or of a container.</param>
    /// <param name="position">The number of bytes that were read earlier.</param>
    public StepLogReader(BitbucketClient client, ApiRequest request, long position = 0)
    {
        _client = client;
        _request = request;
        Position = position;
    }

    /// <summary>The number of bytes of the log that have been read.</summary>
    public long Position { get; private set; }

    /// <summary>The size of the log in bytes; null when the server has not stated it.</summary>
    public long? Length { get; private set; }

    /// <summary>Whether an answer with the log, or a part of it, has arrived.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Called once when a line is so long that it arrives in pieces.</summary>
    public Action? OnLineSplit { get; set; }

    /// <summary>
    /// Reads from <see cref="Position"/> to the current end of the log, or until <paramref name="receive"/> returns false.
    /// </summary>
    /// <param name="receive">Receives buffer, offset and count. Returns false to stop reading.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Whether there is a log. It is false before the step has started, and for a step that never ran.</returns>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    public async Task<bool> ReadAsync(Func<byte[], int, int, bool> receive, CancellationToken cancellationToken)
    {
        var resumption = new Resumption(_client);
        ContentVersion? version = null;
        while (true)
        {
            long before = Position;
            try
            {
                using ApiDownload download = await _client.OpenAsync(NextRequest(), resumption.Patience, cancellationToken)
                    .ConfigureAwait(false);
                if (!(download.Start <= Position))
                {
                    // The server sent another range. Read the whole log instead, and skip the bytes that are known.
                    _readWhole = Position > 0 && !_readWhole ? true : throw download.Elsewhere(Position);
                    continue;
                }

                if (version is not null && download.Version?.Contradicts(version) == true)
                {
                    throw download.Changed();
                }

                version = download.Version ?? version;
                return await CopyAsync(download, receive, resumption.Patience, cancellationToken).ConfigureAwait(false)
                    ? true
                    : throw download.EndedEarly();
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable && IsRange)
            {
                if (!(e.WholeLength > Position || Length > Position))
                {
                    return true;
                }

                // The server refuses the range although it states, or stated before, that there is more.
                _readWhole = true;
            }
            catch (BitbucketApiException e) when (e.IsGone && Position == 0)
            {
                return false;
            }
            catch (BitbucketApiException e) when (Resumption.IsBreak(e))
            {
                if (!await resumption.PauseAsync(Position > before, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// Reads the last lines. If the server supports it, only the end of the log is requested. The next read continues after these lines.
    /// </summary>
    /// <param name="count">The number of lines.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="growing">
    /// Whether the log still grows. A last line without a line break is then left for the next read, when it is complete.
    /// </param>
    /// <returns>The lines; null when there is no log.</returns>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    public async Task<IReadOnlyList<string>?> TailAsync(int count, CancellationToken cancellationToken, bool growing = false)
    {
        var resumption = new Resumption(_client);
        long size = Math.Max(MinTailLength, count * AssumedLineLength);
        int requests = 0;
        while (requests < MaxTailRequests)
        {
            try
            {
                if (await ReadEndAsync(size, count, resumption.Patience, cancellationToken).ConfigureAwait(false) is not { } end)
                {
                    break;
                }

                if (end.Start == 0 || end.HasEnough)
                {
                    return Finish(end, growing);
                }

                requests = size >= Length ? MaxTailRequests : requests + 1;
                size *= 4;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // Either the log is empty, or the server does not support ranges from the end. Reading the whole log works in both cases.
                break;
            }
            catch (BitbucketApiException e) when (e.IsGone)
            {
                return null;
            }
            catch (BitbucketApiException e) when (Resumption.IsBreak(e))
            {
                if (!await resumption.PauseAsync(gotOn: false, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }

        // Ranges from the end did not work, so read the whole log.
        var whole = new LastLines(count, 0, OnLineSplit);
        Position = 0;
        _lastBytes.Clear();
        return await ReadAsync(whole.Add, cancellationToken).ConfigureAwait(false) ? Finish(whole, growing) : null;
    }

    /// <summary>Reads the last <paramref name="size"/> bytes; null when the server sent something else.</summary>
    private async Task<LastLines?> ReadEndAsync(long size, int count, Patience patience, CancellationToken cancellationToken)
    {
        using ApiDownload download = await _client
            .OpenAsync(_request with { Range = new RangeHeaderValue(null, size) }, patience, cancellationToken).ConfigureAwait(false);
        if (download.Start is not { } start)
        {
            return null;
        }

        Position = start;
        _lastBytes.Clear();
        var end = new LastLines(count, start, OnLineSplit);
        if (await CopyAsync(download, end.Add, patience, cancellationToken).ConfigureAwait(false))
        {
            return end;
        }

        // Either a range that does not reach the end of the log, or a whole log that was cut off.
        return download.IsPartial ? null : throw download.EndedEarly();
    }

    private IReadOnlyList<string> Finish(LastLines last, bool growing)
    {
        if (growing)
        {
            Position = last.EndOfLines;
            _lastBytes.Clear();
        }
        else
        {
            last.Finish();
        }

        return last.Lines;
    }

    /// <summary>Whether the next request is for a range.</summary>
    private bool IsRange => Position > 0 && !_readWhole;

    private ApiRequest NextRequest() => IsRange ? _request with { Range = new RangeHeaderValue(Position, null) } : _request;

    /// <summary>
    /// Passes the bytes of a response on. Returns false when there were fewer bytes than announced, for example because the server sent a
    /// shorter range than requested.
    /// </summary>
    private async Task<bool> CopyAsync(
        ApiDownload download, Func<byte[], int, int, bool> receive, Patience patience, CancellationToken cancellationToken)
    {
        Length = download.TotalLength ?? Length;
        IsOpen = true;
        if (download.TotalLength < Position)
        {
            throw download.Changed();
        }

        // A server that ignores the range sends the log from its beginning. Skip what was read before, and check that it is the same.
        long skip = Position - (download.Start ?? 0);
        patience.Known(skip);
        var skipped = new ByteTail();
        while (await download.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            int offset = (int)Math.Min(skip, count);
            skipped.Add(buffer, 0, offset);
            if (offset > 0 && (skip -= offset) == 0 && !skipped.EndsLike(_lastBytes))
            {
                throw download.Changed();
            }

            if (count > offset)
            {
                Position += count - offset;
                _lastBytes.Add(buffer, offset, count - offset);
                if (!receive(buffer, offset, count - offset))
                {
                    return true;
                }
            }
        }

        // Fewer bytes than were read before, or than an earlier response announced.
        return skip == 0 && !(Position < (download.TotalLength ?? Length));
    }
}
