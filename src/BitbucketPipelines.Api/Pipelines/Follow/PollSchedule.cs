namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Determines the pause between two polls. It is short at first, because most mistakes show at once, and grows with time: about 20 requests
/// in the first two minutes, 70 in ten minutes, and then at most 240 an hour. The rate limit is 1,000 requests an hour.
/// </summary>
internal sealed class PollSchedule
{
    private const double JitterShare = 0.1;

    /// <summary>A fixed pause instead of the schedule.</summary>
    public TimeSpan? FixedPause { get; init; }

    /// <summary>The longest pause of the schedule. It is shorter while a log is followed.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The usual pause after this many seconds.</summary>
    public static double PauseAt(double elapsed) => elapsed switch
    {
        < 6 => 2,
        < 60 => 5,
        < 600 => 10,
        _ => 20,
    };

    /// <summary>Returns the pause after a poll.</summary>
    /// <param name="elapsed">The time since the start of the wait.</param>
    /// <param name="nearRateLimit">Whether less than a fifth of the rate limit is left.</param>
    /// <param name="repositories">The number of repositories that are polled in parallel. Each adds requests.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public TimeSpan Next(TimeSpan elapsed, bool nearRateLimit, int repositories, double jitter)
    {
        double seconds = FixedPause?.TotalSeconds ?? Math.Min(MaxPause.TotalSeconds, PauseAt(elapsed.TotalSeconds));
        if (FixedPause is null)
        {
            // With hundreds of repositories, send about four requests a second in total.
            seconds = Math.Max(seconds, repositories * 0.25);
        }

        if (nearRateLimit)
        {
            seconds = Math.Max(seconds * 3, 15);
        }

        return TimeSpan.FromSeconds(seconds * (1 - JitterShare + (2 * JitterShare * jitter)));
    }
}
