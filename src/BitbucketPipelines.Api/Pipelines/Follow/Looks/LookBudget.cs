namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Counts the requests of a wait in the past hour. A wait uses at most four fifths of the rate limit, so that there is room for others, but
/// always has a few requests an hour.
/// </summary>
internal sealed class LookBudget
{
    private const double Share = 0.8;

    /// <summary>The same for a wait that ends so soon that what it leaves for others would hardly be used.</summary>
    private const double ShareOfShort = 0.88;

    /// <summary>The share from which on looks are spread over the hour: plans can be wrong.</summary>
    private const double MostShare = 0.9;

    /// <summary>The share of the rate limit that is used even if nothing else is left.</summary>
    private const double MinShare = 0.05;

    /// <summary>The same if the limit is almost reached.</summary>
    private const double NearShare = 0.02;

    /// <summary>The shortest part of an hour that an even rate is reckoned for.</summary>
    private const double LeastPart = 0.05;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly Queue<(TimeSpan At, int Requests)> _spent = new();
    private int _spentInHour;
    private TimeSpan _lastAt;

    /// <summary>Records requests.</summary>
    public void Spend(TimeSpan now, int requests)
    {
        _lastAt = now;
        _spent.Enqueue((now, requests));
        _spentInHour += requests;
    }

    /// <summary>
    /// The number of requests that may be sent in the coming hour, if they are spread evenly: what was sent in the past hour is forgiven
    /// one by one.
    /// </summary>
    /// <param name="now">The current time.</param>
    /// <param name="allowance">What is known about the rate limit.</param>
    /// <param name="isShort">
    /// Whether the wait ends so soon that what it leaves for others would hardly be used. Then it leaves an eighth.
    /// </param>
    public double Available(TimeSpan now, LookAllowance allowance, bool isShort = false)
    {
        Forget(now);
        // What others have sent is not forgiven, because it is not known when.
        double others = allowance.Left is { } left ? Math.Max(0, allowance.Limit - left - _spentInHour) : 0;
        double share = (allowance.Limit * (isShort ? ShareOfShort : Share)) - others;
        double available = share;
        double unforgiven = _spentInHour;
        foreach ((TimeSpan at, int requests) in _spent)
        {
            // Just before these are forgiven, they and all later ones count.
            double part = (at + s_hour - now).TotalSeconds / s_hour.TotalSeconds;
            available = Math.Min(available, (share - unforgiven) / Math.Max(LeastPart, part));
            unforgiven -= requests;
        }

        // If the limit is near, less than a fifth is left, and that fifth belongs to the others.
        bool isNear = allowance.IsNear && !(isShort && allowance.Left is not null);
        return Math.Max(1, isNear ? allowance.Limit * NearShare : Math.Max(available, allowance.Limit * MinShare));
    }

    /// <summary>
    /// The earliest time for another look: now, or after a pause that grows with what was used if the plan has used more than its share.
    /// </summary>
    public TimeSpan NextFree(TimeSpan now, LookAllowance allowance)
    {
        Forget(now);
        if (_spentInHour < allowance.Limit * MostShare)
        {
            return now;
        }

        // Half of what is left, evenly over the hour.
        double left = Math.Max(1, (allowance.Limit - _spentInHour) / 2.0);
        TimeSpan next = _lastAt + TimeSpan.FromSeconds(s_hour.TotalSeconds / left);
        return Duration.Longer(now, next);
    }

    private void Forget(TimeSpan now)
    {
        while (_spent.Count > 0 && _spent.Peek().At <= now - s_hour)
        {
            _spentInHour -= _spent.Dequeue().Requests;
        }
    }
}
