namespace BitbucketPipelines.Api.Schedules;

/// <summary>A change of schedules that takes several requests has failed.</summary>
internal sealed class ScheduleException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The state of the schedules after the failure.</param>
    /// <param name="uuid">The schedule that needs attention, if any.</param>
    /// <param name="cause">The request that failed.</param>
    public ScheduleException(ScheduleFailure failure, string? uuid, BitbucketApiException cause)
        : base(cause?.Message, cause)
    {
        Failure = failure;
        Uuid = uuid;
        Cause = cause!;
    }

    /// <summary>The state of the schedules after the failure.</summary>
    public ScheduleFailure Failure { get; }

    /// <summary>The schedule that needs attention, if any.</summary>
    public string? Uuid { get; }

    /// <summary>The request that failed.</summary>
    public BitbucketApiException Cause { get; }
}
