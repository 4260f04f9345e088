namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// How long the open runs of a wait may take: what their own earlier runs say, or what the runs of the wait say about each other.
/// </summary>
/// <param name="pool">What the runs say about each other.</param>
internal sealed class LookForecasts(RunPool pool)
{
    /// <summary>Runs are short if nearly all end within so many seconds.</summary>
    private const double ShortRun = 180;

    private const double FewLong = 0.2;

    private DurationForecast _pooled = DurationForecast.Unknown;

    /// <summary>
    /// Whether there are repositories that were not looked at, whose runs are assumed to be like those of the others. Then all are judged
    /// in the same way.
    /// </summary>
    public bool Assumes { get; set; }

    /// <summary>Whether it is known how long the runs of this wait take.</summary>
    public bool IsPooledKnown => _pooled.IsKnown;

    /// <summary>
    /// The forecast for a run: that of all where nothing else is known, or where requests are few and the repositories are alike.
    /// </summary>
    public DurationForecast Of(LookRun run) =>
        run.Forecast is null || (Assumes && pool.IsAlike && _pooled.IsKnown) ? _pooled : run.Forecast;

    /// <summary>Whether earlier runs say nothing about any run of a target.</summary>
    public static bool IsUnknown(LookTarget target) => target.IsKnown && target.Runs.All(r => r.Forecast is null);

    /// <summary>Whether the runs end so soon that what is left of the budget then is of no use.</summary>
    public bool AreShort(List<LookTarget> known) => known.TrueForAll(t => t.Runs.All(r => Of(r).Survival(ShortRun) < FewLong));

    /// <summary>
    /// Learns from the runs that have ended. Returns the targets for which that changes something, or null if there is nothing new.
    /// </summary>
    public List<LookTarget>? Renew(List<LookTarget> known)
    {
        if (!pool.HasNews)
        {
            return null;
        }

        List<LookTarget> pooled = known.FindAll(t => t.Runs.Any(IsPooled));
        _pooled = pool.Forecast(
            pooled.SelectMany(t => t.Runs.Where(IsPooled).Select(r => (t.LookedAt - r.Created).TotalSeconds)));
        return pooled;
    }

    private bool IsPooled(LookRun run) => run.Forecast is null || (Assumes && pool.IsAlike);
}
