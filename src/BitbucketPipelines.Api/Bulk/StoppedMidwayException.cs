namespace BitbucketPipelines.Api;

/// <summary>
/// A change of several requests was stopped before it was complete. The message describes the state that is left and what to do.
/// </summary>
internal class StoppedMidwayException(string message, CancellationToken cancellationToken)
    : OperationCanceledException(message, cancellationToken);
