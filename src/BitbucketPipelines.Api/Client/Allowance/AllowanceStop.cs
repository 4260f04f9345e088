namespace BitbucketPipelines.Api;

/// <summary>
/// The interruption while an allowance is used up: when the next request probes whether it is over, and how requests begin again after it.
/// Not safe for several threads.
/// </summary>
/// <param name="window">What is known about the window of the allowance.</param>
internal sealed class AllowanceStop(AllowanceWindow window)
{
    /// <summary>After so many requests without 429 the window is believed to have started anew.</summary>
    private const int Trust = 100;

    /// <summary>A pause that the server asks for and that concerns one request only, unless all requests get the same answer.</summary>
    private static readonly TimeSpan s_shortPause = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private TimeSpan _closedAt;
    private TimeSpan _closed;
    private bool _isTimeKnown;
    private TimeSpan _probeAt;
    private WeakReference? _refusedCall;
    private int _refusals;
    private int? _sinceReopened;

    /// <summary>Whether a response was 429, and no later one says that the allowance permits requests again.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether a request has been sent to find that out.</summary>
    public bool IsProbing { get; private set; }

    /// <summary>Whether the server named the time of the next probe.</summary>
    public bool IsTimeKnown => _isTimeKnown;

    /// <summary>Whether requests would be refused now. When it is time for the next probe and none is sent, that is not known.</summary>
    public bool IsUsedUp(TimeSpan now) => IsClosed && (IsProbing || now < _probeAt);

    /// <summary>How long it was closed in all.</summary>
    public TimeSpan Closed(TimeSpan now) => _closed + (IsClosed ? now - _closedAt : TimeSpan.Zero);

    /// <summary>The time until the next probe.</summary>
    public TimeSpan UntilProbe(TimeSpan now) => Duration.Longer(_probeAt - now, TimeSpan.Zero);

    /// <summary>
    /// How long until requests go on: the time that the server named, otherwise at the latest when the oldest request has left the window.
    /// </summary>
    public TimeSpan UntilGoingOn(TimeSpan now) =>
        Duration.Longer((_isTimeKnown ? _probeAt : Duration.Longer(_probeAt, window.OldestLeaves(now))) - now, TimeSpan.Zero);

    /// <summary>Whether another request must wait for one in flight, because requests have just begun again.</summary>
    public bool IsCautious(int inFlight) => _sinceReopened is { } successes && inFlight >= 1 + (successes / 8);

    /// <summary>Whether the next request may probe now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isAlone">Whether no request waits.</param>
    /// <param name="call">The call of a cmdlet that the request belongs to.</param>
    public bool MayProbe(TimeSpan now, bool isAlone, object? call) =>
        // Another call may ask too, if no request waits: its user may know that things have changed earlier than the server said.
        now >= _probeAt || (isAlone && call != _refusedCall?.Target);

    /// <summary>A probe is sent.</summary>
    public void Probe() => IsProbing = true;

    /// <summary>The probe has ended. Without a result, the next follows after a second.</summary>
    public void EndProbe(TimeSpan now)
    {
        if (IsProbing)
        {
            IsProbing = false;
            _probeAt = IsClosed ? Duration.Longer(_probeAt, now + TimeSpan.FromSeconds(1)) : _probeAt;
        }
    }

    /// <summary>Takes a response into account that is not 429. Returns whether requests go on because of it.</summary>
    public bool Accepted(bool isProbe, TimeSpan now)
    {
        _refusals = 0;
        if (isProbe)
        {
            _closed += now - _closedAt;
            IsClosed = false;
            IsProbing = false;
            _sinceReopened = 0;
            return true;
        }

        if (!IsClosed && ++_sinceReopened >= Trust)
        {
            _sinceReopened = null;
        }

        return false;
    }

    /// <summary>Takes a 429 into account. Returns false if the request may wait for itself, because others go on.</summary>
    /// <param name="isProbe">Whether the request was the probe.</param>
    /// <param name="call">The call of a cmdlet that the request belongs to.</param>
    /// <param name="asked">The time that the server asked for.</param>
    /// <param name="now">The time.</param>
    public bool Refused(bool isProbe, object? call, TimeSpan? asked, TimeSpan now)
    {
        _refusedCall = call is null ? null : new WeakReference(call);
        if (IsClosed && !isProbe)
        {
            // It was sent before the first refusal.
            _probeAt = asked is { } later ? Duration.Longer(_probeAt, now + Duration.Shorter(later, s_hour)) : _probeAt;
            _isTimeKnown |= asked is not null;
            return true;
        }

        _refusals++;
        if (!IsClosed && asked <= s_shortPause && _refusals < 3)
        {
            return false;
        }

        bool isUsedUp = window.IsExhausted(now);
        if (!IsClosed && isUsedUp)
        {
            window.UseUp(now, isSoon: _sinceReopened is not null);
        }

        _closedAt = IsClosed ? _closedAt : now;
        IsClosed = true;
        IsProbing = false;
        _sinceReopened = null;
        _isTimeKnown = asked > s_shortPause;
        _probeAt = now + RetryPolicy.Probe(asked is { } time ? Duration.Shorter(time, s_hour) : null, _refusals, isUsedUp, Jitter.Next());
        return true;
    }
}
