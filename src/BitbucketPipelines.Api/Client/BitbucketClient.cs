using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>
/// Sends every request of the module: adds credentials, retries, follows redirects and turns each failure into a
/// <see cref="BitbucketApiException"/>. Safe to use from several threads.
/// </summary>
internal sealed class BitbucketClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly BitbucketClientOptions _options;
    private readonly NetworkCredential? _proxyCredential;
    private readonly AllowanceGate _gate;
    private readonly ResponseCache _known;
    private readonly RequestLoop _attempts;

    /// <summary>Creates a client with its own connection pool.</summary>
    /// <exception cref="ArgumentException">A root is neither https nor http to a loopback address.</exception>
    public BitbucketClient(BitbucketClientOptions options)
    {
        _options = options with
        {
            ApiUri = options.UsesStepProxy ? StepProxy.CheckRoot(options) : HttpTransport.CheckRoot(options.ApiUri, "API"),
            SiteUri = HttpTransport.CheckRoot(options.SiteUri, "site"),
        };
        _http = HttpTransport.Create(_options);
        _proxyCredential = HttpTransport.ProxyCredential(_options);
        _ownsHttp = true;
        _known = new ResponseCache();
        Written = new OwnWrites(options.Clock);
        _gate = new AllowanceGate(_options, Deadline);
        _attempts = new RequestLoop(this, _options, new HttpSender(_http, _options), _gate, _known, _proxyCredential);
    }

    private BitbucketClient(BitbucketClient other, BitbucketClientOptions options, Deadline deadline)
    {
        _options = options;
        _http = other._http;
        _proxyCredential = other._proxyCredential;
        _known = other._known;
        Written = other.Written;
        Deadline = deadline;
        _gate = new AllowanceGate(options, deadline);
        _attempts = new RequestLoop(this, options, new HttpSender(_http, options), _gate, _known, _proxyCredential);
    }

    /// <summary>The clock for all waits.</summary>
    public TimeProvider Clock => _options.Clock;

    /// <summary>What was recently written through this client, because lists can lag behind.</summary>
    public OwnWrites Written { get; }

    /// <summary>When all requests of this client must have ended.</summary>
    public Deadline Deadline { get; } = Deadline.None;

    public Uri ApiUri => _options.ApiUri;

    public Uri SiteUri => _options.SiteUri;

    /// <summary>The number of requests that this client may still send; a very large number without a limit.</summary>
    public int RequestsLeft => _options.Budget?.Left ?? int.MaxValue;

    /// <summary>The maximum number of requests that this client has in flight, or should have if it was given no limit.</summary>
    public int MostInFlight => _options.Slots?.Limit ?? RequestSlots.DefaultLimit;

    /// <summary>The allowance of requests of this account for repositories: its limit, what is left, and how long work takes.</summary>
    public Allowance Allowance => _gate.ForRepositories;

    /// <summary>Whether requests wait until an allowance that is used up starts anew, rather than fail.</summary>
    public bool WaitsForAllowance => _options.Retry.LongestLimitWait >= TimeSpan.FromHours(1);

    /// <summary>Whether the latest responses said that less than a fifth of the rate limit is left, or that it is exhausted.</summary>
    public bool IsNearRateLimit => Allowance.Read().IsNear;

    /// <summary>
    /// Whether credentials may be sent to the address: https, or http to a loopback address. An address with a user name or password is
    /// not allowed, because addresses appear in output.
    /// </summary>
    public static bool IsAllowedRoot(Uri root) => root is { IsAbsoluteUri: true, UserInfo.Length: 0 } && HttpTransport.IsSafe(root);

    /// <summary>A client that shares the connections, reports to another observer, and counts its requests.</summary>
    public BitbucketClient ObservedBy(Action<ApiEvent>? observer, RequestCounter? counter = null) =>
        new(this, _options with { Observer = observer, Counter = counter }, Deadline);

    /// <summary>
    /// A client that shares the connections and whose requests must end by <paramref name="deadline"/>: it cancels requests with a timeout
    /// error and sends no further ones.
    /// </summary>
    public BitbucketClient Until(Deadline deadline) => new(this, _options, Deadline.OrSooner(deadline));

    /// <summary>
    /// A client that shares the connections and sends so many requests at most, those that are sent again included. Any further one fails
    /// with <see cref="BitbucketApiException.IsOverBudget"/>.
    /// </summary>
    public BitbucketClient Within(int mostRequests) => new(this, _options with { Budget = new RequestBudget(mostRequests) }, Deadline);

    /// <summary>A client with the same limit that leaves so many requests for something else.</summary>
    public BitbucketClient Keeping(int requests) =>
        _options.Budget is { } budget ? new(this, _options with { Budget = budget.Keeping(requests) }, Deadline) : this;

    /// <summary>A client that shares the connections and has no more requests in flight than there are slots.</summary>
    public BitbucketClient Through(RequestSlots slots) => new(this, _options with { Slots = slots }, Deadline);

    /// <summary>A client that shares the connections and sends no request again after a failure.</summary>
    public BitbucketClient WithoutRetries() =>
        new(this, _options with { Retry = new RetryPolicy { MaxAttempts = 1, LongestLimitWait = TimeSpan.Zero } }, Deadline);

    /// <summary>Sends a request and reads its JSON response.</summary>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken) =>
        ExecuteAsync(request, (response, token) => AnswerReader.ReadAsync(request, response, token), cancellationToken, mayBeKnown: true);

    /// <summary>Sends a request without a result, such as a deletion.</summary>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public Task SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(
            request,
            async (response, token) =>
            {
                await AnswerReader.AcceptAsync(request, response, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Sends a request and passes the result and the response headers to <paramref name="read"/>.</summary>
    /// <exception cref="BitbucketApiException">The request failed, or the response is not the requested object.</exception>
    public Task<TResult> SendAsync<T, TResult>(
        ApiRequest<T> request, Func<T, HttpResponseHeaders, TResult> read, CancellationToken cancellationToken) =>
        ExecuteAsync(
            request,
            async (response, token) => read(await AnswerReader.ReadAsync(request, response, token).ConfigureAwait(false), response.Headers),
            cancellationToken);

    /// <summary>Sends a request and reads JSON of unknown shape; an empty body gives an element of the kind Undefined.</summary>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public Task<JsonElement> ReadJsonAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(
            request, (response, token) => AnswerReader.ReadAnyAsync(request, response, token), cancellationToken, mayBeKnown: true);

    /// <summary>Sends a request and reads the body as bytes.</summary>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public Task<byte[]> ReadBytesAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(
            request, (response, token) => AnswerReader.ReadBytesAsync(request, response, token), cancellationToken, NewPatience(),
            download: true);

    /// <summary>
    /// Sends a request and returns the body as a stream. Retries until the response starts; resuming a broken download is up to the
    /// caller.
    /// </summary>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public Task<ApiDownload> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        OpenAsync(request, NewPatience(), cancellationToken);

    /// <summary>As above, for an operation of several requests that share <paramref name="patience"/>.</summary>
    internal Task<ApiDownload> OpenAsync(ApiRequest request, Patience patience, CancellationToken cancellationToken) =>
        ExecuteAsync(
            request, (response, token) => ApiDownload.OpenAsync(request, response, token), cancellationToken, patience, download: true);

    /// <summary>A new limit on how long an operation of several requests may go on without progress.</summary>
    internal Patience NewPatience() => new(
        Clock, Duration.Longer(_options.Timeout, _options.LongestSilence), Deadline, _options.Observer);

    /// <summary>Sends a message to the observer.</summary>
    internal void Report(ApiEvent e) => _options.Observer?.Invoke(e);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <summary>Every request passes through here.</summary>
    private async Task<T> ExecuteAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken,
        Patience? patience = null, bool download = false, bool mayBeKnown = false)
    {
        try
        {
            return await _attempts.SendAsync(request, read, patience ?? NewPatience(), download, mayBeKnown, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (request.IsWrite)
            {
                Written.RaiseChanged();
            }
        }
    }
}
