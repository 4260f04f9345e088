namespace BitbucketPipelines.Api.Schedules;

/// <summary>The unit of a field of a cron pattern.</summary>
/// <param name="Name">The name, for messages.</param>
/// <param name="First">The lowest value.</param>
/// <param name="Last">The highest value.</param>
/// <param name="Size">The number of distinct values: 7 for days of the week, although cron numbers them from 0 to 7.</param>
/// <param name="Names">The names of the values, beginning with <paramref name="First"/>, or none.</param>
internal sealed record CronUnit(string Name, int First, int Last, int Size, params string[] Names)
{
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static CronUnit Second { get; } = new("second", 0, 59, 60);

    public static CronUnit Minute { get; } = new("minute", 0, 59, 60);

    public static CronUnit Hour { get; } = new("hour", 0, 23, 24);

    public static CronUnit DayOfMonth { get; } = new("day of month", 1, 31, 31);

    public static CronUnit Month { get; } =
        new("month", 1, 12, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /// <summary>As Quartz numbers days: Sunday is 1.</summary>
    public static CronUnit DayOfWeek { get; } = new("day of week", 1, 7, 7, s_days);

    /// <summary>As cron numbers days: Sunday is both 0 and 7.</summary>
    public static CronUnit UnixDayOfWeek { get; } = new("day of week", 0, 7, 7, s_days);

    public static CronUnit Year { get; } = new("year", 1970, 2099, 130);

    /// <summary>The longest step that Quartz accepts.</summary>
    public int LongestStep => First == 0 ? Last : Size;

    /// <summary>Normalizes a value: 7 as a day of the week of cron becomes 0.</summary>
    public int Normalize(int value) => First + ((value - First) % Size);
}
