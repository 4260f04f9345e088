namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// What the runs of this wait say about each other: those that have ended took some time, those that have not ended take longer than until
/// now, and the earlier runs of one repository may be a sample for all.
/// </summary>
internal sealed class RunPool
{
    /// <summary>The number of ended runs from which on they say something.</summary>
    private const int MinEnded = 3;

    /// <summary>The number of repositories from which on their earlier runs are compared, and of runs of each.</summary>
    private const int MinRepositories = 5;

    private const int MinPast = 3;

    /// <summary>The share of all variance that must be found in each repository if all repositories are alike.</summary>
    private const double AlikeShare = 0.5;

    /// <summary>The least share of runs that take longer than all that have ended for which a distribution is assumed.</summary>
    private const double MinTail = 0.02;

    /// <summary>How many times as old as the longest that has ended an open run may be for that.</summary>
    private const double MaxBeyond = 1.3;

    /// <summary>How much of that is likely, in so many peaks; the rest is a surprise.</summary>
    private const double TailShare = 0.9;

    private const int TailPeaks = 6;

    /// <summary>The same if they are a sample for all.</summary>
    private const double SampleShare = 0.07;

    /// <summary>The most peaks of the forecast.</summary>
    private const int MaxPeaks = 24;

    private readonly List<double> _ended = [];
    private readonly List<double> _past = [];
    private int _repositories;
    private double _within;
    private int _freedom;
    private int _told;
    private double _longest;
    private double _longestTold;

    /// <summary>
    /// Whether so many runs have ended since the last forecast that it has changed, or one that took longer than all that had ended then:
    /// it says the most about those that are still open.
    /// </summary>
    public bool HasNews => Count >= MinEnded && (Count * 10 >= _told * 11 || _longest > _longestTold);

    /// <summary>Whether no run has ended yet.</summary>
    public bool IsEmpty => _ended.Count == 0;

    /// <summary>Whether any repository has earlier runs.</summary>
    public bool HasPast => _past.Count > 0;

    /// <summary>
    /// Whether the earlier runs of one repository say no more about its next run than those of all: they differ within a repository nearly
    /// as much as between repositories.
    /// </summary>
    public bool IsAlike { get; private set; }

    /// <summary>
    /// Whether the earlier runs of all say so much about the next run of one repository that it is not worth a request to know its own
    /// earlier runs in advance.
    /// </summary>
    public bool IsSample { get; private set; }

    private int Count => _ended.Count + (IsSample ? _past.Count : 0);

    /// <summary>Records the duration of a run that has ended, in seconds.</summary>
    public void Add(double seconds)
    {
        _ended.Add(seconds);
        _longest = Math.Max(_longest, seconds);
    }

    /// <summary>Records the durations of the earlier runs of a repository, in seconds.</summary>
    public void AddPast(IReadOnlyCollection<double> durations)
    {
        if (durations.Count < MinPast)
        {
            return;
        }

        _past.AddRange(durations);
        _repositories++;
        double middle = durations.Average(Log);
        _within += durations.Sum(d => Square(Log(d) - middle));
        _freedom += durations.Count - 1;
        double center = _past.Average(Log);
        double all = _past.Sum(d => Square(Log(d) - center)) / (_past.Count - 1);
        double share = _repositories >= MinRepositories && all > 0 ? _within / _freedom / all : 0;
        (IsAlike, IsSample) = (share >= AlikeShare, share >= SampleShare);
    }

    /// <summary>Makes a forecast for the runs that are still open.</summary>
    /// <param name="open">The age of each open run at its last look, in seconds.</param>
    public DurationForecast Forecast(IEnumerable<double> open)
    {
        (_told, _longestTold) = (Count, _longest);
        if (Count < MinEnded)
        {
            return DurationForecast.Unknown;
        }

        // The product-limit estimator of Kaplan and Meier: at each end, the share of those that were watched until then.
        double[] ages = [.. open.OrderBy(a => a)];
        double[] ended = [.. _ended.Concat(IsSample ? _past : []).OrderBy(d => d)];
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
        (double Seconds, double Weight)[] peaks =
        [
            .. jumps.Select((jump, i) => (jump, Group: i / step)).GroupBy(j => j.Group)
                .Select(g => (g.ElementAt(g.Count() / 2).jump.Seconds, g.Sum(j => j.jump.Weight))),
        ];
        double longest = Math.Max(ended[ended.Length - 1], ages.Length > 0 ? ages[ages.Length - 1] : 0);
        // A run that is much older than all that have ended were shows that the others are of another kind.
        (double Seconds, double Weight)[] tail =
            ages.Length > 0 && ages[ages.Length - 1] > ended[ended.Length - 1] * MaxBeyond ? [] : [.. Tail(jumps, survival)];
        double surprise = Math.Max(survival - tail.Sum(t => t.Weight), 0.5 / ended.Length);
        peaks = [.. peaks, .. tail];
        return ended.Length >= MaxPeaks ? DurationForecast.OfMany(peaks, surprise, longest * 1.5)
            : DurationForecast.Of(peaks, surprise, longest * 1.5);
    }

    /// <summary>
    /// How long those may take that take longer than all that have ended: as if the logarithms of the durations had a logistic distribution
    /// through the first quarter and the last of those that have ended.
    /// </summary>
    private static IEnumerable<(double Seconds, double Weight)> Tail(List<(double Seconds, double Weight)> jumps, double survival)
    {
        double ended = 1 - survival;
        double first = 0;
        int i = 0;
        while (i < jumps.Count - 1 && first + jumps[i].Weight < ended / 4)
        {
            first += jumps[i++].Weight;
        }

        first += jumps[i].Weight;
        double from = Log(jumps[i].Seconds);
        double to = Log(jumps[jumps.Count - 1].Seconds);
        if (survival < MinTail || first >= ended * 0.9 || to <= from)
        {
            yield break;
        }

        double width = (to - from) / (Logit(ended) - Logit(first));
        for (int part = 0; part < TailPeaks; part++)
        {
            double share = ended + (survival * (part + 0.5) / TailPeaks);
            yield return (Math.Exp(to + (width * (Logit(share) - Logit(ended)))), survival * TailShare / TailPeaks);
        }
    }

    private static double Logit(double share) => Math.Log(share / (1 - share));

    private static double Log(double seconds) => Math.Log(Math.Max(1, seconds));

    private static double Square(double number) => number * number;
}
