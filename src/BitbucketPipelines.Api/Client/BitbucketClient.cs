using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>
/// The one door: every request of the product goes through it. It signs, retries, follows redirects by hand and turns each failure
/// into a <see cref="BitbucketApiException"/>. Safe to use from several threads.
/// </summary>
internal sealed class BitbucketClient : IDisposable
{
    private const int MostRedirects = 5;

    /// <summary>How long the body of an error is waited for.</summary>
    private static readonly TimeSpan s_explanation = TimeSpan.FromSeconds(5);

    /// <summary>How an attempt ended that no other attempt would better.</summary>
    private static readonly AttemptOutcome s_final = new(HttpStatusCode.OK);

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly BitbucketClientOptions _options;
    private readonly NetworkCredential? _proxyCredential;
    private readonly RateLimitState _rateLimit;

    /// <summary>Creates a client with a connection pool of its own.</summary>
    /// <exception cref="ArgumentException">A root is not https, nor http to a loopback address.</exception>
    public BitbucketClient(BitbucketClientOptions options)
    {
        _options = options with
        {
            ApiUri = HttpTransport.CheckRoot(options.ApiUri, "API"),
            SiteUri = HttpTransport.CheckRoot(options.SiteUri, "site"),
        };
        _http = HttpTransport.Create(_options);
        _proxyCredential = HttpTransport.ProxyCredential(_options);
        _ownsHttp = true;
        _rateLimit = new RateLimitState();
        Written = new OwnWrites(options.Clock);
    }

    private BitbucketClient(BitbucketClient other, Action<ApiEvent>? observer, Deadline deadline)
    {
        _options = other._options with { Observer = observer };
        _http = other._http;
        _proxyCredential = other._proxyCredential;
        _rateLimit = other._rateLimit;
        Written = other.Written;
        Deadline = deadline;
    }

    /// <summary>The clock of every wait.</summary>
    public TimeProvider Clock => _options.Clock;

    /// <summary>What was written with these connections lately: lists lag behind.</summary>
    public OwnWrites Written { get; }

    /// <summary>When its requests have to be over.</summary>
    public Deadline Deadline { get; } = Deadline.None;

    /// <summary>The root of the API.</summary>
    public Uri ApiUri => _options.ApiUri;

    /// <summary>The root of the web site.</summary>
    public Uri SiteUri => _options.SiteUri;

    /// <summary>Whether the newest answers said that less than a fifth of the rate limit is left, or that it is used up.</summary>
    public bool IsNearRateLimit => _rateLimit.IsNear(Clock.GetUtcNow());

    /// <summary>
    /// Whether credentials may be sent there: https, or http to a loopback address. A user name or password in the address is refused,
    /// since addresses are shown.
    /// </summary>
    public static bool IsAllowedRoot(Uri root) => root is { IsAbsoluteUri: true, UserInfo.Length: 0 } && HttpTransport.IsSafe(root);

    /// <summary>The same client, with the same connections, that tells another observer.</summary>
    public BitbucketClient ObservedBy(Action<ApiEvent>? observer) => new(this, observer, Deadline);

    /// <summary>
    /// The same client, with the same connections, whose requests are over by then: a time-out ends them, and no more are sent.
    /// </summary>
    public BitbucketClient Until(Deadline deadline) => new(this, _options.Observer, Deadline.OrSooner(deadline));

    /// <summary>Sends a request and reads its JSON answer.</summary>
    /// <exception cref="BitbucketApiException">It failed.</exception>
    public Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        return ExecuteAsync(request, (response, token) => AnswerReader.ReadAsync(request, response, token), cancellationToken);
    }

    /// <summary>Sends a request that is answered with nothing, such as a deletion.</summary>
    /// <exception cref="BitbucketApiException">It failed.</exception>
    public Task SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        return ExecuteAsync(
            request,
            async (response, token) =>
            {
                await AnswerReader.AcceptAsync(request, response, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Sends a request and hands over its answer with its headers: the scopes that the server names, for instance.</summary>
    /// <exception cref="BitbucketApiException">It failed, or was not answered with the object that it asks for.</exception>
    public Task<TResult> SendAsync<T, TResult>(
        ApiRequest<T> request, Func<T, HttpResponseHeaders, TResult> read, CancellationToken cancellationToken)
    {
        return ExecuteAsync(
            request,
            async (response, token) => read(await AnswerReader.ReadAsync(request, response, token).ConfigureAwait(false), response.Headers),
            cancellationToken);
    }

    /// <summary>
    /// Sends a request of which nothing is known, and reads its answer: JSON, or no body at all, which gives an element of the kind
    /// Undefined.
    /// </summary>
    /// <exception cref="BitbucketApiException">It failed.</exception>
    public Task<JsonElement> ReadJsonAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        return ExecuteAsync(request, (response, token) => AnswerReader.ReadAnyAsync(request, response, token), cancellationToken);
    }

    /// <summary>Sends a request and reads its answer as it comes.</summary>
    /// <exception cref="BitbucketApiException">It failed.</exception>
    public Task<byte[]> ReadBytesAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        return ExecuteAsync(
            request, (response, token) => AnswerReader.ReadBytesAsync(request, response, token), cancellationToken, NewPatience(),
            download: true);
    }

    /// <summary>
    /// Sends a request and hands over the body as it arrives. Opening is retried; reading is the caller's, who knows where to resume.
    /// </summary>
    /// <exception cref="BitbucketApiException">It failed.</exception>
    public Task<ApiDownload> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        OpenAsync(request, NewPatience(), cancellationToken);

    /// <summary>The same, as one of several requests of the same operation.</summary>
    internal Task<ApiDownload> OpenAsync(ApiRequest request, Patience patience, CancellationToken cancellationToken)
    {
        bool asStored = request.Address is not null;
        return ExecuteAsync(
            request,
            async (response, token) =>
            {
                AnswerReader.CheckFile(request, response);
                return new ApiDownload(
                    response, await BodyStream.OpenAsync(response.Content, token, asStored).ConfigureAwait(false), asStored,
                    request.ToString());
            },
            cancellationToken,
            patience,
            download: true);
    }

    /// <summary>How long an operation of several requests may go on without getting anywhere.</summary>
    internal Patience NewPatience() => new(
        Clock, Duration.Longer(_options.Timeout, _options.LongestSilence), Deadline, _options.Observer);

    /// <summary>Tells something of an operation of several requests.</summary>
    internal void Tell(ApiEvent e) => _options.Observer?.Invoke(e);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <summary>THE loop that every request runs through.</summary>
    private async Task<T> ExecuteAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken,
        Patience? patience = null, bool download = false)
    {
        patience ??= NewPatience();
        TimeSpan waited = TimeSpan.Zero;
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
                throw HttpTransport.NotSent(request);
            }

            AuthenticationHeaderValue? authorization = await AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                response = await patience
                    .WaitAsync(token => SendOnceAsync(request, authorization, patience, token), _options.Timeout, cancellationToken)
                    .ConfigureAwait(false);
                patience.Heard();
                _rateLimit.Note(response, Clock.GetUtcNow());
                outcome = HttpTransport.Outcome(response, Clock.GetUtcNow());
                if (response.IsSuccessStatusCode)
                {
                    response.Content = new WatchedContent(response.Content, patience, _options.Timeout, download);
                    T result = await read(response, cancellationToken).ConfigureAwait(false);
                    keep = result is ApiDownload;
                    return result;
                }

                // The status is known: its explanation is not waited for as long as an answer is.
                response.Content = new WatchedContent(
                    response.Content, new Patience(Clock, s_explanation, Deadline, _options.Observer), s_explanation, renews: false);
                failure = await ErrorReader.ReadAsync(
                    request, response, outcome.RetryAfter ?? outcome.RateLimitReset, RedactorFor(request, authorization), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                failure = HttpTransport.NeverLeft(e) ? HttpTransport.Failed(request, response, e, mayHaveArrived)
                    : patience.IsCallOver ? HttpTransport.OutOfTime(request)
                    : HttpTransport.TimedOut(request, patience.Bound);
                outcome = default;
            }
            catch (BodyStalledException e)
            {
                failure = HttpTransport.Stalled(request, e);
                outcome = default;
            }
            catch (BitbucketApiException e)
            {
                // The answer has come and is not what it should be; the next would be no better.
                failure = e;
                outcome = s_final;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidDataException)
            {
                failure = HttpTransport.Failed(request, response, e, mayHaveArrived);
                outcome = failure.Kind == ApiErrorKind.InvalidResponse || HttpTransport.IsPermanent(e) ? s_final : default;
            }
            finally
            {
                if (!keep)
                {
                    response?.Dispose();
                }
            }

            failure = RedactorFor(request, authorization).Clean(failure);
            // A delete whose first answer was lost has done its work when the thing is gone.
            if (mayHaveArrived && request.Method == HttpMethod.Delete && failure.IsGone)
            {
                Tell(new ApiEvent($"{request}: the answer to an earlier attempt was lost, and what it was to remove is gone."));
                return default!;
            }

            if (!toggled && request.Method == HttpMethod.Get && request.Address is null && HttpTransport.SlashMatters(failure))
            {
                toggled = true;
                request = request with { Path = HttpTransport.ToggleSlash(request.Path) };
                continue;
            }

            mayHaveArrived |= HttpTransport.MayHaveArrived(failure);
            if (failure.Status == HttpStatusCode.Unauthorized && !HttpTransport.IsLimit(failure) && !renewed
                && request.Authorization is null
                && authorization is not null && _options.Credential!.Renew(authorization))
            {
                renewed = true;
                continue;
            }

            int attempt = outcome.IsRateLimited ? ++limited : ++failed;
            TimeSpan? delay = _options.Retry.Decide(attempt, request.Repeatable || failure.NeverLeft, outcome, Jitter.Next(), waited);
            if (delay is not { } pause || pause >= (outcome.IsToldToWait ? Deadline.Left : patience.Left))
            {
                throw HttpTransport.Final(request, failure);
            }

            _options.Observer?.Invoke(new ApiEvent(
                $"{request}: {failure.Message} Attempt {attempt}; the next one in {pause.TotalSeconds:0.#} s.", pause));
            await Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            if (outcome.IsToldToWait)
            {
                waited += pause;
            }
            else
            {
                patience.Spend(pause);
            }
        }
    }

    /// <summary>A server may repeat the token of this attempt, or one that was renewed before it.</summary>
    private Redactor RedactorFor(ApiRequest request, AuthenticationHeaderValue? authorization) =>
        Redactor.For(request, [authorization, .. _options.Credential?.Issued ?? []], _proxyCredential);

    private async ValueTask<AuthenticationHeaderValue?> AuthorizeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (request.Authorization is not null || request.Anonymous || _options.Credential is null)
        {
            return request.Authorization;
        }

        // Another request may be renewing the token, and have more time than this one.
        using CancellationTokenSource over = Clock.CancelAfter(Deadline.Left, cancellationToken);
        try
        {
            return await _options.Credential.GetHeaderAsync(this, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HttpTransport.NotSent(request);
        }
    }

    /// <summary>One attempt. Redirects of a read are followed; credentials go to the first origin only.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(
        ApiRequest request, AuthenticationHeaderValue? authorization, Patience patience, CancellationToken cancellationToken)
    {
        Uri uri = request.Address ?? HttpTransport.Address(request.Root == ApiRoot.Api ? ApiUri : SiteUri, request);
        Uri first = uri;
        if (ApiUri.Scheme == "https" && uri.Scheme != "https" && request.Address is not null)
        {
            throw new BitbucketApiException($"The server gave {request} without encryption, so it is not fetched.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Request = request.ToString(),
            };
        }

        for (int hop = 0; ; hop++)
        {
            long start = Clock.GetTimestamp();
            // An address that the server gave can tell more than it should.
            patience.Host = request.Address is null && HttpTransport.SameOrigin(uri, first) ? uri.Host : "the storage";
            using HttpRequestMessage message = HttpTransport.Message(request, uri, authorization, _options.UserAgent);
            HttpResponseMessage response = await _http
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            // A redirected address can be pre-signed: it is a credential, and is not shown.
            _options.Observer?.Invoke(new ApiEvent(
                $"{request.Method} "
                    + $"{(hop > 0 ? "(redirected)" : request.Address is null ? uri.GetLeftPart(UriPartial.Path) : request.Path)} -> "
                    + $"{(int)response.StatusCode} in {Clock.GetElapsedTime(start).TotalMilliseconds:0} ms"));

            if ((int)response.StatusCode is < 300 or > 399 || response.StatusCode == HttpStatusCode.NotModified)
            {
                return response;
            }

            using (response)
            {
                Uri next = HttpTransport.Redirect(request, uri, response, hop >= MostRedirects);
                if (!HttpTransport.SameOrigin(uri, next))
                {
                    authorization = null;
                }

                uri = next;
            }
        }
    }
}
