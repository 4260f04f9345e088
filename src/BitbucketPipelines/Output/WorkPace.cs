using BitbucketPipelines.Api;

namespace BitbucketPipelines.Output;

/// <summary>
/// Estimates how long the rest of some work takes. What is done so far tells how fast it is while requests are permitted; the pauses until
/// the allowance starts anew are added.
/// </summary>
/// <param name="allowance">The allowance that the requests count in.</param>
/// <param name="requests">Counts the requests of the work.</param>
internal sealed class WorkPace(Allowance allowance, RequestCounter requests)
{
    /// <summary>How exact the number of missing requests is. Another pause of an hour is not expected because of so few.</summary>
    private const double Exactness = 0.01;

    /// <summary>
    /// How many requests can be sent, or answered, and not yet part of what is done: as many as are in flight by default, and some. Another
    /// pause is not expected because of them either.
    /// </summary>
    private const int OnTheirWay = 8;

    private readonly long _permitted = requests.Permitted;
    private readonly TimeSpan _closed = allowance.Read().Closed;

    /// <summary>The time left.</summary>
    /// <param name="elapsed">How long the work has taken so far, its pauses included.</param>
    /// <param name="fraction">The part of the work that is done, more than 0.</param>
    public TimeSpan Left(TimeSpan elapsed, double fraction)
    {
        AllowanceState state = allowance.Read();
        TimeSpan pauses = state.Closed - _closed;
        double rest = (1 - fraction) / fraction;
        TimeSpan working = Times(Duration.Longer(elapsed - pauses, TimeSpan.Zero), rest);
        double missing = (requests.Permitted - _permitted) * rest;
        // Where neither a header nor a 429 has shown a limit, there may be none.
        TimeSpan wait = missing * (1 - Exactness) <= OnTheirWay || (state.Limit is null && pauses == TimeSpan.Zero)
            ? TimeSpan.Zero : allowance.TimeFor((int)Math.Min(int.MaxValue, Math.Ceiling((missing * (1 - Exactness)) - OnTheirWay)));
        // After the last pause, at most one window of requests is left to do.
        return wait == TimeSpan.Zero ? working : wait + Times(working, Math.Min(1, allowance.Limit / missing));
    }

    private static TimeSpan Times(TimeSpan time, double factor) =>
        TimeSpan.FromSeconds(Math.Min(time.TotalSeconds * factor, TimeSpan.FromDays(365).TotalSeconds));
}
