namespace BitbucketPipelines.Api.Runs;

/// <summary>Searches for the price of a look: the seconds of delay that one request must save.</summary>
internal static class LookPrice
{
    private const double MaxPrice = 1e5;

    /// <summary>How exact a price is: it is not searched for between two that differ by less than this factor.</summary>
    private const double Step = 1.1;

    /// <summary>
    /// Finds the lowest price at which the looks fit into the budget, by bisection. A price at which they fit and use most of the budget
    /// stays as it is.
    /// </summary>
    /// <param name="price">The price until now.</param>
    /// <param name="basePrice">The lowest price.</param>
    /// <param name="leastUse">The share of the budget that is most of it.</param>
    /// <param name="useAt">
    /// Plans for a price, and returns the share of the budget that it uses. The last call is that for the found price.
    /// </param>
    public static void Settle(double price, double basePrice, double leastUse, Func<double, double> useAt)
    {
        double tooLow = 0;
        double enough = double.PositiveInfinity;
        double step = 2;
        while (true)
        {
            double use = useAt(price);
            (tooLow, enough) = use > 1 ? (price, enough) : (tooLow, price);
            if (use > 1 ? price >= MaxPrice : use >= leastUse || price <= basePrice)
            {
                return;
            }

            if (enough <= tooLow * Step)
            {
                break;
            }

            // Growing steps until the price lies between two that were tried, then half the way.
            price = tooLow == 0 ? Math.Max(basePrice, price / step)
                : double.IsInfinity(enough) ? Math.Min(MaxPrice, price * step)
                : Math.Sqrt(tooLow * enough);
            step *= step;
        }

        if (price < enough)
        {
            useAt(enough);
        }
    }
}
