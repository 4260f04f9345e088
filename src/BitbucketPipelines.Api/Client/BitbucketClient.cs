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

    /// <summary>The outcome of an attempt that must not be retried.</summary>
    private static readonly AttemptOutcome s_notRetryable = new(HttpStatusCode.OK);

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly BitbucketClientOptions _options;
    private readonly NetworkCredential? _proxyCredential;
    private readonly AccountAllowances _allowances;
    private readonly HttpSender _sender;

    /// <summary>Creates a client with its own connection pool.</summary>
    /// <exception cref="ArgumentException">A root is neither https nor http to a loopback address.</exception>
    public BitbucketClient(BitbucketClientOptions options)
    {
        _options = options with
        {
            ApiUri = HttpTransport.CheckRoot(options.ApiUri, "API"),
            SiteUri = HttpTransport.CheckRoot(options.SiteUri, "site"),
        };
        _http = HttpTransport.Create(_options);
        _sender = new HttpSender(_http, _options);
        _proxyCredential = HttpTransport.ProxyCredential(_options);
        _ownsHttp = true;
        _allowances = AllowancesOf(_options.ApiUri, isAnonymous: false);
        Written = new OwnWrites(options.Clock);
    }

    private BitbucketClient(BitbucketClient other, BitbucketClientOptions options, Deadline deadline)
    {
        _options = options;
        _http = other._http;
        _sender = new HttpSender(_http, _options);
        _proxyCredential = other._proxyCredential;
        _allowances = other._allowances;
        Written = other.Written;
        Deadline = deadline;
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
    public Allowance Allowance => _allowances.ForRepositories;

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
        ExecuteAsync(request, (response, token) => AnswerReader.ReadAsync(request, response, token), cancellationToken);

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
        ExecuteAsync(request, (response, token) => AnswerReader.ReadAnyAsync(request, response, token), cancellationToken);

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
        Patience? patience = null, bool download = false)
    {
        try
        {
            return await RetryAsync(request, read, patience, download, cancellationToken).ConfigureAwait(false);
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
        CancellationToken cancellationToken)
    {
        patience ??= NewPatience();
        // How long it waited because of 429, because a gateway said so, and in all.
        TimeSpan limitWait = TimeSpan.Zero;
        TimeSpan waited = TimeSpan.Zero;
        TimeSpan paused = TimeSpan.Zero;
        BitbucketApiException? refusal = null;
        int limited = 0;
        int failed = 0;
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
            using AllowancePermit? permit = request.Address is not null ? null
                : await EnterAsync(request, limitWait, refusal, cancellationToken).ConfigureAwait(false);
            limitWait += Clock.GetElapsedTime(entered);
            AuthenticationHeaderValue? authorization = await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            _options.Counter?.Add();
            bool pausesAlone = true;
            try
            {
                response = await patience
                    .WaitAsync(token => _sender.SendAsync(request, authorization, patience, token), _options.Timeout, cancellationToken)
                    .ConfigureAwait(false);
                patience.ResetSilence();
                outcome = HttpTransport.Outcome(response, Clock.GetUtcNow());
                if (permit is not null)
                {
                    AllowanceHeaders headers = AllowanceHeaders.Read(response.Headers);
                    Allowance allowance = AllowancesFor(request).Learn(request, headers.Resource);
                    pausesAlone = !permit.Answered(allowance, (int)response.StatusCode, headers, outcome.RetryAfter);
                    permit.Dispose();
                }

                if (response.IsSuccessStatusCode)
                {
                    response.Content = new WatchedContent(response.Content, patience, _options.Timeout, download);
                    T result = await read(response, cancellationToken).ConfigureAwait(false);
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
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                failure = RequestErrors.NeverLeft(e) ? RequestErrors.Failed(request, response, e, mayHaveArrived)
                    : patience.IsCallOver ? RequestErrors.OutOfTime(request)
                    : RequestErrors.TimedOut(request, patience.Bound);
                outcome = default;
            }
            catch (BodyStalledException e)
            {
                failure = RequestErrors.Stalled(request, e);
                outcome = default;
            }
            catch (BitbucketApiException e)
            {
                // The response arrived but is invalid; sending the request again would not help.
                failure = e;
                outcome = s_notRetryable;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidDataException)
            {
                failure = RequestErrors.Failed(request, response, e, mayHaveArrived);
                outcome = failure.Kind == ApiErrorKind.InvalidResponse || RequestErrors.IsPermanent(e) ? s_notRetryable : default;
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

            int attempt = outcome.IsRateLimited ? ++limited : ++failed;
            TimeSpan? delay = _options.Retry.Decide(
                attempt, request.Repeatable || failure.NeverLeft, outcome, Jitter.Next(),
                outcome.IsRateLimited ? limitWait : waited, paused);
            if (delay is not { } pause || pause >= (outcome.IsToldToWait ? Deadline.Left : patience.Left))
            {
                throw RequestErrors.Final(request, failure);
            }

            _options.Observer?.Invoke(new ApiEvent(
                $"{request}: {failure.Message} Attempt {attempt}; the next one in {pause.TotalSeconds:0.#} s.", pause));
            await Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            paused += pause;
            if (outcome.IsRateLimited)
            {
                limitWait += pause;
            }
            else if (outcome.IsToldToWait)
            {
                waited += pause;
            }
            else
            {
                patience.Spend(pause);
            }
        }
    }

    /// <summary>Waits until the allowance permits the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="waited">How long it has waited for that already.</param>
    /// <param name="refusal">The 429 of its latest attempt; null if there was none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BitbucketApiException">The wait would be longer than the caller permits.</exception>
    private async Task<AllowancePermit> EnterAsync(
        ApiRequest request, TimeSpan waited, BitbucketApiException? refusal, CancellationToken cancellationToken)
    {
        Allowance allowance = AllowancesFor(request).For(request);
        TimeSpan longest = _options.Retry.LongestLimitWait == TimeSpan.MaxValue
            ? Deadline.Left : Duration.Shorter(_options.Retry.LongestLimitWait - waited, Deadline.Left);
        // All requests of a session tell it together: Written is the same for them.
        return await allowance
            .EnterAsync(
                longest, _options.Observer?.Target, Written, wait => Report(new ApiEvent(wait.Describe(null), Wait: wait)),
                cancellationToken)
            .ConfigureAwait(false) ?? throw (refusal ?? RequestErrors.Limited(request, allowance.Read().NamedWait));
    }

    private AccountAllowances AllowancesFor(ApiRequest request) => request.Root == ApiRoot.Api && !request.Anonymous
        ? _allowances : AllowancesOf(request.Root == ApiRoot.Api ? ApiUri : SiteUri, request.Anonymous);

    private AccountAllowances AllowancesOf(Uri root, bool isAnonymous) => AccountAllowances.Of(
        Clock, root, isAnonymous ? "anonymous" : _options.Credential?.Account ?? "anonymous");

    /// <summary>Redacts the token of this attempt and all earlier ones, because a server may repeat any of them.</summary>
    private Redactor RedactorFor(ApiRequest request, AuthenticationHeaderValue? authorization) =>
        Redactor.For(request, [authorization, .. _options.Credential?.Issued ?? []], _proxyCredential);

    private async ValueTask<AuthenticationHeaderValue?> AuthorizeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (request.Authorization is not null || request.Anonymous || _options.Credential is null)
        {
            return request.Authorization;
        }

        // Another request with a later deadline may be renewing the token; wait only for the own deadline.
        using CancellationTokenSource over = Clock.CancelAfter(Deadline.Left, cancellationToken);
        try
        {
            return await _options.Credential.GetHeaderAsync(this, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RequestErrors.NotSent(request);
        }
    }
}
