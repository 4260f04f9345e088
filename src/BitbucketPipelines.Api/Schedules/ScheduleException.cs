namespace BitbucketPipelines.Api.Schedules;

/// <summary>A change of schedules that takes several requests failed.</summary>
internal sealed class ScheduleException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">What became of the schedules.</param>
    /// <param name="uuid">The schedule that needs to be looked at, if one does.</param>
    /// <param name="cause">The request that failed.</param>
    public ScheduleException(ScheduleFailure failure, string? uuid, BitbucketApiException cause)
        : base(cause?.Message, cause)
    {
        Failure = failure;
        Uuid = uuid;
        Cause = cause!;
    }

    /// <summary>What became of the schedules.</summary>
    public ScheduleFailure Failure { get; }

    /// <summary>The schedule that needs to be looked at, if one does.</summary>
    public string? Uuid { get; }

    /// <summary>The request that failed.</summary>
    public BitbucketApiException Cause { get; }
}
