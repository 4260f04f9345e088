namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Keeps the last 64 bytes of a stream. When the stream is read again from its beginning, they show whether it still has the same content.
/// </summary>
internal sealed class ByteTail
{
    private const int MaxLength = 64;

    private byte[] _bytes = [];

    /// <summary>Forgets all bytes.</summary>
    public void Clear() => _bytes = [];

    /// <summary>Adds the next bytes of the stream.</summary>
    public void Add(byte[] buffer, int offset, int count)
    {
        int keep = Math.Min(_bytes.Length, Math.Max(0, MaxLength - count));
        int take = Math.Min(count, MaxLength);
        byte[] next = new byte[keep + take];
        Array.Copy(_bytes, _bytes.Length - keep, next, 0, keep);
        Array.Copy(buffer, offset + count - take, next, keep, take);
        _bytes = next;
    }

    /// <summary>Whether both end with the same bytes, as far as both are known.</summary>
    public bool EndsLike(ByteTail other)
    {
        int length = Math.Min(_bytes.Length, other._bytes.Length);
        return _bytes.Skip(_bytes.Length - length).SequenceEqual(other._bytes.Skip(other._bytes.Length - length));
    }
}
