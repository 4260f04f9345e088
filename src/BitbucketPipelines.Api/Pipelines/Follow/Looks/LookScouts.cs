namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The few repositories that are looked at first, and more often if nothing is known about their runs, because what they show is likely for
/// the others, too. While requests are few, the others wait for what these show.
/// </summary>
/// <param name="pool">What the runs say about each other.</param>
/// <param name="targets">The repositories that have open runs.</param>
internal sealed class LookScouts(RunPool pool, List<LookTarget> targets)
{
    /// <summary>Requests are few if there are not more for each repository.</summary>
    public const int FewLooks = 4;

    private const int Scouts = 10;

    /// <summary>The pause between two looks as a share of the age of the run.</summary>
    private const double Share = 0.35;

    /// <summary>The same from the first end on, until there are enough to know how long the runs take.</summary>
    private const double SoonShare = 0.05;

    /// <summary>How much the pauses differ, so that the looks are not all made at the same time.</summary>
    private const double Difference = 0.6;

    /// <summary>The same when there are.</summary>
    private const double KnownShare = 0.18;

    private const double MinPause = 5;

    /// <summary>How many scouts are enough to say something.</summary>
    private const int MinScouts = 2;

    /// <summary>The share of scouts that must have ended for a look at another, if there is one look for each.</summary>
    private const double EndedShare = 0.5;

    private const double MostEnded = 0.8;

    /// <summary>How long a look is held back before that is decided anew, as a share of the age, and in seconds.</summary>
    private const double HoldShare = 0.05;

    private const double MinHold = 1;

    private const double MaxHold = 5;

    /// <summary>The longest time for which a look is held back.</summary>
    private static readonly TimeSpan s_longestHold = TimeSpan.FromMinutes(30);

    /// <summary>How long the first look at the others waits for what the scouts show.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(15);

    /// <summary>The ages at which the runs of scouts have ended, in seconds.</summary>
    private readonly List<double> _ended = [];
    private int _added;
    private int _endedAtOnce;

    /// <summary>The number of repositories of the wait, whether their runs have ended or not.</summary>
    public int Count => _added;

    /// <summary>Counts another repository. Returns their number.</summary>
    public int Add() => ++_added;

    /// <summary>
    /// Whether a repository is one of the few. As the runs of some end, others take their place: what is known of the longest runs comes
    /// from those that are looked at often.
    /// </summary>
    public bool Include(LookTarget target) => target.Spread * targets.Count < Scouts;

    /// <summary>Notes that the runs of a repository have ended.</summary>
    public void NoteRemoved(LookTarget target, TimeSpan now)
    {
        _endedAtOnce += target.IsKnown ? 0 : 1;
        if (Include(target) && target.IsKnown)
        {
            _ended.Add(Age(target, (now + target.LookedAt).TotalSeconds / 2));
        }
    }

    /// <summary>
    /// Whether a look at a repository of whose runs nothing is known is held back, because requests are so few that they are needed when
    /// more is known: while it is unknown how long the runs take, and while hardly any scout has ended since the last look.
    /// </summary>
    /// <param name="target">The repository.</param>
    /// <param name="isPooledKnown">Whether it is known how long the runs of this wait take.</param>
    /// <param name="looks">The number of looks that the budget has for each repository.</param>
    /// <param name="now">The current time.</param>
    public bool HoldBack(LookTarget target, bool isPooledKnown, double looks, TimeSpan now) =>
        !Include(target) && !pool.IsSample && looks < FewLooks && now - target.LookedAt < s_longestHold
        && !(isPooledKnown && AreWorthLook(target, looks, now));

    /// <summary>How long a look is held back before that is decided anew.</summary>
    public static TimeSpan Hold(LookTarget target, TimeSpan now) =>
        TimeSpan.FromSeconds(Math.Max(MinHold, Math.Min(MaxHold, Age(target, now.TotalSeconds) * HoldShare)));

    /// <summary>
    /// Whether so many scouts have ended at the ages that a repository has passed since its last look that a look is worth a request: the
    /// fewer looks there are for each, the more must have ended.
    /// </summary>
    private bool AreWorthLook(LookTarget target, double looks, TimeSpan now)
    {
        double from = Age(target, target.LookedAt.TotalSeconds);
        double to = Age(target, now.TotalSeconds);
        double open = targets.Count(t => t.IsKnown && Include(t) && Age(t, t.LookedAt.TotalSeconds) > from) + _ended.Count(a => a > to);
        double ended = _ended.Count(a => a > from && a <= to);
        return open + ended < MinScouts || ended >= (open + ended) * Math.Min(MostEnded, EndedShare / looks);
    }

    /// <summary>The longest pause between two looks at a scout about whose runs nothing is known, in seconds.</summary>
    public double Pause(LookTarget target, double age, bool isPooledKnown)
    {
        double share = isPooledKnown ? KnownShare : pool.IsEmpty ? Share : SoonShare;
        double factor = 1 + (Difference * ((target.Spread * targets.Count / Scouts) - 0.5));
        return Math.Max(MinPause, age * share * factor);
    }

    /// <summary>
    /// Whether a repository need not be looked at before its run may have ended, because requests are few and its run is like others. Null
    /// while that is not known.
    /// </summary>
    public bool? MayAssume(LookTarget target, TimeSpan now, double available)
    {
        if (Include(target) || targets.Count * FewLooks < available)
        {
            return false;
        }

        int looked = targets.Count(t => t.IsKnown && Include(t));
        if (targets.Exists(t => !t.IsKnown && Include(t)))
        {
            return now < s_longestWait ? null : false;
        }

        // Where most runs had ended at the first look, the others are likely to have ended, too.
        return looked > 0 && _endedAtOnce <= Scouts / 2 && (pool.IsSample || !pool.HasPast);
    }

    /// <summary>When the run of most scouts was created.</summary>
    public TimeSpan UsualCreation()
    {
        TimeSpan[] sorted =
        [
            .. targets.Where(t => t is { IsKnown: true, IsAssumed: false }).SelectMany(t => t.Runs).Select(r => r.Created).OrderBy(t => t),
        ];
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[sorted.Length / 2];
    }

    /// <summary>The age of the oldest run of a repository at a time, in seconds.</summary>
    private static double Age(LookTarget target, double at) => Math.Max(0, at - target.Runs.Min(r => r.Created.TotalSeconds));
}
