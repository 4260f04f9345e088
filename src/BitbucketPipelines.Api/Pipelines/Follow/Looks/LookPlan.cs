namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// When the next look at the open runs of a repository is worth its requests, and how many looks will follow in the coming hour.
/// </summary>
/// <param name="Pause">The time from the last look to the next, in seconds.</param>
/// <param name="Looks">The expected number of looks in the coming hour, which are fewer the sooner the runs end.</param>
internal readonly record struct LookPlan(double Pause, double Looks)
{
    /// <summary>The longest pause if requests are not scarce, because a run may fail early or wait for a person, in seconds.</summary>
    private const double MaxPause = 120;

    /// <summary>The same as a share of the usual duration, for long runs.</summary>
    private const double MaxPauseShare = 0.05;

    /// <summary>The longest pause in any case.</summary>
    private const double LongestPause = 3600;

    private const double MinPause = 1;

    /// <summary>The shortest pause for each of several requests of a look, in seconds.</summary>
    private const double MinPauseOfSeveral = 2;

    private const double Hour = 3600;

    /// <summary>The end of the plan.</summary>
    private const double Horizon = 4 * Hour;

    /// <summary>Where the end of a known run is likely, a pause is no longer than this.</summary>
    private const double LikelyPause = 9;

    /// <summary>The chance that a run ends within such a pause from which on its end is likely.</summary>
    private const double LikelyChance = 0.0005;

    /// <summary>How few of the earlier runs take as long as a run that takes longer than expected.</summary>
    private const double FewLast = 0.02;

    /// <summary>The price of a look if requests are not scarce: the seconds of delay that one look must save.</summary>
    public const double BasePrice = 2.5;

    private const double GridRatio = 1.08;

    /// <summary>Plans looks. The sum of all delays and of the price of all looks is the least possible for the forecast.</summary>
    /// <param name="runs">The open runs: the forecast of each, and how long it had existed at the last look, in seconds.</param>
    /// <param name="requests">The number of requests for one look.</param>
    /// <param name="price">The seconds of delay that one request must save.</param>
    /// <param name="elapsed">The seconds since the last look.</param>
    /// <param name="isLimited">
    /// Whether there are too few requests for short pauses wherever an end is likely. Then the price alone decides.
    /// </param>
    public static LookPlan Make(
        IReadOnlyList<(DurationForecast Forecast, double Age)> runs, int requests, double price, double elapsed = 0, bool isLimited = false)
    {
        double[] at = Grid(runs, elapsed);
        int last = at.Length - 1;
        var open = new double[at.Length];
        var any = new double[at.Length];
        Evaluate(runs, at, open, any);
        var area = new double[at.Length];
        for (int i = 1; i <= last; i++)
        {
            area[i] = area[i - 1] + ((at[i] - at[i - 1]) * (open[i] + open[i - 1]) / 2);
        }

        // The least cost from each time on, backwards from the end. Of two looks, the cost of the pause between them is the time for which
        // runs that end in it stay unnoticed.
        var cost = new double[at.Length];
        var next = new int[at.Length];
        double look = price * requests;
        for (int i = last - 1; i >= 0; i--)
        {
            cost[i] = double.MaxValue;
            for (int j = i + 1; j <= last; j++)
            {
                if (i == 0 && at[j] < elapsed)
                {
                    continue;
                }

                double pause = at[j] - at[i];
                double sum = (look * any[i]) + (pause * open[i]) - (area[j] - area[i]) + cost[j];
                if (sum < cost[i])
                {
                    (cost[i], next[i]) = (sum, j);
                }
            }
        }

        double stretch = Math.Max(isLimited ? 1 : 0, Math.Sqrt(look / BasePrice));
        double looks = 0;
        for (int i = 0; i < last && at[i] < Hour; i = next[i])
        {
            // What has passed already takes no more looks. A pause that is longer than allowed takes several. The next look is made
            // whether a run is still open or not.
            double end = Math.Min(at[next[i]], Hour);
            double time = i == 0 ? elapsed : at[i];
            int from = i;
            do
            {
                looks += any[from];
                time += Cap(runs, time, stretch, isLimited);
                while (from < last && at[from + 1] <= time)
                {
                    from++;
                }
            }
            while (time < end);
        }

        double first = Math.Min(at[next[0]], Cap(runs, 0, stretch, isLimited));
        double least = requests > 1 ? requests * MinPauseOfSeveral : MinPause;
        return new LookPlan(Math.Max(Math.Max(least, elapsed), first), looks * requests);
    }

    /// <summary>The longest pause from a time on.</summary>
    private static double Cap(IReadOnlyList<(DurationForecast Forecast, double Age)> runs, double at, double stretch, bool isLimited)
    {
        double cap = Math.Max(MaxPause, runs.Min(r => r.Forecast.Middle) * MaxPauseShare) * Math.Max(1, stretch);
        foreach ((DurationForecast forecast, double age) in isLimited ? [] : runs)
        {
            double now = forecast.IsKnown ? forecast.ExpectedSurvival(age + at) : 0;
            if (now < FewLast)
            {
                cap = Math.Min(cap, PollSchedule.PauseAt(age + at) * 0.95 * stretch);
            }
            else if (now - forecast.ExpectedSurvival(age + at + LikelyPause) > LikelyChance * now)
            {
                cap = Math.Min(cap, LikelyPause * stretch);
            }
        }

        return Math.Min(LongestPause, cap * stretch);
    }

    private static double[] Grid(IReadOnlyList<(DurationForecast Forecast, double Age)> runs, double elapsed)
    {
        var times = new List<double> { 0, elapsed };
        for (double t = MinPause; t < Horizon; t *= GridRatio)
        {
            times.Add(t);
        }

        times.Add(Horizon);
        foreach ((DurationForecast forecast, double age) in runs.Take(3))
        {
            times.AddRange(forecast.Landmarks().Select(t => t - age).Where(t => t is > MinPause and < Horizon));
        }

        times.Sort();
        var grid = new List<double> { 0 };
        foreach (double t in times)
        {
            if (t - grid[grid.Count - 1] >= MinPause)
            {
                grid.Add(t);
            }
        }

        return [.. grid];
    }

    /// <summary>The expected number of open runs at each time, and the chance that there is any.</summary>
    private static void Evaluate(
        IReadOnlyList<(DurationForecast Forecast, double Age)> runs, double[] at, double[] open, double[] any)
    {
        for (int i = 0; i < at.Length; i++)
        {
            any[i] = 1;
        }

        foreach ((DurationForecast forecast, double age) in runs)
        {
            double now = Math.Max(forecast.Survival(age), 1e-12);
            for (int i = 0; i < at.Length; i++)
            {
                double chance = Math.Min(1, forecast.Survival(age + at[i]) / now);
                open[i] += chance;
                any[i] *= 1 - chance;
            }
        }

        for (int i = 0; i < at.Length; i++)
        {
            any[i] = 1 - any[i];
        }
    }
}
