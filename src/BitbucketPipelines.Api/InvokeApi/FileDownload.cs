namespace BitbucketPipelines.Api.Raw;

/// <summary>Saves a response to a file.</summary>
internal static class FileDownload
{
    /// <summary>Downloads to a temporary file, which replaces the target when it is complete.</summary>
    /// <exception cref="BitbucketApiException">The response could not be read.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static async Task SaveAsync(BitbucketClient client, ApiRequest request, string path, CancellationToken cancellationToken)
    {
        using ApiDownload download = await client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        using AtomicFile file = AtomicFile.Create(path);
        while (await download.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            file.Stream.Write(buffer, 0, count);
        }

        file.Commit(isRepeatable: true);
    }
}
