namespace BitbucketPipelines.Api;

/// <summary>
/// Decides whether and when a request is sent again, without a clock or I/O. 429 is retried for every method; 502, 503, 504 and broken
/// connections only for requests that may be sent twice. While the allowance is used up, <see cref="Allowance"/> decides when.
/// </summary>
internal sealed class RetryPolicy
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_longestProbe = TimeSpan.FromMinutes(1);

    /// <summary>The maximum number of attempts after gateway errors and broken connections.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The first delay of the exponential backoff.</summary>
    public TimeSpan FirstDelay { get; init; } = s_firstDelay;

    /// <summary>The longest delay of the exponential backoff.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one request may wait in total while the server answers 429. By default it waits until the allowance permits it. If a longer
    /// wait is necessary the error is reported, with the time to wait.
    /// </summary>
    public TimeSpan LongestLimitWait { get; init; } = TimeSpan.MaxValue;

    /// <summary>How long one request may wait in total because a gateway error has a Retry-After header.</summary>
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
        TimeSpan backoff = Backoff(FirstDelay, LongestDelay, attempt, jitter);
        if (outcome.IsRateLimited)
        {
            TimeSpan? asked = outcome.RetryAfter ?? outcome.RateLimitReset;
            return Duration.Longer(asked ?? backoff, backoff) > LongestLimitWait - waited ? null : Lengthen(asked, jitter, backoff);
        }

        if (!repeatable || attempt >= MaxAttempts || !outcome.IsTransient)
        {
            return null;
        }

        TimeSpan delay = waited + outcome.RetryAfter <= LongestServerDelay ? Lengthen(outcome.RetryAfter, jitter, backoff) : backoff;
        return delay > LongestPauses - paused ? null : delay;
    }

    /// <summary>
    /// The delay before the next probe while the allowance is used up: the time that the server asked for, otherwise a time that grows to a
    /// minute, so that the beginning of the next window is noticed in time.
    /// </summary>
    /// <param name="asked">The time that the server asked for.</param>
    /// <param name="refusals">How many responses in a row were 429.</param>
    /// <param name="isUsedUp">
    /// Whether this process alone has used most of an hour's allowance. Then the wait is not shortened as much.
    /// </param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static TimeSpan Probe(TimeSpan? asked, int refusals, bool isUsedUp, double jitter) => Lengthen(
        asked, jitter, isUsedUp ? Backoff(s_firstDelay, s_longestProbe, refusals, 0.8 + (0.2 * jitter))
            : Backoff(s_firstDelay, s_longestProbe, refusals, jitter));

    /// <summary>Half to all of the exponential delay, so that many clients do not retry at the same time.</summary>
    private static TimeSpan Backoff(TimeSpan first, TimeSpan longest, int attempt, double jitter)
    {
        double full = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, 32) - 1), longest.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (0.5 * jitter)));
    }

    /// <summary>
    /// At least the time the server asked for (plus up to a tenth, but not more than five seconds) and at least the backoff delay, because
    /// a server may ask for none.
    /// </summary>
    private static TimeSpan Lengthen(TimeSpan? asked, double jitter, TimeSpan backoff)
    {
        double seconds = asked?.TotalSeconds ?? 0;
        return Duration.Longer(TimeSpan.FromSeconds(seconds + (jitter * Math.Min(0.1 * seconds, 5))), backoff);
    }
}
