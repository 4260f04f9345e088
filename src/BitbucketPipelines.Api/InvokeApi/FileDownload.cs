namespace BitbucketPipelines.Api.Raw;

/// <summary>Saves an answer to a file.</summary>
internal static class FileDownload
{
    /// <summary>It arrives beside the file, which is made, or replaced, once it is whole.</summary>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task SaveAsync(BitbucketClient client, ApiRequest request, string path, CancellationToken cancellationToken)
    {
        using ApiDownload download = await client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        using AtomicFile file = AtomicFile.Create(path);
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await download.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            file.Stream.Write(buffer, 0, count);
        }

        file.Commit();
    }
}
