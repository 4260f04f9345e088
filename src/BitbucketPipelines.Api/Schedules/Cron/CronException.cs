namespace BitbucketPipelines.Api.Schedules;

/// <summary>A cron pattern cannot be read; the message names the field and what is wrong with it.</summary>
internal sealed class CronException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CronException(string message, string advice = "")
        : base(message) => Advice = advice;

    /// <summary>What to do.</summary>
    public string Advice { get; }
}
