using System.Management.Automation;

namespace BitbucketPipelines.Output;

/// <summary>
/// The progress bar of bulk work, searches and long lists: what is done, and the time left. It appears when the work takes longer than a
/// second. Used on the pipeline thread only; the state is read when the bar is updated.
/// </summary>
/// <param name="activity">The name of the cmdlet.</param>
/// <param name="state">Gives the current state of the work.</param>
/// <param name="clock">The clock.</param>
internal sealed class WorkProgress(string activity, Func<WorkState> state, TimeProvider clock)
{
    private const int ActivityId = 0x62d;

    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _paused;
    private TimeSpan? _pausedAt;
    private TimeSpan? _shownAt;

    /// <summary>The record to show now; null when it is too early for the first or the next one.</summary>
    public ProgressRecord? Tick()
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
        var record = new ProgressRecord(ActivityId, activity, current.Text) { PercentComplete = -1, SecondsRemaining = -1 };
        if (current.Fraction is > 0 and <= 1 and { } fraction)
        {
            record.PercentComplete = (int)(100 * fraction);
            record.SecondsRemaining = (int)Math.Ceiling(elapsed.TotalSeconds * (1 - fraction) / fraction);
        }

        return record;
    }

    /// <summary>
    /// The record that removes the bar, at the end or while a person is asked; null when it is not shown. The next <see cref="Tick"/> shows
    /// it again. The time until then does not count.
    /// </summary>
    public ProgressRecord? Hide()
    {
        _pausedAt ??= clock.GetElapsedTime(_start);
        if (_shownAt is null)
        {
            return null;
        }

        _shownAt = null;
        return new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed };
    }
}
