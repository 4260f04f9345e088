using System.IO.Compression;

namespace BitbucketPipelines.Api;

/// <summary>
/// The body of an answer, decompressed. Done here rather than in the handler, which would ask for compression on every request:
/// a byte range of a compressed log is of no use. A file that is stored compressed stays so.
/// </summary>
internal static class BodyStream
{
    public static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken, bool asStored = false)
    {
#if NETSTANDARD2_0
        cancellationToken.ThrowIfCancellationRequested();
        Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        return !asStored && content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>All of it.</summary>
    public static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using Stream stream = await OpenAsync(content, cancellationToken).ConfigureAwait(false);
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole, 81920, cancellationToken).ConfigureAwait(false);
        return whole.ToArray();
    }
}
