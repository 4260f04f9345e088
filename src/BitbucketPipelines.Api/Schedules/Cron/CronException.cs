namespace BitbucketPipelines.Api.Schedules;

/// <summary>A cron pattern cannot be read; the message names the field and what is wrong with it.</summary>
internal sealed class CronException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CronException(string message, string advice = "")
        : base(message) => Advice = advice;

    /// <summary>Whether the pattern can be read, but means no time that lies ahead.</summary>
    public bool NeverRuns { get; init; }

    /// <summary>What to do.</summary>
    public string Advice { get; }
}
