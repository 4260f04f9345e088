using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>
/// Responses that the server gave an ETag. When the same is read again, the request carries the ETag, and 304 stands for the response that
/// is kept: less to transfer, and never older than what the server would send. Belongs to one session, so that no account sees the
/// responses of another. Limited in size; what was not used for the longest time is dropped first. Safe to use from several threads.
/// </summary>
internal sealed class ResponseCache
{
    /// <summary>The maximum size of all responses, in bytes.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>A response that is larger would push out too many others.</summary>
    private const int MostBytesOfOne = MostBytes / 4;

    private const int MostTagLength = 256;

    private readonly object _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>The size of the responses that are kept, in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>
    /// Whether the response may be kept: JSON of the API that is read with the credentials of the session. Not files, logs, byte ranges and
    /// pre-signed addresses.
    /// </summary>
    public static bool IsFor(ApiRequest request) => request.Method == HttpMethod.Get && !request.IsWrite && request.Root == ApiRoot.Api
        && request is { Address: null, Range: null, Body: null, Anonymous: false, Authorization: null, MayLeaveOrigin: false }
        && request is { IsShortLived: false, Accept: "application/json" };

    /// <summary>The response that is kept for an address; null when there is none.</summary>
    public Entry? Find(Uri address)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(address.AbsoluteUri, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    /// <summary>Reads a response into memory, so that it can be kept. Null when the server gave no ETag or when it is too large.</summary>
    /// <exception cref="BitbucketApiException">It is too large to be read into memory at all.</exception>
    public static async Task<Entry?> ReadAsync(
        Uri address, ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK || !HttpTransport.IsJson(response)
            || response.Headers.ETag?.ToString() is not { Length: <= MostTagLength } tag
            || response.Content.Headers.ContentLength > MostBytesOfOne
            || response.Headers.CacheControl?.NoStore == true)
        {
            return null;
        }

        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        byte[] body = await AnswerReader.ReadBodyAsync(request, response, cancellationToken).ConfigureAwait(false);
        var entry = new Entry(address.AbsoluteUri, tag, body, type);
        response.Content.Dispose();
        response.Content = entry.NewContent();
        return entry;
    }

    /// <summary>Keeps a valid response in place of an earlier one of the same address.</summary>
    public void Keep(Entry? entry)
    {
        if (entry is null || entry.Size > MostBytesOfOne)
        {
            return;
        }

        lock (_gate)
        {
            Remove(entry.Address);

            _entries[entry.Address] = _byUse.AddFirst(entry);
            Size += entry.Size;
            while (Size > MostBytes)
            {
                Remove(_byUse.Last!.Value.Address);
            }
        }
    }

    private void Remove(string address)
    {
        if (_entries.TryGetValue(address, out LinkedListNode<Entry>? node))
        {
            _entries.Remove(address);
            _byUse.Remove(node);
            Size -= node.Value.Size;
        }
    }

    /// <summary>A response that is kept.</summary>
    /// <param name="address">The address with the query.</param>
    /// <param name="tag">The ETag.</param>
    /// <param name="body">The decompressed body.</param>
    /// <param name="type">The media type.</param>
    public sealed class Entry(string address, string tag, byte[] body, MediaTypeHeaderValue? type)
    {
        public string Address { get; } = address;

        public string Tag { get; } = tag;

        /// <summary>The size in memory, roughly.</summary>
        public int Size { get; } = body.Length + (2 * (address.Length + tag.Length)) + 200;

        /// <summary>Puts this response in place of a 304. Returns false, and changes nothing, if it is another response.</summary>
        public bool Restore(HttpResponseMessage response)
        {
            if (response.StatusCode != HttpStatusCode.NotModified)
            {
                return false;
            }

            response.StatusCode = HttpStatusCode.OK;
            response.Content = NewContent();
            return true;
        }

        public HttpContent NewContent()
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = type;
            return content;
        }
    }
}
