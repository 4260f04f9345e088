namespace BitbucketPipelines.Api;

/// <summary>Compares durations.</summary>
internal static class Duration
{
    /// <summary>The longer of two durations.</summary>
    public static TimeSpan Longer(TimeSpan one, TimeSpan other) => new(Math.Max(one.Ticks, other.Ticks));

    /// <summary>The shorter of two durations.</summary>
    public static TimeSpan Shorter(TimeSpan one, TimeSpan other) => new(Math.Min(one.Ticks, other.Ticks));
}
