namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// When to look again: quickly at first, since most mistakes show at once, then more and more calmly. Pure. About 20 requests in the
/// first two minutes, 70 in ten, at most 240 an hour after that, for a limit of 1,000 an hour.
/// </summary>
internal sealed class PollSchedule
{
    private const double JitterShare = 0.1;

    /// <summary>A fixed pause in place of the schedule.</summary>
    public TimeSpan? Fixed { get; init; }

    /// <summary>The longest pause of the schedule; shorter while a log is followed.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The pause after a look at <paramref name="elapsed"/> since the beginning.</summary>
    /// <param name="elapsed">How long it has been waited for.</param>
    /// <param name="nearRateLimit">Whether less than a fifth of the rate limit is left.</param>
    /// <param name="repositories">How many repositories are looked at in parallel; each adds requests.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public TimeSpan Next(TimeSpan elapsed, bool nearRateLimit, int repositories, double jitter)
    {
        double seconds = Fixed?.TotalSeconds ?? Math.Min(Longest.TotalSeconds, elapsed.TotalSeconds switch
        {
            < 6 => 2,
            < 60 => 5,
            < 600 => 10,
            _ => 20,
        });
        if (Fixed is null)
        {
            // Hundreds of repositories together stay at about four requests a second.
            seconds = Math.Max(seconds, repositories * 0.25);
        }

        if (nearRateLimit)
        {
            seconds = Math.Max(seconds * 3, 15);
        }

        return TimeSpan.FromSeconds(seconds * (1 - JitterShare + (2 * JitterShare * jitter)));
    }
}
