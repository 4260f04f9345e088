namespace BitbucketPipelines.Api;

/// <summary>
/// What is known about the window of an allowance: the requests that count in it, how many it allows, when it starts anew, and whether
/// little is left. Not safe for several threads.
/// </summary>
internal sealed class AllowanceWindow
{
    /// <summary>How many requests are not slowed down although little is left, so that a single command is as fast as always.</summary>
    private const int Burst = 10;

    /// <summary>How long 429 or a warning of the server counts when no newer response contradicts it.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause between two requests while little is left.</summary>
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(5);

    private readonly RequestCount _count = new();
    private bool _isNear;
    private TimeSpan _nearUntil;
    private TimeSpan _slowUntil;
    private TimeSpan _nextSlot = TimeSpan.MinValue;
    private TimeSpan _usedUpUntil;

    /// <summary>The number of requests that the window allows, as the server states it.</summary>
    public int? Limit { get; private set; }

    /// <summary>The same, or the default.</summary>
    public int LimitOrDefault => Limit ?? Allowance.DefaultLimit;

    public TimeSpan Length { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>When it starts anew, as the server states it.</summary>
    public TimeSpan? ResetAt { get; private set; }

    /// <summary>The requests in it.</summary>
    public int Used => _count.Sum;

    /// <summary>Whether the latest responses said that less than a fifth is left, or refused a request.</summary>
    public bool IsWarned(TimeSpan now) => now < _nearUntil;

    /// <summary>The number of requests that are left; null when the limit is not known.</summary>
    public int? Left(TimeSpan now) => Limit is { } limit
        ? Math.Max(0, Math.Min(limit - _count.Sum, IsNear(now) ? limit / 5 : limit)) : null;

    /// <summary>When the oldest request has left the window.</summary>
    public TimeSpan OldestLeaves(TimeSpan now) => (_count.Oldest ?? now) + Length;

    public void Learn(AllowanceHeaders headers, TimeSpan now)
    {
        Limit = headers.Limit ?? Limit;
        Length = headers.Window ?? Length;
        ResetAt = headers.Reset is { } reset && reset <= TimeSpan.FromHours(2) ? now + reset : ResetAt;
        if (headers.IsNear is { } near)
        {
            _isNear = near;
            _nearUntil = near ? now + s_memory : TimeSpan.Zero;
            _slowUntil = near ? _slowUntil : TimeSpan.Zero;
        }
    }

    /// <summary>Counts a request that was not refused.</summary>
    public void Add(TimeSpan now) => _count.Add(now);

    /// <summary>Forgets what is no longer in the window.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isClosed">Whether requests are refused: then the window has not started anew, whatever the server announced.</param>
    public void Expire(TimeSpan now, bool isClosed)
    {
        if (ResetAt <= now)
        {
            ResetAt = null;
            if (!isClosed)
            {
                _count.Clear();
            }
        }

        _count.Forget(now - Length);
    }

    /// <summary>Takes a refused request into account.</summary>
    public void Refused(TimeSpan now) => _nearUntil = now + s_memory;

    /// <summary>Whether a refusal says that this process has used most of what the window allows.</summary>
    public bool IsExhausted(TimeSpan now) =>
        // Much more than the default was allowed: then the limit is another, and says nothing.
        now < _usedUpUntil || (_count.Sum >= 0.8 * LimitOrDefault && (Limit is not null || _count.Sum <= 1.2 * Allowance.DefaultLimit));

    /// <summary>Records that the window is used up.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isSoon">
    /// Whether that is soon after requests went on: few were given back, because the window rolls, or another program uses the account.
    /// </param>
    public void UseUp(TimeSpan now, bool isSoon)
    {
        _usedUpUntil = now + Length;
        if (isSoon)
        {
            _slowUntil = now + Length;
            _nextSlot = now;
        }
    }

    /// <summary>Requests are accepted again: if the window was used up, it has started anew.</summary>
    public void Reopen(TimeSpan now)
    {
        ResetAt = ResetAt > now ? ResetAt : null;
        if (now < _usedUpUntil + Length && _usedUpUntil > TimeSpan.Zero)
        {
            _usedUpUntil = now + Length;
            _count.Clear();
            _count.Add(now);
        }
    }

    /// <summary>
    /// Takes the next turn of a request while requests are slowed down. Returns false if there is none, because that would take too long;
    /// then the request is not slowed down.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="longest">The longest time to wait.</param>
    /// <param name="pause">The time until the turn; null when it is now.</param>
    public bool TakeTurn(TimeSpan now, TimeSpan longest, out TimeSpan? pause)
    {
        pause = null;
        if (!IsNear(now) && now >= _slowUntil)
        {
            return false;
        }

        TimeSpan interval = Interval(now);
        TimeSpan slot = Duration.Longer(_nextSlot, now - new TimeSpan(interval.Ticks * Burst));
        if (slot > now && slot - now >= longest)
        {
            return false;
        }

        _nextSlot = slot + interval;
        pause = slot > now ? slot - now : null;
        return true;
    }

    private bool IsNear(TimeSpan now) => _isNear && IsWarned(now);

    /// <summary>The pause between two requests that spreads what is left over the time until the allowance starts anew.</summary>
    private TimeSpan Interval(TimeSpan now)
    {
        var even = new TimeSpan(Length.Ticks / LimitOrDefault);
        TimeSpan rest = ResetAt is { } reset && reset > now ? new TimeSpan((reset - now).Ticks / Math.Max(1, LimitOrDefault / 5)) : even;
        return Duration.Shorter(Duration.Shorter(even, rest), s_slowest);
    }
}
