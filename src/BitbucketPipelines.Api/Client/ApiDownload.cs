using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>The body of an answer as it arrives. Reading fails when the server stands still, or drips, for too long.</summary>
internal sealed class ApiDownload : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly bool _asStored;
    private readonly string _request;

    internal ApiDownload(HttpResponseMessage response, Stream body, bool asStored, string request)
    {
        _response = response;
        _body = body;
        _asStored = asStored;
        _request = request;
    }

    /// <summary>Whether the server sent the range that was asked for (206), rather than all (200).</summary>
    public bool IsPartial => _response.StatusCode == HttpStatusCode.PartialContent;

    /// <summary>The place of the first byte in the whole, in bytes; null when the server sent a part without telling which.</summary>
    public long? Start => IsPartial ? _response.Content.Headers.ContentRange?.From : 0;

    /// <summary>The size of the whole in bytes, when the server tells it.</summary>
    public long? TotalLength => IsPartial ? _response.Content.Headers.ContentRange?.Length
        : _asStored || _response.Content.Headers.ContentEncoding.Count == 0 ? _response.Content.Headers.ContentLength
        : null;

    /// <summary>What tells this content from another; null when the server does not tell.</summary>
    internal ContentVersion? Version =>
        _response.Headers.ETag is { IsWeak: false } tag
            ? new ContentVersion(_response.RequestMessage?.RequestUri?.Host, TotalLength, tag.Tag)
            : null;

    /// <summary>Reads what has arrived; 0 at the end.</summary>
    /// <exception cref="BitbucketApiException">The connection broke, or too little came for too long.</exception>
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
            throw Failure(ApiErrorKind.InvalidResponse, $"The answer to {_request} is not compressed as it says.", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Failure(ApiErrorKind.Connection, $"The connection broke while the answer arrived ({_request}): {e.Message}", e);
        }
    }

    /// <summary>The server sent another part than the one that was asked for.</summary>
    internal BitbucketApiException Elsewhere(long from) => Failure(
        ApiErrorKind.InvalidResponse,
        $"The server answered {_request} with another part of it than was asked for (from byte "
            + $"{Start?.ToString("N0", System.Globalization.CultureInfo.CurrentCulture) ?? "?"} on, in place of {from:N0}).",
        null);

    /// <summary>What was read before does not belong to what comes now.</summary>
    internal BitbucketApiException Changed() => Failure(
        ApiErrorKind.InvalidResponse,
        $"The content of {_request} has changed on the server while it was read: what came before does not fit any more.", null);

    /// <summary>The body ended before all of it had come.</summary>
    internal BitbucketApiException EndedEarly() => Failure(ApiErrorKind.Connection, $"The answer ended early ({_request}).", null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
    }

    private BitbucketApiException Failure(ApiErrorKind kind, string message, Exception? inner) => new(message, inner)
    {
        Kind = kind,
        Status = kind == ApiErrorKind.InvalidResponse ? _response.StatusCode : null,
        Request = _request,
    };
}
