namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The price of a request, in seconds of delay that it must save: the lowest at which the looks that are expected in the coming hour fit
/// into the budget.
/// </summary>
/// <param name="basePrice">The price if requests are not scarce.</param>
/// <param name="allowance">Returns what is known about the rate limit.</param>
/// <param name="budget">The requests of the wait.</param>
/// <param name="pool">What the runs say about each other.</param>
/// <param name="forecasts">How long the runs may take.</param>
/// <param name="targets">The repositories that have open runs.</param>
internal sealed class LookPricing(
    double basePrice, Func<LookAllowance> allowance, LookBudget budget, RunPool pool, LookForecasts forecasts, List<LookTarget> targets)
{
    /// <summary>From this multiple of the usual price on, requests are scarce.</summary>
    private const double ScarcePrice = 4;

    /// <summary>
    /// How much of the budget may be planned: runs that are alike are late or early together, so more looks may be needed than expected.
    /// </summary>
    private const double MostUse = 0.8;

    /// <summary>The same for runs without earlier ones, of which nothing is known but what the first to end tell.</summary>
    private const double MostUseOfUnknown = 0.75;

    /// <summary>
    /// The same for short runs: what is left of the budget then is of no use to the wait, and less than what is kept for others is lent.
    /// </summary>
    private const double MostUseOfShort = 1;

    private const double LeastUseOfShort = 0.95;

    /// <summary>The looks that are planned in any case, beyond one look at each end, as a share of those.</summary>
    private const double LeastRoom = 0.1;

    /// <summary>How little of what is free is planned before the price falls.</summary>
    private const double LeastUse = 0.7;

    /// <summary>How much the prices of targets differ, as a power of what is paid beyond the usual price.</summary>
    private const double Difference = 0.3;

    /// <summary>The price of a request in seconds if all must be shared, and are enough for short pauses nearly everywhere.</summary>
    private const double LeastPrice = 1;

    private double? _settled;

    /// <summary>The price of a request.</summary>
    public double Price => _settled ?? basePrice;

    /// <summary>Whether there are fewer requests than would be worth their while.</summary>
    public bool IsScarce => Price > basePrice * ScarcePrice;

    /// <summary>Whether there are more looks worth the usual price than the budget has room for.</summary>
    public bool IsRaised => Price > basePrice;

    /// <summary>
    /// The price for one target. Where requests are scarce it differs from target to target: of many runs that are alike, some get another
    /// look and others do not, so that the budget is used.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="isLimited">Whether the repositories must share what earlier runs say is worth a look.</param>
    public double For(LookTarget target, bool isLimited)
    {
        double price = basePrice * Math.Pow(Price / basePrice, 1 - (Difference / 2) + (Difference * target.Spread));
        return isLimited ? price - ((basePrice - LeastPrice) * basePrice / price) : price;
    }

    /// <summary>Finds the lowest price at which the expected looks fit into the budget, and plans for it.</summary>
    /// <param name="known">The targets that were looked at.</param>
    /// <param name="now">The current time.</param>
    /// <param name="plan">Plans the next look at a target for the current price.</param>
    public void Settle(List<LookTarget> known, TimeSpan now, Action<LookTarget> plan)
    {
        // What is due now stays due. A price that is only tried must not make anything due.
        List<LookTarget> free = known.FindAll(t => t.Due > now);
        LookPrice.Settle(Price, basePrice, forecasts.AreShort(known) ? LeastUseOfShort : LeastUse, UseAt);

        double UseAt(double price)
        {
            if (price != Price)
            {
                _settled = price;
                free.ForEach(plan);
            }

            return Use(known, now);
        }
    }

    /// <summary>The expected looks beyond one at each end, as a share of those that the budget has room for.</summary>
    private double Use(List<LookTarget> known, TimeSpan now)
    {
        double all = (double)targets.Count / known.Count;
        bool isShort = forecasts.AreShort(known);
        double available = budget.Available(now, allowance(), isShort) - (targets.Count - known.Count);
        // Each run needs a look at its end, whatever the price.
        double least = known.Sum(t => t.Requests) * all;
        double most = isShort ? MostUseOfShort : pool.HasPast ? MostUse : MostUseOfUnknown;
        double room = Math.Max((available * most) - least, least * LeastRoom);
        return ((known.Sum(t => t.Expected) * all) - least) / room;
    }
}
