namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// How long a run may take, as a distribution: one peak at each duration of an earlier run, and a wide one for surprises, such as an early
/// failure. Without earlier runs only the wide one is left. All times are seconds since the run was created.
/// </summary>
internal sealed class DurationForecast
{
    /// <summary>The median of all runs of which nothing is known.</summary>
    private const double UnknownMedian = 60;

    /// <summary>The width of a peak if there is only one earlier run, as a share of its duration.</summary>
    private const double WidthOfOne = 0.1;

    private const double MinWidth = 0.01;

    /// <summary>How much narrower the peaks are the more there are.</summary>
    private const double NarrowingPower = 0.125;

    /// <summary>The widths of a peak between its two neighbours.</summary>
    private const double WidthsBetween = 5;

    /// <summary>The shortest width of a peak in seconds: queueing and the clocks of two machines.</summary>
    private const double MinWidthSeconds = 0.7;

    /// <summary>Where a peak is sampled, in widths from its middle.</summary>
    private static readonly double[] s_samples = [-4, -3, -2.2, -1.6, -1.1, -0.7, -0.35, 0, 0.35, 0.7, 1.1, 1.6, 2.2, 3, 4];

    /// <summary>The same where so many peaks lie side by side that each one is sampled by its neighbours.</summary>
    private static readonly double[] s_fewSamples = [0, 2.5];

    /// <summary>The number of peaks from which on a few samples of each are enough.</summary>
    private const int ManyPeaks = 16;

    private readonly (double Log, double Width, double Weight)[] _peaks;

    private DurationForecast(
        (double Log, double Width, double Weight)[] peaks, bool isKnown, IReadOnlyCollection<double>? durations = null) =>
        (_peaks, IsKnown, Durations) = (peaks, isKnown, durations ?? []);

    /// <summary>The forecast for a run of which nothing is known.</summary>
    public static DurationForecast Unknown { get; } = new([(Math.Log(UnknownMedian), 1, 1)], isKnown: false);

    /// <summary>Whether it is based on earlier runs.</summary>
    public bool IsKnown { get; }

    /// <summary>The durations of the earlier runs that it is based on, in seconds.</summary>
    public IReadOnlyCollection<double> Durations { get; }

    /// <summary>A usual duration.</summary>
    public double Middle => Math.Exp(_peaks[_peaks.Length - 1].Log);

    /// <summary>Makes a forecast of the durations of earlier runs, in seconds.</summary>
    public static DurationForecast Of(IReadOnlyCollection<double> durations) =>
        Of([.. durations.Select(d => (d, 1.0))], 0.5) is var forecast && durations.Count > 0
            ? new(forecast._peaks, isKnown: true, durations) : forecast;

    /// <summary>Makes a forecast of weighted durations.</summary>
    /// <param name="durations">Durations in seconds and their weights.</param>
    /// <param name="surprise">The weight of a surprise.</param>
    /// <param name="middle">The middle of a surprise in seconds; null for that of the durations.</param>
    public static DurationForecast Of((double Seconds, double Weight)[] durations, double surprise, double? middle = null)
    {
        if (durations.Length == 0)
        {
            return Unknown;
        }

        (double Log, double Weight)[] logs =
            [.. durations.Select(d => (Math.Log(Math.Max(1, d.Seconds)), d.Weight)).OrderBy(d => d.Item1)];
        double total = logs.Sum(d => d.Weight) + surprise;
        double width = Width([.. logs.Select(d => d.Log)]);
        return new(
            [
                .. logs.Select(d => (d.Log, Math.Max(width, MinWidthSeconds / Math.Exp(d.Log)), d.Weight / total)),
                (middle is { } seconds ? Math.Log(seconds) : logs[logs.Length / 2].Log, 1, surprise / total),
            ],
            isKnown: true);
    }

    /// <summary>Makes a forecast of the durations of many runs: each peak is as wide as the distance to its neighbours.</summary>
    /// <param name="durations">Durations in seconds, the shortest first, and their weights.</param>
    /// <param name="surprise">The weight of a surprise.</param>
    /// <param name="middle">The middle of a surprise in seconds.</param>
    public static DurationForecast OfMany((double Seconds, double Weight)[] durations, double surprise, double middle)
    {
        double[] logs = [.. durations.Select(d => Math.Log(Math.Max(1, d.Seconds)))];
        double total = durations.Sum(d => d.Weight) + surprise;
        return new(
            [
                .. durations.Select((d, i) => (
                    logs[i],
                    Math.Max(
                        (logs[Math.Min(i + 1, logs.Length - 1)] - logs[Math.Max(i - 1, 0)])
                            / (i == 0 || i == logs.Length - 1 ? WidthsBetween / 2 : WidthsBetween),
                        Math.Max(MinWidth, MinWidthSeconds / Math.Max(1, d.Seconds))),
                    d.Weight / total)),
                (Math.Log(middle), 1, surprise / total),
            ],
            isKnown: true);
    }

    /// <summary>The chance that a run takes longer than this.</summary>
    public double Survival(double seconds) => Survival(seconds, _peaks.Length);

    /// <summary>The same without surprises: the chance that the run takes longer than this and as long as an earlier one.</summary>
    public double ExpectedSurvival(double seconds) => Survival(seconds, _peaks.Length - 1);

    /// <summary>The seconds after which a run of an age has this small a chance of going on.</summary>
    public double Until(double age, double chance)
    {
        double limit = Survival(age) * chance;
        double low = 0;
        double high = 86_400;
        while (high - low > 0.1)
        {
            double middle = (low + high) / 2;
            (low, high) = Survival(age + middle) > limit ? (middle, high) : (low, middle);
        }

        return high;
    }

    private double Survival(double seconds, int peaks)
    {
        double log = Math.Log(Math.Max(seconds, 1e-3));
        double sum = 0;
        for (int i = 0; i < peaks; i++)
        {
            (double middle, double width, double weight) = _peaks[i];
            sum += weight / (1 + Math.Exp((log - middle) / width));
        }

        return sum;
    }

    /// <summary>The times where the chance changes most.</summary>
    public IEnumerable<double> Landmarks() =>
        from peak in _peaks
        where peak.Width < 0.9
        from sample in _peaks.Length > ManyPeaks ? s_fewSamples : s_samples
        select Math.Exp(peak.Log + (sample * peak.Width));

    /// <summary>
    /// The width of the peaks: the distance to near neighbours. Two groups of durations, such as failures and successes, stay two groups.
    /// </summary>
    private static double Width(double[] sorted)
    {
        int n = sorted.Length;
        if (n == 1)
        {
            return WidthOfOne;
        }

        int near = Math.Min(n - 1, (int)Math.Ceiling(Math.Sqrt(n)));
        double[] distances =
        [
            .. sorted.Select(one => sorted.Select(other => Math.Abs(one - other)).OrderBy(d => d).ElementAt(near)).OrderBy(d => d),
        ];
        return Math.Max(MinWidth, Math.Min(0.5, distances[n / 2] * Math.Pow(2.0 / n, NarrowingPower)));
    }
}
