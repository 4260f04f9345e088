namespace BitbucketPipelines.Api.Schedules;

/// <summary>A cron pattern is invalid. The message names the field and the problem.</summary>
internal sealed class CronException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CronException(string message, string advice = "")
        : base(message) => Advice = advice;

    /// <summary>Whether the pattern is valid but has no run in the future.</summary>
    public bool NeverRuns { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string Advice { get; }
}
