using System.Net;
using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>Turns the exception of one attempt into the failure to report, and says whether to try again.</summary>
internal static class AttemptFailure
{
    /// <summary>The outcome of an attempt that must not be retried.</summary>
    private static readonly AttemptOutcome s_notRetryable = new(HttpStatusCode.OK);

    /// <summary>Whether the attempt failed. Anything else, such as the cancellation by the caller, is not the server's answer.</summary>
    public static bool Is(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => e is BodyStalledException or BitbucketApiException or HttpRequestException or IOException or JsonException
            or InvalidDataException,
    };

    /// <summary>The failure and the outcome of the attempt.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The response, if it began to arrive.</param>
    /// <param name="patience">The time that the operation may take.</param>
    /// <param name="mayHaveArrived">Whether an earlier attempt may have arrived.</param>
    public static (BitbucketApiException Failure, AttemptOutcome Outcome) Of(
        Exception e, ApiRequest request, HttpResponseMessage? response, Patience patience, bool mayHaveArrived)
    {
        switch (e)
        {
            case OperationCanceledException canceled:
                return (RequestErrors.NeverLeft(canceled) ? RequestErrors.Failed(request, response, canceled, mayHaveArrived)
                    : patience.IsCallOver ? RequestErrors.OutOfTime(request)
                    : RequestErrors.TimedOut(request, patience.Bound), default);
            case BodyStalledException stalled:
                return (RequestErrors.Stalled(request, stalled), default);
            case BitbucketApiException invalid:
                // The response arrived but is invalid; sending the request again would not help.
                return (invalid, s_notRetryable);
            default:
                BitbucketApiException failure = RequestErrors.Failed(request, response, e, mayHaveArrived);
                bool isFinal = failure.Kind == ApiErrorKind.InvalidResponse || RequestErrors.IsPermanent(e);
                return (failure, isFinal ? s_notRetryable : default);
        }
    }
}
