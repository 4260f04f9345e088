namespace BitbucketPipelines.Api;

/// <summary>
/// When a call has to be over, all of its requests and pauses together. Handed to a client with <see cref="BitbucketClient.Until"/>: what
/// is still under way then fails with a time-out, and nothing more is sent.
/// </summary>
internal sealed class Deadline
{
    private readonly TimeProvider? _clock;
    private readonly long _start;
    private readonly TimeSpan _time;

    private Deadline(TimeProvider? clock, TimeSpan time)
    {
        _clock = clock;
        _start = clock?.GetTimestamp() ?? 0;
        _time = time;
    }

    /// <summary>No limit.</summary>
    public static Deadline None { get; } = new(null, TimeSpan.MaxValue);

    /// <summary>What is left of the time; never less than zero.</summary>
    public TimeSpan Left => _clock is null ? TimeSpan.MaxValue
        : _clock.GetElapsedTime(_start) is var spent && spent < _time ? _time - spent
        : TimeSpan.Zero;

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    /// <summary>A time from now.</summary>
    public static Deadline After(TimeProvider clock, TimeSpan time)
    {
        return new Deadline(clock, time);
    }

    /// <summary>The same, put off by a moment.</summary>
    public Deadline Plus(TimeSpan grace) => _clock is null ? this : new Deadline(_clock, _start, _time + grace);

    /// <summary>The one that comes first.</summary>
    public Deadline OrSooner(Deadline other)
    {
        return other.Left < Left ? other : this;
    }

    private Deadline(TimeProvider clock, long start, TimeSpan time)
    {
        _clock = clock;
        _start = start;
        _time = time;
    }
}
