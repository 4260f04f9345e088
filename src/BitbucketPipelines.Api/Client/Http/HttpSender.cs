using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>Sends one attempt of a request and reports it to the observer.</summary>
/// <param name="http">The connections. Owned by the <see cref="BitbucketClient"/>.</param>
/// <param name="options">The settings of the client.</param>
internal sealed class HttpSender(HttpClient http, BitbucketClientOptions options)
{
    private const int MaxRedirects = 5;

    /// <summary>Sends the request once. Follows redirects of reads; credentials are sent to the first origin only.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        ApiRequest request, AuthenticationHeaderValue? authorization, Patience patience, CancellationToken cancellationToken)
    {
        Uri uri = request.Address ?? HttpTransport.Address(RootOf(request), request);
        Uri first = uri;
        if (options.ApiUri.Scheme == "https" && uri.Scheme != "https" && request.Address is not null)
        {
            throw new BitbucketApiException($"The URL that the server returned for {request} is not encrypted (https), so it is not used.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Request = request.ToString(),
            };
        }

        for (int hop = 0; ; hop++)
        {
            long start = options.Clock.GetTimestamp();
            // Do not show the host of an address that the server supplied.
            patience.Host = request.Address is null && HttpTransport.SameOrigin(uri, first) ? uri.Host : "the storage";
            using HttpRequestMessage message = HttpTransport.Message(request, uri, authorization, options.UserAgent);
#pragma warning disable RS0030 // The one place that sends.
            HttpResponseMessage response = await http
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
#pragma warning restore RS0030
            // A redirected address can be pre-signed and is then a credential: do not show it.
            options.Observer?.Invoke(new ApiEvent(
                $"{request.Method} "
                    + $"{(hop > 0 ? "(redirected)" : request.Address is null ? uri.GetLeftPart(UriPartial.Path) : request.Path)} -> "
                    + $"{(int)response.StatusCode} in {options.Clock.GetElapsedTime(start).TotalMilliseconds:0} ms"));

            if ((int)response.StatusCode is < 300 or > 399 || response.StatusCode == HttpStatusCode.NotModified)
            {
                return response;
            }

            using (response)
            {
                Uri next = HttpTransport.Redirect(request, uri, response, hop >= MaxRedirects);
                if (!HttpTransport.SameOrigin(uri, next))
                {
                    authorization = null;
                }

                uri = next;
            }
        }
    }

    private Uri RootOf(ApiRequest request) => request.Root switch
    {
        ApiRoot.Api => options.ApiUri,
        ApiRoot.Internal => new Uri(options.ApiUri, "../internal/"),
        _ => options.SiteUri,
    };
}
