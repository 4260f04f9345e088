using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>How one attempt of a request ended, as far as <see cref="RetryPolicy"/> has to know.</summary>
/// <param name="Status">The status, or null when there was no complete answer.</param>
/// <param name="RetryAfter">The header Retry-After, in seconds or as a date, made relative.</param>
/// <param name="RateLimitReset">The header X-RateLimit-Reset: seconds until requests are allowed again.</param>
internal readonly record struct AttemptOutcome(HttpStatusCode? Status, TimeSpan? RetryAfter = null, TimeSpan? RateLimitReset = null)
{
    /// <summary>The allowance is used up (429).</summary>
    public bool IsRateLimited => Status == (HttpStatusCode)429;

    /// <summary>Whether the server itself says when to come back.</summary>
    public bool IsToldToWait => IsRateLimited || RetryAfter is not null;

    /// <summary>A broken connection or a gateway that could not reach the service: it may work when asked again.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
