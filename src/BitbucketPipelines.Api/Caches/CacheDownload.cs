using System.Net;
using System.Net.Http.Headers;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Saves the content of a cache to a file. It is written to a temporary file next to the target, named after the uuid of the version. The
/// temporary file replaces the target when it is complete. Broken connections and incomplete downloads of earlier calls are resumed. A new
/// URL is requested when the URL has expired.
/// </summary>
internal sealed class CacheDownload
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// The maximum number of refused URLs without new data in between. One URL may have expired while the connection was broken.
    /// </summary>
    private const int MaxRefusals = 2;

    private readonly BitbucketClient _client;
    private readonly RepositoryId _repository;
    private readonly Cache _cache;
    private readonly string _path;
    private ContentVersion? _version;
    private long _position;
    private long _furthest;
    private long _length;

    /// <summary>Creates a download; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cache">The version of the cache, with its workspace and repository.</param>
    /// <param name="path">The file.</param>
    public CacheDownload(BitbucketClient client, Cache cache, string path)
    {
        _client = client;
        _cache = cache;
        _path = AtomicFile.TargetOf(path);
        _repository = RepositoryId.Of(cache.Workspace, cache.Repository);
        _length = cache.Size ?? 0;
    }

    /// <summary>The number of bytes received so far.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The size of the content in bytes; 0 when it is unknown.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>The temporary file.</summary>
    public string PartialPath => $"{_path}.{FileNames.Safe((_cache.Uuid ?? "").Trim('{', '}'))}.partial";

    /// <summary>Requests the pre-signed URL of the content.</summary>
    /// <exception cref="BitbucketApiException">The request failed, or the URL is not safe.</exception>
    public static async Task<Uri> AddressAsync(BitbucketClient client, Cache cache, CancellationToken cancellationToken)
    {
        ApiRequest<CacheContentUri> request = Caches.ContentUri(RepositoryId.Of(cache.Workspace, cache.Repository), cache.Uuid ?? "");
        CacheContentUri answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Uri.TryCreate(answer?.Uri, UriKind.Absolute, out Uri? address) && HttpTransport.IsSafe(address!)
            ? address!
            : throw new BitbucketApiException($"The answer to {request} has no usable URL. It must be https.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Status = HttpStatusCode.OK,
                Request = request.ToString(),
            };
    }

    /// <summary>Downloads the content and replaces the target file.</summary>
    /// <exception cref="BitbucketApiException">The content could not be read. The received data is kept for the next call if it can be
    /// resumed.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    public async Task<CacheDownloadEnd> SaveAsync(CancellationToken cancellationToken)
    {
        CacheDownloadEnd? end = null;
        bool opened = false;
        try
        {
            // Opened before the first request, to fail early if the folder is not writable or another call writes the same file.
#pragma warning disable RS0030 // The incomplete file is kept for the next call. AtomicFile moves the complete one.
            using var file = new FileStream(
                PartialPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
#pragma warning restore RS0030
            opened = true;
            if (file.Length > _cache.Size)
            {
                file.SetLength(0);
            }

            file.Seek(0, SeekOrigin.End);
            Interlocked.Exchange(ref _position, file.Length);
            end = await ReceiveAsync(file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The next call can resume a failed download.
            bool useful = end?.Status == CacheDownloadStatus.Saved || (Position > 0 && end?.Status is null or CacheDownloadStatus.Refused);
            if (opened && !useful)
            {
                File.Delete(PartialPath);
            }
        }

        if (end.Status == CacheDownloadStatus.Saved)
        {
            AtomicFile.Move(PartialPath, _path);
        }

        return end;
    }

    private async Task<CacheDownloadEnd> ReceiveAsync(FileStream file, CancellationToken cancellationToken)
    {
        Uri? address = null;
        var resumption = new Resumption(_client);
        int refusals = 0;
        while (_cache.Size is not > 0 || Position < _cache.Size)
        {
            long before = Position;
            _furthest = Math.Max(_furthest, before);
            if (address is null)
            {
                try
                {
                    address = await AddressAsync(_client, _cache, cancellationToken).ConfigureAwait(false);
                }
                catch (BitbucketApiException e) when (e.IsGone)
                {
                    return new CacheDownloadEnd(CacheDownloadStatus.Gone, e);
                }
            }

            try
            {
                if (!await CopyAsync(address, file, resumption.Patience, cancellationToken).ConfigureAwait(false))
                {
                    return new CacheDownloadEnd(CacheDownloadStatus.WrongSize);
                }

                break;
            }
            catch (BitbucketApiException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable && before > 0)
            {
                // The temporary file is not the beginning of this content.
                Restart(file);
            }
            catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.Status && e.StatusCode is >= 400 and < 500 and not 429)
            {
                address = null;
                refusals = Position > before ? 1 : refusals + 1;
                if (refusals >= MaxRefusals)
                {
                    return new CacheDownloadEnd(CacheDownloadStatus.Refused, e);
                }
            }
            catch (BitbucketApiException e) when (Resumption.IsBreak(e))
            {
                if (!await resumption.PauseAsync(Position > before, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }

        await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        return _cache.Size is { } expected && expected != Position
            ? new CacheDownloadEnd(CacheDownloadStatus.WrongSize)
            : new CacheDownloadEnd(CacheDownloadStatus.Saved);
    }

    /// <summary>Downloads the rest of the content. Returns false if its size is not the one in the list.</summary>
    private async Task<bool> CopyAsync(Uri address, FileStream file, Patience patience, CancellationToken cancellationToken)
    {
        ApiRequest request = ApiRequest.Download(address);
        long from = Position;
        using ApiDownload download = await _client
            .OpenAsync(from == 0 ? request : request with { Range = new RangeHeaderValue(from, null) }, patience, cancellationToken)
            .ConfigureAwait(false);
        if (download.TotalLength is { } total)
        {
            if (_cache.Size is { } size && size != total)
            {
                return false;
            }

            Interlocked.Exchange(ref _length, total);
        }

        if (download.Start != from || (_version is not null && download.Version?.Contradicts(_version) == true))
        {
            // The server sent the whole content, another range or another version. Start again, because the parts may not fit together.
            Restart(file);
            _version = null;
            if (download.Start != 0)
            {
                throw from == 0 ? download.Elsewhere(from) : download.EndedEarly();
            }
        }

        _version = download.Version ?? _version;
        patience.Known(_furthest - Position);
        while (await download.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            if (Position + count > _cache.Size)
            {
                return false;
            }

            await file.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _position, count);
        }

        // Not every HTTP handler reports a body that ends early.
        return Position < download.TotalLength ? throw download.EndedEarly() : true;
    }

    private void Restart(FileStream file)
    {
        file.SetLength(0);
        file.Seek(0, SeekOrigin.Begin);
        Interlocked.Exchange(ref _position, 0);
    }
}
