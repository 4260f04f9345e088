namespace BitbucketPipelines.Api.Schedules;

/// <summary>A change of schedules was stopped before it was complete. The message describes the state and what to do.</summary>
internal sealed class ScheduleStoppedException(string message, CancellationToken cancellationToken)
    : StoppedMidwayException(message, cancellationToken);
