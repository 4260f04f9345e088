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

    /// <summary>How exact a price is: it is not searched for between two that differ by less than this factor.</summary>
    private const double PriceStep = 1.1;

    /// <summary>
    /// How much of the budget may be planned: runs that are alike are late or early together, so more looks may be needed than expected.
    /// </summary>
    private const double MostUse = 0.75;

    /// <summary>The looks that are planned in any case, beyond one look at each end, as a share of those.</summary>
    private const double LeastRoom = 0.1;

    /// <summary>How little of what is free is planned before the price falls.</summary>
    private const double LeastUse = 0.7;

    /// <summary>How much the prices of targets differ, as a power of what is paid beyond the usual price.</summary>
    private const double Difference = 0.3;

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

    /// <summary>How long a look is held back before that is decided anew, and the longest time in all.</summary>
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longestHold = TimeSpan.FromMinutes(30);

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
            return target.Due > now ? target.Due
                : IsHeldBack(target, now) ? now + s_hold
                : Duration.Longer(target.Due, _budget.NextFree(now, allowance()));
        }
    }

    private void Plan(LookTarget target, TimeSpan now)
    {
        double elapsed = (now - target.LookedAt).TotalSeconds;
        LookPlan plan = LookPlan.Make(
            [.. target.Runs.Select(r => (r.Forecast ?? _pooled, Math.Max(0, (target.LookedAt - r.Created).TotalSeconds)))],
            target.Requests, PriceFor(target), elapsed);
        double pause = plan.Pause;
        if (IsScarce && IsUnknown(target) && IsScout(target))
        {
            double age = target.Runs.Max(r => (target.LookedAt - r.Created).TotalSeconds);
            pause = Math.Max(elapsed, Math.Min(pause, Math.Max(MinScoutPause, age * ScoutShare)));
        }
        target.Due = target.LookedAt + TimeSpan.FromSeconds(pause);
        (target.Expected, target.Price) = (plan.Looks, Price);
    }

    /// <summary>Whether earlier runs say nothing about any run of a target.</summary>
    private static bool IsUnknown(LookTarget target) => target.IsKnown && target.Runs.All(r => r.Forecast is null);

    private bool IsScout(LookTarget target) => target.Spread * _targets.Count < Scouts;

    /// <summary>
    /// Whether a look is held back that is only a guess, because what is left of the budget is needed for a look at each end. The scouts
    /// find out how long the runs take.
    /// </summary>
    private bool IsHeldBack(LookTarget target, TimeSpan now) =>
        IsScarce && IsUnknown(target) && !IsScout(target) && _pooled == DurationForecast.Unknown && now - target.LookedAt < s_longestHold
        && _budget.Available(now, allowance()) < _targets.Count * (1 + LeastRoom);

    /// <summary>
    /// The price for one target. Where requests are scarce it differs from target to target: of many runs that are alike, some get another
    /// look and others do not, so that the budget is used.
    /// </summary>
    private double PriceFor(LookTarget target) =>
        _basePrice * Math.Pow(Price / _basePrice, 1 - (Difference / 2) + (Difference * target.Spread));

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

        Settle(known, now);
    }

    /// <summary>
    /// Finds the lowest price at which the expected looks fit into the budget, by bisection. A price at which they fit and use most of the
    /// budget stays as it is.
    /// </summary>
    private void Settle(List<LookTarget> known, TimeSpan now)
    {
        // What is due now stays due. A price that is only tried must not make anything due.
        List<LookTarget> free = known.FindAll(t => t.Due > now);
        double tooLow = 0;
        double enough = double.PositiveInfinity;
        double step = 2;
        while (true)
        {
            double use = Use(known, now);
            (tooLow, enough) = use > 1 ? (Price, enough) : (tooLow, Price);
            if (use > 1 ? Price >= MaxPrice : use >= LeastUse || Price <= _basePrice)
            {
                return;
            }

            if (enough <= tooLow * PriceStep)
            {
                break;
            }

            // Growing steps until the price lies between two that were tried, then half the way.
            SetPrice(
                tooLow == 0 ? Math.Max(_basePrice, Price / step)
                : double.IsInfinity(enough) ? Math.Min(MaxPrice, Price * step)
                : Math.Sqrt(tooLow * enough));
            step *= step;
        }

        if (Price < enough)
        {
            SetPrice(enough);
        }

        void SetPrice(double price)
        {
            Price = price;
            free.ForEach(t => Plan(t, now));
        }
    }

    /// <summary>The expected looks beyond one at each end, as a share of those that the budget has room for.</summary>
    private double Use(List<LookTarget> known, TimeSpan now)
    {
        double all = (double)_targets.Count / known.Count;
        double available = _budget.Available(now, allowance()) - (_targets.Count - known.Count);
        // Each run needs a look at its end, whatever the price.
        double least = known.Sum(t => t.Requests) * all;
        double room = Math.Max((available * MostUse) - least, least * LeastRoom);
        return ((known.Sum(t => t.Expected) * all) - least) / room;
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
