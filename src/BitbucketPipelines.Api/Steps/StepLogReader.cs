using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads one log by byte ranges: all of it, its end, or what was added since the last time. A broken connection is resumed where it
/// broke. While a step runs its log is answered with 200 and grows; 416 means nothing new; once the step has ended, each read is
/// redirected to storage anew, since such an address soon expires. Nothing is taken for part of the log that may not be: a web page,
/// another part than was asked for, or what does not fit to what came before.
/// </summary>
internal sealed class StepLogReader
{
    private const int BufferSize = 64 * 1024;
    private const int FirstTail = 64 * 1024;

    /// <summary>After so many guesses at the size of the last lines, the whole log is read.</summary>
    private const int MostGuesses = 4;

    private readonly BitbucketClient _client;
    private readonly ApiRequest _request;
    private readonly ByteTail _given = new();
    private bool _wholeOnly;

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

    /// <summary>Told once, when a line is so long that it is given in pieces.</summary>
    public Action? CutLine { get; set; }

    /// <summary>
    /// Reads from <see cref="Position"/> to the end of what is there, or until <paramref name="bytes"/> says that it is enough.
    /// </summary>
    /// <param name="bytes">Takes buffer, offset and count; gives false to end reading.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>Whether there is a log: false before the step has begun, and for a step that never ran.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public async Task<bool> ReadAsync(Func<byte[], int, int, bool> bytes, CancellationToken cancellationToken)
    {
        var resumption = new Resumption(_client);
        ContentVersion? version = null;
        while (true)
        {
            long before = Position;
            try
            {
                using ApiDownload download = await _client.OpenAsync(Request(), resumption.Patience, cancellationToken)
                    .ConfigureAwait(false);
                if (!(download.Start <= Position))
                {
                    // Another part than was asked for. All of it, from which what is known is passed over, leaves no doubt.
                    _wholeOnly = Position > 0 && !_wholeOnly ? true : throw download.Elsewhere(Position);
                    continue;
                }

                if (version is not null && download.Version?.Contradicts(version) == true)
                {
                    throw download.Changed();
                }

                version = download.Version ?? version;
                return await CopyAsync(download, bytes, resumption.Patience, cancellationToken).ConfigureAwait(false)
                    ? true
                    : throw download.EndedEarly();
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                if (!(e.WholeLength > Position) || _wholeOnly)
                {
                    return true;
                }

                // It says itself that there is more.
                _wholeOnly = true;
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
    /// Reads the last lines, without reading the whole log where the server can send its end. Reading goes on after them.
    /// </summary>
    /// <param name="count">How many lines.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <param name="growing">Whether the log still grows: a last line without an end is then left to be read when it is whole.</param>
    /// <returns>The lines, or null when there is no log.</returns>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public async Task<IReadOnlyList<string>?> TailAsync(int count, CancellationToken cancellationToken, bool growing = false)
    {
        var resumption = new Resumption(_client);
        long size = Math.Max(FirstTail, count * 200L);
        int guesses = 0;
        while (guesses < MostGuesses)
        {
            try
            {
                var tail = new Tail(count, this);
                if (await ReadTailAsync(size, tail, resumption.Patience, cancellationToken).ConfigureAwait(false) is not { } enough)
                {
                    break;
                }

                if (enough)
                {
                    return End(tail, growing);
                }

                guesses = size >= Length ? MostGuesses : guesses + 1;
                size *= 4;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // The log is empty, or the server does not take the last bytes for a range: the whole log tells.
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

        // Ranges lead nowhere here.
        var whole = new Tail(count, this);
        Position = 0;
        _given.Clear();
        return await ReadAsync(whole.Add, cancellationToken).ConfigureAwait(false) ? End(whole, growing) : null;
    }

    /// <summary>
    /// Reads the last <paramref name="size"/> bytes: whether they hold enough lines; null when the server sent something else.
    /// </summary>
    private async Task<bool?> ReadTailAsync(long size, Tail tail, Patience patience, CancellationToken cancellationToken)
    {
        using ApiDownload download = await _client
            .OpenAsync(_request with { Range = new RangeHeaderValue(null, size) }, patience, cancellationToken).ConfigureAwait(false);
        if (download.Start is not { } start)
        {
            return null;
        }

        Position = tail.Start = start;
        _given.Clear();
        if (await CopyAsync(download, tail.Add, patience, cancellationToken).ConfigureAwait(false))
        {
            return start == 0 || tail.HasEnough;
        }

        // A part that is no end of the log, or a whole log that was cut off.
        return download.IsPartial ? null : throw download.EndedEarly();
    }

    private IReadOnlyList<string> End(Tail tail, bool growing)
    {
        if (growing)
        {
            Position = tail.EndOfLines;
            _given.Clear();
        }
        else
        {
            tail.Finish();
        }

        return tail.Lines;
    }

    private ApiRequest Request() => Position == 0 || _wholeOnly ? _request : _request with { Range = new RangeHeaderValue(Position, null) };

    /// <summary>
    /// Gives what comes. False when that is less than the server said, as it is when a part was sent that is shorter than asked for.
    /// </summary>
    private async Task<bool> CopyAsync(
        ApiDownload download, Func<byte[], int, int, bool> bytes, Patience patience, CancellationToken cancellationToken)
    {
        Length = download.TotalLength ?? Length;
        if (download.TotalLength < Position)
        {
            throw download.Changed();
        }

        // A server that ignores the range sends all again: what was given already is passed over.
        long skip = Position - (download.Start ?? 0);
        patience.Known(skip);
        var passed = new ByteTail();
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = await download.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            int offset = (int)Math.Min(skip, count);
            passed.Add(buffer, 0, offset);
            if (offset > 0 && (skip -= offset) == 0 && !passed.EndsLike(_given))
            {
                throw download.Changed();
            }

            if (count > offset)
            {
                Position += count - offset;
                _given.Add(buffer, offset, count - offset);
                if (!bytes(buffer, offset, count - offset))
                {
                    return true;
                }
            }
        }

        return !(Position < download.TotalLength);
    }

    /// <summary>The last lines of what comes.</summary>
    private sealed class Tail(int most, StepLogReader reader)
    {
        private readonly Queue<string> _last = new(Math.Min(most, 1024));
        private readonly LineSplitter _splitter = new(() => reader.CutLine?.Invoke());
        private bool _first = true;

        /// <summary>Where it begins in the log.</summary>
        public long Start { get; set; }

        /// <summary>The place in the log after the last line that has an end.</summary>
        public long EndOfLines => _end ?? Start;

        public bool HasEnough => _last.Count >= most;

        public IReadOnlyList<string> Lines => [.. _last];

        private long? _end;

        public bool Add(byte[] buffer, int offset, int length)
        {
            int feed = Array.LastIndexOf(buffer, (byte)'\n', offset + length - 1, length);
            _end = feed < 0 ? _end : reader.Position - length + (feed - offset) + 1;
            return _splitter.Add(buffer, offset, length, Keep);
        }

        public void Finish() => _splitter.Finish(Keep);

        private void Keep(string line)
        {
            // The first line of a part begins somewhere in its middle.
            if (_first && Start > 0)
            {
                _first = false;
                return;
            }

            _last.Enqueue(line);
            if (_last.Count > most)
            {
                _last.Dequeue();
            }
        }
    }

    /// <summary>The last bytes of a stream, by which it is known again.</summary>
    private sealed class ByteTail
    {
        private const int Most = 64;

        private byte[] _bytes = [];

        public void Clear() => _bytes = [];

        public void Add(byte[] buffer, int offset, int count)
        {
            int keep = Math.Min(_bytes.Length, Math.Max(0, Most - count));
            int take = Math.Min(count, Most);
            byte[] next = new byte[keep + take];
            Array.Copy(_bytes, _bytes.Length - keep, next, 0, keep);
            Array.Copy(buffer, offset + count - take, next, keep, take);
            _bytes = next;
        }

        /// <summary>Whether both end alike, as far as both are known.</summary>
        public bool EndsLike(ByteTail other)
        {
            int most = Math.Min(_bytes.Length, other._bytes.Length);
            return _bytes.Skip(_bytes.Length - most).SequenceEqual(other._bytes.Skip(other._bytes.Length - most));
        }
    }
}
