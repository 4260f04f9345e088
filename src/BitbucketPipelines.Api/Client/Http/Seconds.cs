namespace BitbucketPipelines.Api;

/// <summary>Converts durations that the API gives in seconds.</summary>
internal static class Seconds
{
    /// <summary>The duration; null when the number is negative or unreasonably large.</summary>
    public static TimeSpan? ToTime(double? seconds) => seconds is >= 0 and < 1e9 and { } number ? TimeSpan.FromSeconds(number) : null;

    /// <summary>The seconds of a duration, to the millisecond.</summary>
    public static double? Of(TimeSpan? duration) => duration is { } time ? Math.Round(time.TotalSeconds, 3) : null;
}
