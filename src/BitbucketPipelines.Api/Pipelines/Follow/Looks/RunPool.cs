namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What the runs of this wait say about each other where earlier runs say nothing: those that have ended took some time, and those that
/// have not ended take longer than until now.
/// </summary>
internal sealed class RunPool
{
    /// <summary>The number of ended runs from which on they say something.</summary>
    private const int MinEnded = 3;

    /// <summary>The most peaks of the forecast.</summary>
    private const int MaxPeaks = 16;

    private readonly List<double> _ended = [];
    private int _told;

    /// <summary>Whether so many runs have ended since the last forecast that it has changed.</summary>
    public bool HasNews => _ended.Count >= MinEnded && _ended.Count * 10 >= _told * 11;

    /// <summary>Records the duration of a run that has ended, in seconds.</summary>
    public void Add(double seconds) => _ended.Add(seconds);

    /// <summary>Makes a forecast for the runs that are still open.</summary>
    /// <param name="open">The age of each open run at its last look, in seconds.</param>
    public DurationForecast Forecast(IEnumerable<double> open)
    {
        _told = _ended.Count;
        if (_ended.Count < MinEnded)
        {
            return DurationForecast.Unknown;
        }

        // The product-limit estimator of Kaplan and Meier: at each end, the share of those that were watched until then.
        double[] ages = [.. open.OrderBy(a => a)];
        double[] ended = [.. _ended.OrderBy(d => d)];
        double survival = 1;
        int censored = 0;
        var jumps = new List<(double Seconds, double Weight)>();
        for (int i = 0; i < ended.Length; i++)
        {
            while (censored < ages.Length && ages[censored] < ended[i])
            {
                censored++;
            }

            int atRisk = ended.Length - i + ages.Length - censored;
            jumps.Add((ended[i], survival / atRisk));
            survival -= survival / atRisk;
        }

        int step = (jumps.Count + MaxPeaks - 1) / MaxPeaks;
        (double, double)[] peaks =
        [
            .. jumps.Select((jump, i) => (jump, Group: i / step)).GroupBy(j => j.Group)
                .Select(g => (g.ElementAt(g.Count() / 2).jump.Seconds, g.Sum(j => j.jump.Weight))),
        ];
        double longest = Math.Max(ended[ended.Length - 1], ages.Length > 0 ? ages[ages.Length - 1] : 0);
        return DurationForecast.Of(peaks, Math.Max(survival, 0.05), longest * 1.5);
    }
}
