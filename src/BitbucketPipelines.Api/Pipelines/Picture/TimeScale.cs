namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The time axis of a run: where a time is, from 0 to 1. A wait that is longer than all the rest, such as a night until a person starts a
/// step, is drawn shorter, so that the steps stay visible.
/// </summary>
internal sealed class TimeScale
{
    /// <summary>How long a shortened wait looks, as a share of all the rest.</summary>
    private const double ShortenedShare = 0.25;

    /// <summary>A wait of less than this is never shortened.</summary>
    private static readonly TimeSpan s_leastShortened = TimeSpan.FromMinutes(1);

    private static readonly double[] s_steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

    private readonly List<(TimeSpan From, TimeSpan To, double Weight)> _parts = [];
    private readonly double _total;

    /// <summary>Creates an axis.</summary>
    /// <param name="length">The time from its start to its end.</param>
    /// <param name="idle">The times in which nothing runs, in order.</param>
    public TimeScale(TimeSpan length, IReadOnlyList<(TimeSpan From, TimeSpan To)> idle)
    {
        Length = length;
        double busy = (length - TimeSpan.FromTicks(idle.Sum(i => (i.To - i.From).Ticks))).TotalSeconds;
        Breaks = busy <= 0 ? [] : [.. idle.Where(i => i.To - i.From > s_leastShortened && (i.To - i.From).TotalSeconds > busy)];
        TimeSpan at = TimeSpan.Zero;
        double rest = (length - TimeSpan.FromTicks(Breaks.Sum(b => (b.To - b.From).Ticks))).TotalSeconds;
        foreach ((TimeSpan from, TimeSpan to) in Breaks)
        {
            _parts.Add((at, from, (from - at).TotalSeconds));
            _parts.Add((from, to, rest * ShortenedShare));
            at = to;
        }

        _parts.Add((at, length, (length - at).TotalSeconds));
        _total = _parts.Sum(p => p.Weight);
    }

    /// <summary>The time from the start to the end.</summary>
    public TimeSpan Length { get; }

    /// <summary>The waits that are drawn shorter than they were.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Breaks { get; }

    /// <summary>Where a time is, from 0 to 1.</summary>
    public double Position(TimeSpan time)
    {
        double before = 0;
        foreach ((TimeSpan from, TimeSpan to, double weight) in _parts)
        {
            if (time <= to)
            {
                double share = to > from ? Math.Max(0, (time - from).TotalSeconds) / (to - from).TotalSeconds : 0;
                return _total > 0 ? Math.Min(1, (before + (weight * share)) / _total) : 0;
            }

            before += weight;
        }

        return 1;
    }

    /// <summary>The round times to write at the axis, at most this many, outside of shortened waits.</summary>
    public IReadOnlyList<TimeSpan> Ticks(int most)
    {
        double shown = Length.TotalSeconds - Breaks.Sum(b => (b.To - b.From).TotalSeconds);
        double needed = shown / Math.Max(1, most);
        double step = s_steps.FirstOrDefault(s => s >= needed);
        step = step > 0 ? step : Math.Ceiling(needed / 86400) * 86400;
        var ticks = new List<TimeSpan>();
        for (double at = 0; at <= Length.TotalSeconds && ticks.Count <= most; at += step)
        {
            var time = TimeSpan.FromSeconds(at);
            int inside = Breaks.ToList().FindIndex(b => time > b.From && time < b.To);
            if (inside >= 0)
            {
                // On to the first round time behind the wait.
                at = (Math.Ceiling(Breaks[inside].To.TotalSeconds / step) - 1) * step;
                continue;
            }

            ticks.Add(time);
        }

        return ticks;
    }
}
