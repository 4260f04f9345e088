using System.IO.Compression;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads and decompresses the body of a response. Not left to the handler, which would ask for compression on every request: a byte range
/// of a compressed log is useless. A file that is stored compressed is not decompressed.
/// </summary>
internal static class HttpContentReader
{
    /// <summary>
    /// The maximum size of a decompressed body that is read into memory, in bytes. The longest lists have a few megabytes per page.
    /// </summary>
    public const int MostInMemory = 64 * 1024 * 1024;

    private const int LeastInAdvance = 16 * 1024;
    private const int MostInAdvance = 4 * 1024 * 1024;

    public static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken, bool asStored = false)
    {
#if NETSTANDARD2_0
        cancellationToken.ThrowIfCancellationRequested();
        Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        string[] encodings = asStored
            ? []
            : [.. content.Headers.ContentEncoding.Where(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        if (encodings.Length == 0)
        {
            return stream;
        }

        if (encodings.Length == 1 && encodings[0].Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return new GZipStream(stream, CompressionMode.Decompress);
        }

        stream.Dispose();
        throw new InvalidDataException("The answer is compressed in a way that was not asked for.");
    }

    /// <summary>Reads the whole body, to be disposed of soon; null when it is larger than <see cref="MostInMemory"/>.</summary>
    public static async Task<RentedBytes?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using Stream stream = await OpenAsync(content, cancellationToken).ConfigureAwait(false);
        // Of a compressed body, only the compressed length is known.
        long announced = content.Headers.ContentEncoding.Count == 0 ? content.Headers.ContentLength ?? 0 : 0;
        var body = new RentedBytes((int)Math.Min(Math.Max(announced + 1, LeastInAdvance), MostInAdvance));
        try
        {
            while (await body.ReadFromAsync(stream, cancellationToken).ConfigureAwait(false) > 0)
            {
                if (body.Length > MostInMemory)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return body;
    }
}
