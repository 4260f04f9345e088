using System.Buffers;

namespace BitbucketPipelines.Api;

/// <summary>
/// Bytes in memory that is used again once they are disposed of: a page of a list is larger than what the runtime frees cheaply. They are
/// erased then, because they can be a secret.
/// </summary>
/// <param name="capacity">For how many bytes there is room at first.</param>
internal sealed class RentedBytes(int capacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes, until they are disposed of.</summary>
    public ArraySegment<byte> Bytes => new(_buffer, 0, Length);

    /// <summary>A copy.</summary>
    public byte[] ToArray() => Bytes.AsSpan().ToArray();

    /// <summary>Reads some more bytes; 0 at the end of the stream.</summary>
    public async Task<int> ReadFromAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (Length == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(2 * Length);
            Bytes.AsSpan().CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }

        int count = await stream.ReadAsync(_buffer, Length, _buffer.Length - Length, cancellationToken).ConfigureAwait(false);
        Length += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            (_buffer, Length) = ([], 0);
        }
    }
}
