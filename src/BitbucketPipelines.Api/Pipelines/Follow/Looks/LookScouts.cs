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

    private const double MinPause = 5;

    /// <summary>How long the first look at the others waits for what the scouts show.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(15);

    private int _added;
    private int _endedAtOnce;

    /// <summary>Counts another repository. Returns their number.</summary>
    public int Add() => ++_added;

    public bool Include(LookTarget target) => target.Spread * _added < Scouts;

    /// <summary>Notes that the runs of a repository have ended.</summary>
    public void NoteRemoved(LookTarget target) => _endedAtOnce += target.IsKnown ? 0 : 1;

    /// <summary>The longest pause between two looks at a scout about whose runs nothing is known, in seconds.</summary>
    public double Pause(LookTarget target, double age, bool isPooledKnown)
    {
        double share = pool.IsEmpty || isPooledKnown ? Share : SoonShare;
        double factor = 1 + (Difference * ((target.Spread * _added / Scouts) - 0.5));
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
}
