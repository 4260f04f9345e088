namespace BitbucketPipelines.Api;

/// <summary>
/// Limits how long one operation, with all of its attempts, may go on without progress. Every wait for the server runs in
/// <see cref="WaitAsync"/>, which also reports when nothing has arrived for ten seconds. Not safe for several threads.
/// </summary>
/// <param name="clock">The clock for all waits.</param>
/// <param name="limit">The longest time without progress.</param>
/// <param name="deadline">When the whole call must have ended.</param>
/// <param name="observer">Receives the message that nothing has arrived for ten seconds.</param>
internal sealed class Patience(TimeProvider clock, TimeSpan limit, Deadline deadline, Action<ApiEvent>? observer)
{
    /// <summary>Fewer bytes per second than this count as a stall.</summary>
    private const double SlowestBytesPerSecond = 0.5;

    /// <summary>How long after the last data the wait is reported.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    private TimeSpan _spent;
    private TimeSpan _silent;
    private long _bytes;
    private long _known;
    private bool _reported;
    private bool _endsWithCall;

    /// <summary>The name of the server for messages.</summary>
    public string Host { get; set; } = "the server";

    /// <summary>Whether the deadline of the call ended the last wait. Timers may fire slightly early.</summary>
    public bool IsCallOver => _endsWithCall || deadline.IsOver;

    /// <summary>The limit of the last wait.</summary>
    public TimeSpan Bound { get; private set; }

    /// <summary>The total time spent waiting for the server.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The remaining time without progress.</summary>
    public TimeSpan Left => Earlier(limit > _spent ? limit - _spent : TimeSpan.Zero, deadline.Left);

    /// <summary>The number of bytes that must arrive within the time; fewer count as a stall.</summary>
    public static long Enough(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds * SlowestBytesPerSecond));

    /// <summary>Waits for the server, for at most <paramref name="longest"/> and at most the remaining time.</summary>
    /// <exception cref="OperationCanceledException">The time elapsed, or <paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan longest, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        Bound = Earlier(longest, Left) is var time && time > TimeSpan.Zero ? time : TimeSpan.Zero;
        _endsWithCall = deadline.Left <= Bound;
        using CancellationTokenSource over = clock.CancelAfter(Bound, cancellationToken);
        Task<T> task = work(over.Token);
        using ITimer? alarm = _reported || observer is null || task.IsCompleted ? null
            : clock.CreateTimer(
                _ => ReportSilence(), null, s_silence > _silent ? s_silence - _silent : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            TimeSpan waited = clock.GetElapsedTime(start);
            Waited += waited;
            Spend(waited);
        }
    }

    /// <summary>Counts time without progress, such as a pause between two attempts.</summary>
    public void Spend(TimeSpan time)
    {
        _spent += time;
        _silent += time;
    }

    /// <summary>The server sent something, so the silence ends.</summary>
    public void ResetSilence() => _silent = TimeSpan.Zero;

    /// <summary>The next <paramref name="bytes"/> bytes were received before; receiving them again is no progress.</summary>
    public void Known(long bytes) => _known = bytes;

    /// <summary>New bytes arrived; when they are enough, the time without progress starts again.</summary>
    public void Got(long bytes)
    {
        long known = Math.Min(_known, bytes);
        _known -= known;
        _bytes += bytes - known;
        if (_bytes >= Enough(_spent))
        {
            _bytes = 0;
            _spent = TimeSpan.Zero;
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void ReportSilence()
    {
        _reported = true;
        observer!(new ApiEvent(
            $"No answer from {Host} for {Counted.Seconds(s_silence)}; waiting goes on for up to "
                + $"{Counted.Seconds(Math.Ceiling(Left.TotalSeconds))} in all.", IsSilence: true));
    }
}
