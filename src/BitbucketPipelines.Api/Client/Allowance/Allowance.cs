namespace BitbucketPipelines.Api;

/// <summary>
/// One allowance of requests: that of an account for one resource. It counts requests, slows them down when the server says that little is
/// left, and makes them wait when the allowance is used up. Then one request probes from time to time, and all others wait for its result.
/// Shared by all sessions and runspaces of the process. Safe to use from several threads.
/// </summary>
/// <remarks>
/// Bitbucket answers 429 without any header in the one case that was recorded, and it is not known whether its window is fixed or rolls.
/// So the time that the server names decides where there is one, and a probe once a minute otherwise. After an interruption requests begin
/// again one at a time, because a window that rolls gives back only a few.
/// </remarks>
internal sealed class Allowance
{
    /// <summary>The number of requests an hour that Bitbucket allows by default.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>An interruption that is shorter is not worth a message.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly object _gate = new();
    private readonly AllowanceWindow _window = new();
    private readonly AllowanceStop _stop;
    private readonly AllowanceMessages _messages = new();
    private TaskCompletionSource<bool> _changed = new();
    private int _inFlight;
    private int _waiting;
    private long _sent;

    public Allowance(TimeProvider clock)
    {
        _clock = clock;
        _start = clock.GetTimestamp();
        _stop = new AllowanceStop(_window);
    }

    /// <summary>How many requests of this process were sent in all.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The known number of requests that a window allows, or the default.</summary>
    public int Limit => Read().Limit ?? DefaultLimit;

    /// <summary>The known number of requests in an hour, or the default.</summary>
    public int HourlyLimit => Read() is { Limit: { } limit } state
        ? Math.Max(1, (int)Math.Min(int.MaxValue, limit * (3600 / state.Window.TotalSeconds))) : DefaultLimit;

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>What is known about the allowance now.</summary>
    public AllowanceState Read()
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            _window.Expire(now, _stop.IsClosed);
            bool isUsedUp = _stop.IsUsedUp(now);
            return new AllowanceState
            {
                Limit = _window.Limit,
                Window = _window.Length,
                Used = _window.Used,
                Left = isUsedUp ? 0 : _window.Left(now),
                Reset = _window.ResetAt - now,
                Closed = _stop.Closed(now),
                IsNear = isUsedUp || _window.IsWarned(now),
                IsUsedUp = isUsedUp,
                NamedWait = isUsedUp && _stop.IsTimeKnown ? _stop.UntilProbe(now) : null,
                Wait = isUsedUp ? _stop.UntilGoingOn(now) : null,
            };
        }
    }

    /// <summary>
    /// How long the allowance makes so many requests take: zero when it suffices for all of them now. An estimate, because other programs
    /// may use the same account.
    /// </summary>
    public TimeSpan TimeFor(int requests)
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            _window.Expire(now, _stop.IsClosed);
            int limit = _window.LimitOrDefault;
            bool isUsedUp = _stop.IsUsedUp(now);
            int missing = requests - (isUsedUp ? 0 : Math.Max(0, limit - _window.Used));
            if (missing <= 0)
            {
                return TimeSpan.Zero;
            }

            TimeSpan first = isUsedUp ? _stop.UntilGoingOn(now) : (_window.ResetAt ?? _window.OldestLeaves(now)) - now;
            return Duration.Longer(first, TimeSpan.Zero) + new TimeSpan(_window.Length.Ticks * ((missing - 1) / limit));
        }
    }

    /// <summary>
    /// Lets a request pass as soon as the allowance permits it. Every permit must be disposed when the headers of the response are there.
    /// </summary>
    /// <param name="longest">The longest time to wait while the allowance is used up.</param>
    /// <param name="left">
    /// The longest time to wait for the response to another request, which says whether the allowance is used up. That takes as long as a
    /// request, so it is worth waiting for even if <paramref name="longest"/> is zero.
    /// </param>
    /// <param name="call">The call of a cmdlet that the request belongs to.</param>
    /// <param name="tell">Receives the message that requests wait, if nobody has received it yet; null where nobody reads it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The permit; null when the wait would be too long.</returns>
    public async Task<AllowancePermit?> EnterAsync(
        TimeSpan longest, TimeSpan left, object? call, Action<AllowanceWait>? tell, CancellationToken cancellationToken)
    {
        TimeSpan start = Now;
        bool hasTurn = false;
        bool isWaiting = false;
        try
        {
            while (true)
            {
                TimeSpan? pause;
                AllowanceWait? news = null;
                Task changed;
                TimeSpan passed;
                lock (_gate)
                {
                    TimeSpan now = Now;
                    passed = now - start;
                    TimeSpan rest = Rest(Duration.Shorter(longest, left), passed);
                    if (Admit(now, rest, call, isWaiting, ref hasTurn, out pause) is { } permit)
                    {
                        return permit;
                    }

                    if (pause > rest)
                    {
                        return null;
                    }

                    changed = _changed.Task;
                    _waiting += isWaiting ? 0 : 1;
                    isWaiting = true;
                    news = tell is null ? null : News(now, call);
                }

                if (news is not null)
                {
                    tell!(news);
                }

                if (pause is { } time)
                {
                    // A timer counts whole milliseconds.
                    await _clock.DelayAsync(TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds)), cancellationToken)
                        .ConfigureAwait(false);
                }
                else if (!await _clock.WaitAtMostAsync(changed, Rest(left, passed), cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }
            }
        }
        finally
        {
            if (isWaiting)
            {
                lock (_gate)
                {
                    _waiting--;
                    if (_waiting == 0)
                    {
                        _messages.Clear();
                    }
                }
            }
        }
    }

    /// <summary>
    /// Takes a response into account. Returns false after a 429 that concerns this request only: it pauses, and others go on.
    /// </summary>
    internal bool Answered(bool isProbe, object? call, int status, AllowanceHeaders headers, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            _window.Learn(headers, now);
            if (status == 429)
            {
                _window.Refused(now);
                _window.Expire(now, _stop.IsClosed);
                return _stop.Refused(isProbe, call, retryAfter ?? headers.Reset, now);
            }

            _window.Add(now);
            // A failure of the server says nothing about the allowance.
            if ((status < 500 || !isProbe) && _stop.Accepted(isProbe, now))
            {
                _messages.Clear();
                _window.Reopen(now);
            }

            return true;
        }
    }

    internal void Leave(AllowancePermit permit)
    {
        TaskCompletionSource<bool> changed;
        lock (_gate)
        {
            _inFlight--;
            if (permit.IsProbe)
            {
                _stop.EndProbe(Now);
            }

            changed = _changed;
            _changed = new TaskCompletionSource<bool>();
        }

        changed.TrySetResult(true);
    }

    /// <summary>The permit, or null: then the request waits for the pause, or without one for the response to another request.</summary>
    private AllowancePermit? Admit(
        TimeSpan now, TimeSpan rest, object? call, bool isWaiting, ref bool hasTurn, out TimeSpan? pause)
    {
        pause = null;
        bool isProbe = _stop.IsClosed;
        if (isProbe)
        {
            if (_stop.IsProbing)
            {
                return null;
            }

            if (!_stop.MayProbe(now, !isWaiting && _waiting == 0, call))
            {
                pause = _stop.UntilProbe(now);
                return null;
            }

            _stop.Probe();
        }
        else if (_stop.IsCautious(_inFlight))
        {
            return null;
        }
        else if (!hasTurn)
        {
            // Slowing down is a courtesy: nothing fails because of it.
            hasTurn = _window.TakeTurn(now, rest, out pause);
            if (pause is not null)
            {
                return null;
            }
        }

        _inFlight++;
        Interlocked.Increment(ref _sent);
        return new AllowancePermit(this, call, isProbe);
    }

    /// <summary>The message, if it was not said yet or an hour ago; null when there is nothing new.</summary>
    private AllowanceWait? News(TimeSpan now, object? call) =>
        _stop.IsClosed && !_stop.IsProbing && _stop.UntilProbe(now) > s_quiet && _messages.Tell(now, call)
            ? new AllowanceWait(_window.Limit, _window.Length, _clock.GetLocalNow() + _stop.UntilGoingOn(now), _stop.IsTimeKnown)
            : null;

    private static TimeSpan Rest(TimeSpan longest, TimeSpan passed) => longest == TimeSpan.MaxValue ? longest : longest - passed;
}
