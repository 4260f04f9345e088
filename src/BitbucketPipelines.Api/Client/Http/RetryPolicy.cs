namespace BitbucketPipelines.Api;

/// <summary>
/// Decides whether a request is sent again, and when. Pure: no clock, no I/O.
/// 429 is repeated for every method; 502, 503, 504 and broken connections only for requests that may be sent twice.
/// </summary>
internal sealed class RetryPolicy
{
    /// <summary>How often a request is sent at most while the server says 429.</summary>
    public int MaxAttemptsRateLimited { get; init; } = 8;

    /// <summary>How often a request is sent at most after a gateway error or a broken connection.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The first pause of the exponential backoff.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of the exponential backoff.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one request waits in all because the server told it to: after 429, and after a gateway error that names a time. Beyond it
    /// the error is reported, with the time that is left to wait.
    /// </summary>
    public TimeSpan LongestServerDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait before the next attempt, or null to give up.</summary>
    /// <param name="attempt">How many attempts have failed in this way: with 429, or in another.</param>
    /// <param name="repeatable">Whether the request may be sent twice.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    /// <param name="waited">How long the request has waited already because the server told it to.</param>
    public TimeSpan? Decide(int attempt, bool repeatable, AttemptOutcome outcome, double jitter, TimeSpan waited = default)
    {
        TimeSpan backoff = Backoff(attempt, jitter);
        if (outcome.IsRateLimited)
        {
            // X-RateLimit-Reset counts seconds from now; it is not an epoch.
            TimeSpan? asked = outcome.RetryAfter ?? outcome.RateLimitReset;
            return attempt >= MaxAttemptsRateLimited || waited + (asked ?? backoff) > LongestServerDelay
                ? null
                : Lengthen(asked, jitter, backoff);
        }

        if (!repeatable || attempt >= MaxAttempts || !outcome.IsTransient)
        {
            return null;
        }

        return waited + outcome.RetryAfter <= LongestServerDelay ? Lengthen(outcome.RetryAfter, jitter, backoff) : backoff;
    }

    /// <summary>Half to all of the doubled pause, so that many clients do not come back together.</summary>
    private TimeSpan Backoff(int attempt, double jitter)
    {
        double full = Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempt - 1), LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (0.5 * jitter)));
    }

    /// <summary>
    /// Never less than the server asked for, up to a tenth more; and never less than the backoff: a server that asks for no pause gets one.
    /// </summary>
    private static TimeSpan Lengthen(TimeSpan? asked, double jitter, TimeSpan backoff)
    {
        TimeSpan longer = TimeSpan.FromSeconds((asked?.TotalSeconds ?? 0) * (1 + (0.1 * jitter)));
        return Duration.Longer(longer, backoff);
    }
}
