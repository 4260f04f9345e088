#pragma warning disable RS0030 // The one place that makes the HttpClient.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>The HTTP details: handler, messages, addresses, and the errors that failures become.</summary>
internal static class HttpTransport
{
    public static HttpClient Create(BitbucketClientOptions options)
    {
#if NETSTANDARD2_0
        // Windows PowerShell: TLS 1.2 may be off by default, and two connections per host are too few for parallel work.
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        ServicePointManager.DefaultConnectionLimit = Math.Max(ServicePointManager.DefaultConnectionLimit, 16);
        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
#else
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Shorter than the attempt's timeout, so that a failed connection can be told from a lost response.
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(20, options.Timeout.TotalSeconds * 0.75)),
        };
#endif
        if (options.Proxy is not null)
        {
            handler.UseProxy = true;
            handler.Proxy = options.Proxy;
        }

        HttpMessageHandler outer = options.WrapHandler?.Invoke(handler) ?? handler;
        // The client's own timeout would also limit long downloads; each attempt has its own timeout.
        return new HttpClient(outer) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// The credentials sent to the proxy (from the options or the system), so that they can be redacted from texts; null when there are
    /// none.
    /// </summary>
    public static NetworkCredential? ProxyCredential(BitbucketClientOptions options)
    {
#if NETSTANDARD2_0
        // The Windows proxy uses the account of the user.
        IWebProxy? proxy = options.Proxy;
#else
        IWebProxy? proxy = options.Proxy ?? HttpClient.DefaultProxy;
#endif
        return proxy?.GetProxy(options.ApiUri) is { } address ? proxy.Credentials?.GetCredential(address, "Basic") : null;
    }

    /// <summary>Checks a root address and returns it with a trailing slash and without query and fragment.</summary>
    public static Uri CheckRoot(Uri root, string name)
    {
        Throw.IfNull(root);
        if (!BitbucketClient.IsAllowedRoot(root))
        {
            throw new ArgumentException($"The address of the {name} must be https, or http to a loopback address, without a user name or "
                + "password.");
        }

        return new Uri(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    public static Uri Address(Uri root, ApiRequest request)
    {
        var address = new StringBuilder(root.GetLeftPart(UriPartial.Path)).Append(request.Path);
        char separator = '?';
        foreach (KeyValuePair<string, string> parameter in request.Query)
        {
            address.Append(separator).Append(Uri.EscapeDataString(parameter.Key)).Append('=').Append(Uri.EscapeDataString(parameter.Value));
            separator = '&';
        }

        return new Uri(address.ToString());
    }

    /// <summary>Creates the message for one attempt: a message can be sent only once.</summary>
    public static HttpRequestMessage Message(ApiRequest request, Uri uri, AuthenticationHeaderValue? authorization, string userAgent)
    {
        var message = new HttpRequestMessage(request.Method, uri);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        message.Headers.Authorization = authorization;
        message.Headers.Range = request.Range;
        if (request.Accept == "application/json")
        {
            message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        }

        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }
        else if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            // Without content the network handler silently sends it again when the connection closes, and the server acts twice.
            message.Content = new ByteArrayContent([]);
        }

        return message;
    }

    public static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Whether the 404 may be due to the trailing slash. Which collections want one has changed over the years, so a read (never a write)
    /// is sent once more with the slash toggled.
    /// </summary>
    public static bool SlashMatters(BitbucketApiException failure) =>
        failure.StatusCode == 404 && failure.Detail?.StartsWith("There is no API hosted at this URL", StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether a 401 is about a limit, for example when a repository already has as many schedules as allowed. Other credentials would be
    /// rejected too.
    /// </summary>
    public static bool IsLimit(BitbucketApiException failure) =>
        failure.StatusCode == 401 && $"{failure.ServerMessage} {failure.Detail}".IndexOf("limit", StringComparison.OrdinalIgnoreCase) >= 0;

    public static string ToggleSlash(string path) => path.EndsWith("/", StringComparison.Ordinal) ? path.TrimEnd('/') : path + "/";

    /// <summary>The target of a redirect that may be followed.</summary>
    public static Uri Redirect(ApiRequest request, Uri from, HttpResponseMessage response, bool tooMany)
    {
        string? reason = null;
        Uri? to = response.Headers.Location is { } location && Uri.TryCreate(from, location, out Uri? address) ? address : null;
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            reason = "a request that changes something is never redirected";
        }
        else if (to is null)
        {
            reason = "it has no valid address";
        }
        else if (tooMany)
        {
            reason = "there were too many";
        }
        else if (!IsSafe(to) || (from.Scheme == "https" && to.Scheme != "https"))
        {
            reason = "it leads to an address without encryption";
        }
        else if (!request.MayLeaveOrigin && !SameOrigin(from, to))
        {
            reason = $"it leads to another host ({to.Host})";
        }

        return reason is null ? to! : throw new BitbucketApiException(
            $"The server answered {request} with a redirect ({(int)response.StatusCode}) that is not followed: {reason}.")
        {
            Kind = ApiErrorKind.InvalidResponse,
            Status = response.StatusCode,
            Request = request.ToString(),
        };
    }

    public static AttemptOutcome Outcome(HttpResponseMessage response, DateTimeOffset now)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        // Relative to the server's clock, because the local one may be wrong.
        now = response.Headers.Date ?? now;
        TimeSpan? retryAfter = header?.Delta ?? (header?.Date is { } date ? Duration.Longer(date - now, TimeSpan.Zero) : null);
        TimeSpan? reset = response.Headers.TryGetValues("X-RateLimit-Reset", out IEnumerable<string>? values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0 and < 1e9
                ? TimeSpan.FromSeconds(seconds)
                : null;
        return new AttemptOutcome(response.StatusCode, retryAfter, reset);
    }

    public static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;

    public static BitbucketApiException NotJson(ApiRequest request, HttpResponseMessage response) => new(
        $"The server answered {request} with {(int)response.StatusCode}, but not with JSON "
            + $"({response.Content.Headers.ContentType?.MediaType ?? "no media type"}; the text is not shown).")
    {
        Kind = ApiErrorKind.InvalidResponse,
        Status = response.StatusCode,
        Request = request.ToString(),
    };

    public static BitbucketApiException TimedOut(ApiRequest request, TimeSpan timeout) => new(
        $"The server did not answer {request} within {timeout.TotalSeconds:0} seconds.")
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    /// <summary>The error for a body that stalled or arrived too slowly.</summary>
    public static BitbucketApiException Stalled(ApiRequest request, BodyStalledException e) =>
        new($"{e.Message.TrimEnd('.')} ({request}).", e)
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    /// <summary>The error when the deadline passed while the request was running.</summary>
    public static BitbucketApiException OutOfTime(ApiRequest request) =>
        new($"The time limit was reached before the server answered {request}.")
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    /// <summary>The error when the deadline passed before the request was sent.</summary>
    public static BitbucketApiException NotSent(ApiRequest request) => new($"The time limit was reached before {request} was sent.")
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    public static BitbucketApiException Failed(ApiRequest request, HttpResponseMessage? response, Exception e, bool mayHaveArrived = false)
    {
        // A complete body that is not valid JSON will not be better next time. The parse error is left out because it would repeat parts
        // of the body.
        if (e is System.Text.Json.JsonException or InvalidDataException)
        {
            return new BitbucketApiException($"The answer to {request} could not be read as the JSON that the API documents.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Status = response?.StatusCode,
                Request = request.ToString(),
            };
        }

        bool neverLeft = response is null && NeverLeft(e);
        string what = response is not null ? $"The connection broke while the answer arrived ({request})"
            : neverLeft ? $"The server could not be reached ({request}{(mayHaveArrived ? "" : " was not sent")})"
            : $"The connection broke before the server answered ({request})";
        return new BitbucketApiException($"{what}: {Innermost(e)}", e)
        {
            Kind = ApiErrorKind.Connection,
            Request = request.ToString(),
            // An earlier attempt may have arrived.
            NeverLeft = neverLeft && !mayHaveArrived,
        };
    }

    /// <summary>Whether the failed request may have been carried out.</summary>
    public static bool MayHaveArrived(BitbucketApiException failure) => failure.Kind switch
    {
        ApiErrorKind.Timeout => true,
        ApiErrorKind.Connection => !failure.NeverLeft,
        ApiErrorKind.InvalidResponse => failure.StatusCode is >= 200 and < 300,
        // A server may fail after it did the work, except with 501 (not implemented).
        ApiErrorKind.Status => failure.StatusCode is >= 500 and not 501,
        _ => false,
    };

    /// <summary>
    /// The error that the caller gets. AnswerLost for a write that cannot be repeated and whose response was lost, and for any write with
    /// an invalid success response.
    /// </summary>
    public static BitbucketApiException Final(ApiRequest request, BitbucketApiException failure)
    {
        bool strange = failure.Kind == ApiErrorKind.InvalidResponse;
        if (!request.IsWrite || !MayHaveArrived(failure) || (request.Repeatable && !strange))
        {
            return failure;
        }

        string what = strange ? "what came back is not Bitbucket's answer" : "its answer was lost";
        return failure.As(
            ApiErrorKind.AnswerLost,
            $"{request} was sent, but {what}; it may have been carried out, and is not sent again. {failure.Message}", failure);
    }

    /// <summary>Whether a retry cannot succeed: a certificate was invalid, or a proxy refused.</summary>
    public static bool IsPermanent(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
#if NETSTANDARD2_0
            if (e is WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure })
#else
            if (e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } && e.Message.Contains("'407'"))
#endif
            {
                return true;
            }

            if (e is System.Security.Authentication.AuthenticationException)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsSafe(Uri uri) => uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback);

    /// <summary>The innermost message, or the outer one that contains it and also names the host.</summary>
    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner && !e.Message.Contains(inner.Message))
        {
            e = inner;
        }

        return e.Message;
    }

    /// <summary>Whether no connection was made, so that the request cannot have arrived.</summary>
    public static bool NeverLeft(Exception? e)
    {
#if NETSTANDARD2_0
        for (; e is not null; e = e.InnerException)
        {
            if (e is WebException
                {
                    Status: WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
                        or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.TrustFailure
                        or WebExceptionStatus.SecureChannelFailure
                })
            {
                return true;
            }
        }

        return false;
#else
        return e is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
        }
            // Thrown by the handler when ConnectTimeout has elapsed.
            or OperationCanceledException { InnerException: TimeoutException };
#endif
    }
}
