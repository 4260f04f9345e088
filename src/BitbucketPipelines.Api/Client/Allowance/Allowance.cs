using System.Runtime.CompilerServices;

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
internal sealed class Allowance(TimeProvider clock)
{
    /// <summary>The number of requests an hour that Bitbucket allows by default.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>How many requests are not slowed down although little is left, so that a single command is as fast as always.</summary>
    private const int Burst = 10;

    /// <summary>After so many requests without 429 the window is believed to have started anew.</summary>
    private const int Trust = 100;

    /// <summary>How long 429 or a warning of the server counts when no newer response contradicts it.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(2);

    /// <summary>A pause that the server asks for and that concerns one request only, unless all requests get the same answer.</summary>
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(4);

    /// <summary>The longest pause between two requests while little is left.</summary>
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>A call that was told that it waits is not told again for so long, also when the allowance starts anew more often.</summary>
    private static readonly TimeSpan s_toldOnce = TimeSpan.FromMinutes(50);

    private readonly object _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly RequestCount _count = new();
    private readonly Dictionary<object, TimeSpan> _told = [];
    private readonly ConditionalWeakTable<object, object> _callsTold = new();
    private TaskCompletionSource<bool> _changed = new();
    private int? _limit;
    private TimeSpan _window = s_hour;
    private TimeSpan? _resetAt;
    private bool _isNear;
    private TimeSpan _nearUntil;
    private TimeSpan _slowUntil;
    private TimeSpan _nextSlot = TimeSpan.MinValue;
    private bool _isClosed;
    private TimeSpan _closedAt;
    private TimeSpan _closed;
    private bool _isTimeKnown;
    private bool _isProbing;
    private TimeSpan _probeAt;
    private WeakReference? _refusedCall;
    private TimeSpan _usedUpUntil;
    private int _refusals;
    private int _inFlight;
    private int _waiting;
    private int? _sinceReopened;
    private long _sent;

    /// <summary>How many requests of this process were sent in all.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The known number of requests that a window allows, or the default.</summary>
    public int Limit => Read().Limit ?? DefaultLimit;

    /// <summary>The known number of requests in an hour, or the default.</summary>
    public int HourlyLimit => Read() is { Limit: { } limit } state
        ? Math.Max(1, (int)Math.Min(int.MaxValue, limit * (s_hour.TotalSeconds / state.Window.TotalSeconds))) : DefaultLimit;

    private TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>What is known about the allowance now.</summary>
    public AllowanceState Read()
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            Expire(now);
            int? left = IsUsedUp(now) ? 0
                : _limit is { } limit ? Math.Max(0, Math.Min(limit - _count.Sum, IsNear(now) ? limit / 5 : limit))
                : null;
            return new AllowanceState
            {
                Limit = _limit,
                Window = _window,
                Used = _count.Sum,
                Left = left,
                Reset = _resetAt - now,
                Closed = _closed + (_isClosed ? now - _closedAt : TimeSpan.Zero),
                IsNear = IsUsedUp(now) || now < _nearUntil,
                IsUsedUp = IsUsedUp(now),
                NamedWait = IsUsedUp(now) && _isTimeKnown ? Duration.Longer(_probeAt - now, TimeSpan.Zero) : null,
                Wait = IsUsedUp(now) ? Duration.Longer(GoesOnAt(now) - now, TimeSpan.Zero) : null,
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
            Expire(now);
            int limit = _limit ?? DefaultLimit;
            int missing = requests - (IsUsedUp(now) ? 0 : Math.Max(0, limit - _count.Sum));
            if (missing <= 0)
            {
                return TimeSpan.Zero;
            }

            TimeSpan first = IsUsedUp(now) ? GoesOnAt(now) - now : _resetAt - now ?? (_count.Oldest ?? now) + _window - now;
            return Duration.Longer(first, TimeSpan.Zero) + new TimeSpan(_window.Ticks * ((missing - 1) / limit));
        }
    }

    /// <summary>
    /// Lets a request pass as soon as the allowance permits it. Every permit must be disposed when the headers of the response are there.
    /// </summary>
    /// <param name="longest">The longest time to wait.</param>
    /// <param name="call">The call of a cmdlet that the request belongs to.</param>
    /// <param name="teller">Who is told: one message for all its requests.</param>
    /// <param name="tell">Receives the message that the request waits.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The permit; null when the wait would be too long.</returns>
    public async Task<AllowancePermit?> EnterAsync(
        TimeSpan longest, object? call, object teller, Action<AllowanceWait> tell, CancellationToken cancellationToken)
    {
        TimeSpan start = Now;
        bool hasSlot = false;
        bool isWaiting = false;
        try
        {
            while (true)
            {
                TimeSpan? pause;
                AllowanceWait? news = null;
                Task changed;
                TimeSpan rest;
                lock (_gate)
                {
                    TimeSpan now = Now;
                    rest = longest == TimeSpan.MaxValue ? longest : longest - (now - start);
                    if (Admit(now, rest, call, isWaiting, ref hasSlot, out pause) is { } permit)
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
                    news = News(now, teller, call);
                }

                if (news is not null)
                {
                    tell(news);
                }

                if (pause is { } time)
                {
                    // A timer counts whole milliseconds.
                    await clock.DelayAsync(TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds)), cancellationToken)
                        .ConfigureAwait(false);
                }
                else if (!await clock.WaitAtMostAsync(changed, rest, cancellationToken).ConfigureAwait(false))
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
                        _told.Clear();
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
            Learn(headers, now);
            if (status == 429)
            {
                return Refused(isProbe, call, retryAfter ?? headers.Reset, now);
            }

            _count.Add(now);
            if (status >= 500 && isProbe)
            {
                // Says nothing about the allowance.
                return true;
            }

            _refusals = 0;
            if (isProbe)
            {
                Reopen(now);
            }
            else if (!_isClosed && ++_sinceReopened >= Trust)
            {
                _sinceReopened = null;
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
            if (permit.IsProbe && _isProbing)
            {
                // The probe got no answer, or none that tells.
                _isProbing = false;
                _probeAt = _isClosed ? Duration.Longer(_probeAt, Now + TimeSpan.FromSeconds(1)) : _probeAt;
            }

            changed = _changed;
            _changed = new TaskCompletionSource<bool>();
        }

        changed.TrySetResult(true);
    }

    private AllowancePermit? Admit(
        TimeSpan now, TimeSpan rest, object? call, bool isWaiting, ref bool hasSlot, out TimeSpan? pause)
    {
        pause = null;
        bool isProbe = false;
        if (_isClosed)
        {
            if (_isProbing)
            {
                return null;
            }

            // Another call may ask too, if no request waits: its user may know that things have changed earlier than the server said.
            if (now < _probeAt && (isWaiting || _waiting > 0 || call == _refusedCall?.Target))
            {
                pause = _probeAt - now;
                return null;
            }

            isProbe = _isProbing = true;
        }
        else if (_sinceReopened is { } successes && _inFlight >= 1 + (successes / 8))
        {
            return null;
        }
        else if (!hasSlot && IsSlow(now))
        {
            TimeSpan interval = Interval(now);
            TimeSpan slot = Duration.Longer(_nextSlot, now - new TimeSpan(interval.Ticks * Burst));
            // Slowing down is a courtesy: nothing fails because of it.
            if (slot <= now || slot - now < rest)
            {
                _nextSlot = slot + interval;
                hasSlot = true;
                if (slot > now)
                {
                    pause = slot - now;
                    return null;
                }
            }
        }

        _inFlight++;
        Interlocked.Increment(ref _sent);
        return new AllowancePermit(this, call, isProbe);
    }

    private void Learn(AllowanceHeaders headers, TimeSpan now)
    {
        _limit = headers.Limit ?? _limit;
        _window = headers.Window ?? _window;
        _resetAt = headers.Reset is { } reset && reset <= s_hour + s_hour ? now + reset : _resetAt;
        if (headers.IsNear is { } near)
        {
            _isNear = near;
            _nearUntil = near ? now + s_memory : TimeSpan.Zero;
            _slowUntil = near ? _slowUntil : TimeSpan.Zero;
        }
    }

    /// <summary>Takes a 429 into account. Returns false if the request may wait for itself, because others go on.</summary>
    private bool Refused(bool isProbe, object? call, TimeSpan? asked, TimeSpan now)
    {
        _nearUntil = now + s_memory;
        _refusedCall = call is null ? null : new WeakReference(call);
        Expire(now);
        if (_isClosed && !isProbe)
        {
            // It was sent before the first refusal.
            _probeAt = asked is { } later ? Duration.Longer(_probeAt, now + Duration.Shorter(later, s_hour)) : _probeAt;
            _isTimeKnown |= asked is not null;
            return true;
        }

        _refusals++;
        if (!_isClosed && asked <= s_shortPause && _refusals < 3)
        {
            return false;
        }

        // Much more than the default was allowed: then the limit is another, and says nothing.
        bool isUsedUp = now < _usedUpUntil
            || (_count.Sum >= 0.8 * (_limit ?? DefaultLimit) && (_limit is not null || _count.Sum <= 1.2 * DefaultLimit));
        if (!_isClosed && isUsedUp)
        {
            _usedUpUntil = now + _window;
            if (_sinceReopened is not null)
            {
                // Only a few requests were given back: the window rolls, or another program uses the account.
                _slowUntil = now + _window;
                _nextSlot = now;
            }
        }

        _closedAt = _isClosed ? _closedAt : now;
        _isClosed = true;
        _isProbing = false;
        _sinceReopened = null;
        _isTimeKnown = asked > s_shortPause;
        _probeAt = now + RetryPolicy.Probe(asked is { } time ? Duration.Shorter(time, s_hour) : null, _refusals, isUsedUp, Jitter.Next());
        return true;
    }

    private void Reopen(TimeSpan now)
    {
        _closed += now - _closedAt;
        _isClosed = false;
        _isProbing = false;
        _sinceReopened = 0;
        _told.Clear();
        _resetAt = _resetAt > now ? _resetAt : null;
        if (now < _usedUpUntil + _window && _usedUpUntil > TimeSpan.Zero)
        {
            _usedUpUntil = now + _window;
            _count.Clear();
            _count.Add(now);
        }
    }

    private void Expire(TimeSpan now)
    {
        if (_resetAt <= now)
        {
            _resetAt = null;
            if (!_isClosed)
            {
                _count.Clear();
            }
        }

        _count.Forget(now - _window);
    }

    /// <summary>Whether requests would be refused now. When it is time for the next probe and none is sent, that is not known.</summary>
    private bool IsUsedUp(TimeSpan now) => _isClosed && (_isProbing || now < _probeAt);

    private bool IsNear(TimeSpan now) => _isNear && now < _nearUntil;

    private bool IsSlow(TimeSpan now) => IsNear(now) || now < _slowUntil;

    /// <summary>The pause between two requests that spreads what is left over the time until the allowance starts anew.</summary>
    private TimeSpan Interval(TimeSpan now)
    {
        int limit = _limit ?? DefaultLimit;
        var even = new TimeSpan(_window.Ticks / limit);
        TimeSpan rest = _resetAt is { } reset && reset > now ? new TimeSpan((reset - now).Ticks / Math.Max(1, limit / 5)) : even;
        return Duration.Shorter(Duration.Shorter(even, rest), s_slowest);
    }

    /// <summary>
    /// When requests go on: at the time that the server named, otherwise at the latest when the oldest request in the window has left it.
    /// </summary>
    private TimeSpan GoesOnAt(TimeSpan now) => _isTimeKnown ? _probeAt
        : Duration.Longer(_probeAt, (_count.Oldest ?? now) + _window);

    /// <summary>The message for who is not told yet, or was told an hour ago; null when there is nothing new.</summary>
    private AllowanceWait? News(TimeSpan now, object teller, object? call)
    {
        if (!_isClosed || _isProbing || _probeAt - now <= TimeSpan.FromSeconds(5)
            || (_told.TryGetValue(teller, out TimeSpan before) && now - before < s_hour)
            || (call is not null && _callsTold.TryGetValue(call, out object? told) && now - (TimeSpan)told < s_toldOnce))
        {
            return null;
        }

        _told[teller] = now;
        if (call is not null)
        {
            _callsTold.Remove(call);
            _callsTold.Add(call, now);
        }

        return new AllowanceWait(_limit, _window, clock.GetLocalNow() + (GoesOnAt(now) - now), _isTimeKnown);
    }
}
