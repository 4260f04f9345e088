namespace BitbucketEmulator;

/// <summary>The emulator's time: the given clock, sped up and moved. Guarded by the state's lock.</summary>
internal sealed class EmulatorClock
{
    private readonly TimeProvider _source;
    private DateTimeOffset _realBase;
    private DateTimeOffset _base;
    private double _speed;

    public EmulatorClock(TimeProvider source, double speed)
    {
        _source = source;
        _realBase = _base = Start = source.GetUtcNow();
        _speed = speed;
    }

    public DateTimeOffset Start { get; private set; }

    public DateTimeOffset Now => _base + ((_source.GetUtcNow() - _realBase) * _speed);

    public double Speed
    {
        get => _speed;
        set
        {
            // From here on only: what has passed stays passed.
            (_base, _realBase) = (Now, _source.GetUtcNow());
            _speed = value;
        }
    }

    public void Advance(TimeSpan span) => _base += span;

    public void Reset(double speed)
    {
        _realBase = _base = Start = _source.GetUtcNow();
        _speed = speed;
    }
}
