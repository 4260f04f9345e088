namespace BitbucketPipelines.Tests;

/// <summary>A body that arrives in pieces and then ends, breaks or stalls.</summary>
internal sealed class StubStream(
    byte[] data, StubStream.End end, int piece = int.MaxValue, Func<CancellationToken, Task>? before = null) : Stream
{
    private int _position;

    public enum End
    {
        Whole,
        Broken,
        Stalled,
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (before is not null)
        {
            await before(cancellationToken).ConfigureAwait(false);
        }

        int count = Math.Min(Math.Min(buffer.Length, piece), data.Length - _position);
        if (count == 0 && buffer.Length > 0 && end != End.Whole)
        {
            if (end == End.Broken)
            {
                throw new IOException("The connection was reset.");
            }

            await Answer.NeverAsync(cancellationToken).ConfigureAwait(false);
        }

        data.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
