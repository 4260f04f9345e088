using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>The outcome of one attempt, as far as <see cref="RetryPolicy"/> needs it.</summary>
/// <param name="Status">The status; null when there was no complete response.</param>
/// <param name="RetryAfter">The Retry-After header (seconds or a date) as a time from now.</param>
/// <param name="RateLimitReset">The X-RateLimit-Reset header: seconds until requests are allowed again.</param>
internal readonly record struct AttemptOutcome(HttpStatusCode? Status, TimeSpan? RetryAfter = null, TimeSpan? RateLimitReset = null)
{
    /// <summary>The rate limit is exhausted (429).</summary>
    public bool IsRateLimited => Status == (HttpStatusCode)429;

    /// <summary>Whether the server itself says when to try again.</summary>
    public bool IsToldToWait => IsRateLimited || RetryAfter is not null;

    /// <summary>A broken connection, or a gateway that could not reach the service: a retry may succeed.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
