using System.Net;
using System.Net.Http.Headers;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Saves the content of a cache to a file. It arrives beside the file, under a name that holds the uuid of the version, and takes its place
/// once it is whole. A broken connection is resumed where it broke, and so is what an earlier call left; an address that has ended is asked
/// for anew.
/// </summary>
internal sealed class CacheDownload
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// How often an address may be refused without a byte in between: the first may have ended while a connection was broken.
    /// </summary>
    private const int MostRefusals = 2;

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
    /// <param name="cache">The version of the cache, which knows its repository.</param>
    /// <param name="path">The file.</param>
    public CacheDownload(BitbucketClient client, Cache cache, string path)
    {
        _client = client;
        _cache = cache;
        _path = AtomicFile.TargetOf(path);
        _repository = new RepositoryId(cache.Workspace, cache.Repository);
        _length = cache.Size ?? 0;
    }

    /// <summary>How many bytes are there.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>How many there will be; 0 when nothing tells.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Where the bytes stand until all of them are there.</summary>
    public string PartialPath => $"{_path}.{FileNames.Safe((_cache.Uuid ?? "").Trim('{', '}'))}.partial";

    /// <summary>The pre-signed address of the content.</summary>
    /// <exception cref="BitbucketApiException">The server does not tell it, or tells one that is not safe.</exception>
    public static async Task<Uri> AddressAsync(BitbucketClient client, Cache cache, CancellationToken cancellationToken)
    {
        ApiRequest<CacheContentUri> request = Caches.ContentUri(new RepositoryId(cache.Workspace, cache.Repository), cache.Uuid ?? "");
        CacheContentUri answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Uri.TryCreate(answer?.Uri, UriKind.Absolute, out Uri? address) && HttpTransport.IsSafe(address!)
            ? address!
            : throw new BitbucketApiException($"The answer to {request} holds no address that may be used: it has to be https.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Status = HttpStatusCode.OK,
                Request = request.ToString(),
            };
    }

    /// <summary>Downloads, and puts the file into its place.</summary>
    /// <exception cref="BitbucketApiException">It could not be read. What has arrived stays for the next call, where that is of
    /// use.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public async Task<CacheDownloadEnd> SaveAsync(CancellationToken cancellationToken)
    {
        CacheDownloadEnd? end = null;
        bool opened = false;
        try
        {
            // Before anything is sent: a folder that may not be written to, or another call that writes the same file, shows here.
#pragma warning disable RS0030 // What arrived is kept for the next call. AtomicFile moves the file that is whole.
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
            // What arrived before a failure is of use to the next call.
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
                // What is there is not the beginning of what is to come.
                Restart(file);
            }
            catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.Status && e.StatusCode is >= 400 and < 500 and not 429)
            {
                address = null;
                refusals = Position > before ? 1 : refusals + 1;
                if (refusals >= MostRefusals)
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
        return _cache.Size is { } told && told != Position
            ? new CacheDownloadEnd(CacheDownloadStatus.WrongSize)
            : new CacheDownloadEnd(CacheDownloadStatus.Saved);
    }

    /// <summary>Whether what the storage has is as long as the list says. One that is longer is not read to its end.</summary>
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
            // The server sends all of it again, or another part than was asked for: nothing is put together that may not fit.
            Restart(file);
            _version = null;
            if (download.Start != 0)
            {
                throw from == 0 ? download.Elsewhere(from) : download.EndedEarly();
            }
        }

        _version = download.Version ?? _version;
        patience.Known(_furthest - Position);
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = await download.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (Position + count > _cache.Size)
            {
                return false;
            }

            await file.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _position, count);
        }

        // A body can end early without an error where its length is not checked on the way.
        return Position < download.TotalLength ? throw download.EndedEarly() : true;
    }

    private void Restart(FileStream file)
    {
        file.SetLength(0);
        file.Seek(0, SeekOrigin.Begin);
        Interlocked.Exchange(ref _position, 0);
    }
}
