namespace BitbucketPipelines.Api;

/// <summary>
/// When a call with all of its requests and pauses must have ended. With <see cref="BitbucketClient.Until"/>, running requests then fail
/// with a timeout and no further ones are sent.
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

    /// <summary>The remaining time; never negative.</summary>
    public TimeSpan Left => _clock is null ? TimeSpan.MaxValue
        : _clock.GetElapsedTime(_start) is var spent && spent < _time ? _time - spent
        : TimeSpan.Zero;

    /// <summary>Whether the deadline has passed.</summary>
    public bool IsOver => Left <= TimeSpan.Zero;

    /// <summary>A deadline that much later than now.</summary>
    public static Deadline After(TimeProvider clock, TimeSpan time)
    {
        return new Deadline(clock, time);
    }

    /// <summary>The same deadline, postponed.</summary>
    public Deadline Plus(TimeSpan grace) => _clock is null ? this : new Deadline(_clock, _start, _time + grace);

    /// <summary>The earlier of two deadlines.</summary>
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
