namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Plans the looks of one wait at all of its repositories, within a budget an hour. Requests have a price, which rises until the looks that
/// are expected in the coming hour fit into the budget, and falls as runs end. All times are since the start of the wait.
/// </summary>
/// <param name="allowance">Returns what is known about the rate limit.</param>
/// <param name="basePrice">The price if requests are not scarce.</param>
internal sealed class LookPlanner(Func<LookAllowance> allowance, double basePrice = LookPlan.BasePrice)
{
    private readonly double _basePrice = basePrice;
    private const double MaxPrice = 1e5;

    /// <summary>From this multiple of the usual price on, requests are scarce.</summary>
    private const double ScarcePrice = 4;

    /// <summary>The most changes of the price at a time.</summary>
    private const int MaxChanges = 12;

    /// <summary>
    /// How much of the budget may be planned: runs that are alike are late or early together, so more looks may be needed than expected.
    /// </summary>
    private const double MostUse = 0.9;

    /// <summary>A higher price must lower the number of looks at least to this share, otherwise it is high enough.</summary>
    private const double LeastEffect = 0.98;

    /// <summary>The part of the budget that is free in any case, beyond one look at each end.</summary>
    private const double LeastFree = 0.02;

    /// <summary>How little of what is free is planned before the price falls.</summary>
    private const double LeastUse = 0.7;

    /// <summary>How much later than planned looks may be, so that runs that are alike are not all looked at too early.</summary>
    private const double Scatter = 0.5;

    private const double LateChance = 0.1;

    /// <summary>
    /// The number of repositories that are looked at more often if nothing is known about their runs and looks are scarce. What they show
    /// is likely for the others, too.
    /// </summary>
    private const int Scouts = 10;

    /// <summary>The pause of these as a share of the age, and the shortest one in seconds.</summary>
    private const double ScoutShare = 0.35;

    private const double MinScoutPause = 5;

    /// <summary>The golden ratio: its multiples spread evenly.</summary>
    private const double Golden = 0.618033988749895;

    /// <summary>The shortest time between two changes of the price.</summary>
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly LookBudget _budget = new();
    private readonly RunPool _pool = new();
    private readonly List<LookTarget> _targets = [];
    private DurationForecast _pooled = DurationForecast.Unknown;
    private TimeSpan? _balancedAt;
    private int _countAtBalance;
    private int _added;

    /// <summary>The seconds of delay that one request must save.</summary>
    public double Price { get; private set; } = basePrice;

    /// <summary>Whether there are fewer requests than would be worth their while.</summary>
    public bool IsScarce => Price > _basePrice * ScarcePrice;

    /// <summary>Adds a repository. Its first look is due at once.</summary>
    public LookTarget Add()
    {
        lock (_gate)
        {
            var target = new LookTarget { Spread = ++_added * Golden % 1 };
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
    public void AddEnded(double seconds)
    {
        lock (_gate)
        {
            _pool.Add(seconds);
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
            target.Update(open, requests, now);
            Plan(target, now);
            Balance(now);
        }
    }

    /// <summary>When the next look is due. It can become earlier while runs elsewhere end.</summary>
    public TimeSpan Due(LookTarget target, TimeSpan now)
    {
        lock (_gate)
        {
            Balance(now);
            return target.Due <= now ? Duration.Longer(target.Due, _budget.NextFree(now, allowance())) : target.Due;
        }
    }

    private void Plan(LookTarget target, TimeSpan now)
    {
        bool isUnknown = target.Runs.All(r => r.Forecast is null);
        double elapsed = (now - target.LookedAt).TotalSeconds;
        LookPlan plan = LookPlan.Make(
            [.. target.Runs.Select(r => (r.Forecast ?? _pooled, Math.Max(0, (target.LookedAt - r.Created).TotalSeconds)))],
            target.Requests, Price, elapsed);
        double pause = plan.Pause;
        if (IsScarce && isUnknown && target.Spread * _targets.Count < Scouts)
        {
            double age = target.Runs.Max(r => (target.LookedAt - r.Created).TotalSeconds);
            pause = Math.Max(elapsed, Math.Min(pause, Math.Max(MinScoutPause, age * ScoutShare)));
        }
        else if (IsScarce && target.Runs.Count == 1)
        {
            LookRun run = target.Runs[0];
            double late = (run.Forecast ?? _pooled).Until(Math.Max(0, (target.LookedAt - run.Created).TotalSeconds), LateChance);
            pause += Math.Max(0, late - pause) * Scatter * target.Spread;
        }

        target.Due = target.LookedAt + TimeSpan.FromSeconds(pause);
        (target.Expected, target.Price) = (plan.Looks, Price);
    }

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

        if (_pool.HasNews)
        {
            List<LookTarget> unknown = known.FindAll(t => t.Runs.Any(r => r.Forecast is null));
            _pooled = _pool.Forecast(
                unknown.SelectMany(t => t.Runs.Where(r => r.Forecast is null).Select(r => (t.LookedAt - r.Created).TotalSeconds)));
            Replan(unknown, now);
        }

        double before = double.MaxValue;
        for (int i = 0; i < MaxChanges; i++)
        {
            double expected = known.Sum(t => t.Expected) / known.Count * _targets.Count;
            double available = _budget.Available(now, allowance()) - (_targets.Count - known.Count);
            double least = known.Sum(t => t.Requests) * (double)_targets.Count / known.Count;
            double use = (expected - least) / Math.Max((available * MostUse) - least, Math.Max(1, available * LeastFree));
            if (use is >= LeastUse and <= 1 || (use < LeastUse && Price <= _basePrice) || (use > 1 && Price >= MaxPrice))
            {
                break;
            }

            // Each run needs a look at its end, whatever the price.
            if (use > 1 && expected > before * LeastEffect)
            {
                break;
            }

            before = expected;
            double aim = use / ((1 + LeastUse) / 2);
            Price = Math.Min(MaxPrice, Math.Max(_basePrice, Price * Math.Min(8, Math.Max(0.125, aim * aim))));
            Replan(known, now);
        }
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
