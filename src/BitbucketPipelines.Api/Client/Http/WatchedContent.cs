using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// The body of a response with a limit on every read: it may not stall or be too slow for longer than the window, nor exceed the
/// <see cref="Patience"/> of the operation. Reading then throws <see cref="BodyStalledException"/>.
/// </summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Patience _patience;
    private readonly TimeSpan _window;
    private readonly bool _renews;

    /// <param name="inner">The body from the network.</param>
    /// <param name="patience">The limit of the operation on time without progress.</param>
    /// <param name="window">How long the body may stall.</param>
    /// <param name="renews">Whether received bytes count as progress of the operation: true for downloads, which may take as long as they
    /// need.</param>
    public WatchedContent(HttpContent inner, Patience patience, TimeSpan window, bool renews)
    {
        _inner = inner;
        _patience = patience;
        _window = window;
        _renews = renews;
        foreach (KeyValuePair<string, IEnumerable<string>> header in inner.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new WatchedStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _patience, _window, _renews);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using Stream body = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await body.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class WatchedStream(Stream inner, Patience patience, TimeSpan window, bool renews) : Stream
    {
        // The time waited since enough bytes arrived, the time since any arrived, and the bytes since then.
        private TimeSpan _waited;
        private TimeSpan _silent;
        private long _bytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            TimeSpan before = patience.Waited;
            int read;
            try
            {
                read = await patience.WaitAsync(t => ReadOnceAsync(buffer, offset, count, t), window - _waited, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Count(patience.Waited - before, 0);
                throw new BodyStalledException(
                    patience.IsCallOver ? "The time limit was reached before the whole answer arrived."
                    : _bytes == 0 || _silent >= window ? $"Nothing arrived for {Counted.Seconds(_silent)}."
                    : $"Only {Counted.Of(_bytes, "byte")} arrived within {Counted.Seconds(_waited)}.");
            }

            Count(patience.Waited - before, read);
            return read;
        }

#if !NETSTANDARD2_0
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array))
            {
                return await ReadAsync(array.Array!, array.Offset, array.Count, cancellationToken).ConfigureAwait(false);
            }

            byte[] own = new byte[buffer.Length];
            int read = await ReadAsync(own, 0, own.Length, cancellationToken).ConfigureAwait(false);
            own.AsMemory(0, read).CopyTo(buffer);
            return read;
        }
#endif

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Bodies are read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Count(TimeSpan waited, int read)
        {
            _waited += waited;
            _silent += waited;
            if (read == 0)
            {
                return;
            }

            patience.ResetSilence();
            _silent = TimeSpan.Zero;
            _bytes += read;
            if (renews)
            {
                patience.Got(read);
            }

            if (_bytes >= Patience.Enough(window))
            {
                _bytes = 0;
                _waited = TimeSpan.Zero;
            }
        }

        /// <summary>One read from the network that ends when it is cancelled.</summary>
#if NETSTANDARD2_0
        private async Task<int> ReadOnceAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            // The network streams of Windows PowerShell ignore the token once a read has started; disposing them ends it.
            using (cancellationToken.Register(inner.Dispose))
            {
                try
                {
                    return await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
                {
                    throw new OperationCanceledException(e.Message, e, cancellationToken);
                }
            }
        }
#else
        private async Task<int> ReadOnceAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
#endif
    }
}
