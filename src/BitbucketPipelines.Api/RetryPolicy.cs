using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// Decides whether a request is sent again, and when. Pure: no clock, no I/O.
/// 429 is repeated for every method; 502, 503, 504 and broken connections only for requests that may be sent twice.
/// </summary>
public sealed class RetryPolicy
{
    /// <summary>How often a request is sent at most while the server says 429.</summary>
    public int MaxAttemptsRateLimited { get; init; } = 8;

    /// <summary>How often a request is sent at most after a gateway error or a broken connection.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The first pause of the exponential backoff.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of the exponential backoff.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause that is granted when the server names one. Beyond it the error is reported, with the time to wait.</summary>
    public TimeSpan LongestServerDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait before the next attempt, or null to give up.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="repeatable">Whether the request may be sent twice.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public TimeSpan? Decide(int attempt, bool repeatable, AttemptOutcome outcome, double jitter)
    {
        if (outcome.Status == (HttpStatusCode)429)
        {
            if (attempt >= MaxAttemptsRateLimited)
            {
                return null;
            }

            // X-RateLimit-Reset counts seconds from now; it is not an epoch.
            return (outcome.RetryAfter ?? outcome.RateLimitReset) is { } asked
                ? asked > LongestServerDelay ? null : Lengthen(asked, jitter)
                : Backoff(attempt, jitter);
        }

        if (!repeatable || attempt >= MaxAttempts || !outcome.IsTransient)
        {
            return null;
        }

        return outcome.RetryAfter is { } delay && delay <= LongestServerDelay ? Lengthen(delay, jitter) : Backoff(attempt, jitter);
    }

    /// <summary>Half to all of the doubled pause, so that many clients do not come back together.</summary>
    private TimeSpan Backoff(int attempt, double jitter)
    {
        double full = Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempt - 1), LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (0.5 * jitter)));
    }

    /// <summary>Never less than the server asked for, up to a tenth more.</summary>
    private static TimeSpan Lengthen(TimeSpan asked, double jitter) =>
        TimeSpan.FromSeconds(Math.Max(0, asked.TotalSeconds) * (1 + (0.1 * jitter)));
}
