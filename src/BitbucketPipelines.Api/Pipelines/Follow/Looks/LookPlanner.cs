namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Plans the looks of one wait at all of its repositories, within a budget an hour. Requests have a price, which rises until the looks that
/// are expected in the coming hour fit into the budget, and falls as runs end. All times are since the start of the wait.
/// </summary>
internal sealed class LookPlanner
{
    /// <summary>How much sooner the first look comes where it shows more than whether the run has ended.</summary>
    private const double SoonerShare = 0.65;

    /// <summary>The golden ratio: its multiples spread evenly.</summary>
    private const double Golden = 0.618033988749895;

    /// <summary>How often a pause is compared with the plan: near its end, and long before.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_longestTick = TimeSpan.FromSeconds(15);

    /// <summary>The shortest time between two changes of the price.</summary>
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(1);

    /// <summary>How long the first look is held back before that is decided anew.</summary>
    private static readonly TimeSpan s_firstHold = TimeSpan.FromSeconds(1);

    /// <summary>Timers can end slightly early. What is due within this time counts as due, so that it can be held back.</summary>
    public static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    private readonly Func<LookAllowance> _allowance;
    private readonly object _gate = new();
    private readonly LookBudget _budget = new();
    private readonly RunPool _pool = new();
    private readonly List<LookTarget> _targets = [];
    private readonly LookScouts _scouts;
    private readonly LookForecasts _forecasts;
    private readonly LookPricing _pricing;
    private TimeSpan? _balancedAt;
    private int _countAtBalance;

    /// <summary>Creates the planner.</summary>
    /// <param name="allowance">Returns what is known about the rate limit.</param>
    /// <param name="basePrice">The price if requests are not scarce.</param>
    public LookPlanner(Func<LookAllowance> allowance, double basePrice = LookPlan.BasePrice)
    {
        _allowance = allowance;
        _scouts = new LookScouts(_pool, _targets);
        _forecasts = new LookForecasts(_pool);
        _pricing = new LookPricing(basePrice, allowance, _budget, _pool, _forecasts, _targets);
    }

    /// <summary>The seconds of delay that one request must save.</summary>
    public double Price => _pricing.Price;

    /// <summary>
    /// Whether there are fewer requests than would be worth their while, or repositories were not looked at yet because of that.
    /// </summary>
    public bool IsScarce
    {
        get
        {
            lock (_gate)
            {
                return _pricing.IsScarce || _targets.Exists(t => t.IsAssumed);
            }
        }
    }

    /// <summary>
    /// Whether the repositories must share what earlier runs say is worth a look: at the usual price there are too few requests, or there
    /// were when most were open.
    /// </summary>
    private bool IsLimited => _pool.HasPast && (_pricing.IsRaised || _scouts.Count * LookScouts.FewLooks > _allowance().Limit);

    /// <summary>Adds a repository. Its first look is due at once.</summary>
    public LookTarget Add()
    {
        lock (_gate)
        {
            var target = new LookTarget { Spread = _scouts.Add() * Golden % 1 };
            _targets.Add(target);
            return target;
        }
    }

    /// <summary>Removes a repository whose runs have all ended.</summary>
    public void Remove(LookTarget target, TimeSpan now)
    {
        lock (_gate)
        {
            _targets.Remove(target);
            _scouts.NoteRemoved(target, now);
            Balance(now);
        }
    }

    /// <summary>Records requests that were sent.</summary>
    public void Spend(TimeSpan now, int requests)
    {
        lock (_gate)
        {
            _budget.Spend(now, requests);
        }
    }

    /// <summary>Records the duration of a run that has ended.</summary>
    /// <param name="seconds">Its duration.</param>
    /// <param name="hasPast">Whether there are earlier runs of its pipeline.</param>
    /// <param name="now">The current time.</param>
    public void AddEnded(double seconds, bool hasPast, TimeSpan now)
    {
        lock (_gate)
        {
            if (hasPast && !_pool.IsSample)
            {
                return;
            }

            bool isFirst = _pool.IsEmpty;
            _pool.Add(seconds);
            if (isFirst)
            {
                Replan(_targets.FindAll(t => t.IsKnown && _scouts.Include(t) && LookForecasts.IsUnknown(t)), now);
            }
        }
    }

    /// <summary>Plans the next look at a repository, after a look.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="open">Its runs that have not ended.</param>
    /// <param name="requests">The number of requests for the next look.</param>
    /// <param name="now">The current time.</param>
    public void Plan(LookTarget target, IEnumerable<LookRun> open, int requests, TimeSpan now)
    {
        lock (_gate)
        {
            bool isFirst = !target.IsKnown || target.IsAssumed;
            target.Update(open, requests, now);
            if (isFirst)
            {
                foreach (LookRun run in target.Runs.Where(r => r.Forecast is not null).Take(1))
                {
                    _pool.AddPast(run.Forecast!.Durations);
                }
            }

            Plan(target, now);
            Balance(now);
        }
    }

    /// <summary>
    /// After which time a pause is compared with the plan again, which changes as runs elsewhere end: soon when little of it is left,
    /// and at the start of a wait, when least is known.
    /// </summary>
    public static TimeSpan Tick(TimeSpan left, TimeSpan now) =>
        Duration.Longer(s_tick, Duration.Shorter(s_longestTick, TimeSpan.FromTicks(Math.Min(left.Ticks / 16, now.Ticks / 4))));

    /// <summary>When the next look is due. It can become earlier while runs elsewhere end.</summary>
    public TimeSpan Due(LookTarget target, TimeSpan now)
    {
        lock (_gate)
        {
            if (!target.IsKnown && _scouts.MayAssume(target, now, _budget.Available(now, _allowance())) is var may && may is not false)
            {
                if (may is null)
                {
                    return now + s_firstHold;
                }

                _forecasts.Assumes = true;
                target.Assume(_scouts.UsualCreation());
                Plan(target, now);
            }

            Balance(now);
            return target.Due > now + TimerTolerance ? target.Due
                : IsHeldBack(target, now) ? now + LookScouts.Hold(target, now)
                : Duration.Longer(target.Due, _budget.NextFree(now, _allowance()));
        }
    }

    private void Plan(LookTarget target, TimeSpan now)
    {
        double elapsed = (now - target.LookedAt).TotalSeconds;
        LookPlan plan = LookPlan.Make(
            [.. target.Runs.Select(r => (_forecasts.Of(r), Math.Max(0, (target.LookedAt - r.Created).TotalSeconds)))],
            target.Requests, _pricing.For(target, IsLimited), elapsed, IsLimited);
        double pause = plan.Pause;
        if (target.IsAssumed && _pool is { IsSample: true, IsAlike: false })
        {
            // The first look also shows the earlier runs of the repository, which say more than those of all.
            pause = Math.Max(elapsed, pause * SoonerShare);
        }

        if (IsScarce && LookForecasts.IsUnknown(target) && _scouts.Include(target))
        {
            double age = target.Runs.Max(r => (target.LookedAt - r.Created).TotalSeconds);
            pause = Math.Max(elapsed, Math.Min(pause, _scouts.Pause(target, age, _forecasts.IsPooledKnown)));
        }

        target.Due = target.LookedAt + TimeSpan.FromSeconds(pause);
        (target.Expected, target.Price) = (plan.Looks, Price);
    }

    /// <summary>Whether a look at a target is only a guess, for which requests are too few.</summary>
    private bool IsHeldBack(LookTarget target, TimeSpan now) =>
        LookForecasts.IsUnknown(target) && (_forecasts.IsPooledKnown || IsScarce)
        && _scouts.HoldBack(target, _forecasts.IsPooledKnown, _budget.Available(now, _allowance()) / _targets.Count, now);

    /// <summary>Changes the price until the expected looks fit into the budget, and plans again.</summary>
    private void Balance(TimeSpan now)
    {
        List<LookTarget> known = _targets.FindAll(t => t.IsKnown);
        int count = known.Count - (2 * _targets.Count);
        bool hasChanged = Math.Abs(count - _countAtBalance) * 20 > known.Count;
        if (known.Count == 0 || (_balancedAt is { } last && now - last < s_calm && !hasChanged))
        {
            return;
        }

        (_balancedAt, _countAtBalance) = (now, count);
        if (_forecasts.Renew(known) is { } changed)
        {
            Replan(changed, now);
        }

        _pricing.Settle(known, now, t => Plan(t, now));
    }

    private void Replan(List<LookTarget> targets, TimeSpan now)
    {
        foreach (LookTarget target in targets)
        {
            // What is due now stays due.
            if (target.Due > now)
            {
                Plan(target, now);
            }
        }
    }
}
