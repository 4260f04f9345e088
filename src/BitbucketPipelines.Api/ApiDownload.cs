using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>The body of an answer as it arrives. Reading fails when the server stands still for too long.</summary>
public sealed class ApiDownload : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly string _request;

    internal ApiDownload(HttpResponseMessage response, Stream body, TimeSpan timeout, TimeProvider clock, string request)
    {
        _response = response;
        _body = body;
        _timeout = timeout;
        _clock = clock;
        _request = request;
    }

    /// <summary>Whether the server sent the range that was asked for (206), rather than all (200).</summary>
    public bool IsPartial => _response.StatusCode == HttpStatusCode.PartialContent;

    /// <summary>The place of the first byte in the whole, in bytes.</summary>
    public long Start => IsPartial ? _response.Content.Headers.ContentRange?.From ?? 0 : 0;

    /// <summary>The size of the whole in bytes, when the server tells it.</summary>
    public long? TotalLength => IsPartial ? _response.Content.Headers.ContentRange?.Length : _response.Content.Headers.ContentLength;

    /// <summary>Reads what has arrived; 0 at the end.</summary>
    /// <exception cref="BitbucketApiException">The connection broke, or nothing came for too long.</exception>
    public async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        Throw.IfNull(buffer);
        using CancellationTokenSource timeout = _clock.CancelAfter(_timeout, cancellationToken);
        try
        {
            return await _body.ReadAsync(buffer, 0, buffer.Length, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BitbucketApiException($"Nothing arrived for {_timeout.TotalSeconds:0} seconds ({_request}).", e)
            {
                Kind = ApiErrorKind.Timeout,
                Request = _request,
            };
        }
        catch (InvalidDataException)
        {
            throw new BitbucketApiException($"The answer to {_request} says that it is compressed, and is not.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Status = _response.StatusCode,
                Request = _request,
            };
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new BitbucketApiException($"The connection broke while the answer arrived ({_request}): {e.Message}", e)
            {
                Kind = ApiErrorKind.Connection,
                Request = _request,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
    }
}
