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
    /// <summary>How long to wait for the body of an error response.</summary>
    private static readonly TimeSpan s_errorBodyTime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly BitbucketClientOptions _options;
    private readonly NetworkCredential? _proxyCredential;
    private readonly AllowanceGate _gate;
    private readonly ResponseCache _known;
    private readonly HttpSender _sender;

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
        _sender = new HttpSender(_http, _options);
        _proxyCredential = HttpTransport.ProxyCredential(_options);
        _ownsHttp = true;
        _known = new ResponseCache();
        Written = new OwnWrites(options.Clock);
        _gate = new AllowanceGate(_options, Written, Deadline);
    }

    private BitbucketClient(BitbucketClient other, BitbucketClientOptions options, Deadline deadline)
    {
        _options = options;
        _http = other._http;
        _sender = new HttpSender(_http, _options);
        _proxyCredential = other._proxyCredential;
        _known = other._known;
        Written = other.Written;
        Deadline = deadline;
        _gate = new AllowanceGate(options, Written, deadline);
    }

    /// <summary>The clock for all waits.</summary>
    public TimeProvider Clock => _options.Clock;

    /// <summary>What was recently written through this client, because lists can lag behind.</summary>
    public OwnWrites Written { get; }

    /// <summary>When all requests of this client must have ended.</summary>
    public Deadline Deadline { get; } = Deadline.None;

    public Uri ApiUri => _options.ApiUri;

    public Uri SiteUri => _options.SiteUri;

    /// <summary>The allowance of requests of this account for repositories: its limit, what is left, and how long work takes.</summary>
    public Allowance Allowance => _gate.ForRepositories;

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
            return await RetryAsync(request, read, patience, download, mayBeKnown, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (request.IsWrite)
            {
                Written.RaiseChanged();
            }
        }
    }

    /// <summary>The retry loop.</summary>
    private async Task<T> RetryAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, Patience? patience, bool download,
        bool mayBeKnown, CancellationToken cancellationToken)
    {
        if (_options.UsesStepProxy)
        {
            StepProxy.Check(request);
        }

        patience ??= NewPatience();
        var attempts = new Attempts(_options.Retry, Deadline);
        BitbucketApiException? refusal = null;
        bool renewed = false;
        bool toggled = false;
        bool mayHaveArrived = false;
        while (true)
        {
            AttemptOutcome outcome;
            BitbucketApiException failure;
            HttpResponseMessage? response = null;
            bool keep = false;
            if (Deadline.IsOver)
            {
                throw RequestErrors.NotSent(request);
            }

            long entered = Clock.GetTimestamp();
            using AllowancePermit? permit = await _gate.EnterAsync(request, attempts.LimitWait, refusal, cancellationToken)
                .ConfigureAwait(false);
            attempts.LimitWait += Clock.GetElapsedTime(entered);
            AuthenticationHeaderValue? authorization = await RequestAuthorization
                .ForAsync(this, _options.Credential, request, cancellationToken).ConfigureAwait(false);
            _options.Counter?.Add();
            bool pausesAlone = true;
            // What is known already is only asked for if it has changed.
            Uri? address = mayBeKnown && ResponseCache.IsFor(request) ? HttpTransport.Address(ApiUri, request) : null;
            ResponseCache.Entry? known = address is null ? null : _known.Find(address);
            try
            {
                ApiRequest sent = known is null ? request : request with { IfNoneMatch = known.Tag };
                response = await patience
                    .WaitAsync(token => _sender.SendAsync(sent, authorization, patience, token), _options.Timeout, cancellationToken)
                    .ConfigureAwait(false);
                patience.ResetSilence();
                outcome = HttpTransport.Outcome(response, Clock.GetUtcNow());
                if (outcome.IsRateLimited)
                {
                    _options.Counter?.AddRefused();
                }

                if (permit is not null)
                {
                    pausesAlone = !_gate.Leave(permit, request, response, outcome);
                }

                bool isKnown = known?.Restore(response) == true;
                if (response.IsSuccessStatusCode)
                {
                    response.Content = new WatchedContent(response.Content, patience, _options.Timeout, download);
                    known = isKnown || address is null ? null
                        : await ResponseCache.ReadAsync(address, request, response, cancellationToken).ConfigureAwait(false);
                    T result = await read(response, cancellationToken).ConfigureAwait(false);
                    _known.Keep(known);
                    keep = result is ApiDownload;
                    return result;
                }

                // The status is known already, so wait only briefly for the error body.
                response.Content = new WatchedContent(
                    response.Content, new Patience(Clock, s_errorBodyTime, Deadline, _options.Observer), s_errorBodyTime, renews: false);
                failure = await ErrorReader.ReadAsync(
                    request, response, outcome.RetryAfter ?? outcome.RateLimitReset, RedactorFor(request, authorization), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception e) when (AttemptFailure.Is(e, cancellationToken))
            {
                (failure, outcome) = AttemptFailure.Of(e, request, response, patience, mayHaveArrived);
            }
            finally
            {
                permit?.Dispose();
                if (!keep)
                {
                    response?.Dispose();
                }
            }

            failure = RedactorFor(request, authorization).Clean(failure);
            failure.WasLimited = refusal is not null;
            // If the response to an earlier DELETE was lost, 404 means that it succeeded.
            if (mayHaveArrived && request.Method == HttpMethod.Delete && failure.IsGone)
            {
                Report(new ApiEvent($"{request}: the answer to an earlier attempt was lost, but the object has been removed."));
                return default!;
            }

            if (!toggled && request.Method == HttpMethod.Get && request.Address is null && RequestErrors.SlashMatters(failure))
            {
                toggled = true;
                request = request with { Path = HttpTransport.ToggleSlash(request.Path) };
                continue;
            }

            mayHaveArrived |= RequestErrors.MayHaveArrived(failure);
            if (failure.Status == HttpStatusCode.Unauthorized && !RequestErrors.IsLimit(failure) && !renewed
                && request.Authorization is null
                && authorization is not null && _options.Credential!.Renew(authorization))
            {
                renewed = true;
                continue;
            }

            if (outcome.IsRateLimited && !pausesAlone && !Deadline.IsOver)
            {
                // The allowance decides when it is sent again.
                Report(new ApiEvent($"{request}: {failure.Message} It is sent again when the rate limit permits it."));
                refusal = failure;
                continue;
            }

            if (attempts.Next(request, failure, outcome, patience) is not { } pause)
            {
                throw RequestErrors.Final(request, failure);
            }

            _options.Observer?.Invoke(new ApiEvent(
                $"{request}: {failure.Message} Attempt {attempts.Count}; the next one in {pause.TotalSeconds:0.#} s.", pause));
            await Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            attempts.Paused(pause, outcome, patience);
        }
    }

    /// <summary>Redacts the token of this attempt and all earlier ones, because a server may repeat any of them.</summary>
    private Redactor RedactorFor(ApiRequest request, AuthenticationHeaderValue? authorization) =>
        Redactor.For(request, [authorization, .. _options.Credential?.Issued ?? []], _proxyCredential);
}
