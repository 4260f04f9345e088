#pragma warning disable RS0030 // The one place that makes the HttpClient.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>The HTTP details: the handler, messages, addresses, redirects and response headers.</summary>
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
        if (request.IfNoneMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", request.IfNoneMatch);
        }

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

    public static bool IsSafe(Uri uri) => uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback);
}
