namespace BitbucketPipelines.Api.Schedules;

/// <summary>A change of schedules was stopped in the middle; the message says what is left, and what to do.</summary>
internal sealed class ScheduleStoppedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public ScheduleStoppedException(string message, CancellationToken cancellationToken)
        : base(message, cancellationToken)
    {
    }
}
