namespace BitbucketPipelines.Api;

/// <summary>
/// How long one operation, all of its attempts together, may go on without getting anywhere. Every wait for the server runs in
/// <see cref="WaitAsync"/>, which also tells when nothing has come for ten seconds. For one operation at a time, not for several threads.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="limit">How long in all.</param>
/// <param name="deadline">When the call that it belongs to has to be over.</param>
/// <param name="told">Told when nothing has come for ten seconds.</param>
internal sealed class Patience(TimeProvider clock, TimeSpan limit, Deadline deadline, Action<ApiEvent>? told)
{
    /// <summary>Less than this is standing still: one byte in two seconds.</summary>
    private const double SlowestBytesPerSecond = 0.5;

    /// <summary>So long after the last sign of life, it is said what is being waited for.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    private TimeSpan _spent;
    private TimeSpan _silent;
    private long _bytes;
    private long _known;
    private bool _said;
    private bool _endsWithCall;

    /// <summary>Who is being waited for, as it may be shown.</summary>
    public string Host { get; set; } = "the server";

    /// <summary>Whether it is the time of the call that ended the last wait. Timers may come a little early.</summary>
    public bool IsCallOver => _endsWithCall || deadline.IsOver;

    /// <summary>How long the last wait could be.</summary>
    public TimeSpan Bound { get; private set; }

    /// <summary>For how long the server was waited for, in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>How long it goes on when nothing comes.</summary>
    public TimeSpan Left => Earlier(limit > _spent ? limit - _spent : TimeSpan.Zero, deadline.Left);

    /// <summary>How many bytes have to come in some time: less than that is standing still.</summary>
    public static long Enough(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds * SlowestBytesPerSecond));

    /// <summary>Waits for the server, for <paramref name="longest"/> and for what is left of the patience.</summary>
    /// <exception cref="OperationCanceledException">It did not come in time, or <paramref name="cancellationToken"/> was
    /// cancelled.</exception>
    public async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan longest, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        Bound = Earlier(longest, Left) is var time && time > TimeSpan.Zero ? time : TimeSpan.Zero;
        _endsWithCall = deadline.Left <= Bound;
        using CancellationTokenSource over = clock.CancelAfter(Bound, cancellationToken);
        Task<T> task = work(over.Token);
        using ITimer? alarm = _said || told is null || task.IsCompleted ? null
            : clock.CreateTimer(_ => Say(), null, s_silence > _silent ? s_silence - _silent : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
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

    /// <summary>Counts time in which nothing came, such as a pause between two attempts.</summary>
    public void Spend(TimeSpan time)
    {
        _spent += time;
        _silent += time;
    }

    /// <summary>The server gave a sign of life.</summary>
    public void Heard() => _silent = TimeSpan.Zero;

    /// <summary>So many of the next bytes had come before. To have them sent again and again is no progress.</summary>
    public void Known(long bytes) => _known = bytes;

    /// <summary>Bytes that were wanted came: when they are enough, the patience begins anew.</summary>
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

    private void Say()
    {
        _said = true;
        told!(new ApiEvent(
            $"No answer from {Host} for {s_silence.TotalSeconds:0} seconds; waiting goes on for up to {Math.Ceiling(Left.TotalSeconds):0} "
                + "seconds in all.", IsSilence: true));
    }
}
