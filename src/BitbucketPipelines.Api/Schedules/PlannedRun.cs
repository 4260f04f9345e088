namespace BitbucketPipelines.Api.Schedules;

/// <summary>A time at which a cron pattern runs.</summary>
public sealed class PlannedRun
{
    /// <summary>Creates it.</summary>
    public PlannedRun(string cron, DateTimeOffset utc)
    {
        Cron = cron;
        Utc = utc;
    }

    /// <summary>The seven fields of the pattern, as Bitbucket takes them.</summary>
    public string Cron { get; }

    /// <summary>The time, in UTC.</summary>
    public DateTimeOffset Utc { get; }

    /// <summary>The time where this machine is.</summary>
    public DateTimeOffset Local => TimeZoneInfo.ConvertTime(Utc, TimeZoneInfo.Local);

    /// <summary>The next time of a pattern in words.</summary>
    internal static string Describe(CronPattern cron) =>
        cron.NextRuns().Take(1).Select(t => $"next run {new PlannedRun(cron.Quartz, t)}").FirstOrDefault() ?? "its time is over";

    /// <summary>The time, in UTC.</summary>
    public override string ToString() => Utc.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture);
}
