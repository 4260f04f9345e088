namespace BitbucketPipelines.Api;

/// <summary>Times that a server gives as a number of seconds.</summary>
internal static class Seconds
{
    /// <summary>The time, or null when the number is none that a run can take.</summary>
    public static TimeSpan? ToTime(double? seconds) => seconds is >= 0 and < 1e9 and { } number ? TimeSpan.FromSeconds(number) : null;
}
