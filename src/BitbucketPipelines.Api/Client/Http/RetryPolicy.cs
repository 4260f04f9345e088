namespace BitbucketPipelines.Api;

/// <summary>
/// Decides whether and when a request is sent again, without a clock or I/O. 429 is retried for every method; 502, 503, 504 and broken
/// connections only for requests that may be sent twice.
/// </summary>
internal sealed class RetryPolicy
{
    /// <summary>The maximum number of attempts while the server answers 429.</summary>
    public int MaxAttemptsRateLimited { get; init; } = 8;

    /// <summary>The maximum number of attempts after gateway errors and broken connections.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The first delay of the exponential backoff.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay of the exponential backoff.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one request may wait in total because the server asked for it (after 429, or a gateway error with Retry-After). If a
    /// longer wait is necessary the error is reported, with the time to wait.
    /// </summary>
    public TimeSpan LongestServerDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one request may pause in total, for whatever reason.</summary>
    public TimeSpan LongestPauses { get; init; } = TimeSpan.MaxValue;

    /// <summary>The delay before the next attempt, or null to give up.</summary>
    /// <param name="attempt">How many attempts have failed, counted separately for 429 and other failures.</param>
    /// <param name="repeatable">Whether the request may be sent twice.</param>
    /// <param name="outcome">The outcome of the attempt.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    /// <param name="waited">How long the request has already waited because the server asked for it.</param>
    /// <param name="paused">How long the request has already paused in total.</param>
    public TimeSpan? Decide(
        int attempt, bool repeatable, AttemptOutcome outcome, double jitter, TimeSpan waited = default, TimeSpan paused = default)
    {
        TimeSpan backoff = Backoff(attempt, jitter);
        if (outcome.IsRateLimited)
        {
            // X-RateLimit-Reset is the number of seconds from now, not a timestamp.
            TimeSpan? asked = outcome.RetryAfter ?? outcome.RateLimitReset;
            return attempt >= MaxAttemptsRateLimited || waited + Duration.Longer(asked ?? backoff, backoff) > LongestServerDelay
                ? null
                : Lengthen(asked, jitter, backoff);
        }

        if (!repeatable || attempt >= MaxAttempts || !outcome.IsTransient)
        {
            return null;
        }

        TimeSpan delay = waited + outcome.RetryAfter <= LongestServerDelay ? Lengthen(outcome.RetryAfter, jitter, backoff) : backoff;
        return delay > LongestPauses - paused ? null : delay;
    }

    /// <summary>Half to all of the exponential delay, so that many clients do not retry at the same time.</summary>
    private TimeSpan Backoff(int attempt, double jitter)
    {
        double full = Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempt - 1), LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (0.5 * jitter)));
    }

    /// <summary>
    /// At least the time the server asked for (plus up to a tenth) and at least the backoff delay, because a server may ask for none.
    /// </summary>
    private static TimeSpan Lengthen(TimeSpan? asked, double jitter, TimeSpan backoff)
    {
        TimeSpan longer = TimeSpan.FromSeconds((asked?.TotalSeconds ?? 0) * (1 + (0.1 * jitter)));
        return Duration.Longer(longer, backoff);
    }
}
