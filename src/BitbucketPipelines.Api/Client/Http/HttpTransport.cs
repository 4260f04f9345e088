#pragma warning disable RS0030 // The one place that makes the HttpClient.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>The small print of HTTP: handler, messages, addresses, and what a failure means.</summary>
internal static class HttpTransport
{
    public static HttpClient Create(BitbucketClientOptions options)
    {
#if NETSTANDARD2_0
        // Windows PowerShell: TLS 1.2 may be off by default, and two connections a host are too few for work in parallel.
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        ServicePointManager.DefaultConnectionLimit = Math.Max(ServicePointManager.DefaultConnectionLimit, 16);
        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
#else
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Sooner than an attempt is given up: what never left is told from what may have arrived.
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(20, options.Timeout.TotalSeconds * 0.75)),
        };
#endif
        if (options.Proxy is not null)
        {
            handler.UseProxy = true;
            handler.Proxy = options.Proxy;
        }

        HttpMessageHandler outer = options.WrapHandler?.Invoke(handler) ?? handler;
        // The client's own timeout would end a long download; each attempt has its own.
        return new HttpClient(outer) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// What the proxy is told, of the options or of the system, so that no text of it repeats it; null where it is told nothing.
    /// </summary>
    public static NetworkCredential? ProxyCredential(BitbucketClientOptions options)
    {
#if NETSTANDARD2_0
        // The proxy of Windows takes the user's own account.
        IWebProxy? proxy = options.Proxy;
#else
        IWebProxy? proxy = options.Proxy ?? HttpClient.DefaultProxy;
#endif
        return proxy?.GetProxy(options.ApiUri) is { } address ? proxy.Credentials?.GetCredential(address, "Basic") : null;
    }

    /// <summary>
    /// The root with a trailing slash, so that paths are appended to it, and without what is no part of it: a password would be told.
    /// </summary>
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

    /// <summary>Built anew for every attempt: a message can be sent once.</summary>
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
            // Without content the network handler sends it again by itself when the connection closes, and the server does it twice.
            message.Content = new ByteArrayContent([]);
        }

        return message;
    }

    public static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Which collections want a trailing slash has changed over the years; a read that meets this error is sent once more with the slash
    /// toggled. Never a write.
    /// </summary>
    public static bool SlashMatters(BitbucketApiException failure) =>
        failure.StatusCode == 404 && failure.Detail?.StartsWith("There is no API hosted at this URL", StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether a 401 speaks of a limit, as it does when a repository has all the schedules that it may have: other credentials would be
    /// refused, too.
    /// </summary>
    public static bool IsLimit(BitbucketApiException failure) =>
        failure.StatusCode == 401 && $"{failure.ServerMessage} {failure.Detail}".IndexOf("limit", StringComparison.OrdinalIgnoreCase) >= 0;

    public static string ToggleSlash(string path) => path.EndsWith("/", StringComparison.Ordinal) ? path.TrimEnd('/') : path + "/";

    /// <summary>Where a redirect leads, when it may be followed.</summary>
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
            reason = "it names no address";
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
        // By the server's own clock: this machine's may be wrong.
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

    /// <summary>The body stood still, or came too slowly.</summary>
    public static BitbucketApiException Stalled(ApiRequest request, BodyStalledException e) =>
        new($"{e.Message.TrimEnd('.')} ({request}).", e)
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    /// <summary>The time of the call ended while the request was under way.</summary>
    public static BitbucketApiException OutOfTime(ApiRequest request) => new($"The time was over before the server answered {request}.")
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    /// <summary>The time of the call ended before the request was sent.</summary>
    public static BitbucketApiException NotSent(ApiRequest request) => new($"The time was over before {request} was sent.")
    {
        Kind = ApiErrorKind.Timeout,
        Request = request.ToString(),
    };

    public static BitbucketApiException Failed(ApiRequest request, HttpResponseMessage? response, Exception e, bool mayHaveArrived = false)
    {
        // A body that is whole and yet no JSON will not be better next time. What is wrong with it is not told: that would repeat parts of
        // it.
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
            // An earlier attempt may have.
            NeverLeft = neverLeft && !mayHaveArrived,
        };
    }

    /// <summary>Whether the request may have been carried out although it failed.</summary>
    public static bool MayHaveArrived(BitbucketApiException failure) => failure.Kind switch
    {
        ApiErrorKind.Timeout => true,
        ApiErrorKind.Connection => !failure.NeverLeft,
        ApiErrorKind.InvalidResponse => failure.StatusCode is >= 200 and < 300,
        // A server that fails may do so after the work. 501 says that it cannot do such work.
        ApiErrorKind.Status => failure.StatusCode is >= 500 and not 501,
        _ => false,
    };

    /// <summary>
    /// What the caller is told in the end. A change that cannot be repeated may have been made when its answer is lost; one that can be
    /// repeated was, when it was answered with success by whomever.
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

    /// <summary>Whether another attempt can end otherwise: a certificate or a proxy that is refused stays so.</summary>
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

    /// <summary>The innermost reason, or the one around it that says the same and names the host too.</summary>
    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner && !e.Message.Contains(inner.Message))
        {
            e = inner;
        }

        return e.Message;
    }

    /// <summary>Whether the connection was never made, so that the request cannot have arrived.</summary>
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
            // What the handler throws when its ConnectTimeout is over.
            or OperationCanceledException { InnerException: TimeoutException };
#endif
    }
}
