#if NETSTANDARD2_0
using System.Net;
#endif
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api;

/// <summary>Creates the errors of failed requests, and decides what a failure says about the request.</summary>
internal static class RequestErrors
{
    private static readonly Regex s_pipelinesDisabled = new(
        @"\bPipelines?\b.{0,60}?(\b(not|never)\b.{0,20}?\benabled\b|n't\b.{0,20}?\benabled\b|\bdisabled\b)|"
            + @"\b(not|never|n't)\s(yet\s)?enabled\b.{0,30}?\bPipelines\b|\bPipelines configuration\b.*\bnot found\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);

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

    /// <summary>Whether a text of the server says that Pipelines is not enabled, or never was.</summary>
    public static bool IsPipelinesDisabled(string text) => s_pipelinesDisabled.IsMatch(text);

    public static BitbucketApiException NotJson(ApiRequest request, HttpResponseMessage response) => new(
        $"The server answered {request} with {(int)response.StatusCode}, but not with JSON "
            + $"({response.Content.Headers.ContentType?.MediaType ?? "no media type"}; the text is not shown).")
    {
        Kind = ApiErrorKind.InvalidResponse,
        Status = response.StatusCode,
        Request = request.ToString(),
    };

    public static BitbucketApiException TimedOut(ApiRequest request, TimeSpan timeout) => new(
        $"The server did not answer {request} within {Counted.Seconds(timeout)}.")
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

    /// <summary>The error when a request is not sent, or not sent again, because the operation may send no more.</summary>
    public static BitbucketApiException OverBudget(ApiRequest request, int most, BitbucketApiException? last) => new(
        last is null ? $"{request} was not sent, because the limit of {Counted.Of(most, "request")} was reached."
            : $"{last.Message} It was not sent again, because the limit of {Counted.Of(most, "request")} was reached.", last)
    {
        Request = request.ToString(),
        IsOverBudget = true,
    };

    /// <summary>The error when a request is not sent because the allowance is used up and the caller does not wait so long.</summary>
    public static BitbucketApiException Limited(ApiRequest request, TimeSpan? retryAfter) => new(
        $"The rate limit is exceeded (429), so {request} was not sent.")
    {
        Kind = ApiErrorKind.Status,
        Status = (System.Net.HttpStatusCode)429,
        Request = request.ToString(),
        RetryAfter = retryAfter,
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
        bool isInvalid = failure.Kind == ApiErrorKind.InvalidResponse;
        if (!request.IsWrite || !MayHaveArrived(failure) || (request.Repeatable && !isInvalid))
        {
            return failure;
        }

        string what = isInvalid ? "the response is not from Bitbucket" : "its answer was lost";
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
