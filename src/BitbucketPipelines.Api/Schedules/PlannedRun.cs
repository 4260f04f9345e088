namespace BitbucketPipelines.Api.Schedules;

/// <summary>A time of a run according to a cron pattern.</summary>
public sealed class PlannedRun
{
    /// <summary>Creates a planned run.</summary>
    public PlannedRun(string cron, DateTimeOffset utc)
    {
        Cron = cron;
        Utc = utc;
    }

    /// <summary>The seven fields of the pattern, as Bitbucket expects them.</summary>
    public string Cron { get; }

    /// <summary>The time, in UTC.</summary>
    public DateTimeOffset Utc { get; }

    /// <summary>The time in the time zone of this machine.</summary>
    public DateTimeOffset Local => TimeZoneInfo.ConvertTime(Utc, TimeZoneInfo.Local);

    /// <summary>The next runs of a pattern, the earliest first. Fewer than <paramref name="count"/> when the pattern ends before.</summary>
    internal static IEnumerable<PlannedRun> NextOf(CronPattern cron, int count) =>
        cron.NextRuns().Take(count).Select(time => new PlannedRun(cron.Quartz, time));

    /// <summary>Describes the next run of a pattern, for messages.</summary>
    internal static string Describe(CronPattern cron) =>
        NextOf(cron, 1).Select(run => $"next run {run}").FirstOrDefault() ?? "no more runs";

    /// <summary>The time, in UTC.</summary>
    public override string ToString() => Utc.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture);
}
