namespace BitbucketPipelines.Output;

/// <summary>
/// The progress bar of bulk work, searches and long lists: what is done, and the time left. It appears when the work takes longer than a
/// second. Used on the pipeline thread only; the state is read when the bar is updated.
/// </summary>
/// <param name="state">Gives the current state of the work.</param>
/// <param name="clock">The clock.</param>
/// <param name="pace">Tells how the allowance of requests slows the work down; null where it does not.</param>
internal sealed class WorkProgress(Func<WorkState> state, TimeProvider clock, WorkPace? pace = null)
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _paused;
    private TimeSpan? _pausedAt;
    private TimeSpan? _shownAt;

    /// <summary>What to show now; null when it is too early for the first or the next update.</summary>
    public WorkProgressBar? Tick()
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        if (_pausedAt is { } pausedAt)
        {
            _paused += now - pausedAt;
            _pausedAt = null;
        }

        TimeSpan elapsed = now - _paused;
        if (elapsed < s_delay || now - _shownAt < s_interval)
        {
            return null;
        }

        _shownAt = now;
        WorkState current = state();
        return current.Fraction is > 0 and <= 1 and { } fraction
            ? new WorkProgressBar(current.Text, (int)(100 * fraction), (int)Math.Min(int.MaxValue, Math.Ceiling(Left(elapsed, fraction))))
            : new WorkProgressBar(current.Text, -1, -1);
    }

    private double Left(TimeSpan elapsed, double fraction) =>
        pace?.Left(elapsed, fraction).TotalSeconds ?? elapsed.TotalSeconds * (1 - fraction) / fraction;

    /// <summary>
    /// Hides the bar, at the end or while a person is asked. Returns whether it was shown. The next <see cref="Tick"/> shows it again; the
    /// time until then does not count.
    /// </summary>
    public bool Hide()
    {
        _pausedAt ??= clock.GetElapsedTime(_start);
        bool isShown = _shownAt is not null;
        _shownAt = null;
        return isShown;
    }
}
