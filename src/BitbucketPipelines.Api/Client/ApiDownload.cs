using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>The body of a response as a stream. Reading fails when no data, or too little data, arrives for too long.</summary>
internal sealed class ApiDownload : IDisposable
{
    private const int SmallestBuffer = 64 * 1024;

    /// <summary>The buffer grows to this size while data arrives faster than it is processed.</summary>
    private const int LargestBuffer = 512 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly bool _asStored;
    private readonly string _request;
    private byte[] _buffer = [];
    private bool _isFull;

    private ApiDownload(HttpResponseMessage response, Stream body, bool asStored, string request)
    {
        _response = response;
        _body = body;
        _asStored = asStored;
        _request = request;
    }

    /// <summary>Disposed with the download, which is in flight until then.</summary>
    internal IDisposable? Slot { get; set; }

    /// <summary>Whether the server sent the requested range (206) rather than the whole content (200).</summary>
    public bool IsPartial => _response.StatusCode == HttpStatusCode.PartialContent;

    /// <summary>The offset of the first byte within the whole content; null when the server sent a part without Content-Range.</summary>
    public long? Start => IsPartial ? _response.Content.Headers.ContentRange?.From : 0;

    /// <summary>The size of the whole content in bytes; null when the server does not state it.</summary>
    public long? TotalLength => IsPartial ? _response.Content.Headers.ContentRange?.Length
        : _asStored || _response.Content.Headers.ContentEncoding.Count == 0 ? _response.Content.Headers.ContentLength
        : null;

    /// <summary>Identifies the version of the content; null when the server sends no strong ETag.</summary>
    internal ContentVersion? Version =>
        _response.Headers.ETag is { IsWeak: false } tag
            ? new ContentVersion(_response.RequestMessage?.RequestUri?.Host, TotalLength, tag.Tag)
            : null;

    /// <summary>Checks the response and opens its body.</summary>
    /// <exception cref="BitbucketApiException">The response is not the requested file.</exception>
    public static async Task<ApiDownload> OpenAsync(
        ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        AnswerReader.CheckFile(request, response);
        bool asStored = request.Address is not null;
        Stream body = await HttpContentReader.OpenAsync(response.Content, cancellationToken, asStored).ConfigureAwait(false);
        return new ApiDownload(response, body, asStored, request.ToString());
    }

    /// <summary>Reads the bytes that have arrived; none at the end. They are valid until the next call.</summary>
    /// <exception cref="BitbucketApiException">The connection broke, or too little data arrived for too long.</exception>
    public async Task<ArraySegment<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0 || _isFull)
        {
            _buffer = new byte[Math.Min(LargestBuffer, Math.Max(SmallestBuffer, 2 * _buffer.Length))];
        }

        int count = await ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        _isFull = count == _buffer.Length && count < LargestBuffer;
        return new ArraySegment<byte>(_buffer, 0, count);
    }

    /// <summary>Reads the bytes that have arrived; returns 0 at the end.</summary>
    /// <exception cref="BitbucketApiException">The connection broke, or too little data arrived for too long.</exception>
    public async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _body.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (BodyStalledException e)
        {
            throw Failure(ApiErrorKind.Timeout, $"{e.Message.TrimEnd('.')} ({_request}).", e);
        }
        catch (InvalidDataException e)
        {
            throw Failure(ApiErrorKind.InvalidResponse, $"The answer to {_request} contains invalid compressed data.", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Failure(ApiErrorKind.Connection, $"The connection broke while the answer arrived ({_request}): {e.Message}", e);
        }
    }

    /// <summary>The error for a response with another range than the one requested.</summary>
    internal BitbucketApiException Elsewhere(long from) => Failure(
        ApiErrorKind.InvalidResponse,
        $"The server answered {_request} with another range than the requested one (from byte "
            + $"{Start?.ToString("N0", System.Globalization.CultureInfo.CurrentCulture) ?? "?"}, not from {from:N0}).",
        null);

    /// <summary>The error for content that changed on the server between two requests of a download.</summary>
    internal BitbucketApiException Changed() => Failure(
        ApiErrorKind.InvalidResponse,
        $"The content of {_request} has changed on the server during the download, so its parts do not fit together.", null);

    /// <summary>The error for a body that is shorter than announced.</summary>
    internal BitbucketApiException EndedEarly() => Failure(ApiErrorKind.Connection, $"The answer ended early ({_request}).", null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
        Slot?.Dispose();
    }

    private BitbucketApiException Failure(ApiErrorKind kind, string message, Exception? inner) => new(message, inner)
    {
        Kind = kind,
        Status = kind == ApiErrorKind.InvalidResponse ? _response.StatusCode : null,
        Request = _request,
    };
}
