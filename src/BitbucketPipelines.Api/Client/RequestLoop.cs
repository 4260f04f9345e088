using System.Net;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>The attempts of a request: waits for the allowance, adds credentials, and sends it again after failures that pass.</summary>
/// <param name="client">The client whose requests it sends.</param>
/// <param name="options">The settings of the client.</param>
/// <param name="sender">Sends one attempt.</param>
/// <param name="gate">Lets requests pass as the allowance permits.</param>
/// <param name="knownResponses">Responses that the server may say are still right.</param>
/// <param name="proxyCredential">The credentials of the proxy, which errors must not repeat.</param>
internal sealed class RequestLoop(
    BitbucketClient client, BitbucketClientOptions options, HttpSender sender, AllowanceGate gate, ResponseCache knownResponses,
    NetworkCredential? proxyCredential)
{
    /// <summary>How long to wait for the body of an error response.</summary>
    private static readonly TimeSpan s_errorBodyTime = TimeSpan.FromSeconds(5);

    /// <summary>Sends a request, again where that makes sense, and reads its response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads a response that is a success.</param>
    /// <param name="patience">Limits how long it may go on without progress.</param>
    /// <param name="download">Whether the body is long.</param>
    /// <param name="mayBeKnown">Whether an earlier response may be used again if the server says that it is still right.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="BitbucketApiException">The request failed.</exception>
    public async Task<T> SendAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, Patience patience, bool download,
        bool mayBeKnown, CancellationToken cancellationToken)
    {
        if (options.UsesStepProxy)
        {
            StepProxy.Check(request);
        }

        var attempts = new Attempts(options.Retry, client.Deadline);
        BitbucketApiException? refusal = null;
        BitbucketApiException? last = null;
        bool renewed = false;
        bool toggled = false;
        bool mayHaveArrived = false;
        while (true)
        {
            AttemptOutcome outcome;
            BitbucketApiException failure;
            HttpResponseMessage? response = null;
            bool keep = false;
            if (client.Deadline.IsOver)
            {
                throw RequestErrors.NotSent(request);
            }

            CheckBudget(options.Budget is not { Left: 0 });
            long entered = options.Clock.GetTimestamp();
            using AllowancePermit? permit = await gate.EnterAsync(request, attempts.LimitWait, refusal, cancellationToken)
                .ConfigureAwait(false);
            attempts.LimitWait += options.Clock.GetElapsedTime(entered);
            AuthenticationHeaderValue? authorization = await RequestAuthorization
                .ForAsync(client, options.Credential, request, cancellationToken).ConfigureAwait(false);
            CheckBudget(options.Budget?.TryTake() != false);
            options.Counter?.Add();
            bool pausesAlone = true;
            // What is known already is only asked for if it has changed.
            Uri? address = mayBeKnown && ResponseCache.IsFor(request) ? HttpTransport.Address(options.ApiUri, request) : null;
            ResponseCache.Entry? known = address is null ? null : knownResponses.Find(address);
            // Last, since a request for the token or one of those that the allowance lets pass may need the slot.
            IDisposable? slot = options.Slots is { } slots
                ? await slots.TakeAsync(client, request, cancellationToken).ConfigureAwait(false) : null;
            try
            {
                ApiRequest sent = known is null ? request : request with { IfNoneMatch = known.Tag };
                response = await patience
                    .WaitAsync(token => sender.SendAsync(sent, authorization, patience, token), options.Timeout, cancellationToken)
                    .ConfigureAwait(false);
                patience.ResetSilence();
                outcome = HttpTransport.Outcome(response, options.Clock.GetUtcNow());
                if (outcome.IsRateLimited)
                {
                    options.Counter?.AddRefused();
                }

                if (permit is not null)
                {
                    pausesAlone = !gate.Leave(permit, request, response, outcome);
                }

                bool isKnown = known?.Restore(response) == true;
                if (response.IsSuccessStatusCode)
                {
                    response.Content = new WatchedContent(response.Content, patience, options.Timeout, download);
                    known = isKnown || address is null ? null
                        : await ResponseCache.ReadAsync(address, request, response, cancellationToken).ConfigureAwait(false);
                    T result = await read(response, cancellationToken).ConfigureAwait(false);
                    knownResponses.Keep(known);
                    if (result is ApiDownload opened)
                    {
                        (opened.Slot, slot, keep) = (slot, null, true);
                    }

                    return result;
                }

                // The status is known already, so wait only briefly for the error body.
                response.Content = new WatchedContent(
                    response.Content, new Patience(options.Clock, s_errorBodyTime, client.Deadline, options.Observer), s_errorBodyTime,
                    renews: false);
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
                slot?.Dispose();
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
                client.Report(new ApiEvent($"{request}: the answer to an earlier attempt was lost, but the object has been removed."));
                return default!;
            }

            if (!toggled && request.Method == HttpMethod.Get && request.Address is null && RequestErrors.SlashMatters(failure))
            {
                toggled = true;
                request = request with { Path = HttpTransport.ToggleSlash(request.Path) };
                continue;
            }

            mayHaveArrived |= RequestErrors.MayHaveArrived(failure);
            last = failure;
            if (failure.Status == HttpStatusCode.Unauthorized && !RequestErrors.IsLimit(failure) && !renewed
                && request.Authorization is null
                && authorization is not null && options.Credential!.Renew(authorization))
            {
                renewed = true;
                continue;
            }

            if (outcome.IsRateLimited && !pausesAlone && !client.Deadline.IsOver)
            {
                // The allowance decides when it is sent again.
                client.Report(new ApiEvent($"{request}: {failure.Message} It is sent again when the rate limit permits it."));
                refusal = failure;
                continue;
            }

            if (attempts.Next(request, failure, outcome, patience) is not { } pause)
            {
                throw RequestErrors.Final(request, failure);
            }

            // No pause before an attempt that may not be made.
            CheckBudget(options.Budget is not { Left: 0 });
            options.Observer?.Invoke(new ApiEvent(
                $"{request}: {failure.Message} Attempt {attempts.Count}; the next one in {pause.TotalSeconds:0.#} s.", pause));
            await options.Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            attempts.Paused(pause, outcome, patience);
        }

        void CheckBudget(bool isLeft)
        {
            if (!isLeft)
            {
                throw RequestErrors.OverBudget(request, options.Budget!.Most, last);
            }
        }
    }

    /// <summary>Redacts the token of this attempt and all earlier ones, because a server may repeat any of them.</summary>
    private Redactor RedactorFor(ApiRequest request, AuthenticationHeaderValue? authorization) =>
        Redactor.For(request, [authorization, .. options.Credential?.Issued ?? []], proxyCredential);
}
